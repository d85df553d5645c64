"""The records in which the stages meet.

``notes`` holds what people see; ``annotated`` (numpy, imported only where it
is needed) the arrays that walk from annotate to label.
"""

from notesense.records.notes import (
    SCHEMA,
    UNFAMILIAR,
    LabelledNote,
    LabelledSegment,
    Look,
    Note,
    Reason,
    Sign,
    Source,
    UnreadNote,
)

__all__ = [
    "SCHEMA",
    "UNFAMILIAR",
    "LabelledNote",
    "LabelledSegment",
    "Look",
    "Note",
    "Reason",
    "Sign",
    "Source",
    "UnreadNote",
]
