"""The workbook of a trial: what is in it, what is not, and how it is read back."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import pytest

from notesense.errors import InputError, OutputError
from notesense.examples.trial_workbook import QUESTIONS, read_trial, write_trial
from notesense.records import Note, Source
from notesense.records.text_hash import text_hash

SECRET = "Xylophone-Marmalade"
TEXTS = {
    "007": f"Listened to {SECRET} worries.",
    "=1+1": "=cmd|' /C calc'!A0 was what he typed.",
    "n3": "Two lines:\r\n\ttabbed \N{GRINNING FACE} and \x07 a bell",
}


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "trial.xlsx"
    notes = [Note(name, text, Source("notes.csv"), mentor="M9", client="C9", date="2025-03-04")
             for name, text in TEXTS.items()]  # fmt: skip
    write_trial(path, notes, drawn_from=120, agree_of_100=80)
    return path


def change(path: Path, cells: dict[tuple[str, str], object]) -> Path:
    book = openpyxl.load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path


def test_two_sheets_of_the_same_notes_with_drop_downs_and_no_answer(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == ["about", "you", "colleague"]
    for name in ("you", "colleague"):
        sheet = book[name]
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        assert [row[0] for row in rows] == list(TEXTS)
        assert rows[0][2] == TEXTS["007"]
        assert all(cell is None for row in rows for cell in row[3:8])
        lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
        assert lists == {
            f"{column}2:{column}4": f'"{",".join(question.choices)}"'
            for column, question in zip("DEFGH", QUESTIONS, strict=True)
        }
        assert sheet.column_dimensions["I"].hidden
    about = " ".join(str(cell) for row in book["about"].iter_rows(values_only=True) for cell in row)
    assert "Reads notes, not people" in about
    assert SECRET not in about


def test_nobody_is_named_and_nothing_runs(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(str(cell.value) in {"M9", "C9"} for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.skipif(not hasattr(stat, "S_IRWXO"), reason="no rights of this kind here")
def test_only_the_owner_may_read_it(written: Path) -> None:
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="can't be written"):
        write_trial(tmp_path / "no" / "trial.xlsx", [Note("a", "Met.", Source("-"))], drawn_from=1)


def test_what_was_chosen_comes_back(written: Path) -> None:
    change(
        written, {("you", "D2"): "support", ("you", "F2"): "yes", ("you", "H4"): "No ", ("colleague", "D3"): "neither"}
    )
    trial = read_trial(written)
    assert dict(trial.marks) == {name: text_hash(text) for name, text in TEXTS.items()}
    assert {name: dict(judged.answers) for name, judged in trial.by["you"].items()} == {
        "007": {"conversation": "support", "enable_encourage": "yes"},
        "n3": {"read_first": "no"},
    }
    assert {name: dict(judged.answers) for name, judged in trial.by["colleague"].items()} == {
        "=1+1": {"conversation": "neither"}
    }


@pytest.mark.parametrize(("typed", "meant"), [(True, "yes"), (False, "no"), ("Y", "yes"), ("x", "yes"), ("n", "no")])
def test_other_ways_of_yes_and_no(written: Path, typed: object, meant: str) -> None:
    trial = read_trial(change(written, {("you", "E2"): typed}))
    assert trial.by["you"]["007"].says("educate") == meant


def test_sorted_rows_and_moved_columns_are_read_the_same(written: Path, tmp_path: Path) -> None:
    change(written, {("you", "D2"): "support", ("you", "H3"): "yes"})
    book = openpyxl.load_workbook(written)
    rows = [list(row) for row in book["you"].iter_rows(values_only=True)]
    moved = openpyxl.Workbook()
    sheet = moved.active
    sheet.title = "You"
    for row in [rows[0], *rows[:0:-1]]:
        sheet.append(row[::-1])
    for (cell,) in sheet.iter_rows(min_col=len(rows[0]), max_col=len(rows[0])):
        cell.data_type = "s"  # "=1+1" is an id here, no formula
    moved.save(tmp_path / "moved.xlsx")
    again = read_trial(tmp_path / "moved.xlsx")
    assert again.by["you"] == read_trial(written).by["you"]
    assert again.by["colleague"] == {}


def test_faults_are_named_by_sheet_and_cell_and_not_repeated(written: Path) -> None:
    change(
        written,
        {
            ("you", "D2"): f"suport {SECRET}",
            ("you", "E4"): "maybe",
            ("colleague", "H3"): 7,
            ("colleague", "A4"): "007",
            ("you", "G9"): "yes",
        },
    )
    with pytest.raises(InputError) as caught:
        read_trial(written)
    says = str(caught.value)
    assert "sheet 'you', cell D2: none of support, mentoring, neither" in says
    assert "sheet 'you', cell E4: none of yes, no" in says
    assert "sheet 'colleague', cell H3: none of yes, no" in says
    assert "sheet 'colleague', cell A4: the same note as in A2" in says
    assert "sheet 'you', cell A9: choices, but no note" in says
    assert "trial.xlsx" in says
    assert SECRET not in says
    assert "maybe" not in says


def test_many_faults_are_counted(written: Path) -> None:
    cells = {
        (sheet, f"{column}{row}"): "?" for sheet in ("you", "colleague") for column in "DEFGH" for row in (2, 3, 4)
    }
    with pytest.raises(InputError, match="and 18 more"):
        read_trial(change(written, cells))


@pytest.mark.parametrize(
    ("cell", "value", "says"),
    [("E1", "Educate?", "sheet 'you', row 1: no column 'educate'"), ("A1", None, "row 1: no column 'note'")],
)
def test_a_heading_that_was_changed_is_named(written: Path, cell: str, value: object, says: str) -> None:
    with pytest.raises(InputError) as caught:
        read_trial(change(written, {("you", cell): value}))
    assert says in str(caught.value)


def test_what_is_no_trial_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_trial(tmp_path / "none.xlsx")
    (tmp_path / "text.xlsx").write_text("no workbook")
    with pytest.raises(InputError, match="no workbook"):
        read_trial(tmp_path / "text.xlsx")
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(InputError, match="no sheet 'you'"):
        read_trial(tmp_path / "other.xlsx")
