"""Columns that a form check looks at: found, read in the right order of day and month, and used for nothing else."""

import pytest

from notesense.settings import Profile

REQUIRE = Profile(require=("goal", "signature", "written_within=3"))
HEADER = ["Note ID", "Client", "Staff", "Service Date", "Created On", "Goal", "Signed By", "Narrative"]


def row(id="1", day="2025-03-04", written="2025-03-06 09:30", goal="own flat", signed="J. Diaz, CPS"):
    return [id, "C1", "M1", day, written, goal, signed, "Explained the lease to her."]


def test_the_three_columns_are_read_where_a_form_check_is_asked_for(read, rows):
    reading = read(rows(row(), header=HEADER), profile=REQUIRE)
    (note,) = reading.notes
    assert (note.written, note.goal, note.signature) == ("2025-03-06", "own flat", "J. Diaz, CPS")
    assert "for the form check: written = Created On; goal = Goal; signature = Signed By" in reading.messages


def test_they_keep_their_other_uses(read, rows):
    (note,) = read(rows(row(), header=HEADER), profile=REQUIRE).notes
    assert note.purpose == "own flat"
    assert note.extra == {"Created On": "2025-03-06 09:30", "Signed By": "J. Diaz, CPS"}


def test_nothing_is_read_or_said_where_nobody_asked(read, rows):
    reading = read(rows(row(), header=HEADER))
    assert (reading.notes[0].written, reading.notes[0].goal, reading.notes[0].signature) == (None, None, None)
    assert "form check" not in reading.messages


@pytest.mark.parametrize("cell", ["", "  ", "No", "unsigned", "Pending"])
def test_a_signature_that_is_none(read, rows, cell):
    (note,) = read(rows(row(signed=cell, goal=cell if not cell.strip() else "x"), header=HEADER), profile=REQUIRE).notes
    assert note.signature is None


def test_days_of_writing_are_read_in_the_order_of_the_contacts_days(read, rows):
    table = rows(row("1", "13/03/2025", "05/04/2025"), row("2", "14/03/2025", "06/04/2025 10:00"), header=HEADER)
    assert [note.written for note in read(table, profile=REQUIRE).notes] == ["2025-04-05", "2025-04-06"]


def test_days_of_writing_decide_their_own_order_beside_iso_days(read, rows):
    table = rows(row("1", written="03/05/2025"), row("2", written="03/25/2025"), header=HEADER)
    assert [note.written for note in read(table, profile=REQUIRE).notes] == ["2025-03-05", "2025-03-25"]


def test_where_they_fit_both_orders_they_are_left_unread_and_the_run_goes_on(read, rows):
    table = rows(row("1", written="03/05/2025"), row("2", written="04/06/2025"), header=HEADER)
    assert [note.written for note in read(table, profile=REQUIRE).notes] == [None, None]
    asked = read(table, profile=REQUIRE, date_order="dmy")
    assert [note.written for note in asked.notes] == ["2025-05-03", "2025-06-04"]


def test_the_contact_s_own_day_is_no_day_of_writing(read, rows):
    table = rows(["1", "C1", "M1", "2025-03-04", "Explained."], header=["id", "client", "staff", "entry date", "note"])
    (note,) = read(table, profile=REQUIRE).notes
    assert (note.date, note.written) == ("2025-03-04", None)


def test_columns_can_be_named(read, rows):
    header = ["id", "client", "staff", "date", "Keyed", "Aim", "note"]
    table = rows(["1", "C1", "M1", "2025-03-04", "2025-03-09", "own flat", "Explained."], header=header)
    (note,) = read(table, profile=REQUIRE, columns={"written": "Keyed", "goal": "Aim"}).notes
    assert (note.written, note.goal) == ("2025-03-09", "own flat")


def test_parts_of_one_text_have_the_row_s_columns(read, rows):
    text = "3/4 - Met at home, explained the lease.\n3/6 - Called her, listened."
    table = rows([*row(day="03/04/2025", written="03/16/2025")[:-1], text], header=HEADER)
    notes = read(table, profile=REQUIRE, date_order="mdy").notes
    assert len(notes) == 2
    assert {note.written for note in notes} == {"2025-03-16"}


def test_start_and_end_as_bare_columns(read, rows):
    header = ["id", "client", "staff", "date", "start", "end", "note"]
    (note,) = read(rows(["1", "C1", "M1", "2025-03-04", "10:00", "10:45", "Explained."], header=header)).notes
    assert (note.time, note.minutes) == ("10:00", 45.0)
