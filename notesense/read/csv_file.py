"""CSV and TSV: any delimiter, any of the usual encodings, and no row lost to its neighbour.

The csv module reads in strict mode, which notices a quote that was never
closed at the next quote that follows it. Then the reader goes back to the
lines of that record, gives up only its first row, and goes on at the next
line that can be the start of a row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from notesense.errors import InputError
from notesense.read.columns import score_header
from notesense.read.decoding import Lines, is_lost
from notesense.read.streams import Opener
from notesense.read.tables import Fault, Row, Table
from notesense.settings import ReadSettings

DELIMITERS = (",", ";", "\t", "|")
_HEADER_WITHIN = 30
_SAMPLE_LINES = 400
_SAMPLE_SIZE = 4_000_000
# A record longer than this is an open quote, not a note; it bounds the memory too.
_LONGEST_RECORD = 200_000
# One of these is in no line; they are set aside for private use.
_STAND_INS = tuple(map(chr, range(0xE000, 0xF000)))
_UNDECODABLE = "The row is in no known encoding. Export it again as UTF-8."
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_SENTINEL = "\x00end of the sample\x00"


def read_csv(opener: Opener, settings: ReadSettings, *, delimiter: str | None = None) -> Table:
    """Make a table of a CSV or TSV file.

    Parameters
    ----------
    opener : Opener
    settings : ReadSettings
    delimiter : str, optional
        Decided from the first lines where it is not given.

    Raises
    ------
    InputError
        The file holds nothing.
    """
    sample = first_lines(opener)
    if not any(line.strip() for line in sample):
        raise InputError("The file is empty.", where=opener.name, next_step="Export it again.")
    delimiter = delimiter or find_delimiter(sample, settings)
    header_row, header = find_header(first_rows(sample, delimiter), settings)
    table = Table(opener.name, opener.stem, header, lambda: iter(()), header_row=header_row)
    if header_row > 1:
        table.messages.append(f"the header is in row {header_row}; the rows above it are skipped")

    def read_rows() -> Iterator[Row | Fault]:
        with opener.open() as stream:
            lines = Lines(stream)
            yield from CsvRows(lines, delimiter, len(header), header_row)
            if lines.odd:
                message = (
                    f"{opener.name}: {lines.odd} line{'s are' if lines.odd > 1 else ' is'} not UTF-8 "
                    f"(the first: line {lines.first_odd}) and read as Windows-1252"
                )
                if message not in table.warnings:
                    table.warnings.append(message)

    table.read_rows = read_rows
    return table


def find_delimiter(sample: Sequence[str], settings: ReadSettings) -> str:
    r"""Decide the delimiter: the one that shows known column names, then the most even columns.

    Examples
    --------
    >>> find_delimiter(["id;note\n", "1;met, talked\n"], ReadSettings())
    ';'
    """
    best, best_score = ",", (0, 0.0)
    for delimiter in DELIMITERS:
        rows = [row for row in first_rows(sample, delimiter) if row]
        if not rows:
            continue
        header_score = max(score_header(row, settings) for row in rows[:_HEADER_WITHIN])
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count)
        even = widths.count(usual) / len(widths) if usual > 1 else 0.0
        if (header_score, even) > best_score:
            best, best_score = delimiter, (header_score, even)
    return best


def find_header(rows: Sequence[Sequence[str]], settings: ReadSettings) -> tuple[int, tuple[str, ...]]:
    """Return the header's row number (from 1) and its names.

    Titles and filters that exports print above the header hold no column
    names; where no row holds one, the first row with two cells is taken.
    """
    best, best_score = None, 0
    for number, row in enumerate(rows[:_HEADER_WITHIN], start=1):
        score = score_header(row, settings)
        if score > best_score:
            best, best_score = number, score
    if best is None:
        filled = [number for number, row in enumerate(rows, start=1) if any(cell.strip() for cell in row)]
        several = [number for number in filled if sum(bool(cell.strip()) for cell in rows[number - 1]) > 1]
        best = (several or filled or [1])[0]
    header = list(rows[best - 1]) if rows else []
    while header and not header[-1].strip():
        header.pop()
    return best, tuple(header)


def first_lines(opener: Opener) -> list[str]:
    """Read the lines that the delimiter and the header are decided by."""
    with opener.open() as stream:
        sample, size = [], 0
        for line in islice(Lines(stream), _SAMPLE_LINES):
            sample.append(line)
            size += len(line)
            if size > _SAMPLE_SIZE:
                break
        return sample


def first_rows(sample: Sequence[str], delimiter: str) -> list[list[str]]:
    """Split sample lines into rows, without strictness."""
    _allow_long_cells()
    rows: list[list[str]] = []
    reader = csv.reader(iter(sample), delimiter=delimiter)
    try:
        for row in islice(reader, 100):
            rows.append(row)
    except csv.Error:
        pass
    return rows


def _allow_long_cells() -> None:
    # the limit is the process's own; a host that allows more keeps it
    if csv.field_size_limit() < 1 << 30:
        csv.field_size_limit(1 << 30)


class _TooLong(Exception):
    """A record has run on for more lines than any note has."""


class CsvRows:
    """The rows below the header, with a `Fault` for each that can't be read."""

    def __init__(self, lines: Lines, delimiter: str, width: int, header_row: int) -> None:
        self._lines = lines
        self._source = iter(lines)
        self._delimiter = delimiter
        self._width = width
        self._header_row = header_row
        self._held: list[str] = []
        self._pending: list[str] = []

    def __iter__(self) -> Iterator[Row | Fault]:
        _allow_long_cells()
        held, width, header_row, lines = self._held, self._width, self._header_row, self._lines
        number = odd = 0
        while True:
            reader = csv.reader(self._feed(), delimiter=self._delimiter, strict=True)
            try:
                for cells in reader:
                    number += 1
                    if len(held) > 1 and len(cells) != width and number > header_row:
                        yield from self._recover(number)
                        break
                    held.clear()
                    if lines.odd != odd:
                        odd = lines.odd
                        if number > header_row and any(is_lost(cell) for cell in cells):
                            yield Fault(number, "undecodable", _UNDECODABLE, cells)
                            continue
                    if number > header_row and cells:
                        if width == 1 and len(cells) > 1:
                            cells = [self._delimiter.join(cells)]
                        yield Row(number, cells)
                else:
                    return
            except (csv.Error, _TooLong):
                number += 1
                if number <= header_row:
                    # a title above the header may hold anything
                    self._pending = held[1:] + self._pending
                    held.clear()
                else:
                    yield from self._recover(number)

    def _feed(self) -> Iterator[str]:
        held = self._held
        pending, self._pending = self._pending, []
        position = 0
        try:
            for line in pending:
                position += 1
                held.append(line)
                yield line
        finally:
            # what a broken record did not reach comes again
            self._pending = pending[position:] + self._pending
        self._pending = []
        for line in self._source:
            held.append(line)
            if len(held) > _LONGEST_RECORD:
                raise _TooLong
            yield line

    def _recover(self, number: int) -> Iterator[Row | Fault]:
        """Give what can be had of the lines held, and put the rest back."""
        held = list(self._held)
        self._held.clear()
        if "\r" in held[0].rstrip("\r\n"):
            cells = self._with_returns(held[0])
            if len(cells) == self._width:
                # a line break in a cell that should have been in quotation marks
                self._pending = held[1:] + self._pending
                yield Row(number, cells)
                return
            parts = _split_line_ends(held[0])
            if '"' not in held[0]:
                self._pending = parts[1:] + held[1:] + self._pending
                yield Row(number, next(csv.reader(parts[:1], delimiter=self._delimiter)))
                return
        cells, used, is_open = self._loose(held)
        if not is_open and used == 1 and len(cells) == self._width:
            # quotes inside a cell that should have been doubled
            self._pending = held[1:] + self._pending
            yield Row(number, cells)
            return
        start = self._next_start(held)
        if start is None and not is_open and len(cells) == self._width:
            self._pending = held[used:] + self._pending
            yield Row(number, cells)
            return
        first_line = self._loose(held[:1])[0]
        if start is None and not is_open:
            self._pending = held[used:] + self._pending
            yield Row(number, cells)
            return
        self._pending = held[start:] + self._pending if start is not None else self._pending
        yield Fault(
            number,
            "open_quote",
            "A quotation mark in this row is never closed, so its end can't be told. Close it in the export.",
            first_line,
        )

    def _with_returns(self, line: str) -> list[str]:
        """Read a line that holds bare carriage returns as one row."""
        stand_in = next(mark for mark in _STAND_INS if mark not in line)
        body = line.rstrip("\r\n").replace("\r", stand_in)
        cells, _, is_open = self._loose([body + "\n"])
        return [] if is_open else [cell.replace(stand_in, "\r") for cell in cells]

    def _loose(self, lines: Sequence[str]) -> tuple[list[str], int, bool]:
        """Read one record without strictness: its cells, the lines used, and whether a quote stays open."""
        reader = csv.reader(chain(lines, [_SENTINEL]), delimiter=self._delimiter)
        try:
            cells = next(reader)
        except (csv.Error, StopIteration):
            return [], 1, True
        is_open = reader.line_num > len(lines)
        return cells, min(reader.line_num, len(lines)), is_open

    def _next_start(self, held: Sequence[str]) -> int | None:
        """Return the first line after the first that can be the start of a row."""
        shapes = self._shapes(held[0])
        for at in range(1, len(held)):
            if _begins_alike(self._shapes(held[at]), shapes):
                # too many or too few cells, but it begins as the broken row does: a row, and not its text
                return at
            reader = csv.reader(islice(held, at, None), delimiter=self._delimiter, strict=True)
            try:
                cells = next(reader)
            except csv.Error as error:
                if "unexpected end" in str(error) and held[at].count(self._delimiter) > 0:
                    return at
                continue
            except StopIteration:
                continue
            if len(cells) == self._width:
                return at
        return None

    def _shapes(self, line: str) -> list[str]:
        """Return the shapes of a line's cells without the last, which may go on: ``AB-12`` is ``a-9``."""
        cells = self._loose([line])[0] or line.split(self._delimiter)
        return [_DIGITS.sub("9", _LETTERS.sub("a", cell.strip())) for cell in cells[:-1]]


def _begins_alike(shapes: Sequence[str], first: Sequence[str]) -> bool:
    """Say whether two rows begin alike, by cells that hold a number, such as an id or a day.

    Examples
    --------
    >>> _begins_alike(["9", "9-9-9", "a", "a", "a. a."], ["9", "9-9-9", "a", "a"])
    True
    >>> _begins_alike(["a a a", "a a"], ["a", "a"]), _begins_alike(["9 a"], ["9"])
    (False, False)
    """
    compared = min(len(shapes), len(first))
    return compared > 0 and list(shapes[:compared]) == list(first[:compared]) and "9" in "".join(shapes[:compared])


def _split_line_ends(line: str) -> list[str]:
    body = line.rstrip("\r\n")
    end = line[len(body) :]
    parts = [part + "\r" for part in body.split("\r")]
    parts[-1] = parts[-1][:-1] + end
    return parts
