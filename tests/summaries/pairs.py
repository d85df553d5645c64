"""The relationship of M1 with C1, from notes made by hand."""

from __future__ import annotations

from typing import Any

from made_notes import a_note, day

from notesense.records import LabelledNote, Sign
from notesense.summaries import Relationship, summarise


def pair_of(notes: list[LabelledNote], *others: LabelledNote, **more: Any) -> Relationship:
    relationships = summarise([*notes, *others], **more).relationships
    return next(found for found in relationships if (found.mentor, found.client) == ("M1", "C1"))


def weekly(count: int, labels: str = "support", **fields: Any) -> list[LabelledNote]:
    return [a_note(f"w{n:02}", labels, date=day("2025-01-06", 7 * n), **fields) for n in range(count)]


def path_notes(steps: list[str]) -> list[LabelledNote]:
    """Notes of one task, each with a sign ``done_for`` or ``independence``."""
    return [
        a_note(f"n{n:02}", "other", date=day("2025-01-06", 10 * n), tasks=["resources"], signs=[Sign(sign, None, 0, 4)])
        for n, sign in enumerate(steps)
    ]
