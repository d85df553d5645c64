import pytest

from notesense.read.repeats import HashIndex

LONG = "Helped him list the three papers that the office asked for."
HEADER = ["id", "client", "date", "code", "note"]


def test_a_repeated_id_gets_a_number_and_a_warning(read, rows):
    found = read(
        rows(["007", "C1", "M1", "", "Met."], ["007", "C2", "M1", "", "Met."], ["007", "C1", "M1", "", "Other."])
    )
    assert found.ids == ["007", "007~2", "007~3"]
    assert "007~2" in found.warnings


def test_the_same_id_in_two_files(read, rows):
    found = read(rows(["1", "C1", "M1", "2025-03-04", "Met."]), rows(["1", "C1", "M1", "2025-04-04", "Talked."]))
    assert found.ids == ["1", "1~2"]


def test_an_id_that_looks_like_a_numbered_one(read, rows):
    found = read(rows(["1~2", "C1", "M1", "", "A."], ["1", "C1", "M1", "", "B."], ["1", "C1", "M1", "", "C."]))
    assert len(set(found.ids)) == 3


def test_a_column_of_ids_that_are_all_the_same_stays_quick(read, rows):
    found = read(rows(*(["1", "C1", "M1", "", f"Note {number}"] for number in range(5000))))
    assert len(set(found.ids)) == 5000
    assert len(found.caseload.warnings) < 30


def test_billing_lines_of_one_note_count_once(read, rows):
    found = read(
        rows(
            ["1", "C1", "2025-03-04", "H0038", LONG],
            ["1", "C1", "2025-03-04", "T1016", LONG],
            ["", "C2", "2025-03-04", "H0038", LONG],
            ["", "C2", "2025-03-04", "T1016", LONG],
            ["", "C2", "2025-03-05", "H0038", LONG],
            header=HEADER,
        )
    )
    assert [(note.client, note.date) for note in found.notes] == [
        ("C1", "2025-03-04"),
        ("C2", "2025-03-04"),
        ("C2", "2025-03-05"),
    ]
    assert found.counts["merged"] == 2
    assert "billing" in found.warnings


def test_two_short_entries_of_one_day_without_ids_are_two(read, rows):
    line = ["", "C1", "2025-03-04", "", "No answer."]
    assert len(read(rows(line, line, header=HEADER)).notes) == 2


def test_overlapping_months_count_once(read, rows):
    january = [["1", "C1", "M1", "2025-01-30", LONG], ["2", "C1", "M1", "2025-01-31", "Met."]]
    february = [["2", "C1", "M1", "2025-01-31", "Met."], ["3", "C1", "M1", "2025-02-01", "Met."]]
    found = read(rows(*january), rows(*february))
    assert found.ids == ["1", "2", "3"]
    assert found.counts["overlapping"] == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_of_an_amended_note_the_last_modified_counts(read, rows, order):
    header = ["id", "client", "Last Modified", "note"]
    versions = [
        ["1", "C1", "2025-03-04 10:00:00", "First."],
        ["1", "C1", "2025-03-04 10:00:30", "Second."],
        ["1", "C1", "2025-03-06 09:00:00", "Third."],
    ]
    other = ["2", "C1", "2025-03-04 10:00:00", "Another."]
    found = read(rows(*(versions[at] for at in order), other, header=header))
    assert found.texts == ["Third.", "Another."]
    assert found.counts["amended"] == 2


def test_an_amended_note_in_next_months_file(read, rows):
    header = ["id", "client", "updated", "note"]
    found = read(
        rows(["1", "C1", "2025-03-04", "First."], header=header),
        rows(["1", "C1", "2025-04-02", "Amended."], header=header),
    )
    assert found.texts == ["Amended."]


def test_numbered_lines_of_one_note_are_joined(read, rows):
    header = ["id", "client", "line", "note"]
    found = read(
        rows(
            ["1", "C1", "1", "Met at noon."],
            ["1", "C1", "3", "Set a goal."],
            ["1", "C1", "2", "Talked."],
            ["2", "C1", "1", "Called."],
            ["3", "C1", "1", "Billed."],
            ["3", "C1", "2", "Billed."],
            header=header,
        )
    )
    assert found.texts == ["Met at noon.\nTalked.\nSet a goal.", "Called.", "Billed."]
    assert (found.counts["joined"], found.counts["merged"]) == (2, 1)


def test_rows_that_hold_only_more_text_go_on_with_the_row_above(read, rows):
    found = read(
        rows(
            ["1", "C1", "M1", "2025-03-04", "Met at noon."],
            ["", "", "", "", "Talked."],
            ["2", "C1", "M1", "2025-03-05", "Called."],
        )
    )
    assert found.texts == ["Met at noon.\nTalked.", "Called."]
    assert found.notes[0].source.row == 2


def test_the_index_of_hashes_keeps_all_it_is_given():
    index = HashIndex()
    for number in range(20_000):
        index.put(hash(f"id {number}"), number)
    assert len(index) == 20_000
    assert all(index.get(hash(f"id {number}")) == number for number in range(20_000))
    assert index.get(hash("another")) is None
