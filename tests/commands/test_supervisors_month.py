"""A supervisor's month from end to end: an Excel export, the list, decisions typed in LibreOffice, the next month."""

import csv
import json

import libreoffice
import openpyxl
import pytest

from notesense.records.decisions import BY, DECIDED, SEEN, VERDICT, WHY

pytestmark = pytest.mark.skipif(libreoffice.SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
# What is typed into the rows of March's list, by note and column.
TYPED = {
    "N1075": {SEEN: "x", BY: "R. Lee", DECIDED: "2026-04-01"},
    "N1067": {SEEN: "X"},
    "N1063": {VERDICT: "dismiss", WHY: "known, called the same day"},
    "N1072": {VERDICT: "change to routine_line", WHY: "under every note of this programme", BY: "R. Lee"},
    "N1082": {SEEN: "yes", VERDICT: "agree"},
    "N1061": {VERDICT: "perhaps"},
}
AWAY = {"N1067", "N1063", "N1072", "N1082"}


def export(path, demo, until, amended=None):
    """Write the demo's notes up to a day as an agency exports them: a title, the header, dates as text."""
    with demo.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    book = openpyxl.Workbook()
    book.active.append(["Contact notes, confidential"])
    book.active.append(header)
    for row in rows:
        month, day, year = row[1].split("/")
        if f"{year}-{month}-{day}" <= until:
            text = row[-1] + (amended or {}).get(row[0], "")
            book.active.append([row[0], f"{year}-{month}-{day}", *row[2:-1], text])
    book.save(path)
    return path


def sheet_of(path, name):
    header, *rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def cells_of(workbook, sheet, typed):
    """Return the cells to type into, by sheet and name."""
    header, *rows = openpyxl.load_workbook(workbook)[sheet].iter_rows()
    column = {cell.value: cell.column_letter for cell in header}
    row_of = {row[0].value: row[0].row for row in rows}
    return {
        (sheet, f"{column[name]}{row_of[note]}"): text for note, cells in typed.items() for name, text in cells.items()
    }


@pytest.fixture
def march(cli, demo, tmp_path):
    """March's run, and its workbook as the supervisor saved it in LibreOffice."""
    source = export(tmp_path / "march.xlsx", demo, "2026-03-31")
    ran = cli("review", source, "--out", tmp_path / "march", "--tables", "xlsx", "-q")
    assert ran.code == 0, ran.err
    workbook = tmp_path / "march" / "notesense.xlsx"
    unsure = sheet_of(workbook, "unsure")[0]["id"]
    typed = cells_of(workbook, "reading_list", TYPED) | cells_of(
        workbook, "unsure", {unsure: {VERDICT: "change to support", BY: "trainer"}}
    )
    (tmp_path / "office").mkdir()
    return libreoffice.fill_in(workbook, typed, tmp_path / "office"), workbook, unsure


def test_the_next_month_honours_what_was_decided(cli, demo, tmp_path, march):
    saved, as_written, unsure = march
    listed = {row["id"] for row in sheet_of(as_written, "reading_list")}
    assert listed >= TYPED.keys()

    source = export(tmp_path / "april.xlsx", demo, "2026-04-30", {"N1075": "\nAdded later: called her on Sunday."})
    ran = cli("review", source, "--out", tmp_path / "april", "--tables", "xlsx", "--decisions", saved)
    assert ran.code == 0, ran.err
    april = tmp_path / "april" / "notesense.xlsx"
    rows = {row["id"]: row for row in sheet_of(april, "reading_list")}
    # Seen and dismissed stay away; whatever nobody decided on is there, and so is the note that was amended.
    assert not AWAY & rows.keys()
    assert listed - AWAY <= rows.keys()
    assert "text_changed" in rows["N1075"]["kinds"]
    # A word that can't be understood costs its row only, and is named with its place and what to do.
    (fault,) = [line for line in ran.err.splitlines() if "can't be understood" in line]
    assert "sheet 'reading_list'" in fault
    assert "agree, dismiss, or change to" in fault
    assert "perhaps" not in fault
    # The overview says how often the reader agreed; no percentage of so few.
    overview = " ".join(ran.text.split())
    assert "The reader agreed with 1 of 3 rows decided on; 1 changed, 1 dismissed, 2 only seen." in overview
    assert "1 note decided on changed since" in overview
    # Changes are labels for trainers, and the unsure note that a trainer settled has left the sheet.
    labels = {row["id"]: row for row in sheet_of(april, "reader_labels")}
    assert (labels["N1072"]["of"], labels["N1072"]["reader_label"]) == ("attention", "routine_line")
    assert (labels[unsure]["of"], labels[unsure]["reader_label"]) == ("conversation", "support")
    assert unsure not in {row["id"] for row in sheet_of(april, "unsure")}


def test_decisions_go_along_from_workbook_to_workbook(cli, demo, tmp_path, march):
    saved, _, _ = march
    source = export(tmp_path / "april.xlsx", demo, "2026-04-30")
    for before, now in ((saved, "april"), (tmp_path / "april", "may"), (tmp_path / "may" / "notesense.xlsx", "june")):
        cli("review", source, "--out", tmp_path / now, "--tables", "xlsx", "--decisions", before, "-q")
    lists = [
        {row["id"] for row in sheet_of(tmp_path / now / "notesense.xlsx", "reading_list")} for now in ("april", "june")
    ]
    assert lists[0] == lists[1]
    assert not AWAY & lists[1]
    assert sheet_of(tmp_path / "april" / "notesense.xlsx", "decisions") == sheet_of(
        tmp_path / "june" / "notesense.xlsx", "decisions"
    )


def test_summarise_and_csv_honour_them_too(cli, demo, tmp_path, march):
    saved, _, _ = march
    source = export(tmp_path / "april.xlsx", demo, "2026-04-30")
    lines = cli("review", source, "--to", "jsonl", "-q").out
    summary = json.loads(cli("summarise", "-", "--decisions", saved, "--to", "json", stdin=lines).out)
    assert not AWAY & {row["id"] for row in summary["reading_list"]}
    cli("review", source, "--out", tmp_path / "april", "--decisions", saved, "-q")
    with (tmp_path / "april" / "reading_list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not AWAY & {row["id"] for row in csv.DictReader(file)}


def test_a_second_run_into_the_same_folder_keeps_what_was_typed(cli, demo, tmp_path, march):
    saved, workbook, _ = march
    workbook.write_bytes(saved.read_bytes())
    source = tmp_path / "march.xlsx"
    ran = cli("review", source, "--out", tmp_path / "march", "--tables", "xlsx", "--decisions", workbook)
    assert not AWAY & {row["id"] for row in sheet_of(workbook, "reading_list")}
    assert (workbook.with_name("notesense-kept.xlsx")).read_bytes() == saved.read_bytes()
    assert "kept as notesense-kept.xlsx" in ran.err
