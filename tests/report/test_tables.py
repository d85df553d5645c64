"""Tables: whole files, nothing of a note's text, no formula, no total by mentor."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_notes import SECRET, a_note, caseload

from notesense.errors import OutputError, UsageError
from notesense.records.formula_guard import guard, unguard
from notesense.report import list_rows, relationship_rows, rows, workbook
from notesense.report.tables import csv_bytes, write_tables
from notesense.summaries import summarise

TABLES = ("reading_list", "relationships", "periods", "told", "unsure", "notes", "segments")


def written(folder: Path, records: list[Any], **options: Any) -> dict[str, list[dict[str, str]]]:
    assert write_tables(folder, records, summarise(records), **options) == []
    tables = {}
    for name in TABLES:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


def test_one_row_a_note_a_segment_a_relationship(tmp_path: Path) -> None:
    records = caseload()
    tables = written(tmp_path, records)
    summary = summarise(records)
    assert [row["id"] for row in tables["notes"]] == [r.note.id if hasattr(r, "note") else r.id for r in records]
    assert len(tables["segments"]) == sum(len(r.segments) for r in records if hasattr(r, "segments"))
    assert [(row["client"], row["mentor"]) for row in tables["relationships"]] == [
        (r.client, r.mentor) for r in summary.relationships
    ]
    assert [row["id"] for row in tables["reading_list"]] == [row.id for row in summary.reading_list]
    unread = next(row for row in tables["notes"] if row["id"] == "empty-1")
    assert unread["could_not_read"] == "empty: The note is empty."


def test_relationships_carry_the_summary_s_figures(tmp_path: Path) -> None:
    row = written(tmp_path, caseload())["relationships"][0]
    assert (row["contacts"], row["no_contacts"], row["longest_gap_days"]) == ("11", "1", "18")
    assert (row["educate"], row["educate_low"], row["educate_high"]) == ("3", "1.1", "6.2")
    assert (row["initiation_first"], row["ending_first"]) == ("2025-01-07", "2025-04-27")
    assert int(row["support"]) + int(row["mentoring"]) + int(row["neither_shown"]) == 11
    assert row["because_client_report"] == row["neither_shown"]


def test_records_read_back_from_json_give_the_same_tables(tmp_path: Path) -> None:
    records = caseload()
    lines = [json.loads(json.dumps(record.as_dict())) for record in records]
    assert written(tmp_path / "a", records) == written(tmp_path / "b", lines)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_no_text_of_a_note_is_written(tmp_path: Path, kind: str) -> None:
    records = caseload()
    write_tables(tmp_path, records, summarise(records), kind=kind)
    for path in tmp_path.iterdir():
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            cells = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
            assert cells
            assert not any(SECRET in str(cell) for cell in cells)
        else:
            assert SECRET.encode() not in path.read_bytes()


def test_no_header_totals_by_mentor_and_none_is_a_score_of_people(tmp_path: Path) -> None:
    for name, table in written(tmp_path, caseload()).items():
        for header in table[0]:
            plain = header.replace("acts_mentoring", "").replace("mentoring", "")
            assert header == "mentor" or "mentor" not in plain, (name, header)
            assert not {"rank", "rating", "total", "level"} & set(header.split("_")), (name, header)
        # A mentor never stands alone in a row: always beside a client, or a note.
        assert name != "relationships" or all(row["client"] for row in table)


def test_signs_are_listed_by_note_and_never_counted(tmp_path: Path) -> None:
    tables = written(tmp_path, caseload())
    assert "role_question in b-02 3 to 9" in tables["relationships"][1]["signs"]
    counted = {"role_question", "self_disclosure", "attention", "client_says", "done_for"}
    assert not any(header in counted for table in tables.values() for header in table[0])


def test_columns_of_the_source_follow_ours_under_names_of_their_own(tmp_path: Path) -> None:
    note = a_note("1", extra={"Program": "North", "stage": "intake", "other": "unasked"})
    (row,) = written(tmp_path, [note], passthrough=("Program", "stage", "missing"))["notes"]
    assert list(row)[-3:] == ["Program", "stage (as given)", "missing"]
    assert (row["Program"], row["stage (as given)"], row["missing"]) == ("North", "intake", "")
    assert "unasked" not in row.values()


@given(st.text())
def test_the_formula_guard_can_be_undone(cell: str) -> None:
    guarded = guard(cell)
    assert unguard(guarded) == cell
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(st.text(alphabet="'=+-@\t\rx", max_size=6))
def test_the_formula_guard_can_be_undone_where_it_is_hard(cell: str) -> None:
    assert unguard(guard(cell)) == cell


def test_formulas_from_outside_stay_text(tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://x","y")'
    note = a_note(evil, client="@c", mentor="-m", extra={"+col": evil})
    (row,) = written(tmp_path, [note], passthrough=("+col",))["notes"]
    assert (row["id"], row["client"], row["mentor"], row["'+col"]) == ("'" + evil, "'@c", "'-m", "'" + evil)
    write_tables(tmp_path, [note], summarise([note]), kind="xlsx", passthrough=("+col",))
    sheet = openpyxl.load_workbook(tmp_path / "notesense.xlsx")["notes"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "'" + evil


def test_a_hyphen_between_numbers_does_not_become_a_date(tmp_path: Path) -> None:
    offsets = [row["offsets"] for row in written(tmp_path, caseload())["reading_list"]]
    assert "4 to 19" in offsets
    assert not any(cell.replace("-", "").isdigit() for cell in offsets)


def test_csv_has_a_mark_for_excel_and_any_text_survives(tmp_path: Path) -> None:
    odd = 'a"b;c,d\n😀\x00 שלום'
    (row,) = written(tmp_path, [a_note(odd)])["notes"]
    assert row["id"] == odd
    assert (tmp_path / "notes.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_lone_surrogate_does_not_cost_the_run(tmp_path: Path) -> None:
    (row,) = written(tmp_path, [a_note("x\ud800")])["notes"]
    assert row["id"] == "x?"


def test_parquet_keeps_ids_as_text_and_counts_as_numbers(tmp_path: Path) -> None:
    records = [a_note("007", client="012")]
    write_tables(tmp_path, records, summarise(records), kind="parquet")
    notes = polars.read_parquet(tmp_path / "notes.parquet")
    assert notes["id"].to_list() == ["007"]
    assert notes.schema["score"] == polars.Float64
    pairs = polars.read_parquet(tmp_path / "relationships.parquet")
    assert pairs["client"].to_list() == ["012"]
    assert pairs.schema["contacts"] == polars.Int64
    # No gap at all: the column keeps its type.
    assert pairs.schema["longest_gap_days"] == polars.Int64
    assert polars.read_parquet(tmp_path / "reading_list.parquet").is_empty()


def test_the_workbook_says_what_it_is(tmp_path: Path) -> None:
    records = caseload()
    write_tables(tmp_path, records, summarise(records), kind="xlsx", agree_of_100=80)
    book = openpyxl.load_workbook(tmp_path / "notesense.xlsx")
    assert book.sheetnames == ["about", *TABLES]
    assert "Reads notes, not people" in book["about"]["B1"].value
    assert "about 80 are labelled" in book["about"]["B1"].value
    assert book["relationships"].max_row == 4


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 11)
    records = [a_note(str(n), row=n) for n in range(25)]
    write_tables(tmp_path, records, summarise(records), kind="xlsx")
    book = openpyxl.load_workbook(tmp_path / "notesense.xlsx")
    ids = [
        row[0] for name in ("notes", "notes 2", "notes 3") for row in book[name].iter_rows(min_row=2, values_only=True)
    ]
    assert ids == [str(n) for n in range(25)]


def test_a_second_run_replaces_the_first_and_leaves_nothing_else(tmp_path: Path) -> None:
    for records in ([a_note("old")], [a_note("new")]):
        write_tables(tmp_path, records, summarise(records))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{name}.csv" for name in TABLES)
    assert b"old" not in (tmp_path / "notes.csv").read_bytes()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_a_file_held_open_keeps_its_content_and_the_run_gets_a_new_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    held = tmp_path / ("notesense.xlsx" if kind == "xlsx" else f"notes.{kind}")
    held.write_bytes(b"held")
    replace = os.replace

    def refuse(source: Any, target: Any) -> None:
        if Path(target) == held:
            raise PermissionError(13, "in use")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    records = [a_note("1")]
    (warning,) = write_tables(tmp_path, records, summarise(records), kind=kind)
    beside = held.with_name(f"{held.stem}-2{held.suffix}")
    assert held.name in warning
    assert beside.name in warning
    assert held.read_bytes() == b"held"
    assert beside.stat().st_size
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_run_that_breaks_off_leaves_the_old_files_whole(tmp_path: Path) -> None:
    write_tables(tmp_path, [a_note("old")], summarise([]))
    before = (tmp_path / "notes.csv").read_bytes()

    def broken() -> Any:
        yield a_note("new")
        raise RuntimeError("the reader stopped")

    with pytest.raises(RuntimeError):
        write_tables(tmp_path, broken(), summarise([]))
    assert (tmp_path / "notes.csv").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == len(TABLES)


def test_wrong_kind_and_wrong_place_are_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="ods"):
        write_tables(tmp_path, [], summarise([]), kind="ods")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        write_tables(tmp_path / "file", [], summarise([]))


def test_standard_output_gets_the_notes_table(tmp_path: Path) -> None:
    records = caseload()
    written(tmp_path, records)
    assert csv_bytes(records) == (tmp_path / "notes.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")


def test_every_declared_number_is_a_column() -> None:
    columns = {
        "notes": rows.NOTE_COLUMNS, "segments": rows.SEGMENT_COLUMNS,
        "relationships": rows.RELATIONSHIP_COLUMNS, "reading_list": list_rows.READING_COLUMNS,
        "periods": relationship_rows.PERIOD_COLUMNS, "unsure": list_rows.UNSURE_COLUMNS,
        "decisions": list_rows.DECISIONS_COLUMNS,
    }  # fmt: skip
    for table, header in columns.items():
        assert len(set(header)) == len(header)
        numbers = {column for column in header if rows.number_kind(table, column) is int}
        assert numbers
