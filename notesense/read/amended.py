"""Amended notes: of several versions of a note with one id, the last modified is the note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from notesense.read.columns import ColumnMap
from notesense.read.dates import DateReader, decide_order, orders_in
from notesense.read.repeats import HashIndex
from notesense.read.tables import Fault, Table

Version = tuple[str, str]


class Versions:
    """Knows the last version of every note that has several.

    Only ids that come more than once are kept, so that the memory stays
    small; that costs one more pass over tables with a *modified* column.

    Parameters
    ----------
    tables : sequence of (Table, ColumnMap)
        All tables of the run: an amended note may stand in next month's file.
    date_order : {"dmy", "mdy", "ymd"} or None

    Raises
    ------
    UsageError
        Notes were amended, and the order of day and month of the *modified*
        column can't be told.
    """

    def __init__(self, tables: Sequence[tuple[Table, ColumnMap]], date_order: str | None) -> None:
        self._last: dict[int, Version] = {}
        # where the last version stands, and its day
        self._place: dict[int, tuple[int, int]] = {}
        self._day: dict[int, str] = {}
        self._tables: dict[int, int] = {}
        self._readers: dict[int, DateReader] = {}
        dated = [(table, columns) for table, columns in tables if {"id", "modified"} <= columns.fields.keys()]
        repeated = _repeated(dated)
        if not repeated:
            return
        for at, (table, columns) in enumerate(dated):
            place = columns.fields["modified"]
            self._tables[id(columns)] = at
            shown = orders_in(cells[place] for _, cells in _cells(table, columns))
            order = date_order or decide_order(shown, where=table.where, column=columns.header[place])
            self._readers[id(columns)] = DateReader(order)
            for number, cells in _cells(table, columns):
                key = _key(cells, columns.fields)
                if key in repeated:
                    version = self._version(cells, columns)
                    if version > self._last.get(key, ("", "")):
                        self._last[key] = version
                        self._place[key] = (at, number)
                        self._day[key] = _day(cells, columns.fields)

    @property
    def any(self) -> bool:
        """Whether any note of the run was amended."""
        return bool(self._last)

    def is_outdated(self, number: int, cells: Sequence[str], columns: ColumnMap) -> bool:
        """Say whether a later version of this row's note stands somewhere else.

        A row that was never modified is the first version of a note only
        where it comes before the others and is of the same day.
        """
        if id(columns) not in self._readers:
            return False
        key = _key(cells, columns.fields)
        last = self._last.get(key)
        if last is None:
            return False
        version = self._version(cells, columns)
        if version != ("", ""):
            return version < last
        first = (self._tables[id(columns)], number) < self._place[key]
        return first and _day(cells, columns.fields) == self._day[key]

    def _version(self, cells: Sequence[str], columns: ColumnMap) -> Version:
        raw = cells[columns.fields["modified"]].strip()
        day, time = self._readers[id(columns)].read(raw)
        if day is None:
            return ("", "")
        # seconds decide between two saves of one minute, where they are written in full
        return day, raw[11:] if raw[:10] == day and len(raw) > 16 else (time or "")


def _cells(table: Table, columns: ColumnMap) -> Iterator[tuple[int, Sequence[str]]]:
    width = len(columns.header)
    for item in table.read_rows():
        if not isinstance(item, Fault) and len(item.cells) == width and item.cells[columns.fields["id"]].strip():
            yield item.number, item.cells


def _key(cells: Sequence[str], fields: Mapping[str, int]) -> int:
    client = fields.get("client")
    return hash((cells[fields["id"]].strip(), cells[client].strip() if client is not None else ""))


def _day(cells: Sequence[str], fields: Mapping[str, int]) -> str:
    place = fields.get("date")
    return cells[place].strip() if place is not None else ""


def _repeated(tables: Sequence[tuple[Table, ColumnMap]]) -> set[int]:
    seen = HashIndex()
    repeated: set[int] = set()
    for table, columns in tables:
        for _, cells in _cells(table, columns):
            key = _key(cells, columns.fields)
            if seen.get(key) is None:
                seen.put(key, 1)
            else:
                repeated.add(key)
    return repeated
