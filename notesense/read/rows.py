"""Rows to notes: cells to fields, one note over several rows, filters, and what can't be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from notesense.errors import UsageError
from notesense.read.amended import Versions
from notesense.read.columns import ColumnMap, show_name
from notesense.read.dates import DateReader, NewestDays, read_time
from notesense.read.form_columns import FormCells
from notesense.read.joined import join_rows
from notesense.read.notes import NoteMaker
from notesense.read.reflections import WHY_LEFT_OUT, is_reflection, names_reflections
from notesense.read.tables import Fault, Row, Table
from notesense.read.tally import Tally
from notesense.records import Note, Source, UnreadNote
from notesense.settings import ReadSettings

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_TOTAL = re.compile(r"\s*(?:(?:grand|sub|report|overall)[\s-]?)?(?:totals?|sum)\b[^.!?\n]{0,40}$", re.I)
_CODE = re.compile(r"(?=\S*\d)\w+$")
_SEVERAL = re.compile(r"[,;|/\n]+")
_IN_CODE = re.compile(r"[^\w]+")
_CACHE_SIZE = 4096
_HOURS_MINUTES = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?$")


class _Places(NamedTuple):
    """Where each field stands in a row; -1 where the table lacks it."""

    id: int
    client: int
    mentor: int
    date: int
    time: int
    end_time: int
    minutes: int
    channel: int
    purpose: int
    agreed: int
    text: int
    headcount: int
    setting: int
    register: int


class RowReader:
    """Makes the notes of one table.

    Parameters
    ----------
    table : Table
    columns : ColumnMap
    settings : ReadSettings
    date_order : {"dmy", "mdy", "ymd"} or None
    file_number : int
        Which of the run's sources this is.
    tally : Tally
    versions : Versions
        Of the whole run, to leave out notes that were amended later.
    """

    def __init__(
        self,
        table: Table,
        columns: ColumnMap,
        settings: ReadSettings,
        date_order: str | None,
        file_number: int,
        tally: Tally,
        versions: Versions,
    ) -> None:
        self.table = table
        self.columns = columns
        self.settings = settings
        self.tally = tally
        self.versions = versions
        self.dates = DateReader(date_order)
        self._clock = lru_cache(_CACHE_SIZE)(read_time)
        self._durations = lru_cache(_CACHE_SIZE)(read_minutes)
        self._places = _Places(**{name: columns.fields.get(name, -1) for name in _Places._fields})
        self._has_span = settings.since is not None or settings.until is not None
        self.maker = NoteMaker(tally, self.dates, file_number, table.where)
        self.filters = find_filters(columns.header, settings.only, table.where)
        self._only = name_filter(settings.only)
        self._reflections = settings.reflections or names_reflections(self.filters, self._places.register)
        self._newest = NewestDays()
        self._form = FormCells(table, columns.form if settings.profile.require else {}, date_order)
        self._extra = tuple((columns.header[place], place) for place in columns.extra)

    def notes(self) -> Iterator[Note | UnreadNote]:
        """Give the notes in the order of the rows."""
        counts = self.tally.counts
        for item in join_rows(self.rows(), self.columns, counts):
            if isinstance(item, Fault):
                counts["unread"] += 1
                yield self._fault(item)
                continue
            for made in self._notes(item.number, item.cells):
                counts["notes" if isinstance(made, Note) else "unread"] += 1
                yield made
        for number in self._newest.slips():
            self.tally.warn(
                "dates far after all others",
                f"{self._place(number)}: the date is more than a year after today or after all other dates of the "
                "file (a typing slip?); the note is kept with it",
            )

    def rows(self) -> Iterator[Row | Fault]:
        """Give the rows that hold anything, ragged ones as faults, all of the header's width."""
        width = len(self.columns.header)
        text_place = self.columns.fields.get("text", width)
        counts = self.tally.counts
        for item in self.table.read_rows():
            if isinstance(item, Fault):
                counts["rows"] += 1
                yield item
                continue
            number, cells = item
            if not any(cells):
                continue
            if len(cells) <= width and self._is_total(cells):
                self.tally.warn("lines of totals", f"{self._place(number)}: a line of totals is skipped")
                continue
            counts["rows"] += 1
            if len(cells) == width:
                yield item
            elif len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                yield Row(number, cells[:width])
            elif text_place + 1 < len(cells) < width:
                # the text is whole: something stands after it; empty last cells were dropped
                yield Row(number, [*cells, *[""] * (width - len(cells))])
            else:
                yield Fault(
                    number,
                    "ragged_row",
                    f"The row has {len(cells)} cells where the header has {width}. "
                    "Put the text in quotation marks, or correct the row.",
                    cells,
                )

    def _is_total(self, cells: Sequence[str]) -> bool:
        places = self.columns.sections or (self.columns.fields["text"],)
        first = next((cell for cell in cells if cell.strip()), "")
        return _TOTAL.match(first) is not None and not any(cells[at].strip() for at in places if at < len(cells))

    def _notes(self, number: int, cells: Sequence[str]) -> Sequence[Note | UnreadNote]:
        counts = self.tally.counts
        if self.filters and not _passes(cells, self.filters):
            self.tally.leave_out(self._only)
            return ()
        # a field that the table lacks stands at the empty cell put last
        cells = [*cells, ""]
        places = self._places
        date, time = self._when(number, cells)
        if self._has_span and (option := self._outside(date)):
            self.tally.leave_out(option)
            return ()
        register = cells[places.register].strip() or None
        if not self._reflections and is_reflection(register):
            self.tally.leave_out(WHY_LEFT_OUT)
            return ()
        if self.versions.any and self.versions.is_outdated(number, cells, self.columns):
            counts["amended"] += 1
            self.tally.warn(
                "rows that are earlier versions of an amended note",
                f"{self._place(number)}: an earlier version of a note that was amended; it is left out",
            )
            return ()
        table = self.table
        given = cells[places.id].strip()
        headcount = cells[places.headcount]
        return self.maker.make(
            given or f"{table.stem}#{number}",
            Source(table.file, table.sheet, number),
            self._text(cells) if places.text == -1 else cells[places.text],
            given=bool(given),
            mentor=cells[places.mentor].strip() or None,
            client=cells[places.client].strip() or None,
            date=date,
            time=time,
            minutes=self._minutes(cells),
            channel=cells[places.channel].strip() or None,
            purpose=cells[places.purpose].strip() or None,
            agreed=cells[places.agreed].strip() or None,
            register=register,
            setting=cells[places.setting] or None,
            headcount=read_headcount(headcount) if headcount else None,
            extra={name: cells[at] for name, at in self._extra},
            **self._form.of(cells),
        )

    def _fault(self, fault: Fault) -> UnreadNote:
        place = self.columns.fields.get("id")
        given = fault.cells[place].strip() if place is not None and place < len(fault.cells) else ""
        # of a broken row only a short cell is surely the id
        if 0 < len(given) <= 40 and "\n" not in given:
            note_id = self.tally.repeats.free_id(given)
        else:
            note_id = f"{self.table.stem}#{fault.number}"
        source = Source(self.table.file, self.table.sheet, fault.number)
        return UnreadNote(note_id, source, fault.kind, fault.says)

    def _text(self, cells: Sequence[str]) -> str:
        header = self.columns.header
        lines = []
        for place in self.columns.sections:
            cell, name = cells[place], header[place].strip()
            if cell.strip():
                # some export the heading with the text
                has_heading = cell.lstrip().casefold().startswith(f"{name.casefold()}:")
                lines.append(cell if has_heading else f"{name}: {cell}")
        return "\n".join(lines)

    def _when(self, number: int, cells: Sequence[str]) -> tuple[str | None, str | None]:
        raw = cells[self._places.date]
        date, time = self.dates.read(raw) if raw else (None, None)
        if date is None and raw and raw.strip():
            column = show_name(self.columns.header, self._places.date)
            self.tally.warn(
                "dates that can't be read",
                f"{self._place(number)}: column '{column}' holds no date; the note is kept without one",
            )
        if date is not None:
            self._newest.add(date, number)
        clock = cells[self._places.time]
        return date, (self._clock(clock) or time) if clock else time

    def _minutes(self, cells: Sequence[str]) -> float | None:
        places = self._places
        raw = cells[places.minutes]
        if raw:
            return self._durations(raw)
        if not cells[places.end_time]:
            return None
        return minutes_between(self._clock(cells[places.time]), self._clock(cells[places.end_time]))

    def _outside(self, date: str | None) -> str | None:
        """Return the option that leaves a day out."""
        if date is None:
            self.tally.counts["undated_kept"] += 1
            return None
        return left_out_by(date, self.settings)

    def _place(self, number: int) -> str:
        return f"{self.table.where}, row {number}"


def read_minutes(text: str) -> float | None:
    """Read a duration in minutes.

    Examples
    --------
    >>> [read_minutes(text) for text in ("45", "45 min", "1:30", "1.5 h", "2 hrs", "long")]
    [45.0, 45.0, 90.0, 90.0, 120.0, None]
    """
    text = text.strip().lower()
    if found := _HOURS_MINUTES.match(text):
        return int(found[1]) * 60.0 + int(found[2])
    found = _NUMBER.match(text)
    if found is None:
        return None
    value = float(found[0].replace(",", "."))
    unit = text[found.end() :].strip()
    return value * 60 if unit.startswith("h") else value


def read_headcount(text: str) -> int | None:
    """Read how many took part.

    Examples
    --------
    >>> read_headcount("8 attended"), read_headcount("all")
    (8, None)
    """
    found = _NUMBER.match(text.strip())
    return int(float(found[0].replace(",", "."))) if found else None


def minutes_between(start: str | None, end: str | None) -> float | None:
    """Return the minutes from one time of day to a later one; over midnight they count on.

    Examples
    --------
    >>> minutes_between("23:30", "00:15"), minutes_between("10:00", None)
    (45.0, None)
    """
    if start is None or end is None:
        return None
    first, last = (int(time[:2]) * 60 + int(time[3:]) for time in (start, end))
    return float((last - first) % 1440)


def find_filters(
    header: Sequence[str], only: Mapping[str, tuple[str, ...]], where: str
) -> tuple[tuple[int, frozenset[str]], ...]:
    """Return the place of each column to filter by, with the values that pass, in lower case.

    Raises
    ------
    UsageError
        There is no such column.
    """
    plain = [name.strip().casefold() for name in header]
    filters = []
    for column, values in only.items():
        wanted = column.strip().casefold()
        if wanted not in plain:
            shown = ", ".join(show_name(header, place) for place in range(len(header)))
            raise UsageError(
                f"There is no column '{column}' to filter by.", where=where, next_step=f"Its columns: {shown}."
            )
        filters.append((plain.index(wanted), frozenset(value.strip().casefold() for value in values)))
    return tuple(filters)


def _passes(cells: Sequence[str], filters: Sequence[tuple[int, frozenset[str]]]) -> bool:
    return all(_matches(cells[place], values) for place, values in filters)


@lru_cache(_CACHE_SIZE)
def _matches(cell: str, values: frozenset[str]) -> bool:
    """Say whether a cell, or one of several values in it, is asked for.

    Examples
    --------
    >>> [_matches(cell, frozenset({"h0038"})) for cell in ("h0038", "GT, H0038", "H0038:GT", "H00381")]
    [True, True, True, False]
    >>> _matches("Peer visit", frozenset({"peer"}))
    False
    """
    cell = cell.strip().casefold()
    if cell in values or not values.isdisjoint(part.strip() for part in _SEVERAL.split(cell)):
        return True
    # a code and its modifiers may also stand beside each other: H0038 GT, H0038-HE
    codes = [value for value in values if _CODE.match(value)]
    return bool(codes) and not set(codes).isdisjoint(_IN_CODE.split(cell))


def name_filter(only: Mapping[str, tuple[str, ...]]) -> str:
    """Write ``--only`` as it was given, for messages.

    Examples
    --------
    >>> name_filter({"Code": ("H0038", "H0025")})
    '--only Code=H0038,H0025'
    """
    return " ".join(f"--only {column}={','.join(values)}" for column, values in only.items())


def left_out_by(day: str, settings: ReadSettings) -> str | None:
    """Return the option by which a day is left out.

    Examples
    --------
    >>> left_out_by("2025-03-04", ReadSettings(since="2025-04-01")), left_out_by("2025-03-04", ReadSettings())
    ('--since 2025-04-01', None)
    """
    if settings.since is not None and day < settings.since:
        return f"--since {settings.since}"
    if settings.until is not None and day > settings.until:
        return f"--until {settings.until}"
    return None
