"""Records and summaries as JSON: one line a record, UTF-8.

Scores are rounded before any decision (labelling), so nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from notesense.records import LabelledNote
from notesense.report.facts import Record, Summarised, facts_of, line_of


def json_line(record: Record, *, with_text: bool = False) -> bytes:
    r"""Return one record of schema 1 as a line.

    Parameters
    ----------
    record : LabelledNote, UnreadNote or mapping
    with_text : bool
        Add the note's text; only a `LabelledNote` has it.

    Examples
    --------
    >>> json_line({"schema": 1, "id": "007"})
    b'{"schema":1,"id":"007"}\n'
    """
    if with_text and isinstance(record, LabelledNote):
        return _encode(record.as_dict(with_text=True))
    return _encode(line_of(record))


def json_lines(records: Iterable[Record], *, with_text: bool = False) -> Iterator[bytes]:
    """Yield one line a record, in the order given."""
    for record in records:
        yield json_line(record, with_text=with_text)


def summary_json(summary: Summarised | Mapping[str, Any]) -> bytes:
    """Return a summary as indented JSON with a line break at the end."""
    return orjson.dumps(facts_of(summary), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _encode(line: Mapping[str, Any]) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
