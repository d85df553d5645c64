"""What the reports are made of: the JSON-able values of a summary and of the records.

A report reads what any other program could read from the files, so a page or
a table can be made again from an earlier run's output.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from notesense.records import LabelledNote, UnreadNote

Record = LabelledNote | UnreadNote | Mapping[str, Any]


class Summarised(Protocol):
    """A summary: whatever gives the values of ``summarise --to json``."""

    def as_dict(self) -> dict[str, Any]: ...


def facts_of(summary: Summarised | Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a summary's values, from the object or from its parsed JSON."""
    return summary if isinstance(summary, Mapping) else summary.as_dict()


def line_of(record: Record) -> Mapping[str, Any]:
    """Return a record as the line of schema 1 that it is in ``--to jsonl``."""
    return record if isinstance(record, Mapping) else record.as_dict()


def totals_withheld(facts: Mapping[str, Any]) -> bool:
    """Whether every relationship is one mentor's, so that totals would be a tally of a person.

    Examples
    --------
    >>> totals_withheld({"relationships": [{"mentor": "M2"}, {"mentor": "M2"}]})
    True
    >>> totals_withheld({"relationships": [{"mentor": "M1"}, {"mentor": "M2"}]})
    False
    """
    return len({relationship["mentor"] for relationship in facts["relationships"]}) == 1


def of_mentor(facts: Mapping[str, Any], mentor: str) -> dict[str, Any]:
    """Return the relationships of one mentor and their rows of the reading list, as they stand; counts are left alone.

    Examples
    --------
    >>> pairs = [{"mentor": "M1", "client": "C1"}, {"mentor": "M2", "client": "C2"}]
    >>> of_mentor({"relationships": pairs, "reading_list": []}, "M2")["relationships"]
    [{'mentor': 'M2', 'client': 'C2'}]
    """
    return {
        **facts,
        **{part: [one for one in facts[part] if one["mentor"] == mentor] for part in ("relationships", "reading_list")},
    }


def key_of(line: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what tells one note from all others: its id and place, written in one way.

    Examples
    --------
    >>> key_of({"id": "7"}) == key_of({"id": "7", "source": {"file": "-", "sheet": None, "row": None, "part": 1}})
    True
    """
    source = line.get("source") or {}
    # As in the summary: no file is "-", no row is none, and a note is part 1 of itself.
    return (
        line["id"],
        source.get("file") or "-",
        source.get("sheet") or None,
        source.get("row") or None,
        source.get("part") or 1,
    )
