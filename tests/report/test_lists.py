"""The sheets that people fill in: what stands in them, and that they come back as they were written."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from made_notes import SECRET, a_note, caseload

from notesense.read.decisions import read_decisions
from notesense.records import Sign
from notesense.records.decisions import DECISION_COLUMNS, Decision
from notesense.records.text_hash import text_hash
from notesense.report.tables import write_tables
from notesense.summaries import summarise


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(folder: Path, records: list[Any], *decisions: Decision, kind: str = "csv") -> None:
    assert write_tables(folder, records, summarise(records, decisions=decisions), kind=kind) == []


def decided(note: Any, **fields: Any) -> Decision:
    return Decision(note.note.id, note.note.source, **{"seen": True, "text_hash": text_hash(note.note.text), **fields})


def test_the_reading_list_has_columns_to_fill_in_and_the_hash_of_the_text(tmp_path: Path) -> None:
    write(tmp_path, caseload())
    rows = table(tmp_path, "reading_list")
    by_id = {note.note.id: note.note.text for note in caseload() if hasattr(note, "note")}
    for row in rows:
        assert [row[name] for name in DECISION_COLUMNS] == [""] * len(DECISION_COLUMNS)
        if row["id"] in by_id:
            assert row["text_hash"] == text_hash(by_id[row["id"]])


def test_a_kind_with_many_places_stands_once(tmp_path: Path) -> None:
    signs = [Sign("role_question", None, 0, 4), Sign("role_question", None, 6, 9), Sign("mentor_asks", None, 2, 5)]
    write(tmp_path, [a_note("1", signs=signs)])
    (row,) = table(tmp_path, "reading_list")
    assert row["kinds"] == "role_question; mentor_asks"
    assert row["says"].count("mentor's role") == 1
    assert row["offsets"] == "0 to 4; 6 to 9; 2 to 5"


def test_unsure_notes_have_their_own_sheet_without_people_and_leave_it_once_settled(tmp_path: Path) -> None:
    records = caseload()
    write(tmp_path / "a", records)
    (row,) = table(tmp_path / "a", "unsure")
    assert (row["id"], row["labelled"]) == ("g-09", "mentoring")
    assert row["could_be"].startswith("support 0.05; mentoring")
    assert not {"client", "mentor"} & row.keys()
    note = next(one for one in records if one.note.id == "g-09")
    settled = decided(note, kinds=("unsure",), verdict="change to", change_to="support")
    write(tmp_path / "b", records, settled)
    assert table(tmp_path / "b", "unsure") == []
    assert [row["reader_label"] for row in table(tmp_path / "b", "reader_labels")] == ["support"]


def test_segments_that_are_least_sure_are_named_by_number(tmp_path: Path) -> None:
    note = a_note("1", "other educate support", unsure=True)
    shaky = [replace(segment, score=score) for segment, score in zip(note.segments, (0.9, 0.4, 0.5), strict=True)]
    write(tmp_path, [replace(note, segments=tuple(shaky))])
    (row,) = table(tmp_path, "unsure")
    assert [part.split(" (")[0] for part in row["least_sure"].split("; ")] == [
        "segment 2: educate 0.40", "segment 3: support 0.50"
    ]  # fmt: skip


def test_without_decisions_there_are_no_tables_of_them(tmp_path: Path) -> None:
    write(tmp_path, caseload())
    assert not (tmp_path / "decisions.csv").exists()
    assert not (tmp_path / "reader_labels.csv").exists()


LABELS = [
    ("support", "conversation", "support", "mentoring"),
    ("none: admin", "none_because", "admin", "mentoring"),
    ("Enable / encourage", "role", "enable_encourage", "educate"),
    ("segment 2: empower", "segment 2", "empower", "educate"),
    ("segment 9: empower", "segment 9", "empower", ""),
    ("past", "attention", "past", "attention_stated"),
    ("no sign", "sign", "none", "attention_stated"),
    ("a long and good talk", "in words", "", "mentoring"),
]


@pytest.mark.parametrize(("words", "of", "label", "tool"), LABELS)
def test_a_change_becomes_a_label_for_trainers(tmp_path: Path, words: str, of: str, label: str, tool: str) -> None:
    note = a_note("1", "other educate", signs=[Sign("attention", "stated", 0, 4)])
    change = decided(note, kinds=("attention_stated",), verdict="change to", change_to=words, why="because", by="R.")
    write(tmp_path, [note], change)
    (row,) = table(tmp_path, "reader_labels")
    assert (row["of"], row["reader_label"], row["tool_label"], row["in_words"]) == (of, label, tool, words)
    assert (row["why"], row["by"], row["standing"]) == ("because", "R.", "in force")


def test_agreement_and_dismissal_give_no_label(tmp_path: Path) -> None:
    note = a_note("1", signs=[Sign("role_question", None, 0, 4)])
    write(tmp_path, [note], decided(note, verdict="agree"), decided(note, kinds=("x",), verdict="dismiss"))
    assert table(tmp_path, "reader_labels") == []
    assert len(table(tmp_path, "decisions")) == 2


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_decisions_come_back_from_a_run_s_folder_as_they_went_in(tmp_path: Path, kind: str) -> None:
    records = caseload()
    notes = [one for one in records if hasattr(one, "note")]
    made = [
        decided(notes[0], kinds=("role_question", "look"), why="- talked it over", by="=R. Lee", decided="2025-06-01"),
        decided(notes[1], verdict="change to", change_to="segment 1: support", seen=False, date="2025-01-14"),
        decided(notes[2], verdict="dismiss", text_hash="t" + "0" * 16, decided="last week"),
        Decision("gone", notes[3].note.source, seen=True, text_hash="t" + "1" * 16),
    ]
    write(tmp_path, records, *made, kind=kind)
    found, warnings = read_decisions([tmp_path])
    assert warnings == []
    assert found == made


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_no_text_of_a_note_in_any_of_them(tmp_path: Path, kind: str) -> None:
    records = caseload()
    made = [decided(one, verdict="change to", change_to="support") for one in records if hasattr(one, "note")]
    write(tmp_path, records, *made, kind=kind)
    for path in tmp_path.iterdir():
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            assert not any(
                SECRET in str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
            )
        else:
            assert SECRET.encode() not in path.read_bytes()


def test_the_workbook_opens_at_the_list_and_offers_what_can_be_chosen(tmp_path: Path) -> None:
    write(tmp_path, caseload(), kind="xlsx")
    book = openpyxl.load_workbook(tmp_path / "notesense.xlsx")
    assert book.sheetnames[:2] == ["about", "reading_list"]
    offered = {choice.formula1 for choice in book["reading_list"].data_validations.dataValidation}
    assert any("agree,dismiss,change to support" in one for one in offered)
    # Other words must not be refused.
    assert not any(choice.showErrorMessage for choice in book["reading_list"].data_validations.dataValidation)
    about = " ".join(str(cell) for row in book["about"].iter_rows(values_only=True) for cell in row if cell)
    assert "--decisions" in about
    assert "form_check" not in about
