"""Leaving parts out: what is named is there to be left out, nothing leaks between the folds, nothing stays changed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from notesense.annotate.pipeline import Annotator
from notesense.label import classifier
from notesense.label.features import SegmentFeatures
from notesense.train.ablation import (
    ABLATIONS,
    ACT_WORDS,
    CLASSES,
    CUES,
    PAIRS,
    PLACE,
    WithoutFamilies,
    _context_step,
    _folds,
)
from notesense.train.training import Corpus, is_line, load_corpora

CORPORA = Path(__file__).parents[2] / "corpora"
BY_FAMILY = [one for one in ABLATIONS if one.families]


@pytest.fixture(scope="module")
def corpus():
    """The training side of the project's own sets."""
    whole = load_corpora(CORPORA)
    kept = tuple(one for one, out in zip(whole.examples, whole.held_out(), strict=True) if not out)
    return Corpus(kept, whole.splits, whole.checksums)


@pytest.fixture(scope="module")
def batch_and_cues(corpus):
    notes = [one.text for one, whole in zip(corpus.examples, corpus.whole_notes(), strict=True) if whole][::40]
    annotator = Annotator()
    return annotator.annotate(notes), annotator.cues


@pytest.mark.parametrize("one", BY_FAMILY, ids=lambda one: one.name)
def test_families_are_left_out_and_the_others_stay(one, batch_and_cues):
    batch, cues = batch_and_cues
    features = WithoutFamilies(cues, one.families)
    less, whole = features.matrix(batch), SegmentFeatures(cues).matrix(batch)
    assert any(features.met.values())
    assert not all(features.met.values())
    assert 0 < less.nnz < whole.nnz


def test_every_family_that_is_named_is_met(batch_and_cues):
    batch, cues = batch_and_cues
    features = WithoutFamilies(cues, lambda _: False)
    assert (features.matrix(batch) != SegmentFeatures(cues).matrix(batch)).nnz == 0
    assert set(features.met) >= CUES | ACT_WORDS | PLACE | CLASSES | PAIRS
    assert not any(one.families("word") for one in BY_FAMILY)


def test_no_writer_and_no_group_is_on_both_sides(corpus):
    plan = _folds(corpus, 5)
    assert len(plan) == 5
    seen = np.zeros(len(corpus.examples), int)
    for fold in plan:
        train, test = ([corpus.examples[i] for i in side.tolist()] for side in (fold.train, fold.test))
        notes = [one for one in test if one.group is None]
        assert not {one.voice for one in notes} & {one.voice for one in train}
        assert not {one.register for one in notes} & {one.register for one in train}
        groups = {one.group for one in test if one.group is not None}
        assert groups
        assert not groups & {one.group for one in train}
        seen[fold.test] += 1
    scored = corpus.whole_notes() | np.array([one.group is not None for one in corpus.examples])
    assert (seen[scored] == 1).all()
    assert not seen[[is_line(one) for one in corpus.examples]].any()


def test_the_context_step_comes_back():
    first = np.random.default_rng(1).normal(size=(6, classifier.K))
    weights = np.ones((classifier.CONTEXT_COLUMNS, classifier.K))
    bounds = np.array([0, 6])
    with_it = classifier.second_step(first, bounds, weights)
    with _context_step(False):
        np.testing.assert_array_equal(classifier.second_step(first, bounds, weights), first)
    np.testing.assert_array_equal(classifier.second_step(first, bounds, weights), with_it)
    with pytest.raises(ZeroDivisionError), _context_step(False):
        raise ZeroDivisionError
    np.testing.assert_array_equal(classifier.second_step(first, bounds, weights), with_it)
