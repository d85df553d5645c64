"""The rows of the tables: facts, offsets and reasons, never the text of a note.

Every row function gives values in the order of its columns. Nothing here is
totalled by mentor: a row is a note, a segment or a relationship.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from notesense.codebook.labels import ACT_LABELS, BY_LABEL, CONVERSATIONS, NONE_BECAUSE, ROLES, STAGES
from notesense.records import LabelledNote
from notesense.report.cells import Cell, listed, place_cells, span_cell, yes_no
from notesense.report.facts import Record, line_of

NOTE_COLUMNS: tuple[str, ...] = (
    "id", "file", "sheet", "row", "part", "mentor", "client", "clients", "headcount", "date", "time", "channel",
    "purpose", "agreed", "setting", "contacts", "chars", "conversation", "none_because", "score", "candidates",
    "unsure", "mixed", "acts_support", "acts_mentoring", "roles", *(f"score_{role}" for role in ROLES), "acting_roles",
    "stage", "tasks", "signs", *(f"segments_{label}" for label in ACT_LABELS), "segments", "could_not_read",
)  # fmt: skip
SEGMENT_COLUMNS: tuple[str, ...] = (
    "id", "file", "sheet", "row", "part", "segment", "start", "end", "label", "letter", "score", "actor", "status",
    "acting_role", "reasons",
)  # fmt: skip
_SHARE_COLUMNS = ("", "_low", "_high")
# People never read a bare "none": a contact took place, the note shows neither kind, and the reasons follow.
_KIND_COLUMNS = {kind: "neither_shown" if kind == "none" else kind for kind in CONVERSATIONS}
RELATIONSHIP_COLUMNS: tuple[str, ...] = (
    "client", "mentor", "contacts", "no_contacts", "first_date", "last_date", "span_days", "median_gap_days",
    "longest_gap_days", "longest_gap_after", "longest_gap_before", "long_gaps",
    *(f"{_KIND_COLUMNS[kind]}{end}" for kind in CONVERSATIONS for end in _SHARE_COLUMNS),
    *(f"because_{why}" for why in NONE_BECAUSE if why != "no_contact"),
    *(f"{role}{end}" for role in ROLES for end in (*_SHARE_COLUMNS, "_first", "_last")),
    "reading_errors_counted", "acting_roles", "tasks", *(f"{stage}_first" for stage in STAGES), "signs", "unsure",
)  # fmt: skip
_WHOLE: dict[str, frozenset[str]] = {
    "notes": frozenset(
        ("row", "part", "headcount", "chars", "acts_support", "acts_mentoring", "segments",
         *(f"segments_{label}" for label in ACT_LABELS))
    ),
    "segments": frozenset(("row", "part", "segment", "start", "end")),
    "relationships": frozenset(
        ("contacts", "no_contacts", "span_days", "longest_gap_days", "unsure", *_KIND_COLUMNS.values(), *ROLES,
         *(f"because_{why}" for why in NONE_BECAUSE))
    ),
    "periods": frozenset(("contacts", *CONVERSATIONS, *ROLES)),
    "told": frozenset(),
}  # fmt: skip
_WHOLE_IN_LISTS = frozenset(("row", "part"))


def number_kind(table: str, column: str) -> type[int] | type[float] | type[str]:
    """Say what a column holds: whole numbers, decimals, or text.

    Examples
    --------
    >>> number_kind("relationships", "contacts"), number_kind("notes", "contacts"), number_kind("notes", "score")
    (<class 'int'>, <class 'str'>, <class 'float'>)
    """
    if column in _WHOLE.get(table, _WHOLE_IN_LISTS):
        return int
    ours = column in {*NOTE_COLUMNS, *SEGMENT_COLUMNS, *RELATIONSHIP_COLUMNS}
    return float if ours and (column.startswith("score") or column.endswith(("_low", "_high", "_gap_days"))) else str


def note_columns(passthrough: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of the notes table: ours, then those of the source as given.

    Examples
    --------
    >>> note_columns(["Program", "stage"])[-2:]
    ('Program', 'stage (as given)')
    """
    taken = set(NOTE_COLUMNS)
    names = []
    for name in passthrough:
        while name in taken:
            name += " (as given)"
        taken.add(name)
        names.append(name)
    return (*NOTE_COLUMNS, *names)


def note_row(record: Record, passthrough: Sequence[str] = ()) -> tuple[Cell, ...]:
    """Return a note's row; an unread note has its place, its people and why it could not be read."""
    line = line_of(record)
    extra: Mapping[str, str] = record.note.extra if isinstance(record, LabelledNote) else line.get("extra") or {}
    values: dict[str, Cell] = {**place_cells(line), "mentor": line.get("mentor"), "client": line.get("client")}
    values["date"] = line.get("date")
    if "error" in line:
        values["could_not_read"] = f"{line['error']['kind']}: {line['error']['says']}"
    else:
        labels = [segment["label"] for segment in line["segments"]]
        values |= {
            "clients": listed(line["clients"]),
            **{key: line.get(key) for key in ("headcount", "time", "channel", "purpose", "agreed")},
            **{key: line.get(key) for key in ("setting", "contacts")},
            "chars": line["chars"],
            "conversation": line["conversation"],
            "none_because": line["none_because"],
            "score": line["conversation_scores"].get(line["conversation"]),
            "candidates": listed(line["candidates"]),
            "unsure": yes_no(line["unsure"]),
            "mixed": yes_no(line["mixed"]),
            "acts_support": line["acts"]["support"],
            "acts_mentoring": line["acts"]["mentoring"],
            "roles": listed(line["roles"]),
            **{f"score_{role}": line["role_scores"].get(role) for role in ROLES},
            "acting_roles": listed(line["acting_roles"]),
            "stage": line["stage"],
            "tasks": listed(line["tasks"]),
            "signs": listed(_sign_words(sign) for sign in line["signs"] if sign["sign"] not in {"task", "stage"}),
            **{f"segments_{label}": labels.count(label) for label in ACT_LABELS},
            "segments": len(labels),
        }
    return (*(values.get(column) for column in NOTE_COLUMNS), *(extra.get(name) for name in passthrough))


def segment_rows(record: Record) -> Iterator[tuple[Cell, ...]]:
    """Yield a row a segment; an unread note has none."""
    line = line_of(record)
    if "error" in line:
        return
    place = tuple(place_cells(line).values())
    for number, segment in enumerate(line["segments"], 1):
        yield (
            *place,
            number,
            segment["start"],
            segment["end"],
            segment["label"],
            BY_LABEL[segment["label"]].letter,
            segment["score"],
            segment["actor"],
            segment["status"],
            segment.get("acting_role"),
            " | ".join(
                f"{reason['kind']} {span_cell(reason)}: {reason['says']}" for reason in segment.get("reasons") or ()
            )
            or None,
        )


def relationship_row(relationship: Mapping[str, Any]) -> tuple[Cell, ...]:
    """Return the row of one relationship; intervals are in contacts, not in per cent."""
    gaps = relationship["gaps"]
    longest = gaps["longest"] or {"days": None, "after": None, "before": None}
    values: dict[str, Cell] = {
        key: relationship[key]
        for key in ("client", "mentor", "contacts", "no_contacts", "first_date", "last_date", "span_days", "unsure")
    }
    values |= {
        "median_gap_days": gaps["median_days"],
        "longest_gap_days": longest["days"],
        "longest_gap_after": longest["after"],
        "longest_gap_before": longest["before"],
        "long_gaps": listed(f"{gap['days']} days after {gap['after']}" for gap in gaps["long"]),
        "acting_roles": listed(f"{role} {count}" for role, count in relationship["acting_roles"].items()),
        "tasks": listed(f"{task} {found['count']}" for task, found in relationship["tasks"].items()),
        # By note and offsets, one after the other; never as a count.
        "signs": listed(
            f"{_sign_words(sign)} in {sign['note']}"
            # That a mentor shared own experience is told, its place is not: it would show the sentence.
            + ("" if sign["sign"] == "self_disclosure" else f" {span_cell(sign)}")
            for sign in relationship["signs"]
        ),
        "reading_errors_counted": yes_no(relationship["conversations"]["support"]["reading_errors_counted"]),
    }
    for key, share in (*relationship["conversations"].items(), *relationship["roles"].items()):
        kind = _KIND_COLUMNS.get(key, key)
        values |= {kind: share["count"], f"{kind}_low": share["low"], f"{kind}_high": share["high"]}
        values |= {f"{kind}_first": share.get("first"), f"{kind}_last": share.get("last")}
    values |= {f"because_{why}": relationship["none_because"].get(why, 0) for why in NONE_BECAUSE}
    values |= {f"{stage}_first": seen["date"] for stage, seen in relationship["stages"].items()}
    return tuple(values.get(column) for column in RELATIONSHIP_COLUMNS)


def _sign_words(sign: Mapping[str, Any]) -> str:
    return f"{sign['sign']} ({sign['kind']})" if sign.get("kind") else str(sign["sign"])
