"""Filled-in reading lists: whatever program saved them, good rows count and a bad one is named by its row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from notesense.errors import InputError
from notesense.read.decisions import read_decisions
from notesense.records import Source

HEADER = [
    "id", "file", "sheet", "row", "part", "date", "client", "mentor", "kinds", "says", "offsets", "always_shown",
    "seen", "agree / change to / dismiss", "why", "by", "decided on", "text_hash",
]  # fmt: skip
FULL = {"id": "007", "file": "n.csv", "row": "14", "part": "1", "date": "2025-03-04", "client": "C1",
        "kinds": "attention_stated; role_question", "says": "words", "text_hash": "t0123456789abcdef"}  # fmt: skip


def row(**cells: str) -> list[str]:
    named = {"verdict": "agree / change to / dismiss", "decided": "decided on"}
    values = {**FULL, **{named.get(name, name): cell for name, cell in cells.items()}}
    return [values.get(name, "") for name in HEADER]


def as_csv(path: Path, *rows: list[str], mark: str = ",", encoding: str = "utf-8-sig", header: Any = HEADER) -> Path:
    lines = [
        mark.join(f'"{cell}"' if mark in cell or "\n" in cell else cell for cell in one) for one in (header, *rows)
    ]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def as_workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for one in rows:
            sheet.append(one)
    book.save(path)
    return path


def test_a_row_with_all_that_it_says(tmp_path: Path) -> None:
    path = as_csv(
        tmp_path / "list.csv",
        row(seen="x", verdict="change to: past", why="in 2019", by="R. Lee", decided="2025-04-01"),
        row(id="008"),
    )
    (found,), warnings = read_decisions([path])
    assert warnings == []
    assert (found.note, found.source, found.date) == ("007", Source("n.csv", None, 14, 1), "2025-03-04")
    assert found.kinds == ("attention_stated", "role_question")
    assert (found.seen, found.verdict, found.change_to) == (True, "change to", "past")
    assert (found.why, found.by, found.decided, found.text_hash) == (
        "in 2019", "R. Lee", "2025-04-01", FULL["text_hash"]
    )  # fmt: skip


@pytest.mark.parametrize(("mark", "encoding"), [(";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-8"), (",", "utf-8")])
def test_csv_as_spreadsheet_programs_save_it(tmp_path: Path, mark: str, encoding: str) -> None:
    path = as_csv(tmp_path / "list.csv", row(seen="X", why="schön; gut, oder?"), mark=mark, encoding=encoding)
    (found,), warnings = read_decisions([path])
    assert (found.note, found.why, warnings) == ("007", "schön; gut, oder?", [])


@pytest.mark.parametrize("cell", ["x", "X", "yes", "TRUE", True, 1, 1.0, "✓", "2025-04-01", "4/1/2025"])
def test_ways_to_say_seen(tmp_path: Path, cell: Any) -> None:
    filled: list[Any] = row()
    filled[HEADER.index("seen")] = cell
    (found,), warnings = read_decisions([as_workbook(tmp_path / "b.xlsx", reading_list=[HEADER, filled])])
    assert found.seen
    assert warnings == []


def test_every_list_of_a_workbook_is_read_and_what_is_filled_in_now_wins(tmp_path: Path) -> None:
    path = as_workbook(
        tmp_path / "b.xlsx",
        reading_list=[HEADER, row(verdict="dismiss")],
        notes=[["id", "conversation"], ["007", "support"]],
        unsure=[HEADER, row(id="9", kinds="unsure", verdict="change to support")],
        decisions=[HEADER, row(verdict="agree"), row(id="old", seen="x")],
    )
    found, warnings = read_decisions([path])
    assert [(one.note, one.verdict) for one in found] == [("old", None), ("007", "dismiss"), ("9", "change to")]
    assert warnings == []


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    as_csv(tmp_path / "decisions.csv", row(verdict="agree"), row(id="old", seen="x"))
    as_csv(tmp_path / "reading_list.csv", row(verdict="dismiss"))
    found, _ = read_decisions([tmp_path])
    assert [(one.note, one.verdict) for one in found] == [("old", None), ("007", "dismiss")]
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no reading list"):
        read_decisions([tmp_path / "empty"])


def test_titles_above_the_header_moved_columns_and_missing_last_cells(tmp_path: Path) -> None:
    short = ["x", "007", FULL["text_hash"]]
    path = as_workbook(
        tmp_path / "b.xlsx",
        Tabelle1=[["March"], [], ["Seen", "ID", "Text hash", "Agree / change to / dismiss"], short],
    )
    (found,), warnings = read_decisions([path])
    assert (found.note, found.seen, found.text_hash, warnings) == ("007", True, FULL["text_hash"], [])


BAD = [
    (row(verdict="hmm secretword"), "row 2", "can't be understood; the note is listed again", 0),
    (row(seen="x", verdict="hmm secretword"), "row 2", "it counts as seen only", 1),
    (row(verdict="change to"), "row 2", "names no label", 0),
    (row(seen="perhaps secretword"), "row 2", "neither yes nor no", 0),
    (row(why="secretword"), "row 2", "nothing is decided", 0),
    (row(id="", seen="x"), "row 2", "the id is missing", 0),
]


@pytest.mark.parametrize(("bad", "place", "says", "kept"), BAD)
def test_a_bad_row_is_named_with_what_to_do_and_costs_no_other(
    tmp_path: Path, bad: list[str], place: str, says: str, kept: int
) -> None:
    good = row(id="good", verdict="agree")
    for path in (
        as_csv(tmp_path / "a.csv", bad, good),
        as_workbook(tmp_path / "a.xlsx", reading_list=[HEADER, bad, good]),
    ):
        found, (warning,) = read_decisions([path])
        assert [one.note for one in found if one.note == "good"] == ["good"]
        assert len(found) == 1 + kept
        assert place in warning
        assert says in warning
        assert "secretword" not in warning


def test_an_open_quote_costs_its_row_only(tmp_path: Path) -> None:
    path = as_csv(tmp_path / "a.csv", row(id="1", seen="x"), row(id="2", seen="x"), row(id="3", seen="x"))
    path.write_text(path.read_text(encoding="utf-8-sig").replace("2,n.csv", '"2,n.csv', 1), encoding="utf-8")
    found, (warning,) = read_decisions([path])
    assert [one.note for one in found] == ["1", "3"]
    assert "row 3" in warning


def test_a_byte_order_mark_that_became_letters_hides_no_column(tmp_path: Path) -> None:
    path = as_workbook(tmp_path / "b.xlsx", filled=[["ï»¿id", *HEADER[1:]], row(seen="x")])
    assert [one.note for one in read_decisions([path])[0]] == ["007"]


def test_without_the_hash_it_is_said_once(tmp_path: Path) -> None:
    header = HEADER[:-1]
    path = as_csv(tmp_path / "a.csv", row(seen="x")[:-1], row(id="2", seen="x")[:-1], header=header)
    found, (warning,) = read_decisions([path])
    assert [one.text_hash for one in found] == [None, None]
    assert "text_hash" in warning


def test_a_guarded_cell_is_read_as_it_was(tmp_path: Path) -> None:
    (found,), _ = read_decisions([as_csv(tmp_path / "a.csv", row(id="'@7", seen="x", why="'-not so", by="O'Neil"))])
    assert (found.note, found.why, found.by) == ("@7", "-not so", "O'Neil")


def test_what_is_no_reading_list_is_refused(tmp_path: Path) -> None:
    notes = as_workbook(tmp_path / "notes.xlsx", Sheet1=[["id", "note"], ["1", "secretword"]])
    (tmp_path / "notes.csv").write_text("id,note\n1,secretword\n")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for path in (notes, tmp_path / "notes.csv", tmp_path / "broken.xlsx", tmp_path / "missing.csv"):
        with pytest.raises(InputError) as caught:
            read_decisions([path])
        assert "secretword" not in str(caught.value)
        assert str(path) in str(caught.value)
