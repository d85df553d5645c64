"""Workbooks: which sheet holds the notes, what is hidden, and cells as text.

The workbook is read whole into memory and so from a copy: it may be open in
Excel meanwhile. fastexcel also reads XLS, XLSB and ODS, of ODS without times.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence

import fastexcel
from lxml import etree

from notesense.errors import InputError, UsageError
from notesense.read.columns import has_text_column, score_header
from notesense.read.csv_file import find_header
from notesense.read.packages import open_package, parse_part
from notesense.read.streams import Opener
from notesense.read.tables import Fault, Row, Table
from notesense.settings import ReadSettings

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MIDNIGHT = " 00:00:00"
_DAY_ZERO = ("1899-12-30 ", "1899-12-31 ", "1900-01-01 ")
_HEADER_WITHIN = 30


def read_xlsx(opener: Opener, settings: ReadSettings) -> Table:
    """Make a table of the sheet that holds the notes.

    Parameters
    ----------
    opener : Opener
    settings : ReadSettings
        ``sheet`` names the sheet; without it the one that has a text column
        is taken.

    Raises
    ------
    InputError
        The workbook is broken, protected by a password, or empty.
    UsageError
        There is no such sheet, or several could hold the notes.
    """
    raw = opener.read()
    hidden: dict[str, int] = {}
    if raw.startswith(b"PK"):
        with open_package(raw, where=opener.name, kind="workbook") as package:
            hidden = _hidden_rows(package)
    try:
        reader = fastexcel.read_excel(raw)
        sheets = list(reader.sheet_names)
        if settings.sheet is not None:
            sheet = _named(settings.sheet, sheets, opener.name)
            grid = _grid(reader, sheet)
            others: list[str] = []
        else:
            grids = _grids(reader, sheets)
            sheet = _choose(grids, settings, opener.name)
            grid = grids[sheet]
            others = [name for name in sheets if name != sheet]
    except fastexcel.FastExcelError:
        raise InputError(
            "The workbook is broken or no workbook.",
            where=opener.name,
            next_step="Open it in the program it comes from and save it again.",
        ) from None
    header_row, header = find_header([list(row) for row in grid[:_HEADER_WITHIN]], settings)
    width = len(header)

    def read_rows() -> Iterator[Row | Fault]:
        for number, cells in enumerate(grid[header_row:], start=header_row + 1):
            yield Row(number, [_clean(cell) for cell in cells[:width]])

    table = Table(opener.name, opener.stem, header, read_rows, sheet=sheet, header_row=header_row)
    if header_row > 1:
        table.messages.append(f"the header is in row {header_row}; the rows above it are skipped")
    if others:
        table.messages.append(f"sheets not read: {', '.join(others)}")
    if number := hidden.get(sheet):
        table.messages.append(f"{number} hidden row{'s are' if number > 1 else ' is'} read like the others")
    if opener.name.lower().endswith(".ods"):
        table.messages.append("times of day can't be read from ODS; save the workbook as XLSX if they matter")
    return table


def _grids(reader: fastexcel.ExcelReader, sheets: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
    grids = {}
    for name in sheets:
        try:
            grids[name] = _grid(reader, name)
        except fastexcel.FastExcelError:
            # a sheet that is one chart has no cells; with none left the workbook itself is at fault
            if len(sheets) == 1:
                raise
    return grids


def _grid(reader: fastexcel.ExcelReader, sheet: str) -> list[tuple[str, ...]]:
    # skip_rows=0 keeps empty rows at the top, so that row numbers are the sheet's
    loaded = reader.load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0)
    return [tuple(cell or "" for cell in row) for row in loaded.to_polars().iter_rows()]


def _clean(cell: str) -> str:
    """Write a day without midnight and a time of day without Excel's day zero."""
    if len(cell) == 19 and cell[4] == "-" and cell[13] == ":":
        if cell.startswith(_DAY_ZERO):
            return cell[11:]
        return cell.removesuffix(_MIDNIGHT)
    return cell


def _named(wanted: str, sheets: Sequence[str], where: str) -> str:
    for name in sheets:
        if name == wanted or name.casefold() == wanted.strip().casefold():
            return name
    raise UsageError(f"There is no sheet '{wanted}'.", where=where, next_step=f"Its sheets: {', '.join(sheets)}.")


def _choose(grids: dict[str, list[tuple[str, ...]]], settings: ReadSettings, where: str) -> str:
    filled = {name: grid for name, grid in grids.items() if any(any(row) for row in grid)}
    if not filled:
        raise InputError("The workbook is empty.", where=where, next_step="Export it again.")
    if len(filled) == 1:
        return next(iter(filled))
    with_notes = [name for name, grid in filled.items() if _holds_notes(grid, settings)]
    if len(with_notes) == 1:
        return with_notes[0]
    problem = "Several sheets could hold the notes" if with_notes else "No sheet has a column of notes"
    raise UsageError(
        f"{problem}: {', '.join(with_notes or filled)}.", where=where, next_step="Name one, as in --sheet NAME."
    )


def _holds_notes(grid: Sequence[tuple[str, ...]], settings: ReadSettings) -> bool:
    header_row, header = find_header([list(row) for row in grid[:_HEADER_WITHIN]], settings)
    if len(grid) <= header_row:
        return False
    # a text column alone is not enough: a sheet of codes has a "description" too
    return has_text_column(header, settings) and score_header(header, settings) >= 3


def _hidden_rows(package: zipfile.ZipFile) -> dict[str, int]:
    """Count the hidden rows of each sheet that hold a cell."""
    if "xl/workbook.xml" not in package.namelist():
        return {}
    targets = {
        relation.get("Id"): relation.get("Target", "") for relation in parse_part(package, "xl/_rels/workbook.xml.rels")
    }
    hidden: dict[str, int] = {}
    for sheet in parse_part(package, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part not in package.namelist():
            continue
        count = 0
        with package.open(part) as stream:
            rows = etree.iterparse(
                stream, tag=f"{_MAIN}row", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True
            )
            for _, row in rows:
                if row.get("hidden") in ("1", "true") and len(row):
                    count += 1
                row.clear()
                while row.getprevious() is not None:
                    del row.getparent()[0]
        hidden[str(sheet.get("name"))] = count
    return hidden
