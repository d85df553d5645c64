"""Screening lines that recur in a writer's notes ("Member denied SI/HI." under every note).

A note alone can't show that its line recurs; the writer's other notes can.
Such a line is the codebook's `routine_line` (section 6) and comes off the
reading list, so that a month of them does not bury the one note that speaks of
a real question. The labels of the notes stay as they are.

There is no text here. A line is known by its shape: the length of its segment
and the place of the sign's words in it, both in characters. In doubt a line
counts as no routine: too few notes, another wording, no writer named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from notesense.summaries.contact import Contact, SignReference

# A line in so many notes, and in so large a share of the writer's notes, is a habit of writing.
FEWEST_NOTES = 5
LEAST_SHARE = 0.25


def with_routine_lines(contacts: Sequence[Contact]) -> list[Contact]:
    """Return the notes with recurring asked-and-denied lines as what they are, in the same order.

    Parameters
    ----------
    contacts : sequence of Contact
        All notes, of all writers.
    """
    notes = Counter(contact.mentor for contact in contacts)
    seen: defaultdict[tuple[str, tuple[int, ...]], set[int]] = defaultdict(set)
    for number, contact in enumerate(contacts):
        for sign in contact.signs:
            if contact.mentor and sign.shape and _asked(sign):
                seen[contact.mentor, sign.shape].add(number)
    routine = {
        (mentor, shape)
        for (mentor, shape), found in seen.items()
        if len(found) >= FEWEST_NOTES and len(found) >= LEAST_SHARE * notes[mentor]
    }
    if not routine:
        return list(contacts)
    return [
        replace(
            contact,
            signs=tuple(
                replace(sign, kind="routine_line") if _asked(sign) and (contact.mentor, sign.shape) in routine else sign
                for sign in contact.signs
            ),
        )
        for contact in contacts
    ]


def _asked(sign: SignReference) -> bool:
    return sign.sign == "attention" and sign.kind == "asked_denied"
