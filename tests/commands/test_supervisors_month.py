"""A supervisor's month from end to end: an Excel export, the list, decisions typed in LibreOffice, the next month."""

import csv
import json

import libreoffice
import openpyxl
import pytest

from notesense.records.decisions import BY, DECIDED, SEEN, VERDICT, WHY

pytestmark = pytest.mark.skipif(libreoffice.SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
# What is typed into six rows of March's list, one after the other.
TYPED = (
    {SEEN: "x", BY: "R. Lee", DECIDED: "2026-04-01"},
    {SEEN: "X"},
    {VERDICT: "dismiss", WHY: "known, called the same day"},
    {VERDICT: "change to routine_line", WHY: "under every note of this programme", BY: "R. Lee"},
    {SEEN: "yes", VERDICT: "agree"},
    {VERDICT: "perhaps"},
)


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


class March:
    """March's run, its workbook as the supervisor saved it in LibreOffice, and which notes got what."""

    def __init__(self, cli, demo, tmp_path):
        source = export(tmp_path / "march.xlsx", demo, "2026-03-31")
        export(tmp_path / "april.xlsx", demo, "2026-04-30")
        for month in ("march", "april"):
            ran = cli("review", tmp_path / f"{month}.xlsx", "--out", tmp_path / month, "--tables", "xlsx", "-q")
            assert ran.code == 0, ran.err
        self.source = source
        self.workbook = tmp_path / "march" / "notesense.xlsx"
        lists = [sheet_of(tmp_path / month / "notesense.xlsx", "reading_list") for month in ("march", "april")]
        kinds, later = ({row["id"]: row["kinds"] for row in rows} for rows in lists)
        # A pause ends, or begins, with what is noted later; these rows stay what they are.
        self.listed = {note for note, matters in kinds.items() if later.get(note) == matters}
        chosen = [note for note in kinds if note in self.listed][: len(TYPED)]
        self.amended, *settled, self.misread = chosen
        self.away = set(settled)
        self.changed = chosen[3]
        self.unsure = sheet_of(self.workbook, "unsure")[0]["id"]
        typed = cells_of(self.workbook, "reading_list", dict(zip(chosen, TYPED, strict=True)))
        typed |= cells_of(self.workbook, "unsure", {self.unsure: {VERDICT: "change to support", BY: "trainer"}})
        (tmp_path / "office").mkdir()
        self.saved = libreoffice.fill_in(self.workbook, typed, tmp_path / "office")


@pytest.fixture
def march(cli, demo, tmp_path):
    return March(cli, demo, tmp_path)


def test_the_next_month_honours_what_was_decided(cli, demo, tmp_path, march):
    source = export(
        tmp_path / "april.xlsx", demo, "2026-04-30", {march.amended: "\nAdded later: called her on Sunday."}
    )
    ran = cli("review", source, "--out", tmp_path / "april", "--tables", "xlsx", "--decisions", march.saved)
    assert ran.code == 0, ran.err
    april = tmp_path / "april" / "notesense.xlsx"
    rows = {row["id"]: row for row in sheet_of(april, "reading_list")}
    # Seen and dismissed stay away; whatever nobody decided on is there, and so is the note that was amended.
    assert not march.away & rows.keys()
    assert march.listed - march.away <= rows.keys()
    assert "text_changed" in rows[march.amended]["kinds"]
    # A word that can't be understood costs its row only, and is named with its place and what to do.
    (fault,) = [line for line in ran.err.splitlines() if "can't be understood" in line]
    assert "sheet 'reading_list'" in fault
    assert "agree, dismiss, or change to" in fault
    assert "perhaps" not in fault
    assert march.misread in rows
    # The overview says how often the reader agreed; no percentage of so few.
    overview = " ".join(ran.text.split())
    assert "The reader agreed with 1 of 3 rows decided on; 1 changed, 1 dismissed, 2 only seen." in overview
    assert "1 note decided on changed since" in overview
    # Changes are labels for trainers, and the unsure note that a trainer settled has left the sheet.
    labels = {row["id"]: row for row in sheet_of(april, "reader_labels")}
    assert (labels[march.changed]["of"], labels[march.changed]["reader_label"]) == ("attention", "routine_line")
    assert (labels[march.unsure]["of"], labels[march.unsure]["reader_label"]) == ("conversation", "support")
    assert march.unsure not in {row["id"] for row in sheet_of(april, "unsure")}


def test_decisions_go_along_from_workbook_to_workbook(cli, tmp_path, march):
    source = tmp_path / "april.xlsx"
    for before, now in (
        (march.saved, "one"),
        (tmp_path / "one", "two"),
        (tmp_path / "two" / "notesense.xlsx", "three"),
    ):
        cli("review", source, "--out", tmp_path / now, "--tables", "xlsx", "--decisions", before, "-q")
    first, last = (tmp_path / now / "notesense.xlsx" for now in ("one", "three"))
    for sheet in ("reading_list", "decisions", "reader_labels"):
        assert sheet_of(first, sheet) == sheet_of(last, sheet)
    assert not march.away & {row["id"] for row in sheet_of(last, "reading_list")}


def test_summarise_and_csv_honour_them_too(cli, tmp_path, march):
    lines = cli("review", tmp_path / "april.xlsx", "--to", "jsonl", "-q").out
    summary = json.loads(cli("summarise", "-", "--decisions", march.saved, "--to", "json", stdin=lines).out)
    assert not march.away & {row["id"] for row in summary["reading_list"]}
    cli("review", tmp_path / "april.xlsx", "--out", tmp_path / "csv", "--decisions", march.saved, "-q")
    with (tmp_path / "csv" / "reading_list.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not march.away & {row["id"] for row in csv.DictReader(file)}


def test_a_second_run_into_the_same_folder_keeps_what_was_typed(cli, tmp_path, march):
    march.workbook.write_bytes(march.saved.read_bytes())
    call = ("review", march.source, "--out", tmp_path / "march", "--tables", "xlsx", "--decisions", march.workbook)
    ran = cli(*call)
    assert not march.away & {row["id"] for row in sheet_of(march.workbook, "reading_list")}
    assert march.workbook.with_name("notesense-kept.xlsx").read_bytes() == march.saved.read_bytes()
    assert "kept as notesense-kept.xlsx" in ran.err
