"""One note over several rows: numbered lines of one id, or rows that hold only more text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from notesense.read.columns import ColumnMap
from notesense.read.tables import Fault, Row


def join_rows(rows: Iterator[Row | Fault], columns: ColumnMap, counts: Counter[str]) -> Iterator[Row | Fault]:
    """Join the rows of a note with line breaks; other rows pass.

    Parameters
    ----------
    rows : iterator of Row or Fault
    columns : ColumnMap
    counts : Counter
        ``joined`` counts the rows that became part of the row above.
    """
    fields = columns.fields
    text = fields.get("text")
    keys = [fields[name] for name in ("id", "client", "mentor", "date") if name in fields]
    sequence = fields.get("sequence") if "id" in fields else None
    if text is None or (len(keys) < 2 and sequence is None):
        return rows
    return _join(rows, text, keys, sequence, counts)


def _join(
    rows: Iterator[Row | Fault], text: int, keys: Sequence[int], sequence: int | None, counts: Counter[str]
) -> Iterator[Row | Fault]:
    first_key = keys[0]
    held: Row | None = None
    more: list[Sequence[str]] = []
    for item in rows:
        if isinstance(item, Fault):
            if held is not None:
                yield _joined(held, more, text, sequence)
            held, more = None, []
            yield item
            continue
        if held is not None:
            cells = item.cells
            if (
                _goes_on(held.cells, cells, text, keys, sequence)
                if sequence is not None
                else not cells[first_key] and _only_text(held.cells, cells, text, keys)
            ):
                more.append(cells)
                counts["joined"] += 1
                continue
            yield _joined(held, more, text, sequence)
            if more:
                more = []
        held = item
    if held is not None:
        yield _joined(held, more, text, sequence)


def _goes_on(held: Sequence[str], cells: Sequence[str], text: int, keys: Sequence[int], sequence: int) -> bool:
    if _only_text(held, cells, text, keys):
        return True
    # with a text that repeats, the numbers are those of billing lines
    return (
        bool(cells[keys[0]].strip())
        and all(held[key] == cells[key] for key in keys)
        and held[sequence] != cells[sequence]
        and held[text] != cells[text]
    )


def _only_text(held: Sequence[str], cells: Sequence[str], text: int, keys: Sequence[int]) -> bool:
    return (
        bool(cells[text].strip())
        and not any(cell.strip() for place, cell in enumerate(cells) if place != text)
        and any(held[key].strip() for key in keys)
    )


def _joined(held: Row, more: Sequence[Sequence[str]], text: int, sequence: int | None) -> Row:
    if not more:
        return held
    parts = [held.cells, *more]
    if sequence is not None and all(cells[sequence].strip().isdecimal() for cells in parts):
        parts.sort(key=lambda cells: int(cells[sequence]))
    cells = list(held.cells)
    cells[text] = "\n".join(part[text] for part in parts)
    return Row(held.number, cells)
