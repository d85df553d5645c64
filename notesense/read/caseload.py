"""The caseload: all notes of all sources, read lazily and counted."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO

from notesense.errors import InputError, UsageError
from notesense.read.amended import Versions
from notesense.read.columns import ColumnMap, map_columns, plain_name
from notesense.read.dates import decide_order, orders_in
from notesense.read.documents import Document
from notesense.read.rows import RowReader, find_filters
from notesense.read.sources import Found, find_sources, open_source
from notesense.read.tables import Fault, Table
from notesense.read.tally import Tally
from notesense.records import Note, Source, UnreadNote
from notesense.settings import ReadSettings


def open_caseload(
    sources: Sequence[str | os.PathLike[str] | BinaryIO], settings: ReadSettings | None = None
) -> Caseload:
    r"""Open the sources of a caseload and settle how they are read.

    Parameters
    ----------
    sources : sequence of str, path or binary stream
        Files, folders, ``-`` for standard input, or open binary streams.
    settings : ReadSettings, optional

    Returns
    -------
    Caseload
        Nothing is read yet but the headers, and the dates as far as needed.

    Raises
    ------
    InputError
        A source is missing, empty or broken; among several sources a broken
        one becomes an `UnreadNote` instead.
    UsageError
        A column, a sheet or the order of day and month has to be named.

    Examples
    --------
    >>> import io
    >>> content = b"id,client,staff,date,note\n007,C1,M1,2025-03-04,Talked about the lease.\n"
    >>> caseload = open_caseload([io.BytesIO(content)])
    >>> caseload.messages
    ['-: id = id; client = client; mentor = staff; date = date; text = note']
    >>> [(note.id, note.mentor, note.text) for note in caseload]
    [('007', 'M1', 'Talked about the lease.')]
    """
    return Caseload(sources, settings if settings is not None else ReadSettings())


class Caseload:
    """All notes of some sources, in their order; made by `open_caseload`.

    Attributes
    ----------
    messages : list of str
        Known from the start: how columns are read, what is skipped or hidden.
    warnings : list of str
        Grows while the notes are read: repeated ids, dates that are none …
    counts : Counter
        After reading: rows, notes, unread, filtered_out, merged, overlapping,
        amended, joined, split.
    passthrough : tuple of str
        The names of the columns in `Note.extra`.
    """

    def __init__(self, sources: Sequence[str | os.PathLike[str] | BinaryIO], settings: ReadSettings) -> None:
        _check_days(settings)
        self.messages: list[str] = []
        self.warnings: list[str] = []
        self.counts: Counter[str] = Counter()
        self._settings = settings
        found = find_sources(sources, self.messages)
        self._parts: list[_Mapped | Document | UnreadNote] = []
        missing: list[InputError | UsageError] = []
        for one in found:
            self._parts.append(self._open(one, missing, alone=len(found) == 1))
        if missing and len(missing) == len(found):
            raise missing[0]
        self._settle_date_orders()
        mapped = [part for part in self._parts if isinstance(part, _Mapped)]
        self.passthrough: tuple[str, ...] = tuple(
            dict.fromkeys(part.columns.header[place] for part in mapped for place in part.columns.extra)
        )
        self._say_how()

    def _open(
        self, found: Found, missing: list[InputError | UsageError], *, alone: bool
    ) -> _Mapped | Document | UnreadNote:
        try:
            source = open_source(found, self._settings)
            if isinstance(source, Document):
                if alone:
                    source.text()
                return source
            return _Mapped(source, map_columns(source.header, self._settings, where=source.where), self._settings)
        except InputError as error:
            if alone:
                raise
            if found.error is not None:
                missing.append(error)
                self.messages.append(_could_not(error))
            return _unread(found, error)
        except UsageError as error:
            if alone:
                raise
            missing.append(error)
            # a list of codes beside the notes must not stop the others
            self.messages.append(_could_not(error))
            return _unread(found, error)

    def _settle_date_orders(self) -> None:
        """Decide each column's order of day and month, with the help of the other files' columns of its name."""
        mapped = [part for part in self._parts if isinstance(part, _Mapped)]
        together: defaultdict[str, set[str]] = defaultdict(set)
        for part in mapped:
            together[part.date_column] |= part.orders
        for part in mapped:
            if self._settings.date_order:
                part.date_order = self._settings.date_order
            elif part.date_column:
                others = frozenset(together[part.date_column])
                part.date_order = decide_order(
                    part.orders, others, where=part.table.where, column=part.columns.header[part.date_place]
                )

    def _say_how(self) -> None:
        documents = 0
        for part in self._parts:
            if isinstance(part, Document):
                documents += 1
            elif isinstance(part, _Mapped):
                order = f"; dates are {part.date_order}" if part.date_order else ""
                self.messages.append(f"{part.table.where}: {part.columns.describe()}{order}")
                self.messages += [
                    f"{part.table.where}: {message}" for message in (*part.table.messages, *part.columns.notes)
                ]
        if documents and self._settings.only:
            self.messages.append("--only leaves out documents, since they have no columns")
        if documents:
            self.messages.append(
                f"{documents} document{'s' if documents > 1 else ''}: one note a file, unless it holds several "
                "contacts; client, mentor and date are read from lines such as 'Client: …' at the start"
            )

    def __iter__(self) -> Iterator[Note | UnreadNote]:
        tally = Tally(self.counts, self.warnings, several=len(self._parts) > 1)
        mapped = [part for part in self._parts if isinstance(part, _Mapped)]
        versions = Versions([(part.table, part.columns) for part in mapped], self._settings.date_order)
        alone = len(self._parts) == 1
        for number, part in enumerate(self._parts):
            if isinstance(part, UnreadNote):
                self.counts.update(rows=1, unread=1)
                yield part
            elif isinstance(part, Document):
                try:
                    yield from part.notes(self._settings, number, tally)
                except InputError as error:
                    if alone:
                        raise
                    self.counts.update(rows=1, unread=1)
                    yield _unread(Found(part.opener), error)
            else:
                reader = RowReader(part.table, part.columns, self._settings, part.date_order, number, tally, versions)
                before = self.counts["rows"]
                yield from reader.notes()
                if self.counts["rows"] == before:
                    self.warnings.append(f"{part.table.where}: there is only a header and no row with a note below it")
                tally.warnings += [warning for warning in part.table.warnings if warning not in tally.warnings]
        if not self.counts["rows"]:
            self.warnings.append("there is no note in what was read")
        tally.finish()


class _Mapped:
    """A table with its columns mapped and the orders that its dates show."""

    def __init__(self, table: Table, columns: ColumnMap, settings: ReadSettings) -> None:
        self.table = table
        self.columns = columns
        self.date_order: str | None = None
        find_filters(columns.header, settings.only, table.where)
        self.date_place = columns.fields.get("date", -1)
        self.date_column = plain_name(columns.header[self.date_place]) if self.date_place >= 0 else ""
        self.orders: frozenset[str] = frozenset()
        if self.date_column and not settings.date_order:
            width = len(columns.header)
            self.orders = orders_in(
                row.cells[self.date_place]
                for row in table.read_rows()
                if not isinstance(row, Fault) and len(row.cells) == width
            )


def _unread(found: Found, error: InputError | UsageError) -> UnreadNote:
    says = f"{error.what} {error.next_step or ''}".strip()
    return UnreadNote(found.opener.stem, Source(found.opener.name), "failed", says)


def _could_not(error: InputError | UsageError) -> str:
    return f"{error.where}: could not be read: {error.what}"


def _check_days(settings: ReadSettings) -> None:
    for option, value in (("--since", settings.since), ("--until", settings.until)):
        if value is not None:
            try:
                date.fromisoformat(value)
            except ValueError:
                raise UsageError(
                    f"{option} needs a day such as 2025-03-04.", where=option, next_step="Write year, month and day."
                ) from None
    if settings.since and settings.until and settings.since > settings.until:
        raise UsageError(
            f"--since {settings.since} is after --until {settings.until}, so no note is left.",
            where="--since",
            next_step="Swap the days.",
        )
