"""Scores segments: hashed features times weights, in numpy alone.

Fitting is scikit-learn's work (`notesense.train`); here its coefficients are
arrays, so that labelling imports no scikit-learn. Two linear steps: the first
sees a segment alone, the second corrects it by what the first says of its
neighbours and of the whole note.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.codebook.labels import LABELS, NONE_BECAUSE
from notesense.label.features import BUCKETS, CHARACTER_BUCKETS, SegmentFeatures, form_characters
from notesense.records.annotated import AnnotatedBatch, Ints

Floats = NDArray[np.float64]
K = len(LABELS)
# Columns of the context matrix: see `context`.
CONTEXT_COLUMNS = 1 + 8 * K
# Segments from which a note has a context.
LEAST_CONTEXT = 3


@dataclass(slots=True)
class SegmentWeights:
    """The fitted numbers of the segment classifier.

    Attributes
    ----------
    words : float32 array, shape (BUCKETS, K)
    characters : float32 array, shape (CHARACTER_BUCKETS, K)
    intercept : float array, shape (K,)
    context : float array, shape (CONTEXT_COLUMNS, K)
    temperature : float
        Logits are divided by it before the softmax (Guo et al. 2017,
        "On Calibration of Modern Neural Networks").
    offset : float array, shape (K,)
        Added to log-probabilities for the decision alone.
    none : float32 array, shape (BUCKETS, 6)
    none_intercept : float array, shape (6,)
        Of the reason why a note shows neither kind of conversation.
    """

    words: NDArray[np.float32]
    characters: NDArray[np.float32]
    intercept: Floats
    context: Floats = field(default_factory=lambda: np.zeros((CONTEXT_COLUMNS, K)))
    temperature: float = 1.0
    offset: Floats = field(default_factory=lambda: np.zeros(K))
    none: NDArray[np.float32] = field(default_factory=lambda: np.zeros((BUCKETS, len(NONE_BECAUSE)), np.float32))
    none_intercept: Floats = field(default_factory=lambda: np.zeros(len(NONE_BECAUSE)))


def softmax(logits: Floats) -> Floats:
    """Return probabilities along the last axis.

    Examples
    --------
    >>> softmax(np.zeros((1, 2))).tolist()
    [[0.5, 0.5]]
    """
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def context(logits: Floats, note_segments: Ints) -> Floats:
    """Return what the first step says around each segment.

    Parameters
    ----------
    logits : float array, shape (S, K)
    note_segments : int array, shape (N + 1,)

    Returns
    -------
    float array, shape (S, CONTEXT_COLUMNS)
        One, then own log-probabilities, then the probabilities of the two
        segments before and the two after, the note's mean, its largest, and
        the mean over the acts alone.
    """
    total = len(logits)
    probability = softmax(logits)
    sizes = np.diff(note_segments)
    note = np.repeat(np.arange(len(sizes)), sizes)
    parts: list[Floats] = [np.ones((total, 1)), np.log(np.clip(probability, 1e-6, None))]
    rows = np.arange(total)
    for step in (-1, 1, -2, 2):
        target = rows + step
        inside = (target >= 0) & (target < total)
        inside[inside] &= note[target[inside]] == note[rows[inside]]
        around = np.zeros((total, K))
        around[inside] = probability[target[inside]]
        parts.append(around)
    filled = np.flatnonzero(sizes > 0)
    starts = note_segments[:-1][filled]
    summed = np.zeros((len(sizes), K))
    largest = np.zeros((len(sizes), K))
    if len(starts):
        summed[filled] = np.add.reduceat(probability, starts, axis=0)
        largest[filled] = np.maximum.reduceat(probability, starts, axis=0)
    # A segment's own vote is taken out of its note's mean.
    others = np.maximum(sizes[note] - 1, 1)[:, None]
    parts.append((summed[note] - probability) / others)
    parts.append(largest[note])
    acts = summed[note] - probability
    acts[:, -1] = 0
    parts.append(acts / np.maximum(acts.sum(axis=1, keepdims=True), 0.3))
    return np.hstack(parts)


def second_step(first: Floats, note_segments: Ints, weights: Floats) -> Floats:
    """Return the logits after the context step, shape (S, K).

    A note of one or two segments has no context to speak of; there the first
    step stands.
    """
    around = context(first, note_segments)
    second = np.zeros_like(first)
    # Column by column: the same sums for any chunk, which BLAS does not promise.
    for column in range(CONTEXT_COLUMNS):
        second += around[:, column, None] * weights[column]
    sizes = np.diff(note_segments)
    short = np.repeat(sizes < LEAST_CONTEXT, sizes)
    second[short] = first[short]
    return second


class SegmentClassifier:
    """Scores the segments of annotated chunks.

    Parameters
    ----------
    weights : SegmentWeights
    features : SegmentFeatures
    """

    def __init__(self, weights: SegmentWeights, features: SegmentFeatures) -> None:
        self.weights = weights
        self.features = features
        # Scores of each word form's character n-grams, computed once a form.
        self._form_scores = np.zeros((0, K))
        self._forms: tuple[NDArray[np.uint32], Ints] | None = None

    def logits(self, batch: AnnotatedBatch, matrix: sparse.csr_matrix | None = None) -> Floats:
        """Return the first step's logits, shape (S, K); `matrix` is that of the features, where it is at hand."""
        matrix = self.features.matrix(batch) if matrix is None else matrix
        scores: Floats = np.asarray(matrix @ self.weights.words, dtype=np.float64)
        return scores + self._characters(batch) + self.weights.intercept

    def _characters(self, batch: AnnotatedBatch) -> Floats:
        known = len(self._form_scores)
        forms = len(batch.ngram_bounds) - 1
        if forms < known or (known and not self._same_table(batch)):
            self._form_scores, known = np.zeros((0, K)), 0
        if forms > known:
            bounds = batch.ngram_bounds[known:] - batch.ngram_bounds[known]
            fresh = form_characters(batch.ngrams[batch.ngram_bounds[known] :], bounds)
            more = np.asarray(fresh @ self.weights.characters, dtype=np.float64)
            self._form_scores = np.concatenate([self._form_scores, more])
        self._forms = batch.ngrams, batch.ngram_bounds
        spelled = (np.diff(batch.ngram_bounds) > 0)[batch.lexeme]
        per_token = self._form_scores[batch.lexeme]
        result = np.zeros((batch.segments, K))
        if batch.segments:
            starts = batch.segment_tokens[:-1]
            count = np.add.reduceat(spelled.astype(np.float64), starts)
            result = np.add.reduceat(per_token, starts, axis=0) / np.sqrt(np.maximum(count, 1))[:, None]
        return result

    def _same_table(self, batch: AnnotatedBatch) -> bool:
        """Whether the batch's forms go on from those seen: a renewed tokenizer starts anew."""
        if self._forms is None:
            return False
        ngrams, bounds = self._forms
        return bool(
            np.array_equal(batch.ngram_bounds[: len(bounds)], bounds)
            and np.array_equal(batch.ngrams[: len(ngrams)], ngrams)
        )

    def probabilities(self, batch: AnnotatedBatch, matrix: sparse.csr_matrix | None = None) -> Floats:
        """Return calibrated probabilities, shape (S, K), rounded to four decimals."""
        first = self.logits(batch, matrix)
        if not len(first):
            return np.zeros((0, K))
        second = second_step(first, batch.note_segments, self.weights.context)
        return np.round(softmax(second / self.weights.temperature), 4)

    def decide(self, probability: Floats) -> Ints:
        """Return the label index of each segment."""
        result: Ints = np.argmax(np.log(np.clip(probability, 1e-4, None)) + self.weights.offset, axis=1)
        return result


def training_matrix(features: SegmentFeatures, batch: AnnotatedBatch) -> sparse.csr_matrix:
    """Return words and characters side by side, shape (S, BUCKETS + CHARACTER_BUCKETS)."""
    words = features.matrix(batch)
    words.sum_duplicates()
    return sparse.hstack([words, features.characters(batch)]).tocsr()


__all__ = [
    "BUCKETS",
    "CHARACTER_BUCKETS",
    "SegmentClassifier",
    "SegmentWeights",
    "context",
    "softmax",
    "training_matrix",
]
