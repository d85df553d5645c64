"""Screening lines that recur in a writer's notes ("Member denied SI/HI." under every note).

A note alone can't show that its line recurs; the other notes can. Such a line
is the codebook's `routine_line` (section 6) and comes off the reading list, so
that a month of them does not bury the one note that speaks of a real question.
The labels of the notes stay as they are.

There is no text here. A line is known by its shape (`notesense.summaries.shapes`).
In doubt a line counts as no routine: too few notes, or another wording.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from notesense.summaries.contact import Contact, SignReference
from notesense.summaries.shapes import LAST

# A line in so many notes, and in so large a share of the writer's notes, is a habit of writing.
FEWEST_NOTES = 5
LEAST_SHARE = 0.25
# The end of a note tells less than a whole segment ("when I asked about the letter he denied SI/HI").
LEAST_SHARE_OF_ENDS = 0.5
# A line in nearly every note that was read is the agency's form, whoever wrote the note.
LEAST_SHARE_OF_ALL = 0.8
Shape = tuple[int, ...]


def with_routine_lines(contacts: Sequence[Contact]) -> list[Contact]:
    """Return the notes with recurring asked-and-denied lines as what they are, in the same order.

    Parameters
    ----------
    contacts : sequence of Contact
        All notes, of all writers.
    """
    notes = Counter(contact.mentor for contact in contacts)
    seen: defaultdict[tuple[str | None, Shape], set[int]] = defaultdict(set)
    anywhere: defaultdict[Shape, set[int]] = defaultdict(set)
    for number, contact in enumerate(contacts):
        for sign in filter(_asked, contact.signs):
            for shape in sign.shapes:
                seen[contact.mentor, shape].add(number)
                anywhere[shape].add(number)
    form = {shape for shape, found in anywhere.items() if _recurs(found, LEAST_SHARE_OF_ALL * len(contacts))}
    # Notes that name no writer may be those of many: no habit of one shows there.
    habits = {
        (mentor, shape)
        for (mentor, shape), found in seen.items()
        if mentor and _recurs(found, notes[mentor] * (LEAST_SHARE_OF_ENDS if shape[0] == LAST else LEAST_SHARE))
    }
    if not form and not habits:
        return list(contacts)

    def recurs(contact: Contact, sign: SignReference) -> bool:
        return _asked(sign) and any(shape in form or (contact.mentor, shape) in habits for shape in sign.shapes)

    return [
        replace(
            contact,
            signs=tuple(
                replace(sign, kind="routine_line") if recurs(contact, sign) else sign for sign in contact.signs
            ),
        )
        for contact in contacts
    ]


def _recurs(found: set[int], least: float) -> bool:
    return len(found) >= max(FEWEST_NOTES, least)


def _asked(sign: SignReference) -> bool:
    return sign.sign == "attention" and sign.kind == "asked_denied"
