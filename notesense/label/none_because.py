"""Why a note shows neither kind of conversation (codebook, section 4).

People are shown these words, never "none" alone: a contact may well have
taken place. A linear model over the note's hashed words and cues chooses; it
is asked only where every segment is ``other``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.codebook.labels import NONE_BECAUSE
from notesense.records.annotated import Ints

# Taken from the score of "no contact took place" where no word of the note says so.
DOUBT = 1.5
REASONS: tuple[str, ...] = tuple(NONE_BECAUSE)


def note_matrix(matrix: sparse.csr_matrix, note_segments: Ints) -> sparse.csr_matrix:
    """Sum the segments' features over each note and bring every note to length one.

    Parameters
    ----------
    matrix : csr matrix, shape (S, BUCKETS)
    note_segments : int array, shape (N + 1,)

    Returns
    -------
    csr matrix, shape (N, BUCKETS)
    """
    notes = len(note_segments) - 1
    segments = matrix.shape[0]
    member = sparse.csr_matrix(
        (np.ones(segments, np.float32), np.arange(segments), note_segments), shape=(notes, segments)
    )
    summed = (member @ matrix).tocsr()
    length = np.sqrt(np.asarray(summed.multiply(summed).sum(axis=1)).ravel())
    return sparse.diags((1 / np.maximum(length, 1e-9)).astype(np.float32)) @ summed


def none_reasons(
    weights: NDArray[np.float32],
    intercept: NDArray[np.float64],
    matrix: sparse.csr_matrix,
    note_segments: Ints,
    unanswered: NDArray[np.bool_],
) -> list[str]:
    """Return one of ``NONE_BECAUSE`` for each note.

    Parameters
    ----------
    weights : float32 array, shape (BUCKETS, 6)
    intercept : float array, shape (6,)
    unanswered : bool array, shape (N,)
        Notes with words for a contact that did not take place; without such
        words it takes stronger evidence, since it is said of somebody's work.
    """
    score = np.round(np.asarray(note_matrix(matrix, note_segments) @ weights, np.float64) + intercept, 4)
    score[~unanswered, REASONS.index("no_contact")] -= DOUBT
    return [REASONS[index] for index in score.argmax(axis=1).tolist()]
