"""One workbook with a sheet a table, made by xlsxwriter row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import xlsxwriter

from notesense.records.formula_guard import guard
from notesense.report.rows import Cell
from notesense.report.wording import standing_sentence

# What XLSX holds: rows of a sheet with the header, characters of a cell.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
SHEETS = {
    "notes": "one row a note: what it shows",
    "segments": "one row a sentence, bullet or form line, with its place in the note's text",
    "relationships": "one row a mentor and client; intervals are in contacts",
    "reading_list": "what to read first, and why",
}
_SETTINGS = {
    # Rows leave memory as they are written; nothing is guessed into formulas, links or numbers.
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
}


def write_workbook(
    path: Path,
    columns: Mapping[str, tuple[str, ...]],
    rows: Iterable[tuple[str, tuple[Cell, ...]]],
    agree_of_100: int | None = None,
) -> None:
    """Write the tables as sheets, after a first sheet that says what they are.

    A table of more rows than a sheet holds goes on in ``segments 2`` and so on.

    Parameters
    ----------
    path : Path
    columns : mapping of str to tuple of str
        Table name to header.
    rows : iterable of (str, tuple)
        Table name and cells.
    agree_of_100 : int, optional
        For the standing sentence.
    """
    with xlsxwriter.Workbook(str(path), _SETTINGS) as book:
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        about = book.add_worksheet("about")
        about.set_column(0, 0, 18)
        about.set_column(1, 1, 90)
        about.write_string(0, 0, "notesense", bold)
        about.write_string(0, 1, standing_sentence(agree_of_100), wrapped)
        for number, (name, says) in enumerate(SHEETS.items(), 2):
            about.write_string(number, 0, name, bold)
            about.write_string(number, 1, says)
        about.write_string(len(SHEETS) + 3, 1, "A cell that could be a formula has an apostrophe (') in front.")
        sheets = {}
        written = dict.fromkeys(columns, 0)
        for name, header in columns.items():
            sheets[name] = _sheet(book, name, header, bold)
        for name, row in rows:
            written[name] += 1
            at = (written[name] - 1) % (MOST_ROWS - 1) + 1
            if at == 1 and written[name] > 1:
                part = written[name] // (MOST_ROWS - 1) + 1
                sheets[name] = _sheet(book, f"{name} {part}", columns[name], bold)
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheets[name].write_string(at, column, guard(cell)[:MOST_CHARACTERS])
                elif cell is not None:
                    sheets[name].write_number(at, column, cell)


def _sheet(
    book: xlsxwriter.Workbook, name: str, header: tuple[str, ...], bold: object
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, len(header) - 1, 14)
    for column, title in enumerate(header):
        sheet.write_string(0, column, guard(title), bold)
    # The long form does not fit into a footer's 255 characters.
    sheet.set_footer("&LReads notes, not people. Not for pay, discipline or billing decisions.&RPage &P of &N")
    return sheet
