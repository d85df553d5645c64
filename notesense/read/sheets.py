"""Workbooks that people filled in: every sheet as text, cell by cell, so that a fault can be named by its cell."""

from __future__ import annotations

import os

import fastexcel

from notesense.errors import InputError
from notesense.read.packages import open_package
from notesense.read.streams import Opener

Grid = list[tuple[str, ...]]


def read_sheets(path: str | os.PathLike[str]) -> dict[str, Grid]:
    """Read the sheets of a workbook, in their order.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    dict of str to list of tuple of str
        Sheet name to rows; row 1 of the sheet is the first, empty cells are "".

    Raises
    ------
    InputError
        There is no such file, or it is broken, protected or no workbook.
    """
    name = os.fspath(path)
    raw = Opener(name, path=name).read()
    if raw.startswith(b"PK"):
        with open_package(raw, where=name, kind="workbook"):
            pass
    try:
        reader = fastexcel.read_excel(raw)
        return {sheet: _grid(reader, sheet) for sheet in reader.sheet_names}
    except fastexcel.FastExcelError:
        raise InputError(
            "The workbook is broken or no workbook.",
            where=name,
            next_step="Open it in the program it comes from and save it again as XLSX.",
        ) from None


def _grid(reader: fastexcel.ExcelReader, sheet: str) -> Grid:
    # skip_rows=0 keeps empty rows at the top, so that row numbers are the sheet's
    loaded = reader.load_sheet(sheet, header_row=None, dtypes="string", skip_rows=0)
    return [tuple(cell or "" for cell in row) for row in loaded.to_polars().iter_rows()]


def cell_name(row: int, column: int) -> str:
    """Name a cell as a spreadsheet program does.

    Parameters
    ----------
    row, column : int
        Counted from 0.

    Examples
    --------
    >>> cell_name(0, 0), cell_name(6, 3), cell_name(9, 26)
    ('A1', 'D7', 'AA10')
    """
    letters = ""
    rest = column + 1
    while rest:
        rest, place = divmod(rest - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row + 1}"
