import io
import os
import tracemalloc

import pytest

from notesense.errors import InputError
from notesense.read import open_caseload

HEAD = b"Note ID,Client,Staff,Service Date,Narrative\r\n"
GOOD = ["1", "C1", "M1", "2025-03-04", "Listed three steps with him."]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_give_the_same_note(read, rows, delimiter, encoding):
    text = "Café; talked, listed | “three” steps –\r\nand one more"
    found = read(rows(["007", "C1", "M1", "2025-03-04", text], delimiter=delimiter, encoding=encoding))
    (note,) = found.notes
    assert (note.id, note.client, note.mentor, note.date, note.text) == ("007", "C1", "M1", "2025-03-04", text)
    assert note.source.row == 2


def test_one_line_in_another_encoding_costs_no_other(read):
    found = read(
        HEAD
        + "1,C1,M1,2025-03-04,Café\n".encode()
        + "2,C1,M1,2025-03-05,Café\n".encode("cp1252")
        + "3,C1,M1,2025-03-06,naïve\n".encode()
    )
    assert found.texts == ["Café", "Café", "naïve"]
    assert "line 3" in found.warnings


def test_bytes_of_no_encoding_are_said_and_the_others_kept(read):
    found = read(
        HEAD + b"1,C1,M1,2025-03-04,fine\n2,C1,M1,2025-03-05,\x81\x8d\x8f\x90\x9d\n3,C1,M1,2025-03-06,fine too\n"
    )
    assert found.texts == ["fine", "fine too"]
    assert [(note.id, note.kind) for note in found.unread] == [("2", "undecodable")]


@pytest.mark.parametrize(
    "bad",
    [
        b"2,C1,M1,2025-03-05,one, two\n",
        b"2,C1,M1\n",
        b"2,C1,M1,2025-03-05\n",
    ],
)
def test_a_ragged_row_costs_only_itself(read, rows, bad):
    found = read(rows(GOOD) + bad + b"3,C1,M1,2025-03-06,Went on.\n")
    assert found.ids == ["1", "3"]
    assert [(note.id, note.kind, note.source.row) for note in found.unread] == [("2", "ragged_row", 3)]


def test_empty_last_cells_that_were_dropped_are_no_fault(read, rows):
    header = ["id", "client", "staff", "note", "code", "site"]
    found = read(rows(["1", "C1", "M1", "Met.", "H1"], ["2", "C1", "M1", "Talked.", "H1", "S", "", ""], header=header))
    assert found.texts == ["Met.", "Talked."]


@pytest.mark.parametrize(
    "after",
    [
        b"3,C1,M1,2025-03-06,Went on.\n4,C1,M1,2025-03-07,And on.\n",
        b'3,C1,M1,2025-03-06,"Went on."\n4,C1,M1,2025-03-07,"And on."\n',
        b'3,C1,M1,2025-03-06,"Went\non."\n"4","C1","M1","2025-03-07","And ""on""."\n',
        b'"3","C1","M1","2025-03-06","Went on, he said."\n"4","C1","M1","2025-03-07","And on."\n',
    ],
)
def test_an_open_quote_costs_only_its_row(read, rows, after):
    found = read(rows(GOOD) + b'2,C1,M1,2025-03-05,"never closed\n' + after)
    assert found.ids == ["1", "3", "4"]
    assert [(note.id, note.kind) for note in found.unread] == [("2", "open_quote")]


def test_an_open_quote_in_the_last_row(read, rows):
    found = read(rows(GOOD) + b'2,C1,M1,2025-03-05,"never closed\nand a second line\n')
    assert found.ids == ["1"]
    assert [note.kind for note in found.unread] == ["open_quote"]


def test_an_open_quote_before_many_rows(read, rows):
    many = b"".join(b"%d,C1,M1,2025-03-06,Note %d with a comma\n" % (number, number) for number in range(3, 3000))
    found = read(rows(GOOD) + b'2,C1,M1,2025-03-05,"never closed\n' + many)
    assert len(found.notes) == 2998
    assert len(found.unread) == 1


def test_quotes_inside_a_cell_that_should_have_been_doubled(read, rows):
    found = read(rows(GOOD) + b'2,C1,M1,2025-03-05,"She said "no" to him"\n3,C1,M1,2025-03-06,Went on.\n')
    assert found.ids == ["1", "2", "3"]
    assert "no" in found.texts[1]


def test_titles_above_the_header_are_skipped_and_rows_keep_their_numbers(read):
    found = read(b"Riverbend Mentoring,,,,\r\nMarch,,,,\r\n\r\n" + HEAD + b"1,C1,M1,2025-03-04,Met.\r\n")
    assert found.notes[0].source.row == 5
    assert "header is in row 4" in found.messages


def test_a_note_of_a_million_characters(read, rows):
    text = "Went over the plan. " * 50_000
    assert read(rows(["1", "C1", "M1", "2025-03-04", text], GOOD)).texts[0] == text


def test_nul_emoji_and_right_to_left_survive(read, rows):
    text = "Greeted them: a\x00b 👩🏽‍🚒 שלום مرحبا e\u0301 \u200f"
    assert read(rows(["1", "C1", "M1", "2025-03-04", text])).texts == [text]


def test_old_mac_line_ends(read):
    found = read(b"id,client,staff,note\r1,C1,M1,Met.\r2,C1,M1,Talked.\r")
    assert found.texts == ["Met.", "Talked."]


def test_an_empty_note_and_an_empty_row(read, rows):
    found = read(
        rows(GOOD, ["2", "C1", "M1", "2025-03-05", "  "], [], ["", "", "", "", ""], ["3", "C2", "M1", "", "Met."])
    )
    assert found.ids == ["1", "3"]
    (unread,) = found.unread
    assert (unread.id, unread.kind, unread.client, unread.date) == ("2", "empty", "C1", "2025-03-05")


def test_a_date_that_is_none_keeps_the_note(read, rows):
    found = read(rows(["1", "C1", "M1", "sometime in May", "Met."], GOOD))
    assert found.notes[0].date is None
    assert "row 2" in found.warnings
    assert "May" not in found.warnings


def test_a_cell_that_excel_cut_is_said(read, rows):
    found = read(rows(["1", "C1", "M1", "2025-03-04", "x" * 32_765 + "👍"], GOOD))
    assert "32,767" in found.warnings
    assert "row 2" in found.warnings


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file(content, tmp_path):
    file = tmp_path / "notes.csv"
    file.write_bytes(content)
    with pytest.raises(InputError, match="empty"):
        list(open_caseload([file]))


def test_a_second_pass_counts_afresh(rows):
    caseload = open_caseload([io.BytesIO(rows(GOOD, GOOD))])
    assert len(list(caseload)) == len(list(caseload)) == 1
    assert caseload.counts["rows"] == 2
    assert len(caseload.warnings) == 1


def test_other_columns_pass_through(read, rows):
    found = read(
        rows(
            ["1", "C1", "M1", "2025-03-04", "Met.", "=4"], header=[*["id", "client", "staff", "date", "note"], "Units"]
        )
    )
    assert found.caseload.passthrough == ("Units",)
    assert found.notes[0].extra == {"Units": "=4"}


def test_nothing_said_quotes_a_note(read, rows):
    secret = "XYZZY"
    found = read(
        rows(
            ["1", "C1", "M1", "bad " + secret, secret],
            ["1", "C1", "M1", "", secret + " again"],
            ["2", "C1", "M1", "2025-03-05", f"<p>{secret}</p>"],
        )
        + f'3,C1,M1,2025-03-05,a,{secret}\n4,C1,M1,2025-03-05,"{secret}\n5,C1,M1,2025-03-05,fine\n'.encode()
    )
    said = found.messages + found.warnings + "".join(note.says for note in found.unread)
    assert secret not in said
    assert len(found.unread) == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_pipe_is_read_like_a_file(rows, monkeypatch, encoding):
    reading, writing = os.pipe()
    with open(writing, "wb") as pipe:
        pipe.write(rows(GOOD, encoding=encoding))
    with open(reading, "rb") as pipe:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(pipe))
        (note,) = open_caseload(["-"])
    assert (note.source.file, note.text) == ("-", "Listed three steps with him.")


def test_rows_without_an_id_are_named_by_file_and_row(rows, tmp_path):
    (tmp_path / "march.csv").write_bytes(b"client,note\nC1,Met.\nC1,Talked.\n")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "march.csv").write_bytes(b"client,note\nC2,Met.\n")
    ids = [note.id for note in open_caseload([tmp_path])]
    assert ids[:2] == ["march#2", "march#3"]
    assert len(set(ids)) == 3


def test_memory_stays_flat_over_many_notes(tmp_path, read):
    def peak(number):
        file = tmp_path / f"{number}.csv"
        with open(file, "w") as stream:
            stream.write("id,client,note\n")
            stream.writelines(
                f"{at},C1,Met and went over plan {at} with her for a long while.\n" for at in range(number)
            )
        tracemalloc.start()
        for _ in open_caseload([file]):
            pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    # twelve bytes a slot for the ids, and nothing else
    assert peak(40_000) - peak(4_000) < 60 * 36_000


def test_a_bare_carriage_return_in_a_cell(read, rows):
    found = read(rows(GOOD) + b"2,C1,M1,2025-03-05,Met.\rTalked.\r\n3,C1,M1,2025-03-06,Went on.\r\n")
    assert found.texts[1:] == ["Met.\rTalked.", "Went on."]


def test_rows_that_end_in_different_ways(read, rows):
    found = read(rows(GOOD) + b"2,C1,M1,2025-03-05,Met.\r3,C1,M1,2025-03-06,Went on.\r\n4,C1,M1,2025-03-07,Left.\n")
    assert found.texts[1:] == ["Met.", "Went on.", "Left."]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(read, rows, codec):
    assert read(rows(GOOD).decode().encode(codec)).ids == ["1"]


def test_one_column_may_hold_bare_commas(tmp_path, read):
    (tmp_path / "a.csv").write_text("note\nMet, talked, left.\nCalled.\n")
    assert read(tmp_path / "a.csv").texts == ["Met, talked, left.", "Called."]
