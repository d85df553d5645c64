"""Rows that people fill in: what to read first, and unsure labels for trainers; and what they filled in before.

Each row ends in the columns for a decision and in a hash of the note's text,
so that the next run knows what was decided on which text. Nothing of the text
itself is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notesense.codebook.named import named_label
from notesense.records.decisions import BY, DECIDED, DECISION_COLUMNS, TEXT_HASH, UNSURE, WHY
from notesense.report.cells import PLACE_COLUMNS, Cell, listed, place_cells, span_cell, yes_no

READING_COLUMNS: tuple[str, ...] = (
    *PLACE_COLUMNS, "date", "client", "mentor", "kinds", "says", "offsets", "always_shown",
    *DECISION_COLUMNS, TEXT_HASH,
)  # fmt: skip
UNSURE_COLUMNS: tuple[str, ...] = (
    *PLACE_COLUMNS, "date", "kinds", "labelled", "could_be", "least_sure", *DECISION_COLUMNS, TEXT_HASH,
)  # fmt: skip
DECISIONS_COLUMNS: tuple[str, ...] = (*PLACE_COLUMNS, "date", "kinds", *DECISION_COLUMNS, "standing", TEXT_HASH)
READER_LABEL_COLUMNS: tuple[str, ...] = (
    *PLACE_COLUMNS, "date", "of", "tool_label", "reader_label", "in_words", WHY, BY, DECIDED, "standing", TEXT_HASH,
)  # fmt: skip
FORM_COLUMNS: tuple[str, ...] = (
    *PLACE_COLUMNS, "date", "client", "mentor", "required", "says", "detail", "what_this_is",
)  # fmt: skip
_BLANK: tuple[Cell, ...] = (None,) * len(DECISION_COLUMNS)
# Segments that a trainer would look at first: so many, and none surer than this.
_LEAST_SURE, _SURE = 5, 0.6


def reading_row(row: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return a row of the reading list; several reasons stand one after the other, a kind with many places once."""
    reasons = row["reasons"]
    return (
        *place_cells(row).values(),
        row["date"],
        row["client"],
        row["mentor"],
        listed(dict.fromkeys(reason["kind"] for reason in reasons)),
        " | ".join(dict.fromkeys(reason["says"] for reason in reasons)),
        listed(span_cell(reason) for reason in reasons),
        yes_no(row["always"]),
        *_BLANK,
        row.get("text_hash"),
    )


def unsure_row(line: Mapping[str, Any]) -> tuple[Cell, ...] | None:
    """Return the row of a note whose conversation is left open, without its people; None for any other note."""
    if "error" in line or not line["unsure"]:
        return None
    scores = line["conversation_scores"]
    could_be = line["candidates"] or sorted(scores, key=lambda kind: -scores[kind])
    numbered = sorted(enumerate(line["segments"], 1), key=lambda item: item[1]["score"])
    return (
        *place_cells(line).values(),
        line["date"],
        UNSURE,
        line["conversation"],
        listed(f"{kind} {scores[kind]:.2f}" for kind in could_be),
        listed(
            f"segment {number}: {segment['label']} {segment['score']:.2f} ({span_cell(segment)})"
            for number, segment in numbered[:_LEAST_SURE]
            if segment["score"] < _SURE
        ),
        *_BLANK,
        line.get("text_hash"),
    )


def form_row(row: Mapping[str, Any], sentence: str) -> tuple[Cell, ...]:
    """Return one required part that was not found in one note, with what the check is and is not."""
    return (
        *place_cells(row).values(),
        row["date"],
        row["client"],
        row["mentor"],
        row["required"],
        row["says"],
        row["detail"],
        sentence,
    )


def decision_row(decision: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return an earlier decision as the next run reads it."""
    return (
        *_place_of(decision),
        decision["date"],
        listed(decision["kinds"]),
        "x" if decision["seen"] else None,
        " ".join(filter(None, (decision["decision"], decision["change_to"]))) or None,
        decision["why"],
        decision["by"],
        decision["decided"],
        decision["standing"],
        decision["text_hash"],
    )


def reader_label_row(decision: Mapping[str, Any], line: Mapping[str, Any] | None) -> tuple[Cell, ...] | None:
    """Return the label that a reader gave, beside the tool's; None for a decision that gives none.

    Parameters
    ----------
    decision : mapping
    line : mapping or None
        The note's record, where it is among those of the run.
    """
    words = decision["change_to"]
    if not words:
        return None
    of, label = named_label(words) or ("in words", None)
    return (
        *_place_of(decision),
        decision["date"],
        of,
        _tool_label(of, decision, line),
        label,
        words,
        decision["why"],
        decision["by"],
        decision["decided"],
        decision["standing"],
        decision["text_hash"],
    )


def _place_of(decision: Mapping[str, Any]) -> tuple[Cell, ...]:
    return tuple(place_cells({**decision, "id": decision["note"]}).values())


def _tool_label(of: str, decision: Mapping[str, Any], line: Mapping[str, Any] | None) -> str | None:
    """Say what the tool has in the place of the reader's label."""
    if of in ("attention", "sign"):
        return listed(kind for kind in decision["kinds"] if kind != UNSURE)
    if line is None or "error" in line or decision["standing"] != "in force":
        return None
    if of.startswith("segment "):
        number = int(of.removeprefix("segment "))
        segments = line["segments"]
        return str(segments[number - 1]["label"]) if 1 <= number <= len(segments) else None
    value = {
        "conversation": line["conversation"],
        "none_because": line["none_because"] or line["conversation"],
        "stage": line["stage"],
        "role": listed(line["roles"]),
        "task": listed(line["tasks"]),
    }.get(of, line["conversation"])
    return str(value) if value else None
