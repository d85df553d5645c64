"""Files made by real programs (LibreOffice Calc and Writer), and broken ones."""

import datetime
import io
import zipfile

import openpyxl
import polars as pl
import pytest

from notesense.errors import InputError, UsageError
from notesense.read import open_caseload
from notesense.settings import ReadSettings

CALC_FILES = [
    "calc_comma_utf8.csv",
    "calc_semicolon_cp1252.csv",
    "calc_titles_hidden_two_sheets.xlsx",
    "calc_two_sheets.ods",
]


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


NOTES = [["id", "client", "staff", "date", "note"], ["007", "C1", "M1", datetime.date(2025, 3, 4), "Met.\nTalked."]]
CODES = [["Code", "Meaning"], ["H0038", "Peer support"]]


@pytest.mark.parametrize("name", CALC_FILES)
def test_calc_files_give_the_same_notes(read, files, name):
    found = read(files / name)
    assert [(note.id, note.client, note.mentor, note.date, note.minutes) for note in found.notes] == [
        ("007", "C1", "M1", "2025-03-04", 45.0),
        ("008", "C2", "M1", "2025-03-05", 30.0),
        ("009", "C1", "M2", "2025-03-11", None),
        ("010", "C2", "M1", "2025-03-12", 60.0),
        ("011", "C3", "M2", "2025-03-14", 20.0),
    ]
    assert found.texts[0].startswith("Met at the library.\nHelped Ana")
    assert "“one thing at a time”" in found.texts[3]
    if not name.endswith(".ods"):
        assert [note.time for note in found.notes] == ["10:30", "14:00", None, "09:15", "16:00"]


def test_what_a_workbook_hides_or_holds_besides_is_said(read, files):
    found = read(files / "calc_titles_hidden_two_sheets.xlsx")
    assert "1 hidden row is read" in found.messages
    assert "sheets not read: Codes" in found.messages
    assert "header is in row 4" in found.messages
    assert found.notes[0].source.as_dict() == {
        "file": str(files / "calc_titles_hidden_two_sheets.xlsx"),
        "sheet": "March",
        "row": 5,
        "part": 1,
    }


def test_serial_dates_and_line_breaks(read):
    book = workbook(
        ("Notes", [*NOTES, [8, "C1", "M1", 45720, "Called."], [9, "C1", "M1", 45720.4375, "Called twice."]])
    )
    found = read(book)
    assert found.ids == ["007", "8", "9"]
    assert [note.date for note in found.notes] == ["2025-03-04"] * 3
    assert found.texts[0] == "Met.\nTalked."
    assert found.notes[2].time == "10:30"


def test_empty_rows_and_columns_before_the_table(read):
    book = openpyxl.Workbook()
    for place, cell in zip("CDE", ("client", "staff", "note"), strict=True):
        book.active[f"{place}4"] = cell
    for place, cell in zip("CDE", ("C1", "M1", "Met."), strict=True):
        book.active[f"{place}6"] = cell
    file = io.BytesIO()
    book.save(file)
    (note,) = read(file.getvalue()).notes
    assert (note.client, note.source.row) == ("C1", 6)


def test_several_sheets_of_notes_are_asked_about(read):
    book = workbook(("January", NOTES), ("February", NOTES), ("Codes", CODES))
    with pytest.raises(UsageError, match="--sheet") as caught:
        read(book)
    assert "January, February" in str(caught.value)
    assert read(book, sheet="february").notes[0].source.sheet == "February"
    with pytest.raises(UsageError, match="no sheet 'March'"):
        read(book, sheet="March")


def test_a_workbook_that_is_open_in_excel(read, tmp_path):
    (tmp_path / "notes.xlsx").write_bytes(workbook(("Notes", NOTES)))
    (tmp_path / "~$notes.xlsx").write_bytes(b"\x05Ana")
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert read(tmp_path).ids == ["007"]


@pytest.mark.parametrize("suffix", [".xlsx", ".docx", ".parquet"])
@pytest.mark.parametrize("how", ["noise", "cut", "empty"])
def test_broken_files(suffix, how, tmp_path, files, read, rows):
    good = {
        ".xlsx": (files / "calc_titles_hidden_two_sheets.xlsx").read_bytes(),
        ".docx": (files / "writer_note_with_table.docx").read_bytes(),
        ".parquet": parquet(pl.DataFrame({"id": ["1"], "note": ["Met."]})),
    }[suffix]
    broken = {"noise": b"PK\x03\x04 no archive at all", "cut": good[: len(good) // 2], "empty": b""}[how]
    file = tmp_path / f"a{suffix}"
    file.write_bytes(broken)
    with pytest.raises(InputError) as caught:
        list(open_caseload([file]))
    assert caught.value.where == str(file)
    assert caught.value.next_step
    # beside others it costs only itself
    (tmp_path / "b.csv").write_bytes(rows(["1", "C1", "M1", "2025-03-04", "Met."]))
    found = read(tmp_path)
    assert found.texts == ["Met."]
    assert [(note.kind, note.source.file) for note in found.unread] == [("failed", str(file))]


def parquet(frame):
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


def test_parquet_keeps_ids_days_and_zones(read, tmp_path):
    start = datetime.datetime(2025, 3, 4, 23, 30, tzinfo=datetime.UTC)
    frame = pl.DataFrame(
        {
            "id": ["007", "008", None],
            "client": [1, 2, 3],
            "date": [datetime.date(2025, 3, 4), None, datetime.date(2025, 3, 6)],
            "staff": pl.Series(["M1", "M1", None], dtype=pl.Categorical),
            "note": ["Met.\r\nTalked.", None, "naïve 👍 \x00"],
            "seen": [start] * 3,
            "tags": [["a", "b"], [], None],
            "more": [{"x": 1}] * 3,
        }
    )
    file = tmp_path / "notes [1].parquet"
    frame.write_parquet(file)
    for source in (file, parquet(frame)):
        found = read(source)
        assert found.texts == ["Met.\r\nTalked.", "naïve 👍 \x00"]
        assert [note.date for note in found.notes] == ["2025-03-04", "2025-03-06"]
        assert found.notes[0].extra["seen"] == "2025-03-04 23:30:00"
        assert found.notes[0].extra["tags"] == "a; b"
        assert (found.unread[0].id, found.unread[0].kind) == ("008", "empty")


def test_parquet_of_several_batches_keeps_its_order(read):
    frame = pl.DataFrame({"id": [str(number) for number in range(12_000)], "note": ["Met."] * 12_000})
    assert read(parquet(frame)).ids == frame["id"].to_list()


def test_a_folder_is_read_in_order(read, rows, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text("Mentor: M1\nClient: C2\nDate: 4 March 2025\nMet at noon.")
    (tmp_path / "b" / "10.md").write_text("# Visit\n- met at noon\n")
    (tmp_path / "a.csv").write_bytes(rows(["1", "C1", "M1", "2025-03-04", "Met."]))
    (tmp_path / "codes.csv").write_text("Code,Meaning\nH0038,Peer support\n")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.txt").write_text("no")
    found = read(tmp_path)
    assert found.ids == ["1", "10", "2"]
    assert [note.source.file for note in found.unread] == [str(tmp_path / "codes.csv")]
    note = found.notes[2]
    assert (note.client, note.mentor, note.date) == ("C2", "M1", "2025-03-04")
    assert note.text.startswith("Mentor: M1\n")
    assert note.source.row is None
    assert ".pdf" in found.messages


def test_a_text_file_with_several_contacts(read, tmp_path):
    file = tmp_path / "log.txt"
    file.write_text("2025-03-04\nMet at the library.\n\n2025-03-11\nCalled, no answer.\n")
    first, second = read(file).notes
    assert (first.date, second.date, second.source.part) == ("2025-03-04", "2025-03-11", 2)


def test_a_tab_delimited_text_file_is_a_table(read, rows, tmp_path):
    file = tmp_path / "export.txt"
    file.write_bytes(rows(["1", "C1", "M1", "2025-03-04", "Met."], delimiter="\t", encoding="utf-16"))
    assert read(file).notes[0].client == "C1"


def test_missing_and_empty_sources(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        open_caseload([tmp_path / "none.csv"])
    with pytest.raises(InputError, match="no file that can be read"):
        open_caseload([tmp_path])
    with pytest.raises(UsageError):
        open_caseload([])
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100)
    with pytest.raises(InputError, match="DOCX"):
        open_caseload([tmp_path / "old.doc"])


def test_a_workbook_with_a_password(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(InputError):
        open_caseload([tmp_path / "a.xlsx"])


@pytest.mark.parametrize("name", ["a.xlsx", "a.docx"])
def test_a_zip_bomb_is_refused_before_it_unpacks(name, tmp_path):
    part = "word/document.xml" if name == "a.docx" else "xl/workbook.xml"
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as package, package.open(part, "w") as entry:
        for _ in range(80):
            entry.write(b" " * 2**20)
    with pytest.raises(InputError, match="unpacks"):
        open_caseload([tmp_path / name])


def test_a_file_named_wrongly_is_read_by_what_it_is(read, tmp_path):
    (tmp_path / "notes.csv").write_bytes(workbook(("Notes", NOTES)))
    assert read(tmp_path / "notes.csv").ids == ["007"]


def test_settings_are_optional():
    assert list(open_caseload([io.BytesIO(b"client,note\nC1,Met.\n")], ReadSettings()))


def test_an_ambiguous_date_of_a_document_is_said(read, tmp_path):
    (tmp_path / "visit.txt").write_text("Client: C1\nDate: 03/04/2025\nMet at noon.")
    found = read(tmp_path / "visit.txt")
    assert found.notes[0].date is None
    assert "--date-order" in found.warnings
    assert read(tmp_path / "visit.txt", date_order="mdy").notes[0].date == "2025-03-04"


def test_documents_outside_the_days_asked_for(read, tmp_path):
    (tmp_path / "2025-03-04 visit.txt").write_text("Met at noon.")
    (tmp_path / "2025-04-04 visit.txt").write_text("Met at one.")
    (tmp_path / "visit.txt").write_bytes("Caf\xe9, no day.".encode("cp1252"))
    found = read(tmp_path, since="2025-04-01")
    assert found.texts == ["Met at one.", "Caf\xe9, no day."]
    assert "Windows-1252" in found.warnings


def test_several_documents_of_one_name(read, tmp_path):
    for folder in ("ana", "tom"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "visit.md").write_text(f"Met {folder} at noon.")
    assert read(tmp_path).ids == ["visit", "visit~2"]


def test_rtf_and_utf_16_documents(read, tmp_path):
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1\ansi Met at noon.\par Talked.}")
    (tmp_path / "b.txt").write_bytes("Met at one.".encode("utf-16"))
    (tmp_path / "c.txt").write_bytes(b"  ")
    found = read(tmp_path)
    assert found.texts == ["Met at noon.\nTalked.", "Met at one."]
    assert [note.kind for note in found.unread] == ["failed"]
