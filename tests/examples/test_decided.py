"""What readers changed, as labelled notes: theirs are marked as theirs, and the format is the corpora's."""

import io
import json
import sys
from pathlib import Path

import pytest

from notesense.examples.decided import decided_examples
from notesense.read import read_labelled
from notesense.records import Sign
from notesense.records.decisions import Decision
from notesense.records.text_hash import text_hash

sys.path.insert(0, str(Path(__file__).parents[1] / "summaries"))
from made_notes import a_note, unread

NOTE = a_note("1", "other educate", signs=[Sign("attention", "stated", 0, 4), Sign("done_for", None, 0, 4)])


def change(words, note=NOTE, **fields):
    settled = {"text_hash": text_hash(note.note.text), "verdict": "change to", **fields}
    return Decision(note.note.id, note.note.source, change_to=words, **settled)


def example(*changes):
    (found,) = decided_examples([NOTE, unread("u"), a_note("2")], changes)
    return found


def test_a_segment_is_the_reader_s_and_the_roles_follow():
    found = example(change("segment 2: empower", by="R. Lee"))
    assert [segment[2] for segment in found["segments"]] == ["other", "empower"]
    assert [segment[3]["comment"] for segment in found["segments"]] == ["the tool's label", "a reader's label"]
    assert (found["roles"], found["labeller"]) == (["empower"], "R. Lee")


@pytest.mark.parametrize(
    ("words", "key", "value"),
    [
        ("support", "conversation", "support"),
        ("none: admin", "none_because", "admin"),
        ("ending", "stage", "ending"),
        ("past", "signs", [{"sign": "done_for", "kind": None}, {"sign": "attention", "kind": "past"}]),
        ("no sign", "signs", [{"sign": "done_for", "kind": None}]),
    ],
)
def test_labels_of_the_note(words, key, value):
    assert example(change(words))[key] == value


def test_words_that_name_no_label_go_along_and_change_nothing():
    found = example(change("more of a chat", why="small talk"), change("segment 9: empower", kinds=("look",)))
    assert [one["in_words"] for one in found["reader"]] == ["more of a chat", "segment 9: empower"]
    assert found["conversation"] == NOTE.conversation
    assert {segment[3]["comment"] for segment in found["segments"]} == {"the tool's label"}


def test_only_changes_on_the_same_text_count():
    others = [
        change("support", text_hash="t" + "0" * 16),
        change(None, verdict="agree"),
        change(None, verdict="dismiss"),
    ]
    assert list(decided_examples([NOTE], others)) == []


def test_they_are_labelled_notes_without_people():
    found = example(change("support"), change("segment 1: support", kinds=("unsure",)))
    assert not {"mentor", "client"} & found.keys()
    (read,) = read_labelled(io.BytesIO(json.dumps(found).encode()))
    assert read.text == NOTE.note.text
    assert [segment.label for segment in read.segments] == ["support", "educate"]


def test_on_the_command_line(tmp_path, capfdbinary):
    from notesense.commands.main import run

    (tmp_path / "notes.csv").write_text("id,client,mentor,date,note\n1,C1,M1,2025-03-04,Explained the lease to her.\n")
    hashed = text_hash("Explained the lease to her.")
    (tmp_path / "list.csv").write_text(
        f"id,kinds,seen,agree / change to / dismiss,text_hash\n1,unsure,,change to support,{hashed}\n"
    )
    assert run(["examples", "decided", str(tmp_path / "notes.csv"), "--decisions", str(tmp_path / "list.csv")]) == 0
    (line,) = capfdbinary.readouterr().out.splitlines()
    assert json.loads(line)["conversation"] == "support"
    assert run(["examples", "decided", str(tmp_path / "notes.csv")]) == 2
