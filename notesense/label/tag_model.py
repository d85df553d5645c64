"""Tags that are learnt: signs and attention of a sentence, tasks and stage of a note, each with its evidence.

One linear score a head. The heads of signs and of attention read a sentence: its
words and its phrasing. The heads of tasks and stages read the whole note, the
sum over its sentences; so the sentence that weighs most is the evidence. Fitting
is `notesense.train.fit_tags`; here its numbers are arrays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.codebook.labels import SIGNS, STAGES, TASKS
from notesense.label.features import BUCKETS
from notesense.label.note_model import NOTE_COLUMNS
from notesense.label.phrasing import PHRASING_BUCKETS, Phrasing
from notesense.records.annotated import AnnotatedBatch, Ints

Floats = NDArray[np.float64]
SIGN_HEADS: tuple[str, ...] = (
    "self_disclosure", "independence", "done_for", "role_question", "mentor_asks", "client_says",
)  # fmt: skip
KINDS: tuple[str, ...] = SIGNS["attention"]
# No attention at all, then its kinds, then whether it is another than the client.
ATTENTION_HEADS: tuple[str, ...] = ("no attention", *KINDS, "of another")
NOTE_HEADS: tuple[str, ...] = (*TASKS, *STAGES)
HEADS: tuple[str, ...] = (*SIGN_HEADS, *ATTENTION_HEADS, *NOTE_HEADS)
_SIGN = slice(0, len(SIGN_HEADS))
_KIND = slice(len(SIGN_HEADS), len(SIGN_HEADS) + 1 + len(KINDS))
_OTHER = _KIND.stop
_NOTE = slice(_OTHER + 1, len(HEADS))
_STAGE = slice(_NOTE.start + len(TASKS), len(HEADS))
# The limit of a head that never speaks: nobody gave it examples.
NEVER = 1000.0
# Where a cue names harm, so small a probability of attention is enough to show it.
CUED_LEAST = 0.03


@dataclass(slots=True)
class TagWeights:
    """The fitted numbers of the tag model; H heads in the order of ``HEADS``.

    Attributes
    ----------
    words : float32 array, shape (BUCKETS, H)
        Of `SegmentFeatures.matrix`.
    phrasing : float32 array, shape (PHRASING_BUCKETS, H)
        Of `Phrasing.matrix`.
    labels : float array, shape (NOTE_COLUMNS, H)
        Of `note_features`, for the heads of tasks and stages.
    intercept : float array, shape (H,)
    least : float array, shape (H,)
        A tag is said where its score is at least this; at *no attention* the
        probability of attention of any kind from which on it is shown.
    """

    words: NDArray[np.float32]
    phrasing: NDArray[np.float32]
    labels: Floats
    intercept: Floats
    least: Floats

    @classmethod
    def silent(cls) -> TagWeights:
        """Return weights that say nothing."""
        heads = len(HEADS)
        return cls(
            np.zeros((BUCKETS, heads), np.float32),
            np.zeros((PHRASING_BUCKETS, heads), np.float32),
            np.zeros((NOTE_COLUMNS, heads)),
            np.zeros(heads),
            np.full(heads, NEVER),
        )


class Attention(NamedTuple):
    """What a sentence speaks of, how probable that is, and whether it is shown without any cue (`sure`)."""

    kind: str
    whose: str
    probability: float
    sure: bool


@dataclass(frozen=True, slots=True)
class FoundTags:
    """What the tag model says of a chunk.

    Attributes
    ----------
    signs : list of (str, int)
        Sign and segment, in the order of the text.
    attention : dict of int to Attention
        By segment.
    tasks : list of (str, int, int)
        Task, note, and the segment that speaks most for it.
    stages : list of (str, int, int)
        Stage, note, segment; at most one a note.
    """

    signs: list[tuple[str, int]]
    attention: dict[int, Attention]
    tasks: list[tuple[str, int, int]]
    stages: list[tuple[str, int, int]]


def note_sums(per_segment: Floats, note_segments: Ints) -> Floats:
    """Sum over each note, over the root of its length, so that a long note is no louder.

    Parameters
    ----------
    per_segment : float array, shape (S, C)
    note_segments : int array, shape (N + 1,)

    Returns
    -------
    float array, shape (N, C)
    """
    sizes = np.diff(note_segments)
    result = np.zeros((len(sizes), per_segment.shape[1]))
    filled = np.flatnonzero(sizes > 0)
    if len(filled):
        result[filled] = np.add.reduceat(per_segment, note_segments[:-1][filled], axis=0)
    return result / np.sqrt(np.maximum(sizes, 1))[:, None]


def attention_probability(scores: Floats) -> Floats:
    """Return the probability of attention of any kind, four decimals.

    Parameters
    ----------
    scores : float array, shape (S, 1 + number of kinds)
        *No attention* first.
    """
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Floats = np.round(1 - shifted[:, 0] / shifted.sum(axis=1), 4)
    return result


class TagModel:
    """Scores the segments and notes of annotated chunks.

    Parameters
    ----------
    weights : TagWeights
    phrasing : Phrasing
    """

    def __init__(self, weights: TagWeights, phrasing: Phrasing) -> None:
        self.weights = weights
        self.phrasing = phrasing

    def scores(self, batch: AnnotatedBatch, matrix: sparse.csr_matrix, note_table: Floats) -> tuple[Floats, Floats]:
        """Return what every segment says for every head, and the notes' scores, four decimals.

        Parameters
        ----------
        batch : AnnotatedBatch
        matrix : csr matrix, shape (S, BUCKETS)
            `SegmentFeatures.matrix` of the batch.
        note_table : float array, shape (N, NOTE_COLUMNS)
            `note_features` of the batch.

        Returns
        -------
        segments : float array, shape (S, H)
            For the heads of tasks and stages, what the segment adds to its note's.
        notes : float array, shape (N, number of NOTE_HEADS)
        """
        weights = self.weights
        segments = np.asarray(matrix @ weights.words, np.float64)
        segments += np.asarray(self.phrasing.matrix(batch) @ weights.phrasing, np.float64)
        notes = note_sums(segments[:, _NOTE], batch.note_segments) + weights.intercept[_NOTE]
        # Column by column: the same sums for any chunk, which BLAS does not promise.
        for column in range(NOTE_COLUMNS):
            notes += note_table[:, column, None] * weights.labels[column, _NOTE]
        segments[:, : _NOTE.start] += weights.intercept[: _NOTE.start]
        return np.round(segments, 4), np.round(notes, 4)

    def find(self, batch: AnnotatedBatch, matrix: sparse.csr_matrix, note_table: Floats) -> FoundTags:
        """Return the tags of a chunk; the parameters are those of `scores`."""
        if not batch.segments:
            return FoundTags([], {}, [], [])
        segments, notes = self.scores(batch, matrix, note_table)
        least = self.weights.least
        rows, heads = np.nonzero(segments[:, _SIGN] >= least[_SIGN])
        signs = [(SIGN_HEADS[head], row) for row, head in zip(rows.tolist(), heads.tolist(), strict=True)]
        bounds = batch.note_segments.tolist()

        def evidence(note: int, column: int) -> int:
            low, high = int(bounds[note]), int(bounds[note + 1])
            return low + int(np.argmax(segments[low:high, _NOTE.start + column]))

        said = (notes >= least[_NOTE]) & (np.diff(batch.note_segments) > 0)[:, None]
        tasks = [(NOTE_HEADS[c], note, evidence(note, c)) for note, c in np.argwhere(said[:, : len(TASKS)]).tolist()]
        stages = []
        best = notes[:, len(TASKS) :].argmax(axis=1) + len(TASKS)
        for note in np.flatnonzero(said[np.arange(batch.notes), best]).tolist():
            stages.append((NOTE_HEADS[best[note]], note, evidence(note, int(best[note]))))
        return FoundTags(signs, self._attention(segments), tasks, stages)

    def _attention(self, segments: Floats) -> dict[int, Attention]:
        limit = self.weights.least[_KIND.start]
        if limit >= NEVER:
            return {}
        probability = attention_probability(segments[:, _KIND])
        rows = np.flatnonzero(probability >= min(CUED_LEAST, limit))
        kind = segments[rows, _KIND][:, 1:].argmax(axis=1)
        other = segments[rows, _OTHER] >= self.weights.least[_OTHER]
        return {
            row: Attention(KINDS[k], "other" if of_another else "client", found, found >= limit)
            for row, k, of_another, found in zip(
                rows.tolist(), kind.tolist(), other.tolist(), probability[rows].tolist(), strict=True
            )
        }
