"""A mentor's reflections stay out of a run unless they are named."""

import json

import pytest

from notesense.settings import Profile

HEADER = ["Note ID", "Client", "Staff", "Service Date", "Register", "Narrative"]
CONTACT = ["n1", "C1", "M1", "2025-03-04", "service", "CPS explained the lease to member."]
JOURNAL = ["n2", "C1", "M1", "2025-03-05", "Reflection", "I wonder whether I talked too much yesterday."]
UNKNOWN = ["n3", "C1", "M1", "2025-03-06", "", "Went over his budget sheet with him."]


def test_reflections_stay_out_and_that_is_said(read, rows):
    reading = read(rows(CONTACT, JOURNAL, UNKNOWN, header=HEADER))
    assert reading.ids == ["n1", "n3"]
    assert "1 row left out by their register 'reflection' (--reflections takes them in)" in reading.warnings
    assert "talked too much" not in reading.warnings


@pytest.mark.parametrize("name", ["reflection", "REFLECTIONS ", "reflective_journal", "Reflective log"])
def test_however_the_register_is_written(read, rows, name):
    assert read(rows([*JOURNAL[:4], name, JOURNAL[5]], CONTACT, header=HEADER)).ids == ["n1"]


def test_a_word_in_the_text_or_purpose_is_no_register(read, rows):
    header = ["Note ID", "Client", "Staff", "Service Date", "Purpose", "Narrative"]
    line = ["n2", "C1", "M1", "2025-03-05", "reflection", "Reflection on her week: she told me of the move."]
    assert read(rows(line, header=header)).ids == ["n2"]


def test_they_are_read_where_they_are_named(read, rows):
    content = rows(CONTACT, JOURNAL, header=HEADER)
    assert read(content, reflections=True).ids == ["n1", "n2"]
    assert read(content, only={"Register": ("reflection",)}).ids == ["n2"]
    assert read(content, only={"Register": ("service", "reflection")}).ids == ["n1", "n2"]
    # Naming a client is not naming the journal.
    assert read(content, only={"Client": ("C1",)}).ids == ["n1"]


def test_a_column_or_a_profile_may_say_the_register(read, rows):
    content = rows(CONTACT, JOURNAL, header=["Note ID", "Client", "Staff", "Service Date", "Entry kind", "Narrative"])
    assert read(content).ids == ["n1", "n2"]
    assert read(content, columns={"register": "Entry kind"}).ids == ["n1"]
    assert read(content, profile=Profile(columns={"register": "Entry kind"})).ids == ["n1"]


def test_json_lines_and_documents_say_it_too(read, tmp_path):
    lines = "".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in (CONTACT, JOURNAL))
    assert read(lines.encode()).ids == ["n1"]
    journal = tmp_path / "monday.txt"
    journal.write_text("Mentor: M1\nRegister: reflection\n\nI wonder whether I talked too much.\n")
    (tmp_path / "tuesday.txt").write_text("Mentor: M1\n\nExplained the lease to him.\n")
    reading = read(tmp_path)
    assert reading.ids == ["tuesday"]
    assert reading.counts["filtered_out"] == 1
    (named,) = read(journal, reflections=True).notes
    assert named.register == "reflection"
