"""Tags that are learnt: signs of a sentence, tasks and stage of a note, each with the sentence it stands on.

One linear score a head. The heads of signs read a sentence alone: its words and
its phrasing. The heads of tasks and stages read the whole note, the sum over its
sentences; so the sentence that weighs most is the evidence. Fitting is
`notesense.train.fit_tags`; here its numbers are arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.codebook.labels import STAGES, TASKS
from notesense.label.features import BUCKETS
from notesense.label.note_model import NOTE_COLUMNS
from notesense.label.phrasing import PHRASING_BUCKETS, Phrasing
from notesense.records.annotated import AnnotatedBatch, Ints

Floats = NDArray[np.float64]
SIGN_HEADS: tuple[str, ...] = (
    "self_disclosure", "independence", "done_for", "role_question", "mentor_asks", "client_says",
)  # fmt: skip
NOTE_HEADS: tuple[str, ...] = (*TASKS, *STAGES)
HEADS: tuple[str, ...] = (*SIGN_HEADS, *NOTE_HEADS)
_SIGNS = len(SIGN_HEADS)
# The limit of a head that never speaks: nobody gave it examples.
NEVER = 1000.0


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
        A tag is said where its score is at least this.
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


@dataclass(frozen=True, slots=True)
class FoundTags:
    """What the tag model says of a chunk.

    Attributes
    ----------
    signs : list of (str, int)
        Sign and segment, in the order of the text.
    tasks : list of (str, int, int)
        Task, note, and the segment that speaks most for it.
    stages : list of (str, int, int)
        Stage, note, segment; at most one a note.
    """

    signs: list[tuple[str, int]]
    tasks: list[tuple[str, int, int]]
    stages: list[tuple[str, int, int]]


def note_sums(per_segment: Floats, note_segments: Ints) -> Floats:
    """Sum over each note, over the root of its length, so that a long note doesn't shout.

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
        """Return what every segment adds to every head, and the notes' scores, four decimals.

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
            With the intercept for the heads of signs.
        notes : float array, shape (N, H)
            Zero for the heads of signs.
        """
        weights = self.weights
        segments = np.asarray(matrix @ weights.words, np.float64)
        segments += np.asarray(self.phrasing.matrix(batch) @ weights.phrasing, np.float64)
        notes = np.zeros((batch.notes, len(HEADS)))
        notes[:, _SIGNS:] = note_sums(segments[:, _SIGNS:], batch.note_segments) + weights.intercept[_SIGNS:]
        # Column by column: the same sums for any chunk, which BLAS does not promise.
        for column in range(NOTE_COLUMNS):
            notes[:, _SIGNS:] += note_table[:, column, None] * weights.labels[column, _SIGNS:]
        segments[:, :_SIGNS] += weights.intercept[:_SIGNS]
        return np.round(segments, 4), np.round(notes, 4)

    def find(self, batch: AnnotatedBatch, matrix: sparse.csr_matrix, note_table: Floats) -> FoundTags:
        """Return the tags of a chunk; the parameters are those of `scores`."""
        segments, notes = self.scores(batch, matrix, note_table)
        least = self.weights.least
        bounds = batch.note_segments.tolist()
        rows, heads = np.nonzero(segments[:, :_SIGNS] >= least[:_SIGNS])
        signs = [(SIGN_HEADS[head], row) for row, head in zip(rows.tolist(), heads.tolist(), strict=True)]

        def evidence(note: int, head: int) -> int:
            low, high = int(bounds[note]), int(bounds[note + 1])
            return low + int(np.argmax(segments[low:high, head]))

        said = (notes >= least) & (np.diff(batch.note_segments) > 0)[:, None]
        tasks = []
        first_stage = _SIGNS + len(TASKS)
        for note, head in zip(*(part.tolist() for part in np.nonzero(said[:, _SIGNS:first_stage])), strict=True):
            tasks.append((HEADS[_SIGNS + head], note, evidence(note, _SIGNS + head)))
        stages = []
        best = notes[:, first_stage:].argmax(axis=1) + first_stage
        for note in np.flatnonzero(said[np.arange(batch.notes), best]).tolist():
            stages.append((HEADS[best[note]], note, evidence(note, int(best[note]))))
        return FoundTags(signs, tasks, stages)
