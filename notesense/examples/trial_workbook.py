"""The workbook of a trial: notes drawn by chance, for two people to judge, and what they chose.

The tool's own labels are not in it: they would lead the reader. It holds the
text of notes, so it belongs to its owner alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from notesense.codebook.labels import ACT_LABELS, BY_LABEL, ROLES
from notesense.errors import InputError
from notesense.read.sheets import Grid, cell_name, read_sheets
from notesense.records import Note
from notesense.records.text_hash import text_hash
from notesense.report.files import whole_file
from notesense.report.letters import CONVERSATION_LETTERS, ROLE_NAMES
from notesense.report.wording import standing_sentence

YOU, COLLEAGUE = "you", "colleague"
# What a cell of a workbook holds, counted in UTF-16 units.
MOST_UNITS = 32_767
_NOTE, _DATE, _TEXT, _MARK = "note", "date", "text", "mark"
_YES_NO = ("yes", "no")
_FAULTS_NAMED = 12


@dataclass(frozen=True, slots=True)
class Question:
    """A column to fill in: its heading, the choices of its drop-down, and what it asks."""

    key: str
    heading: str
    choices: tuple[str, ...]
    asks: str


QUESTIONS: tuple[Question, ...] = (
    Question("conversation", "conversation", ("support", "mentoring", "neither"), "What was the contact mainly?"),
    *(
        Question(role, ROLE_NAMES[role], _YES_NO, f"Does the note show that the mentor {BY_LABEL[role].means}?")
        for role in ROLES
    ),
    Question("read_first", "read first?", _YES_NO, "Would you have wanted to read this one first?"),
)
_MEANT = {"y": "yes", "x": "yes", "true": "yes", "1": "yes", "n": "no", "false": "no", "0": "no", "none": "neither"}


@dataclass(frozen=True, slots=True)
class Judged:
    """What one person chose for one note; a key of `QUESTIONS` is missing where the cell is empty."""

    answers: Mapping[str, str]

    def says(self, key: str) -> str | None:
        return self.answers.get(key)


@dataclass(frozen=True, slots=True)
class FilledTrial:
    """A workbook read back.

    Attributes
    ----------
    marks : mapping of str to str
        Note id to the hash of its text when it was drawn.
    by : mapping of str to mapping of str to Judged
        ``you`` and ``colleague``: note id to what was chosen; notes with no choice are left away.
    """

    marks: Mapping[str, str]
    by: Mapping[str, Mapping[str, Judged]]


def fits_a_cell(text: str) -> bool:
    return len(text.encode("utf-16-le", "replace")) // 2 <= MOST_UNITS


def write_trial(path: Path, notes: Sequence[Note], *, drawn_from: int, agree_of_100: int | None = None) -> None:
    """Write the workbook, readable by its owner alone.

    Parameters
    ----------
    path : Path
    notes : sequence of Note
        In the order of the rows; each text fits a cell.
    drawn_from : int
        How many notes there were to draw from.
    agree_of_100 : int, optional
        For the standing sentence.

    Raises
    ------
    OutputError
        The file can't be written.
    """
    with whole_file(path) as target:
        # Made before anything is written into it, so that it is nobody else's for no moment.
        os.close(os.open(target.temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(str(target.temporary), options) as book:
            _about(book, len(notes), drawn_from, agree_of_100)
            for name in (YOU, COLLEAGUE):
                _sheet(book, name, notes)


def _about(book: xlsxwriter.Workbook, drawn: int, drawn_from: int, agree_of_100: int | None) -> None:
    bold = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 96)
    lines = [
        ("notesense trial", f"{drawn} notes, drawn by chance from {drawn_from}. {standing_sentence(agree_of_100)}"),
        ("you", "Read each note on the sheet 'you' and choose. Leave a cell empty where you can't say."),
        ("a colleague", "fills the sheet 'colleague' without looking at yours: so you see how far two people agree."),
        ("the tool", "Its own labels are not in here. `notesense trial --score` works them out."),
        ("keep it safe", "This workbook holds the text of notes. Keep it as you keep the notes; delete it afterwards."),
        ("", ""),
        *(
            (question.heading, f"{question.asks} Choices: {', '.join(question.choices)}.")
            for question in QUESTIONS
        ),
        ("", ""),
        ("what counts", "Only what the mentor did in this contact; not what was planned, declined or done by others."),
        *((kind, letter.means.partition(": ")[2]) for kind, letter in CONVERSATION_LETTERS.items()),
        ("neither", "the note shows neither kind (no contact, administration, time together, not described)"),
        *((ROLE_NAMES.get(label, label), f"the mentor {BY_LABEL[label].means}") for label in ACT_LABELS[1:]),
    ]  # fmt: skip
    for row, (head, says) in enumerate(lines):
        sheet.write_string(row, 0, head, bold)
        sheet.write_string(row, 1, says, wrapped)


def _sheet(book: xlsxwriter.Workbook, name: str, notes: Sequence[Note]) -> None:
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    top = book.add_format({"valign": "top", "num_format": "@"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    headings = [_NOTE, _DATE, _TEXT, *(question.heading for question in QUESTIONS), _MARK]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    sheet.set_column(0, 1, 12, top)
    sheet.set_column(2, 2, 90, wrapped)
    sheet.set_column(3, len(headings) - 2, 13, top)
    sheet.set_column(len(headings) - 1, len(headings) - 1, 3, None, {"hidden": True})
    for row, note in enumerate(notes, start=1):
        sheet.write_string(row, 0, note.id, top)
        sheet.write_string(row, 1, note.date or "", top)
        sheet.write_string(row, 2, note.text, wrapped)
        sheet.write_string(row, len(headings) - 1, text_hash(note.text))
    for column, question in enumerate(QUESTIONS, start=3):
        choices = {
            "validate": "list",
            "source": list(question.choices),
            "input_title": question.heading,
            "input_message": question.asks,
            "error_title": question.heading,
            "error_message": f"Choose one of: {', '.join(question.choices)}.",
        }
        sheet.data_validation(1, column, len(notes), column, choices)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&LReads notes, not people. Not for pay, discipline or billing decisions.&RPage &P of &N")


def read_trial(path: str | os.PathLike[str]) -> FilledTrial:
    """Read a filled-in workbook, whichever program saved it, its rows and columns in any order.

    Parameters
    ----------
    path : str or Path

    Raises
    ------
    InputError
        It is no workbook of a trial, or cells hold what is no choice; each is
        named by sheet and cell, and what it holds is not repeated.
    """
    where = os.fspath(path)
    sheets = {name.strip().casefold(): (name, grid) for name, grid in read_sheets(path).items()}
    faults: list[str] = []
    marks: dict[str, str] = {}
    by: dict[str, Mapping[str, Judged]] = {}
    for key in (YOU, COLLEAGUE):
        if key not in sheets:
            if key == YOU:
                raise InputError(
                    f"There is no sheet '{YOU}'.",
                    where=where,
                    next_step="Give the workbook that `notesense trial` wrote.",
                )
            by[key] = {}
            continue
        name, grid = sheets[key]
        rows = list(_rows(name, grid, faults))
        marks |= {note: mark for note, mark, _ in rows}
        by[key] = {note: judged for note, _, judged in rows if judged.answers}
    if faults:
        more = f"; and {len(faults) - _FAULTS_NAMED} more" if len(faults) > _FAULTS_NAMED else ""
        raise InputError(
            f"{'; '.join(faults[:_FAULTS_NAMED])}{more}.",
            where=where,
            next_step="Correct these cells and save the workbook; nothing was scored.",
        )
    return FilledTrial(marks, by)


def _rows(sheet: str, grid: Grid, faults: list[str]) -> Iterator[tuple[str, str, Judged]]:
    """Give note, mark and choices of each row that names a note; what is wrong goes to `faults`."""
    heads = [cell.strip().casefold() for cell in grid[0]] if grid else []
    wanted = [_NOTE, *(question.heading for question in QUESTIONS), _MARK]
    missing = [heading for heading in wanted if heading not in heads]
    if missing:
        faults.append(f"sheet '{sheet}', row 1: no column '{missing[0]}'")
        return
    seen: dict[str, int] = {}
    for at, cells in enumerate(grid[1:], start=1):
        column = heads.index(_NOTE)
        note = cells[column].strip()
        answers: dict[str, str] = {}
        for question in QUESTIONS:
            place = heads.index(question.heading)
            given = cells[place].strip().casefold()
            choice = given if given in question.choices else _MEANT.get(given)
            if choice in question.choices:
                answers[question.key] = choice
            elif given:
                faults.append(f"sheet '{sheet}', cell {cell_name(at, place)}: none of {', '.join(question.choices)}")
        if not note:
            if answers:
                faults.append(f"sheet '{sheet}', cell {cell_name(at, column)}: choices, but no note")
        elif note in seen:
            faults.append(
                f"sheet '{sheet}', cell {cell_name(at, column)}: the same note as in {cell_name(seen[note], column)}"
            )
        else:
            seen[note] = at
            yield note, cells[heads.index(_MARK)].strip(), Judged(answers)
