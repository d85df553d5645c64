"""What is read of a corpora folder, what is trained on, and what is only measured on."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from notesense.errors import InputError
from notesense.read import read_labelled
from notesense.train.training import load_corpora, load_english, train_model, trained_also

CORPORA = Path(__file__).parents[2] / "corpora"


def note(name, **more):
    segments = [[f"Explained form {name} to her.", "educate"], ["Met at the library.", "other"]]
    return json.dumps({"id": name, "segments": segments, "conversation": "mentoring", "roles": ["educate"], **more})


def prose(name, split):
    none = {"conversation": "none", "none_because": "not_described"}
    return json.dumps({"id": name, "split": split, "kind": "invoice", "segments": [["Total due 12.", "other"]], **none})


@pytest.fixture
def folder(tmp_path):
    sets = {
        "notes": [note("a", voice="v1"), note("b", voice="v2"), note("c", voice="v3")],
        "no_mentor": [prose("p", "development"), prose("q", "test")],
    }
    for name, lines in sets.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "notes" / "voices.toml").write_text('[english]\nbritish = ["v1"]\nindian = ["v2"]\n', encoding="utf-8")
    (tmp_path / "splits.json").write_text('{"test_voices": ["v2"], "test_groups": []}', encoding="utf-8")
    return tmp_path


def names(examples, mask=None):
    return [
        one.id for one, kept in zip(examples, [True] * len(examples) if mask is None else mask, strict=True) if kept
    ]


def test_prose_without_a_mentor_is_not_trained_on(folder):
    corpus = load_corpora(folder)
    assert names(corpus.examples) == ["a", "b", "c"]
    assert set(corpus.checksums) == {"notes/notes.jsonl"}
    assert names(corpus.only_measured["no_mentor"]) == ["p", "q"]


def test_told_so_its_development_half_is_trained_on_and_its_test_half_is_not(folder):
    corpus = load_corpora(folder, also=["no_mentor"])
    assert names(corpus.examples, ~corpus.held_out()) == ["p", "a", "c"]
    assert names(corpus.examples, corpus.whole_notes()) == ["a", "b", "c"]
    assert set(corpus.checksums) == {"no_mentor/notes.jsonl", "notes/notes.jsonl"}
    assert names(corpus.only_measured["no_mentor"]) == ["p", "q"]


def test_a_models_meta_says_what_else_it_was_trained_on(folder):
    for also in ([], ["no_mentor"]):
        meta = {"trained_on": {"corpora_sha256": load_corpora(folder, also=also).checksums}}
        assert trained_also(meta) == also
    assert trained_also({}) == []


def test_a_file_named_outright_is_trained_on(folder):
    corpus = load_corpora(folder / "no_mentor" / "notes.jsonl")
    assert names(corpus.examples, ~corpus.held_out()) == ["p"]


def test_a_set_that_is_none_is_named(folder):
    with pytest.raises(InputError, match="'letters'"):
        load_corpora(folder, also=["letters"])


def test_each_note_carries_the_english_of_its_voice(folder):
    examples = load_corpora(folder).examples
    assert [one.extra.get("english") for one in examples] == ["british", "indian", None]


@pytest.mark.parametrize("text", ["english = 3", "[voices]\nv1 = 'x'", "[english", "[english]\nbritish = 7"])
def test_a_broken_table_of_voices_is_named(tmp_path, text):
    (tmp_path / "voices.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="voices can't be read"):
        load_english(tmp_path / "voices.toml")


def test_every_voice_of_the_whole_notes_has_one_english():
    table = tomllib.loads((CORPORA / "notes" / "voices.toml").read_text(encoding="utf-8"))["english"]
    named = [voice for voices in table.values() for voice in voices]
    assert len(named) == len(set(named))
    assert set(named) == {example.voice for example in read_labelled(CORPORA / "notes" / "notes.jsonl")}


def test_the_prose_is_split_in_every_kind_of_its_tests_and_shows_no_act():
    examples = list(read_labelled(CORPORA / "no_mentor" / "notes.jsonl"))
    halves = {half: [one for one in examples if one.extra["split"] == half] for half in ("development", "test")}
    assert len(examples) == sum(map(len, halves.values()))
    assert len(halves["test"]) >= 60
    assert {one.extra["kind"] for one in halves["test"]} <= {one.extra["kind"] for one in halves["development"]}
    for one in examples:
        assert {segment.label for segment in one.segments} == {"other"}
        assert (one.conversation, one.mentor, one.client, one.roles) == ("none", None, None, ())


def test_a_model_says_what_it_was_trained_on(folder):
    # Too few notes to learn from; the held-out half must not even be counted.
    corpus = load_corpora(folder, also=["no_mentor"])
    corpus.splits = type(corpus.splits)(frozenset({"v1", "v2", "v3"}))
    assert names(corpus.examples, ~corpus.held_out()) == ["p"]
    corpus.examples = corpus.examples[1:]
    with pytest.raises(InputError, match="No labelled note is left"):
        train_model(corpus, name="none", version="0")
