"""The contacts of a pair in order, and the days between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from notesense.summaries.contact import Contact, SignReference
from notesense.summaries.findings import purpose_words

# Below this many days no pause is worth naming, whatever the rhythm was:
# a fortnight's rhythm with one meeting missed is everyday life.
NAMED_FROM_DAYS = 21


@dataclass(frozen=True, slots=True)
class Gap:
    """Days between two contact days of a pair.

    Attributes
    ----------
    days : int
    after, before : str
        The contact days on either side, ISO.
    attempts : int
        Notes of no contact (no-show, voicemail) that fall in between.
    """

    days: int
    after: str
    before: str
    attempts: int = 0

    def as_dict(self) -> dict[str, Any]:
        return {"days": self.days, "after": self.after, "before": self.before, "attempts": self.attempts}


@dataclass(frozen=True, slots=True)
class Gaps:
    """The rhythm of a pair.

    Attributes
    ----------
    median_days : float or None
        Between contact days; None with fewer than two.
    longest : Gap or None
    long : tuple of Gap
        Longer than twice the median and than ``NAMED_FROM_DAYS``.
    """

    median_days: float | None = None
    longest: Gap | None = None
    long: tuple[Gap, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "median_days": self.median_days,
            "longest": self.longest.as_dict() if self.longest else None,
            "long": [gap.as_dict() for gap in self.long],
        }


def in_order(contacts: Iterable[Contact]) -> tuple[Contact, ...]:
    """Order notes by day, time, id and place, so that the order of input changes nothing."""
    return tuple(sorted(contacts, key=lambda contact: contact.order))


def is_long(days: int, median_days: float | None) -> bool:
    """Say whether a pause stands out from a pair's own rhythm.

    Without a rhythm (a single contact day) ``NAMED_FROM_DAYS`` stands in for it.

    Examples
    --------
    >>> is_long(22, 7.0), is_long(22, 14.0), is_long(29, 14.0), is_long(20, 3.0), is_long(40, None), is_long(43, None)
    (True, False, True, False, False, True)
    """
    return days > NAMED_FROM_DAYS and days > 2 * (NAMED_FROM_DAYS if median_days is None else median_days)


def gaps_between(contacts: Sequence[Contact]) -> Gaps:
    """Measure the days between the contact days of one pair.

    Two notes of one day are one contact day: they would else halve the median
    of whoever writes two notes a visit.

    Parameters
    ----------
    contacts : sequence of Contact
        All notes of the pair that carry a date, in any order.
    """
    met = sorted({contact.date for contact in contacts if contact.took_place and contact.date})
    if len(met) < 2:
        return Gaps()
    tried = [contact.date for contact in contacts if not contact.took_place and contact.date]
    found = [
        Gap(days_between(after, before), after, before, sum(after <= day <= before for day in tried))
        for after, before in pairwise(met)
    ]
    middle = float(median(gap.days for gap in found))
    return Gaps(
        median_days=middle,
        # The latest of equally long ones: it is the one a reader still remembers.
        longest=max(found, key=lambda gap: (gap.days, gap.after)),
        long=tuple(gap for gap in found if is_long(gap.days, middle)),
    )


def days_between(earlier: str, later: str) -> int:
    """Count the days from one ISO day to another.

    Examples
    --------
    >>> days_between("2025-02-28", "2025-03-01")
    1
    """
    return (date.fromisoformat(later) - date.fromisoformat(earlier)).days


def rows(contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    """Describe each note of a pair, in order, for a timeline: facts and letters' worth of signs, no text.

    ``days_since_last`` counts from the contact before; None for the first.
    ``purpose_beside`` sets the declared purpose beside what the contact was;
    ``steps`` are those of the path *done for, beside, alone*.
    """
    described = []
    last: str | None = None
    for contact in contacts:
        described.append(
            {
                "id": contact.id,
                "source": contact.place.as_dict(),
                "date": contact.date,
                "time": contact.time,
                "took_place": contact.took_place,
                "channel": contact.channel,
                "purpose": contact.purpose,
                "purpose_beside": purpose_words(contact.purpose, contact.conversation) if contact.took_place else None,
                "conversation": contact.conversation,
                "none_because": contact.none_because,
                "mixed": contact.mixed,
                "unsure": contact.unsure,
                "roles": list(contact.roles),
                "acting_roles": list(contact.acting_roles),
                "tasks": list(contact.tasks),
                "stage": contact.stage,
                "steps": [step.as_dict() for step in contact.steps],
                "signs": sorted({sign.sign for sign in contact.signs if _marks_a_note(sign)}),
                "days_since_last": days_between(last, contact.date) if last and contact.date else None,
            }
        )
        if contact.took_place:
            last = contact.date
    return described


def _marks_a_note(sign: SignReference) -> bool:
    # A letter for every routine line or class on naloxone would make the one that matters invisible.
    return sign.sign not in {"task", "stage"} and sign.kind not in {"routine_line", "topic"}
