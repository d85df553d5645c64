"""The library's two verbs give the command line's records."""

from __future__ import annotations

import inspect
import json

import pytest

import notesense
from notesense.commands.main import run
from notesense.errors import InputError, ModelError, UsageError
from notesense.records import LabelledNote, UnreadNote
from notesense.settings import Profile, ReadSettings

ROWS = (
    "id,client,mentor,date,note\n"
    "007,C1,M1,2025-03-04,CPS explained the lease to member. Member asked two questions.\n"
    "008,C1,M1,2025-03-11,Sat with member after the call with her mother and listened.\n"
    "009,C2,M1,2025-03-12,\n"
    "010,C2,M1,2025-03-19,Guest told navigator she was afraid. Navigator listened and validated.\n"
)


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


def lines(records):
    return [record.as_dict() for record in records]


def test_review_gives_the_records_of_the_command_line(source, capfdbinary):
    found = list(notesense.review(source, reasons=True))
    assert [type(one) for one in found] == [LabelledNote, LabelledNote, UnreadNote, LabelledNote]
    capfdbinary.readouterr()
    assert run(["review", str(source), "--to", "jsonl", "--reasons"]) == 3
    printed = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert json.loads(json.dumps(lines(found))) == printed
    assert all(segment["reasons"] is not None for segment in printed[0]["segments"])


def test_a_string_a_path_and_several_sources(source, tmp_path):
    plain = lines(notesense.review(source))
    assert lines(notesense.review(str(source))) == plain
    assert lines(notesense.review([source])) == plain
    second = tmp_path / "more.csv"
    second.write_text("id,client,mentor,date,note\nx1,C9,M2,2025-04-01,Praised his effort.\n", encoding="utf-8")
    both = lines(notesense.review([source, second]))
    assert [one["id"] for one in both] == ["007", "008", "009", "010", "x1"]
    assert both[:4] == plain


def test_settings_reach_reading_and_labelling(source):
    since = list(notesense.review(source, settings=ReadSettings(since="2025-03-10")))
    assert [one.id if isinstance(one, UnreadNote) else one.note.id for one in since] == ["008", "009", "010"]
    profile = Profile(workers=("navigator",), clients=("guest",))
    [*_, own] = notesense.review(source, settings=ReadSettings(profile=profile))
    assert [segment.actor for segment in own.segments] == ["client", "mentor"]


def test_review_works_step_by_step_and_fails_before_the_first_note(source, tmp_path):
    assert inspect.isgenerator(notesense.review(source))
    with pytest.raises(InputError):
        notesense.review(tmp_path / "missing.csv")
    with pytest.raises(ModelError):
        notesense.review(source, model="no_such_model")
    path = tmp_path / "columns.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UsageError):
        notesense.review(path)


def test_summarise_takes_records_and_parsed_lines(source):
    records = list(notesense.review(source))
    one, two = notesense.summarise(records), notesense.summarise(json.loads(json.dumps(lines(records))))
    assert one == two
    pairs = {(pair.mentor, pair.client): pair for pair in one.relationships}
    assert set(pairs) == {("M1", "C1"), ("M1", "C2")}


def test_the_names_that_are_public():
    assert set(notesense.__all__) == {"__version__", "review", "summarise"}
    assert all(hasattr(notesense, name) for name in notesense.__all__)
