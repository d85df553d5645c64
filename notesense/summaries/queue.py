"""What to read first: one row a note, with the reasons in words.

The order is the order of a morning's reading (what could not be read, then
attention, then what asks for a talk, then pauses and look-alikes), the newest
first within each. It grades nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from notesense.summaries.contact import Contact, Place, Unread
from notesense.summaries.decisions import Decided
from notesense.summaries.reading_reasons import KINDS, PLACE_IN_ORDER, ReadingReason, reasons_of
from notesense.summaries.relationship import Relationship

FEWEST_ROWS = 20
SHARE_OF_NOTES = 0.05
# A template that everybody uses must not fill the list; --top lifts this bound too.
MOST_COPIES = 5
ALWAYS = ("unread", "not_english", "attention_stated", "attention_asked_denied")


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One note to read, with every reason that speaks for it."""

    id: str
    place: Place
    mentor: str | None
    client: str | None
    date: str | None
    reasons: tuple[ReadingReason, ...]
    text_hash: str | None = None

    @property
    def always(self) -> bool:
        """Whether the row shows however long the list is."""
        return any(reason.kind in ALWAYS for reason in self.reasons)

    @property
    def is_copy_only(self) -> bool:
        """Whether nothing but its likeness to another note puts it on the list."""
        return {reason.kind for reason in self.reasons} <= {"near_copy", "text_changed"}

    @property
    def order(self) -> tuple[int, int, str, Place]:
        # The newest first; undated notes after them.
        newest_first = -int(self.date.replace("-", "")) if self.date else 0
        return (PLACE_IN_ORDER[self.reasons[0].kind], newest_first, self.id, self.place)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "source": self.place.as_dict(),
            "mentor": self.mentor,
            "client": self.client,
            "date": self.date,
            "always": self.always,
            "reasons": [reason.as_dict() for reason in self.reasons],
            "text_hash": self.text_hash,
        }


@dataclass(frozen=True, slots=True)
class ReadingList:
    """The rows that show, and what does not, as counts.

    Attributes
    ----------
    rows : tuple of ReadingRow
    left_off : mapping of str to int
        Further notes with a reason, by the first of their reasons.
    stays_away : int
        Notes of which every reason was decided on before.
    """

    rows: tuple[ReadingRow, ...]
    left_off: Mapping[str, int]
    stays_away: int

    def counts(self, *, withheld: bool) -> dict[str, Any]:
        """Count the list; `withheld` where the kinds left off would be a tally of one person."""
        return {
            "shown": len(self.rows),
            "left_off": sum(self.left_off.values()),
            "left_off_kinds": None if withheld else dict(self.left_off),
            "stays_away": self.stays_away,
        }


def reading_list(
    contacts: Sequence[Contact],
    unread: Sequence[Unread],
    relationships: Iterable[Relationship],
    *,
    copies: Mapping[str, str] | None = None,
    top: int | None = None,
    decided: Decided | None = None,
) -> ReadingList:
    """Make the list of what to read first.

    Parameters
    ----------
    contacts : sequence of Contact
        Every labelled note, in pairs or not.
    unread : sequence of Unread
    relationships : iterable of Relationship
        For pauses since the last contact.
    copies : mapping of str to str, optional
        What `notesense.summaries.near_copies.near_copies` found.
    top : int, optional
        How many rows besides those that always show; by default 20 or 5 % of
        the notes, whichever is larger, and of these at most ``MOST_COPIES``
        for their likeness to another note alone.
    decided : Decided, optional
        Earlier decisions; the matters that they settle stay away.

    Returns
    -------
    ReadingList
    """
    earlier = decided or Decided()
    reasons = reasons_of(contacts, unread, relationships, copies)
    rows, stays_away = [], 0
    every: list[Contact | Unread] = [*contacts, *unread]
    notes = {(note.id, note.place): note for note in every}
    for key, note in notes.items():
        found = reasons.get(key, [])
        open_still = [reason for reason in found if not earlier.stays_away(note.id, reason.kind)]
        if open_still and note.id in earlier.changed:
            open_still.append(ReadingReason("text_changed", KINDS["text_changed"]))
        if open_still:
            in_order = tuple(sorted(open_still, key=lambda reason: reason.order))
            rows.append(ReadingRow(note.id, note.place, note.mentor, note.client, note.date, in_order, note.text_hash))
        stays_away += bool(found) and not open_still
    rows.sort(key=lambda row: row.order)
    room = max(FEWEST_ROWS, ceil(SHARE_OF_NOTES * (len(contacts) + len(unread)))) if top is None else top
    copies_left = MOST_COPIES if top is None else room
    shown: list[ReadingRow] = []
    left_off: Counter[str] = Counter()
    for row in rows:
        if row.always:
            shown.append(row)
        elif room > 0 and (copies_left > 0 or not row.is_copy_only):
            shown.append(row)
            room -= 1
            copies_left -= row.is_copy_only
        else:
            left_off[row.reasons[0].kind] += 1
    return ReadingList(tuple(shown), left_off, stays_away)
