"""Whoever wrote what is tested wrote nothing that was trained on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored_examples import example

from notesense.errors import InputError
from notesense.train.splits import Splits, leave_one_register_out, load_splits, register_groups
from notesense.train.training import is_line, load_corpora

CORPORA = Path(__file__).parents[2] / "corpora"

WRITERS = st.lists(
    st.tuples(st.sampled_from(["service", "log", "diary", "email", None]), st.sampled_from([*"abcdefgh", None])),
    min_size=1,
    max_size=60,
).map(lambda rows: [example([0], id=str(i), register=r, voice=v) for i, (r, v) in enumerate(rows)])
MANY = settings(max_examples=200, deadline=None)


def voices(examples, rows):
    return {examples[index].voice or examples[index].id for index in rows.tolist()}


def check_folds(examples):
    folds = list(leave_one_register_out(examples))
    for fold in folds:
        own = np.array([one.register == fold.name for one in examples])
        assert fold.test.tolist() == np.flatnonzero(own).tolist()
        assert not voices(examples, fold.train) & voices(examples, fold.test)
        assert fold.name not in {examples[index].register for index in fold.train.tolist()}
        left = np.flatnonzero(~own)
        outside = [
            index
            for index in left.tolist()
            if (examples[index].voice or examples[index].id) not in voices(examples, fold.test)
        ]
        assert fold.train.tolist() == outside
        assert len(fold.train)
    return folds


@MANY
@given(WRITERS)
def test_a_register_is_left_out_with_every_voice_that_wrote_in_it(examples):
    names = [fold.name for fold in check_folds(examples)]
    assert names == sorted(set(names))
    assert set(names) <= {one.register for one in examples} - {None}


@MANY
@given(WRITERS, st.integers(1, 8))
def test_groups_keep_families_and_voices_together(examples, count):
    groups = register_groups(examples, count).tolist()
    assert len(groups) == len(examples)
    assert set(groups) <= set(range(count))
    by_voice, family = {}, {}
    for one, group in zip(examples, groups, strict=True):
        by_voice.setdefault(one.voice or one.id, set()).add(group)
    assert all(len(found) == 1 for found in by_voice.values())
    # A voice's family is the register in which it wrote most; families are not torn apart.
    for voice, found in by_voice.items():
        wrote = Counter(one.register or "" for one in examples if (one.voice or one.id) == voice)
        home = min(wrote, key=lambda register: (-wrote[register], register))
        family.setdefault(home or f"of {voice} alone", set()).update(found)
    assert all(len(found) == 1 for found in family.values())


def test_groups_are_about_as_large():
    examples = [example([0], id=f"{r}{i}", register=r, voice=f"{r}{i}") for r in "abcdef" for i in range(10)]
    assert np.bincount(register_groups(examples, 3)).tolist() == [20, 20, 20]


def test_texts_of_no_register_are_dealt_out_one_by_one():
    notes = [example([0], id=f"{r}{i}", register=r, voice=r) for r in "abc" for i in range(4)]
    prose = [example([0], id=f"p{i}") for i in range(9)]
    groups = register_groups([*notes, *prose], 3)[len(notes) :]
    assert np.bincount(groups, minlength=3).tolist() == [3, 3, 3]


def test_the_projects_own_splits_hold_voices_and_groups_apart():
    corpus = load_corpora(CORPORA)
    held = corpus.held_out()
    assert 0 < held.sum() < len(held) / 2
    sides = [[one for one, out in zip(corpus.examples, held, strict=True) if out == side] for side in (True, False)]
    written = [{one.voice for one in side if one.voice} for side in sides]
    grouped = [{str(one.group) for one in side if one.group is not None} for side in sides]
    assert not written[0] & written[1]
    assert not grouped[0] & grouped[1]
    assert corpus.splits.test_voices <= written[0]
    assert corpus.splits.test_groups <= grouped[0]
    texts = [{one.text for one in side if not is_line(one)} for side in sides]
    assert not texts[0] & texts[1]


def test_the_projects_own_registers_are_each_left_out_once():
    corpus = load_corpora(CORPORA)
    names = [fold.name for fold in check_folds(list(corpus.examples))]
    assert len(names) >= 20


def test_what_is_held_out():
    splits = Splits(frozenset({"v1"}), frozenset({"7"}))
    assert splits.holds_out(example([0], voice="v1"))
    assert splits.holds_out(example([0], voice="v2", group=7))
    assert not splits.holds_out(example([0], voice="v2", group=8))
    assert not splits.holds_out(example([0]))
    assert splits.holds_out(example([0], extra={"split": "test"}))
    assert not splits.holds_out(example([0], extra={"split": "development"}))
    assert not Splits().holds_out(example([0], voice="v1", group=7))


def test_without_a_file_of_splits_nothing_is_held_out(tmp_path):
    assert load_splits(tmp_path / "splits.json") == Splits()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"test_voices": 3, "test_groups": []}', "\x00"])
def test_a_broken_file_of_splits_is_named(tmp_path, text):
    path = tmp_path / "splits.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="splits can't be read") as caught:
        load_splits(path)
    assert caught.value.where == str(path)


def test_an_empty_folder_is_no_corpora(tmp_path):
    with pytest.raises(InputError, match="no labelled notes"):
        load_corpora(tmp_path)


def test_weights_of_notes_contrasts_and_lines(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "all.jsonl").write_text(
        '{"id": "1", "segments": [["A.", "other"]], "conversation": "none"}\n'
        '{"id": "2", "segments": [["A.", "other"], ["B.", "other"]], "conversation": "none", "group": 1}\n'
        '{"id": "3", "text": "A.", "label": "other"}\n',
        encoding="utf-8",
    )
    corpus = load_corpora(tmp_path)
    assert corpus.whole_notes().tolist() == [True, False, False]
    assert corpus.weights()[0] == 1 > corpus.weights().max(where=[False, True, True], initial=0)
    assert list(corpus.checksums) == ["set/all.jsonl"]
    assert load_corpora(tmp_path / "set" / "all.jsonl").examples == corpus.examples
