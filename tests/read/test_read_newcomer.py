"""What a newcomer's files brought to light: nothing may be lost, or left out, without a word."""

import datetime
import io
import os
import subprocess
import threading

import pytest

from notesense.errors import InputError, UsageError
from notesense.read import open_caseload
from notesense.settings import ReadSettings

HEAD = b"id,date,mentor,client,note\n"


@pytest.mark.parametrize(
    "ragged",
    [b"3,2025-03-02,Ana,C1,He wants to die, I listened, and told 988\n", b"3,2025-03-02\n", b"3,2025-03-02,Ana\n"],
)
def test_a_ragged_row_after_an_open_quote_is_not_lost(read, ragged):
    found = read(
        HEAD
        + b'1,2025-03-01,Ana,C1,I listened.\n2,2025-03-01,Ana,C1,"AAA open\n'
        + ragged
        + b"4,2025-03-02,Ana,C1,Gave him the number.\n"
    )
    assert [(note.id, note.source.row) for note in found.notes] == [("1", 2), ("4", 5)]
    assert [(note.id, note.kind, note.source.row) for note in found.unread] == [
        ("2", "open_quote", 3),
        ("3", "ragged_row", 4),
    ]


@pytest.mark.parametrize(
    ("header", "opened", "ragged", "last"),
    [
        (b"client,note", b'C2,"open here', b"C3,one, two, three", b"C4,Fine."),
        (b"note_id,client,note", b'A-2,Bo,"open here', b"A-3,Cy", b"A-4,Di,Fine."),
        (b"id,client,note", b'2,C1,"open here', b'3,C2,"He left", I listened, and "told"', b'4,C1,"Fine."'),
    ],
)
def test_other_shapes_of_ids_beside_an_open_quote(read, header, opened, ragged, last):
    found = read(b"\n".join([header, opened, ragged, last, b""]))
    assert [(note.kind, note.source.row) for note in found.unread] == [("open_quote", 2), ("ragged_row", 3)]
    assert [(note.text, note.source.row) for note in found.notes] == [("Fine.", 4)]


def test_lines_of_the_open_note_itself_are_no_rows(read):
    found = read(
        HEAD
        + b'2,2025-03-01,Ana,C1,"AAA open\nand on, with a comma, and more\n3 times, at most\n'
        + b"4,2025-03-02,Ana,C1,Gave him the number.\n"
    )
    assert found.ids == ["4"]
    assert [note.kind for note in found.unread] == ["open_quote"]


MODIFIED = ["id", "date", "mentor", "client", "note", "modified"]


def test_another_note_of_the_same_id_that_was_never_modified_is_kept(read, rows):
    found = read(
        rows(
            ["2", "2025-03-02", "M", "C", "Practised the call.", "2025-03-02"],
            ["2", "2025-03-03", "M", "C", "Completely other note here.", ""],
            header=MODIFIED,
        )
    )
    assert found.ids == ["2", "2~2"]
    assert found.counts["amended"] == 0


def test_rows_left_out_as_earlier_versions_are_named(read, rows):
    found = read(
        rows(
            ["1", "2025-03-02", "M", "C", "First.", ""],
            ["1", "2025-03-02", "M", "C", "Second.", "2025-03-03"],
            ["1", "2025-03-02", "M", "C", "Third.", "2025-03-04"],
            header=MODIFIED,
        )
    )
    assert found.texts == ["Third."]
    assert "row 2: an earlier version" in found.warnings
    assert "row 3: an earlier version" in found.warnings


def test_filters_say_what_they_left_out(read, rows):
    header = ["id", "date", "code", "note"]
    content = rows(
        ["1", "2025-01-01", "H0038", "A."],
        ["2", "2025-03-01", "H0038, GT", "B."],
        ["3", "2025-03-01", "H0038 GT", "C."],
        ["4", "2025-03-01", "T1016", "D."],
        ["5", "2025-03-01", "", "E."],
        ["6", "2025-05-01", "H0038", "F."],
        header=header,
    )
    found = read(content, only={"code": ("H0038",)}, since="2025-02-01", until="2025-04-01")
    assert found.ids == ["2", "3"]
    assert "1 row left out by --since 2025-02-01, 2 by --only code=H0038, 1 by --until 2025-04-01" in found.warnings


def test_since_after_until_is_wrong_usage():
    with pytest.raises(UsageError, match="--since"):
        open_caseload(["-"], ReadSettings(since="2025-04-01", until="2025-03-01"))


def test_a_file_that_is_only_a_header_is_said(read, rows):
    found = read(rows())
    assert "only a header" in found.warnings
    both = read(rows(), rows(["1", "C1", "M1", "2025-03-04", "Met."]))
    assert "only a header" in both.warnings
    assert len(both.notes) == 1


def test_a_date_far_after_all_others_is_kept_and_said(read, rows):
    days = ["2019-03-01", "2019-03-02", "2021-03-02", "2019-03-03"]
    found = read(rows(*([str(at), "C1", "M1", day, f"Met {at}."] for at, day in enumerate(days))))
    assert [note.date for note in found.notes] == days
    assert "row 4: the date is more than a year" in found.warnings
    assert "typing slip" in found.warnings


def test_dates_in_the_future_are_said(read, rows):
    far = (datetime.date.today() + datetime.timedelta(days=4000)).isoformat()
    found = read(rows(["1", "C1", "M1", far, "Met."], ["2", "C1", "M1", far, "Talked."]))
    assert found.warnings.count("typing slip") == 2
    near = read(rows(["1", "C1", "M1", "2024-01-01", "Met."], ["2", "C1", "M1", "2025-06-01", "Talked."]))
    assert "typing slip" not in near.warnings


@pytest.mark.parametrize("footer", [b"Total,1,,,\n", b"Grand Total,,,,\n", b"Total notes: 1\n", b",Total,1,,\n"])
def test_a_line_of_totals_is_skipped_and_said(read, footer):
    found = read(HEAD + b"1,2025-03-01,Ana,C1,I listened.\n" + footer)
    assert (found.ids, found.unread) == (["1"], [])
    assert "row 3: a line of totals is skipped" in found.warnings


def test_a_note_in_a_line_that_begins_with_total_is_read(read):
    assert read(HEAD + b"Total,2025-03-01,Ana,C1,I listened.\n").ids == ["Total"]


def test_a_missing_file_among_several_costs_only_itself(read, rows, tmp_path):
    missing = tmp_path / "none.csv"
    found = read(missing, rows(["1", "C1", "M1", "2025-03-04", "Met."]))
    assert found.texts == ["Met."]
    assert [(note.kind, note.source.file) for note in found.unread] == [("failed", str(missing))]
    assert f"{missing}: could not be read" in found.messages
    with pytest.raises(InputError, match="no such file"):
        open_caseload([missing])
    with pytest.raises(InputError, match="no such file"):
        open_caseload([missing, tmp_path / "neither.csv"])


def test_a_file_with_two_text_columns_among_several_costs_only_itself(read, rows):
    two = b"id,client,staff,Note,Comments\n1,C,M,Met.,Fine.\n"
    found = read(two, rows(["1", "C1", "M1", "2025-03-04", "Met."]))
    assert found.texts == ["Met."]
    assert "2 columns could be the text" in found.unread[0].says
    with pytest.raises(UsageError, match="2 columns"):
        open_caseload([io.BytesIO(two)] * 2)


def test_a_named_pipe_is_read_whole_first(read, rows, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = rows(["1", "C1", "M1", "13/04/2025", "Met."], ["2", "C1", "M1", "03/04/2025", "Talked."])
    writer = threading.Thread(target=pipe.write_bytes, args=(content,))
    writer.start()
    found = read(pipe)
    writer.join()
    assert [note.date for note in found.notes] == ["2025-04-13", "2025-04-03"]


def test_a_process_substitution_is_read(rows):
    content = rows(["", "C1", "M1", "2025-03-04", "Met."])
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cat:
        cat.stdin.write(content)
        cat.stdin.close()
        (note,) = open_caseload([f"/dev/fd/{cat.stdout.fileno()}"])
    assert (note.id, note.text) == ("pipe#2", "Met.")


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 2, "mentor": "M", "note": ["a", "b"]}',
        '{"id": 2, "mentor": "M", "note": {"a": "b"}}',
        '{"id": 2, "mentor": {"name": "M"}, "note": "Met."}',
        '{"id": 2, "date": ["2025-03-04"], "note": "Met."}',
    ],
)
def test_json_of_the_wrong_shape_is_not_labelled(read, line):
    found = read(f'{{"id": 1, "mentor": "M", "date": "2025-03-04", "note": "Met.", "x": [1]}}\n{line}\n'.encode())
    assert found.ids == ["1"]
    assert [(note.id, note.kind, note.source.row) for note in found.unread] == [("2", "bad_json", 2)]


NOISE = bytes((at * 7919 + at // 3) % 256 for at in range(4000))
BINARY = {
    "elf": b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00>\x00\x01\x00\x00\x00" * 40,
    "noise": NOISE,
    "nul": b"abc\0\0\0\0" * 100,
    "png": b"\x89PNG\r\n\x1a\n" + bytes(40),
    "pdf": b"%PDF-1.7\n1 0 obj\n",
}


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("suffix", [".txt", ".bin", "", ".csv", ".json"])
def test_what_is_no_text_is_refused(name, suffix, tmp_path, read):
    file = tmp_path / f"a{suffix}"
    file.write_bytes(BINARY[name])
    with pytest.raises(InputError, match="no text") as caught:
        open_caseload([file])
    assert caught.value.exit_code == 1
    with pytest.raises(InputError, match="no text"):
        read(BINARY[name])
    if suffix in (".txt", ".csv", ".json"):
        (tmp_path / "b.txt").write_text("Met.")
        found = read(tmp_path)
        assert (found.texts, [note.kind for note in found.unread]) == (["Met."], ["failed"])


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b'<?xml version="1.0"?><notes/>', "XML"),
        (b"\xef\xbb\xbf <!DOCTYPE html><html></html>", "HTML"),
        (b"PK\x03\x04 no more", "archive"),
        (b"PK\x05\x06" + bytes(18), "archive"),
    ],
)
def test_markup_and_archives_under_unknown_names_are_refused(content, what, tmp_path):
    (tmp_path / "a.dat").write_bytes(content)
    with pytest.raises(InputError, match=what):
        open_caseload([tmp_path / "a.dat"])


def test_a_nul_in_a_cell_stays(read):
    found = read(HEAD + b"1,2025-03-01,Ana,C1,I listened\0 to him.\n")
    assert found.texts == ["I listened\0 to him."]


@pytest.mark.parametrize(
    "name", ["When", "Date/Time", "Service Date/Time", "Contact Date", "Contact Date/Time", "DateTime"]
)
def test_more_names_for_the_date(read, rows, name):
    header = ["id", "Created", "Updated", name, "note"]
    found = read(rows(["1", "2025-01-01", "2025-02-02", "2025-03-04 14:30", "Met."], header=header))
    assert (found.notes[0].date, found.notes[0].time) == ("2025-03-04", "14:30")
    assert "no column for the date" not in found.messages


def test_no_date_column_is_said(read, rows):
    found = read(rows(["1", "2025-01-01", "Met."], header=["id", "Created", "note"]))
    assert "no column for the date" in found.messages
    assert "--column date=NAME" in found.messages


@pytest.mark.parametrize(
    "name",
    ["Peer Support Note", "Summary of contact", "Interaction", "What happened", "SOAP", "Encounter note"],
)
def test_more_names_for_the_text(read, rows, name):
    found = read(rows(["1", "C1", "Met."], header=["id", "client", name]))
    assert found.texts == ["Met."]


def test_an_interaction_beside_a_note_is_no_second_text(read, rows):
    found = read(rows(["1", "C1", "Phone", "Met."], header=["id", "client", "Interaction", "Note"]))
    assert found.texts == ["Met."]
