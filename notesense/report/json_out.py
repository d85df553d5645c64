"""Records and summaries as JSON: one line a record, UTF-8.

Scores are rounded before any decision (labelling), so nothing is rounded here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from notesense.records import SCHEMA, LabelledNote
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


def json_document(
    records: Iterable[Record], summary: Summarised | Mapping[str, Any], *, with_text: bool = False
) -> bytes:
    """Return records and summary as one JSON document: ``notes`` and ``summary``.

    Parameters
    ----------
    records : iterable of LabelledNote, UnreadNote or mapping
    summary : Summary or mapping
    with_text : bool
        As in `json_line`.
    """
    lines = [
        record.as_dict(with_text=True) if with_text and isinstance(record, LabelledNote) else line_of(record)
        for record in records
    ]
    document = {"schema": SCHEMA, "kind": "review", "notes": lines, "summary": facts_of(summary)}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def summary_json(summary: Summarised | Mapping[str, Any]) -> bytes:
    """Return a summary as indented JSON with a line break at the end."""
    return orjson.dumps(facts_of(summary), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _encode(line: Mapping[str, Any]) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
