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
