"""The caseload: all notes of all sources, read lazily and counted."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from notesense.errors import InputError, UsageError
from notesense.read.columns import ColumnMap, map_columns
from notesense.read.csv_file import read_csv
from notesense.read.dates import decide_order
from notesense.read.json_file import read_json
from notesense.read.rows import RowReader, Tally
from notesense.read.streams import Opener, keep_stream
from notesense.read.tables import Row, Table
from notesense.records import Note, UnreadNote
from notesense.settings import ReadSettings


def open_caseload(
    sources: Sequence[str | os.PathLike[str] | BinaryIO], settings: ReadSettings | None = None
) -> Caseload:
    """Open the sources of a caseload and settle how they are read.

    Parameters
    ----------
    sources : sequence of str, path or binary stream
    settings : ReadSettings, optional

    Returns
    -------
    Caseload

    Raises
    ------
    InputError
        A source is missing, empty or broken.
    UsageError
        A column, a sheet or the order of day and month has to be named.

    Examples
    --------
    >>> import io
    >>> caseload = open_caseload([io.BytesIO(b"id,client,staff,note\\n007,C1,M1,Talked about the lease.\\n")])
    >>> [(note.id, note.mentor, note.text) for note in caseload]
    [('007', 'M1', 'Talked about the lease.')]
    """
    return Caseload(sources, settings or ReadSettings())


class Caseload:
    """All notes of some sources."""

    def __init__(self, sources: Sequence[str | os.PathLike[str] | BinaryIO], settings: ReadSettings) -> None:
        self._settings = settings
        self._tally = Tally()
        self.messages: list[str] = []
        self._tables: list[tuple[Table, ColumnMap, str | None]] = []
        passthrough: dict[str, None] = {}
        for source in sources:
            table = _read(_opener(source), settings)
            columns = map_columns(table.header, settings, where=table.where)
            order = _date_order(table, columns, settings)
            self._tables.append((table, columns, order))
            self.messages.append(f"{table.where}: {columns.describe()}")
            self.messages += [f"{table.where}: {message}" for message in (*table.messages, *columns.notes)]
            passthrough.update(dict.fromkeys(columns.header[place] for place in columns.extra))
        self.passthrough = tuple(passthrough)

    @property
    def warnings(self) -> list[str]:
        return self._tally.warnings

    @property
    def counts(self) -> dict[str, int]:
        return dict(self._tally.counts)

    def __iter__(self) -> Iterator[Note | UnreadNote]:
        for number, (table, columns, order) in enumerate(self._tables):
            reader = RowReader(table, columns, self._settings, order, number, self._tally)
            yield from reader.notes()
            self._tally.warnings += table.warnings
        self._tally.finish()


def _opener(source: str | os.PathLike[str] | BinaryIO) -> Opener:
    if isinstance(source, str | os.PathLike):
        path = os.fspath(source)
        return Opener(path, path=path)
    return keep_stream(source)


def _read(opener: Opener, settings: ReadSettings) -> Table:
    start = opener.start()
    if not start.strip():
        raise InputError("The file is empty.", where=opener.name, next_step="Export it again.")
    name = opener.name.lower()
    if name.endswith((".jsonl", ".ndjson", ".json")) or start.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
        return read_json(opener)
    return read_csv(opener, settings)


def _date_order(table: Table, columns: ColumnMap, settings: ReadSettings) -> str | None:
    place = columns.fields.get("date")
    if settings.date_order or place is None:
        return settings.date_order
    cells = (row.cells[place] for row in table.read_rows() if isinstance(row, Row) and len(row.cells) > place)
    return decide_order(cells, where=table.where, column=table.header[place])


__all__ = ["Caseload", "UsageError", "open_caseload"]
