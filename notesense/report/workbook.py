"""One workbook with a sheet a table, made by xlsxwriter row by row; what people fill in has drop-downs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from notesense.codebook.named import OFFERED
from notesense.records.decisions import DECISION_COLUMNS, SEEN, TEXT_HASH, VERDICT
from notesense.records.formula_guard import guard
from notesense.records.requirements import FORM_SENTENCE
from notesense.report.cells import Cell
from notesense.report.wording import standing_sentence

# What XLSX holds: rows of a sheet with the header, characters of a cell.
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
SHEETS = {
    "reading_list": "what to read first, and why; yours to fill in",
    "relationships": "one row a mentor and client; intervals are in contacts",
    "periods": "the balance of each relationship, some months a row; intervals are in contacts",
    "told": "what is told of each relationship, line by line, with the notes that it stands on",
    "unsure": "for trainers: more than one kind of conversation would fit, or none clearly; yours to fill in",
    "form_check": FORM_SENTENCE,
    "decisions": "what readers decided before, kept from run to run; correct it here where it was wrong",
    "reader_labels": "for trainers: the labels that readers gave, beside the tool's",
    "notes": "one row a note: what it shows",
    "segments": "one row a sentence, bullet or form line, with its place in the note's text",
}
HOW_TO_FILL_IN = (
    f"Put an x under '{SEEN}' when a note was read, and choose under '{VERDICT}'. A new label may also be typed: "
    "'change to segment 3: empower'. Save the workbook and give it to the next run with --decisions: what was seen "
    f"or dismissed stays away unless the note's text changed. The column '{TEXT_HASH}' tells that; leave it as it is."
)
# Columns that hold more than a word.
_WIDE = {"says": 60, "why": 40, "could_be": 30, "least_sure": 40, "in_words": 30, "required": 36, VERDICT: 26}
_CHOICES = {
    SEEN: ["x"],
    VERDICT: ["agree", "dismiss", *(f"change to {label}" for label in OFFERED)],
}
# The same run gives the same file, so nothing of the time of day.
_CREATED = datetime(1980, 1, 1)
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
        book.set_properties({"created": _CREATED})
        formats = {
            "bold": book.add_format({"bold": True}),
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
            "top": book.add_format({"valign": "top"}),
            "fill_in": book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1}),
        }
        _about(book, columns, formats, agree_of_100)
        sheets = {name: _sheet(book, name, header, formats) for name, header in columns.items()}
        written = dict.fromkeys(columns, 0)
        for name, row in rows:
            written[name] += 1
            at = (written[name] - 1) % (MOST_ROWS - 1) + 1
            if at == 1 and written[name] > 1:
                part = written[name] // (MOST_ROWS - 1) + 1
                sheets[name] = _sheet(book, f"{name} {part}", columns[name], formats)
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheets[name].write_string(at, column, guard(cell)[:MOST_CHARACTERS])
                elif cell is not None:
                    sheets[name].write_number(at, column, cell)


def _about(
    book: xlsxwriter.Workbook, columns: Mapping[str, Any], formats: Mapping[str, Any], agree: int | None
) -> None:
    about = book.add_worksheet("about")
    about.set_column(0, 0, 18)
    about.set_column(1, 1, 90)
    about.write_string(0, 0, "notesense", formats["bold"])
    about.write_string(0, 1, standing_sentence(agree), formats["wrapped"])
    shown = [name for name in SHEETS if name in columns]
    for number, name in enumerate(shown, 2):
        about.write_string(number, 0, name, formats["bold"])
        about.write_string(number, 1, SHEETS[name], formats["wrapped"])
    after = len(shown) + 3
    about.write_string(after, 0, "to fill in", formats["bold"])
    about.write_string(after, 1, HOW_TO_FILL_IN, formats["wrapped"])
    about.write_string(after + 2, 1, "A cell that could be a formula has an apostrophe (') in front.")


def _sheet(
    book: xlsxwriter.Workbook, name: str, header: tuple[str, ...], formats: Mapping[str, Any]
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(header):
        sheet.set_column(column, column, _WIDE.get(title, 14), formats["wrapped" if title in _WIDE else "top"])
        fill_in = VERDICT in header and title in DECISION_COLUMNS
        sheet.write_string(0, column, guard(title), formats["fill_in" if fill_in else "bold"])
        if VERDICT in header and title in _CHOICES:
            # Other words are taken too: a drop-down that only informs.
            sheet.data_validation(
                1, column, MOST_ROWS - 1, column,
                {"validate": "list", "source": _CHOICES[title], "error_type": "information", "show_error": False},
            )  # fmt: skip
    # The long form does not fit into a footer's 255 characters.
    sheet.set_footer("&LReads notes, not people. Not for pay, discipline or billing decisions.&RPage &P of &N")
    return sheet
