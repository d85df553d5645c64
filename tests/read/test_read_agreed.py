"""A column of what was agreed at the start: read as such, in the record, and beside what was worked at."""

from dataclasses import replace

from notesense.read import open_caseload
from notesense.settings import ReadSettings

HEADER = "Note ID,Client,Mentor,Date,Agreed Goals,Purpose,Note"
ROWS = [
    "1,C1,M1,2025-01-06,Find a flat,Visit,Met at the library.",
    "2,C1,M1,2025-01-13,,Visit,Met at the library again.",
]


def read(tmp_path, header=HEADER, settings=None):
    path = tmp_path / "notes.csv"
    path.write_text("\n".join([header, *ROWS]), encoding="utf-8")
    return list(open_caseload([path], settings or ReadSettings()))


def test_a_column_of_goals_agreed_is_told_from_the_purpose_of_a_contact(tmp_path):
    first, second = read(tmp_path)
    assert (first.agreed, first.purpose) == ("Find a flat", "Visit")
    assert second.agreed is None


def test_a_column_of_another_name_can_be_named(tmp_path):
    other = HEADER.replace("Agreed Goals", "Aims")
    assert [note.agreed for note in read(tmp_path, other)] == [None, None]
    named = read(tmp_path, other, replace(ReadSettings(), columns={"agreed": "Aims"}))
    assert [note.agreed for note in named] == ["Find a flat", None]
