"""Whether the notes speak of an ending, and how long before the last contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from notesense.summaries.contact import Contact
from notesense.summaries.findings import ending_words

OUTCOMES: tuple[str, ...] = ("prepared", "in_the_last_contact", "silent", "open")
"""``prepared``: spoken of before the last contact; ``in_the_last_contact``: there for the first time;
``silent``: not spoken of, and no contact noted for long; ``open``: not spoken of, and nothing asks for it."""


@dataclass(frozen=True, slots=True)
class NotePlace:
    """Words in a note, by place; ``start`` is None where the whole note is meant."""

    note: str
    date: str | None
    start: int | None
    end: int | None

    def as_dict(self) -> dict[str, Any]:
        return {"note": self.note, "date": self.date, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Ending:
    """What the notes say of an ending.

    Attributes
    ----------
    outcome : str
        One of ``OUTCOMES``.
    says : str
    notes : tuple of NotePlace
        The contacts that speak of it, in order.
    """

    outcome: str
    says: str
    notes: tuple[NotePlace, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"outcome": self.outcome, "says": self.says, "notes": [place.as_dict() for place in self.notes]}


def stage_places(met: Sequence[Contact], stage: str) -> tuple[NotePlace, ...]:
    """Return the contacts of a stage, each with the first words that show it."""
    places = []
    for contact in met:
        if contact.stage != stage:
            continue
        words = min(
            ((sign.start, sign.end) for sign in contact.signs if sign.sign == "stage" and sign.kind == stage),
            default=(None, None),
        )
        places.append(NotePlace(contact.id, contact.date, *words))
    return tuple(places)


def ending_of(met: Sequence[Contact], *, silent_days: int | None) -> Ending:
    """Say whether an ending was prepared.

    A goodbye that a later contact took back (its stage is another again) is
    none.

    Parameters
    ----------
    met : sequence of Contact
        The contacts that took place, in order.
    silent_days : int or None
        Days from the last contact to the newest note of all, where that is
        long for this pair; else None.
    """
    places = stage_places(met, "ending")
    back = max((number for number, contact in enumerate(met) if contact.stage not in {None, "ending"}), default=-1)
    later = {contact.id for contact in met[back + 1 :]}
    places = tuple(place for place in places if place.note in later)
    if places:
        outcome = "in_the_last_contact" if places[0].date == met[-1].date else "prepared"
    else:
        outcome = "open" if silent_days is None else "silent"
    last = met[-1].date if met else None
    return Ending(outcome, ending_words(outcome, [place.date for place in places], last, silent_days), places)
