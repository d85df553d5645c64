"""Folds of registers: who is scored has not been trained on, in whatever number of folds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from notesense.train.benchmark import register_folds
from notesense.train.splits import leave_one_register_out
from notesense.train.training import load_corpora

CORPORA = Path(__file__).parents[2] / "corpora"


@pytest.fixture(scope="module")
def corpus():
    return load_corpora(CORPORA)


@pytest.mark.parametrize("groups", [None, 5, 2])
def test_every_test_note_is_scored_once_by_who_never_saw_its_register_or_its_voice(corpus, groups):
    held, whole = corpus.held_out(), corpus.whole_notes()
    folds = register_folds(corpus, whole & held, ~held, groups=groups)
    scored = np.concatenate([fold.test for fold in folds])
    assert sorted(scored.tolist()) == np.flatnonzero(whole & held).tolist()
    for fold in folds:
        train, test = ([corpus.examples[i] for i in part.tolist()] for part in (fold.train, fold.test))
        assert not {one.register for one in train} & {one.register for one in test}
        assert not {one.voice for one in train} & {one.voice for one in test}
        assert not held[fold.train].any()


def test_folds_are_about_as_large(corpus):
    everyone = np.ones(len(corpus.examples), bool)
    folds = register_folds(corpus, everyone, everyone, groups=5)
    sizes = [len(fold.test) for fold in folds]
    assert len(folds) == 5
    assert max(sizes) < 1.2 * min(sizes)


def test_without_groups_each_register_is_a_fold(corpus):
    everyone = np.ones(len(corpus.examples), bool)
    folds = register_folds(corpus, everyone, everyone)
    plain = list(leave_one_register_out(corpus.examples))
    assert [fold.name for fold in folds] == [fold.name for fold in plain]
    assert all((a.train == b.train).all() and (a.test == b.test).all() for a, b in zip(folds, plain, strict=True))
