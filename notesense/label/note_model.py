"""Scores beside the note's labels: a small calibrated model on its segments' probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from notesense.codebook.labels import LABELS
from notesense.label.classifier import Floats, softmax
from notesense.records.annotated import Ints

K = len(LABELS)
NOTE_COLUMNS = 4 * K + 3


@dataclass(slots=True)
class NoteWeights:
    """The fitted numbers of the note model.

    Attributes
    ----------
    conversation : float array, shape (NOTE_COLUMNS, 3)
    roles : float array, shape (NOTE_COLUMNS, 3)
        One logistic regression a role.
    quantile : float
        A conversation belongs to the candidates where its score is at least
        one minus this (split conformal prediction, least ambiguous sets;
        Sadinle, Lei and Wasserman 2019).
    """

    conversation: Floats
    roles: Floats
    quantile: float = 0.9


def note_features(probability: Floats, label: Ints, note_segments: Ints) -> Floats:
    """Return what the note model sees, shape (N, NOTE_COLUMNS).

    Parameters
    ----------
    probability : float array, shape (S, K)
    label : int array, shape (S,)
    note_segments : int array, shape (N + 1,)
    """
    sizes = np.diff(note_segments)
    notes = len(sizes)
    filled = np.flatnonzero(sizes > 0)
    starts = note_segments[:-1][filled]
    summed, largest, counts = np.zeros((notes, K)), np.zeros((notes, K)), np.zeros((notes, K))
    if len(starts):
        onehot = np.eye(K)[label]
        summed[filled] = np.add.reduceat(probability, starts, axis=0)
        largest[filled] = np.maximum.reduceat(probability, starts, axis=0)
        counts[filled] = np.add.reduceat(onehot, starts, axis=0)
    support, mentoring = summed[:, 0], summed[:, 1:4].sum(axis=1)
    lead = (support - mentoring) / (support + mentoring + 0.25)
    return np.hstack(
        [
            np.ones((notes, 1)),
            np.log1p(summed),
            np.log1p(counts),
            largest,
            np.log(np.clip(1 - largest, 0.01, 1)),
            lead[:, None],
            np.sign(counts[:, 0] - counts[:, 1:4].sum(axis=1))[:, None],
        ]
    )


def _product(features: Floats, weights: Floats) -> Floats:
    """Multiply column by column: the same sums for any chunk, which BLAS does not promise."""
    result = np.zeros((len(features), weights.shape[1]))
    for column in range(features.shape[1]):
        result += features[:, column, None] * weights[column]
    return result


def note_scores(weights: NoteWeights, features: Floats) -> tuple[Floats, Floats]:
    """Return the scores of the conversations and of the roles, four decimals.

    Returns
    -------
    conversation : float array, shape (N, 3)
        Support, mentoring, none; each row sums to one but for rounding.
    roles : float array, shape (N, 3)
    """
    conversation = softmax(_product(features, weights.conversation))
    roles = 1 / (1 + np.exp(-np.clip(_product(features, weights.roles), -30, 30)))
    return np.round(conversation, 4), np.round(roles, 4)
