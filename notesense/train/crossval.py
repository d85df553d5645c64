"""Leave-one-register-out: the figure that rules, since it says what travels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse

from notesense.codebook.labels import LABELS
from notesense.label.classifier import SegmentWeights, second_step, softmax, training_matrix
from notesense.label.features import BUCKETS, SegmentFeatures
from notesense.label.note_model import NoteWeights, note_features, note_scores
from notesense.records.annotated import Ints
from notesense.train.dataset import Dataset
from notesense.train.fit import FitSettings, Floats, fit
from notesense.train.peers import Peer
from notesense.train.scored import Scored, score_dataset
from notesense.train.splits import Fold

K = len(LABELS)


def subset(data: Dataset, notes: Ints) -> tuple[Dataset, Ints]:
    """Return a data set of some notes, and the own segments it keeps.

    Only what fitting reads is kept: the batch holds the segments' borders.
    """
    rows = data.segments_of(notes)
    place = np.full(len(data.examples), -1, np.int64)
    place[notes] = np.arange(len(notes))
    sizes = np.bincount(place[data.note[rows]], minlength=len(notes))
    batch = replace(
        data.batch,
        texts=[data.batch.texts[i] for i in notes.tolist()],
        note_segments=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        segment_tokens=np.concatenate([[0], np.cumsum(np.diff(data.batch.segment_tokens)[rows])]),
        segment_start=data.batch.segment_start[rows],
        segment_end=data.batch.segment_end[rows],
    )
    gold = data.gold_of(notes)
    renumber = np.full(len(data.label) + 1, -1, np.int64)
    renumber[rows] = np.arange(len(rows))
    return (
        Dataset(
            examples=tuple(data.examples[i] for i in notes.tolist()),
            batch=batch,
            label=data.label[rows],
            contested=data.contested[rows],
            note=place[data.note[rows]],
            gold_label=data.gold_label[gold],
            gold_note=place[data.gold_note[gold]],
            gold_segment=renumber[data.gold_segment[gold]],
            gold_contested=data.gold_contested[gold],
        ),
        rows,
    )


@dataclass(slots=True)
class FoldFit:
    """A fold, and the weights fitted on its training side alone."""

    fold: Fold
    segments: SegmentWeights
    notes: NoteWeights


def fit_folds(
    data: Dataset,
    features: SegmentFeatures,
    folds: Sequence[Fold],
    settings: FitSettings | None = None,
    *,
    jobs: int = 1,
    weight: Floats | None = None,
    matrix: sparse.csr_matrix | None = None,
) -> list[FoldFit]:
    """Fit our own model on the training side of every fold.

    Parameters
    ----------
    folds : sequence of Fold
        Notes in ascending order within each.
    weight : float array, shape (N,), optional
        Weight of each example in the fits.
    matrix : csr matrix, optional
        `training_matrix` of the data, where it is at hand.
    """
    settings = settings or FitSettings()
    matrix = training_matrix(features, data.batch) if matrix is None else matrix

    def one(fold: Fold) -> FoldFit:
        train, rows = subset(data, fold.train)
        own = None if weight is None else weight[fold.train]
        fitted = fit(train, features, settings, matrix=matrix[rows], weight=own)
        # Why a note shows neither kind of conversation is not scored; without its weights a fit is half as large.
        return FoldFit(fold, replace(fitted.segments, none=fitted.segments.none[:0]), fitted.notes)

    return list(Parallel(n_jobs=jobs, max_nbytes=None)(delayed(one)(fold) for fold in folds))


def score_folds(fits: Sequence[FoldFit], data: Dataset, matrix: sparse.csr_matrix) -> Scored:
    """Score the test side of every fold; return all scored notes together, in the order of the folds.

    Parameters
    ----------
    data : Dataset
        The notes that were fitted on, or the same notes in another form (mistyped, say) at the same places.
    matrix : csr matrix
        `training_matrix` of the data.
    """
    parts = []
    for one in fits:
        test, rows = subset(data, one.fold.test)
        parts.append(score_with(one.segments, one.notes, test, matrix[rows]))
    return join(parts)


def cross_validate(
    data: Dataset,
    features: SegmentFeatures,
    folds: Sequence[Fold],
    settings: FitSettings | None = None,
    *,
    jobs: int = 1,
    weight: Floats | None = None,
    matrix: sparse.csr_matrix | None = None,
) -> Scored:
    """Fit on every fold and score what it leaves out; the parameters are those of `fit_folds`."""
    matrix = training_matrix(features, data.batch) if matrix is None else matrix
    fits = fit_folds(data, features, folds, settings, jobs=jobs, weight=weight, matrix=matrix)
    return score_folds(fits, data, matrix)


def score_with(segments: SegmentWeights, notes: NoteWeights, test: Dataset, matrix: sparse.csr_matrix) -> Scored:
    """Score a data set with fitted weights, on features that are at hand."""
    first = np.asarray(matrix[:, :BUCKETS] @ segments.words, dtype=np.float64)
    first += np.asarray(matrix[:, BUCKETS:] @ segments.characters, dtype=np.float64) + segments.intercept
    second = second_step(first, test.batch.note_segments, segments.context)
    probability = np.round(softmax(second / segments.temperature), 4)
    decided = np.argmax(np.log(np.clip(probability, 1e-4, None)) + segments.offset, axis=1)
    conversation, _ = note_scores(notes, note_features(probability, decided, test.batch.note_segments))
    return score_dataset(test, decided, probability, conversation, notes.quantile)


def cross_validate_peer(data: Dataset, peer: Peer, folds: Sequence[Fold], *, jobs: int = 1) -> Scored:
    """Score a peer on the same folds; its notes follow from its segments by the same rules."""

    def one(fold: Fold) -> Scored:
        train, rows = data.segments_of(fold.train), data.segments_of(fold.test)
        probability = peer(data, train, rows)
        test, _ = subset(data, fold.test)
        decided = np.argmax(probability, axis=1)
        return score_dataset(test, decided, probability, _plain_scores(probability, test), 0.5)

    return join(Parallel(n_jobs=jobs, max_nbytes=None)(delayed(one)(fold) for fold in folds))


def _plain_scores(probability: Floats, test: Dataset) -> Floats:
    """A peer's conversation scores: its mean probabilities, summed by kind."""
    total = np.zeros((len(test.examples), 3))
    np.add.at(
        total, test.note, np.stack([probability[:, 0], probability[:, 1:4].sum(axis=1), probability[:, 4] / 4], axis=1)
    )
    result: Floats = total / np.maximum(total.sum(axis=1, keepdims=True), 1e-9)
    return result


def join(parts: Sequence[Scored]) -> Scored:
    """Lay scored folds end to end."""
    shift = np.cumsum([0] + [len(part.examples) for part in parts])
    stacked = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in (
            "gold",
            "predicted",
            "contested",
            "confidence",
            "conversation_gold",
            "conversation",
            "conversation_scores",
            "candidates",
            "roles_gold",
            "roles",
            "boundaries",
        )
    }
    return Scored(
        examples=tuple(example for part in parts for example in part.examples),
        note=np.concatenate([part.note + step for part, step in zip(parts, shift, strict=False)]),
        **stacked,
    )
