"""The scores of labelling are those of the fit, and scikit-learn's own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from corpus_texts import set_texts, some
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from notesense.annotate.pipeline import Annotator
from notesense.codebook.labels import LABELS, OTHER
from notesense.label.classifier import (
    CONTEXT_COLUMNS,
    SegmentClassifier,
    SegmentWeights,
    context,
    softmax,
    training_matrix,
)
from notesense.label.features import BUCKETS, CHARACTER_BUCKETS, SegmentFeatures, form_characters
from notesense.label.note_model import NOTE_COLUMNS, NoteWeights, note_features, note_scores
from notesense.train.fit import FitSettings, segment_weights

K = len(LABELS)


@pytest.fixture(scope="module")
def annotator(road):
    return Annotator(cutter=road.model.cutter)


@pytest.fixture(scope="module")
def features(annotator):
    return SegmentFeatures(annotator.cues)


@pytest.fixture(scope="module")
def batch(annotator):
    return annotator.annotate(some(set_texts("notes/notes.jsonl"), 120))


@pytest.fixture(scope="module")
def matrix(features, batch):
    return training_matrix(features, batch)


def plain_context():
    """Context weights that pass the first step's log-probabilities through."""
    weights = np.zeros((CONTEXT_COLUMNS, K))
    weights[1 : K + 1] = np.eye(K)
    return weights


def test_the_training_matrix_times_the_weights_is_the_logits(road, features, batch, matrix):
    weights = road.model.segments
    both = np.vstack([weights.words, weights.characters]).astype(np.float64)
    expected = matrix @ both + weights.intercept
    found = SegmentClassifier(weights, features).logits(batch)
    assert matrix.shape == (batch.segments, BUCKETS + CHARACTER_BUCKETS)
    np.testing.assert_allclose(found, expected, atol=2e-5)


def test_scores_equal_scikit_learns_predict_proba(features, batch, matrix):
    from sklearn.linear_model import LogisticRegression

    label = np.random.default_rng(5).integers(0, K, matrix.shape[0])
    columns = np.flatnonzero(np.diff(matrix.tocsc().indptr) > 1)
    model = LogisticRegression(C=0.05, max_iter=200).fit(matrix[:, columns], label)
    # As they are stored, in single precision.
    model.coef_ = model.coef_.astype(np.float32).astype(np.float64)
    both = np.zeros((matrix.shape[1], K), np.float32)
    both[columns] = model.coef_.T
    weights = SegmentWeights(both[:BUCKETS], both[BUCKETS:], model.intercept_, plain_context())
    classifier = SegmentClassifier(weights, features)
    expected = model.predict_proba(matrix[:, columns])
    np.testing.assert_allclose(softmax(classifier.logits(batch)), expected, atol=1e-5)
    found = classifier.probabilities(batch)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    clear = np.sort(expected, axis=1)[:, -1] - np.sort(expected, axis=1)[:, -2] > 1e-3
    assert clear.sum() > 100
    assert (classifier.decide(found) == model.predict(matrix[:, columns]))[clear].all()


def test_a_fit_equals_scikit_learn_on_the_scaled_columns(matrix):
    from sklearn.linear_model import LogisticRegression

    rows = np.random.default_rng(6)
    label = rows.integers(0, K, matrix.shape[0])
    weight = rows.uniform(0.5, 1, matrix.shape[0])
    settings_ = FitSettings(strength=0.02, balance=0.0, least=3)
    coefficients, intercept = segment_weights(matrix, label, weight, settings_)
    seen = np.asarray((matrix != 0).sum(axis=0)).ravel()
    columns = np.flatnonzero(seen >= 3)
    scale = np.log((matrix.shape[0] + 1) / (seen[columns] + 1)) / 4 + 0.3
    model = LogisticRegression(C=settings_.strength, max_iter=200, tol=3e-4)
    model.fit(matrix[:, columns] @ sparse.diags(scale.astype(np.float32)), label, sample_weight=weight)
    expected = model.predict_proba(matrix[:, columns] @ sparse.diags(scale.astype(np.float32)))
    np.testing.assert_allclose(softmax(matrix @ coefficients + intercept), expected, atol=1e-4)
    assert not coefficients[seen < 3].any()


def test_a_class_that_was_never_seen_is_never_chosen(matrix):
    label = np.random.default_rng(7).integers(0, 2, matrix.shape[0]) * OTHER
    label[:5] = 2
    coefficients, intercept = segment_weights(matrix, label, np.ones(len(label)), FitSettings(strength=0.02))
    assert softmax(matrix @ coefficients + intercept)[:, [1, 3]].max() < 1e-3


def test_the_features_of_a_segment_have_bounded_families(features, batch):
    matrix = features.matrix(batch)
    assert matrix.dtype == np.float32
    assert np.isfinite(matrix.data).all()
    assert (np.diff(matrix.indptr) > 10).all()
    # Each family has squared length of at most one before its scale; there are fewer than forty families.
    assert matrix.multiply(matrix).sum(axis=1).max() < 200


def test_who_and_whether_part_what_words_join(annotator, features):
    def row(text):
        return features.matrix(annotator.annotate([text]))

    same = row("CPS explained the lease.") - row("CPS explained the lease.")
    assert same.nnz == 0
    for other in ("Client explained the lease.", "CPS will explain the lease.", "CPS did not explain the lease."):
        assert (row("CPS explained the lease.") - row(other)).nnz > 5


def test_an_empty_chunk_has_no_rows(annotator, features, road):
    for texts in ([], ["", "  "]):
        batch = annotator.annotate(texts)
        assert training_matrix(features, batch).shape[0] == 0
        assert SegmentClassifier(road.model.segments, features).probabilities(batch).shape == (0, K)


def test_each_forms_characters_have_length_one(batch):
    rows = form_characters(batch.ngrams, batch.ngram_bounds)
    counts = np.diff(batch.ngram_bounds)
    # Two n-grams may share a bucket, so the length is one or a little more.
    length = np.asarray(rows.power(2).sum(axis=1)).ravel()
    assert (rows.sum(axis=1).A1[counts > 0] > 0).all()
    np.testing.assert_allclose(length[counts > 0], 1, atol=0.5)
    assert not length[counts == 0].any()


FLOATS = st.floats(-30, 30)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), sizes=st.lists(st.integers(0, 5), min_size=1, max_size=5))
def test_context_looks_at_its_own_note_only(data, sizes):
    total = sum(sizes)
    logits = np.array([data.draw(st.lists(FLOATS, min_size=K, max_size=K)) for _ in range(total)]).reshape(-1, K)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    whole = context(logits, bounds)
    assert whole.shape == (total, CONTEXT_COLUMNS)
    assert np.isfinite(whole).all()
    for low, high in pairwise(bounds):
        own = context(logits[low:high], np.array([0, high - low]))
        assert own.tobytes() == whole[low:high].tobytes()


def test_context_by_hand():
    logits = np.log(np.array([[0.7, 0.1, 0.1, 0.05, 0.05], [0.2, 0.2, 0.2, 0.2, 0.2], [0.05, 0.05, 0.1, 0.1, 0.7]]))
    middle = context(logits, np.array([0, 3]))[1]
    parts = np.split(middle[1:], 8)
    assert middle[0] == 1
    np.testing.assert_allclose(parts[0], np.log(0.2))
    np.testing.assert_allclose(parts[1], [0.7, 0.1, 0.1, 0.05, 0.05])
    np.testing.assert_allclose(parts[2], [0.05, 0.05, 0.1, 0.1, 0.7])
    assert not parts[3].any()
    assert not parts[4].any()
    np.testing.assert_allclose(parts[5], np.array([0.75, 0.15, 0.2, 0.15, 0.75]) / 2)
    np.testing.assert_allclose(parts[6], [0.7, 0.2, 0.2, 0.2, 0.7])
    np.testing.assert_allclose(parts[7], np.array([0.75, 0.15, 0.2, 0.15, 0]) / 1.25)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.floats(-700, 700), min_size=K, max_size=K), min_size=1, max_size=4))
def test_softmax_gives_probabilities(logits):
    found = softmax(np.array(logits))
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert (found >= 0).all()
    order = np.argsort(logits, axis=1, kind="stable")
    assert (np.diff(np.take_along_axis(found, order, axis=1), axis=1) >= 0).all()


def test_the_offset_moves_decisions_and_never_scores(road, features, batch):
    from dataclasses import replace

    classifier = SegmentClassifier(road.model.segments, features)
    offset = np.zeros(K)
    offset[OTHER] = 50
    pushed = SegmentClassifier(replace(road.model.segments, offset=offset), features)
    probability = classifier.probabilities(batch)
    assert (pushed.probabilities(batch) == probability).all()
    assert (pushed.decide(probability) == OTHER).all()
    assert len(set(classifier.decide(probability).tolist())) == K


def test_scores_are_rounded_before_any_decision(road, features, batch):
    probability = SegmentClassifier(road.model.segments, features).probabilities(batch)
    assert (np.round(probability, 4) == probability).all()
    np.testing.assert_allclose(probability.sum(axis=1), 1, atol=3e-4)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), sizes=st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_note_scores_are_probabilities_of_each_note_alone(data, sizes):
    total = sum(sizes)
    drawn = [data.draw(st.lists(st.integers(1, 1000), min_size=K, max_size=K)) for _ in range(total)]
    rows = np.array(drawn, float).reshape(-1, K)
    probability = np.round(rows / np.maximum(rows.sum(axis=1, keepdims=True), 1), 4)
    label = probability.argmax(axis=1) if total else np.zeros(0, np.int64)
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    draw = np.random.default_rng(1)
    weights = NoteWeights(draw.normal(size=(NOTE_COLUMNS, 3)), draw.normal(size=(NOTE_COLUMNS, 3)))
    table = note_features(probability, label, bounds)
    assert table.shape == (len(sizes), NOTE_COLUMNS)
    conversation, roles = note_scores(weights, table)
    np.testing.assert_allclose(conversation.sum(axis=1), 1, atol=2e-4)
    assert ((roles >= 0) & (roles <= 1)).all()
    for index, (low, high) in enumerate(pairwise(bounds)):
        own = note_features(probability[low:high], label[low:high], np.array([0, high - low]))
        alone = note_scores(weights, own)
        assert alone[0].tolist() == [conversation[index].tolist()]
        assert alone[1].tolist() == [roles[index].tolist()]
