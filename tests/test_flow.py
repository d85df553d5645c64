"""The road: nothing that one note does harms another."""

from __future__ import annotations

import time

import pytest

from notesense import flow
from notesense.flow import CHUNK_NOTES, LONG_NOTE, Road
from notesense.records import LabelledNote, Note, Source, UnreadNote

GOOD = "CPS explained the lease to member. Listened to her grief."
BAD = "Poisonvorant secret text"


@pytest.fixture(scope="module")
def road():
    return Road()


def notes(texts, **more):
    return [Note(f"n{i}", text, Source("a.csv", row=i + 2), **more) for i, text in enumerate(texts)]


@pytest.fixture
def poisoned(road, monkeypatch):
    """Labelling raises on every chunk that holds the bad note."""
    label = road.labeller.label

    def raising(batch, several, **more):
        if any(note.text == BAD for note in several):
            raise ValueError(f"trouble with {BAD}")
        return label(batch, several, **more)

    monkeypatch.setattr(road.labeller, "label", raising)
    return road


def test_a_note_that_fails_is_said_and_the_others_are_labelled(poisoned):
    given = notes([GOOD, BAD, GOOD, "Met her."], mentor="M1", client="C1", date="2025-03-04")
    found = list(poisoned.label(given))
    assert [type(one) for one in found] == [LabelledNote, UnreadNote, LabelledNote, LabelledNote]
    failed = found[1]
    assert (failed.id, failed.kind, failed.source) == ("n1", "failed", given[1].source)
    assert (failed.mentor, failed.client, failed.date) == ("M1", "C1", "2025-03-04")
    assert "ValueError" in failed.says
    assert BAD not in str(failed.as_dict())
    assert found[0].as_dict() == {**found[2].as_dict(), "id": "n0", "source": found[0].note.source.as_dict()}


def test_a_failing_annotation_is_survived_as_well(road, monkeypatch):
    annotate = road.annotator.annotate

    def raising(texts, **more):
        if BAD in texts:
            raise IndexError(BAD)
        return annotate(texts, **more)

    monkeypatch.setattr(road.annotator, "annotate", raising)
    found = list(road.label(notes([BAD, GOOD, BAD])))
    assert [one.kind if isinstance(one, UnreadNote) else "" for one in found] == ["failed", "", "failed"]


def test_what_must_stop_a_run_stops_it(road, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(road.labeller, "label", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(road.label(notes([GOOD])))


def test_only_the_chunk_of_a_failing_note_is_labelled_twice(poisoned, monkeypatch):
    calls = []
    annotate = poisoned.annotator.annotate
    monkeypatch.setattr(poisoned.annotator, "annotate", lambda texts: (calls.append(len(texts)), annotate(texts))[1])
    texts = [GOOD] * (2 * CHUNK_NOTES)
    texts[3] = BAD
    assert sum(isinstance(one, UnreadNote) for one in poisoned.label(notes(texts))) == 1
    assert calls == [CHUNK_NOTES, *[1] * CHUNK_NOTES, CHUNK_NOTES]


def test_unread_notes_keep_their_place(road):
    unread = [UnreadNote(f"u{i}", Source("a.csv", row=i), "empty", "The note is empty.") for i in range(3)]
    first, second = notes([GOOD, "Met her."])
    found = list(road.label([unread[0], first, unread[1], second, unread[2]]))
    assert [one.note.id if isinstance(one, LabelledNote) else one.id for one in found] == ["u0", "n0", "u1", "n1", "u2"]
    assert found[0] is unread[0]


@pytest.mark.parametrize("given", [[], [UnreadNote("u", Source("-"), "empty", "Empty.")]])
def test_no_notes_are_no_trouble(road, given):
    assert list(road.label(given)) == given


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \u2028"])
def test_a_blank_note_shows_nothing(road, text):
    [record] = road.label(notes([text]), reasons=True)
    assert isinstance(record, LabelledNote)
    assert record.segments == ()
    assert (record.conversation, record.roles, record.acts) == ("none", (), {"support": 0, "mentoring": 0})
    assert record.none_because is not None
    line = record.as_dict(with_text=True)
    assert (line["chars"], line["text"]) == (len(text), text)


@pytest.mark.parametrize(
    "text", ["\x00", "\ufffd", "😀", "🏳️\u200d🌈", "مرحبا بك", "a" * 5000, "\u202e abc", "a\x00b. c\x00d."]
)
def test_odd_text_is_labelled(road, text):
    [record] = road.label(notes([text]), reasons=True)
    assert isinstance(record, LabelledNote)
    assert "".join(text[s.start : s.end] for s in record.segments).split() == text.split() or len(record.segments) > 1


def test_a_note_of_a_megabyte_is_labelled_and_stands_alone(road, monkeypatch):
    calls = []
    annotate = road.annotator.annotate
    monkeypatch.setattr(road.annotator, "annotate", lambda texts: (calls.append(len(texts)), annotate(texts))[1])
    long = ("CPS explained the lease to member. Ct cried and I listened.\n" * 20_000)[:1_000_000]
    begin = time.perf_counter()
    found = list(road.label(notes([GOOD, long, GOOD])))
    assert time.perf_counter() - begin < 15
    assert calls == [1, 1, 1]
    assert all(isinstance(one, LabelledNote) for one in found)
    assert len(found[1].segments) > 30_000
    assert found[1].segments[-1].end == len(long.rstrip())
    assert found[1].as_dict()["chars"] == 1_000_000


def test_chunks_are_of_a_fixed_size_whatever_the_notes():
    given = notes(["x"] * (2 * CHUNK_NOTES + 1))
    given[5] = Note("long", "x" * (LONG_NOTE + 1), Source("-"))
    given[6] = Note("just", "x" * LONG_NOTE, Source("-"))
    chunks = list(flow._chunks(iter(given)))
    assert [len(chunk) for chunk in chunks] == [5, 1, CHUNK_NOTES, CHUNK_NOTES - 5]
    assert [one for chunk in chunks for one in chunk] == given


def test_notes_are_taken_as_they_are_needed(road):
    taken = []

    def stream():
        for one in notes([GOOD] * (3 * CHUNK_NOTES)):
            taken.append(one.id)
            yield one

    labelled = road.label(stream())
    assert taken == []
    next(labelled)
    assert len(taken) == CHUNK_NOTES


def test_texts_are_labelled_as_notes_are(road):
    texts = [GOOD, "", "No show. LVM."] * 90
    one = [record.as_dict() for record in road.label_texts(texts)]
    two = [record.as_dict() for record in road.label(notes(texts))]
    for a, b in zip(one, two, strict=True):
        assert {key: value for key, value in a.items() if key not in ("id", "source")} == {
            key: value for key, value in b.items() if key not in ("id", "source")
        }
    assert [record["id"] for record in one] == [str(i) for i in range(len(texts))]


def test_a_road_does_not_change_its_notes(road):
    [given] = notes([GOOD], purpose="Goals", extra={"Code": "H0038"})
    [record] = road.label([given])
    assert record.note is given
    assert record.model == {"name": "en_default", "version": road.model.version}
