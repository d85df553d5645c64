"""Fits the run-on cutter on punctuated notes whose punctuation is hidden from it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.annotate import actor
from notesense.annotate import lexemes as lx
from notesense.annotate.cues import longest
from notesense.annotate.pipeline import Annotator
from notesense.annotate.run_ons import CUTTER_BUCKETS, cut_columns
from notesense.read import LabelledExample

# Added to the log-odds of a cut: a missed one hides an act, one too many costs nothing.
EAGERNESS = 0.75
# Registers that are written without full stops: they judge the cutter, so they never train it.
UNPUNCTUATED = frozenset({"dictated", "misspelt"})


def fit_cutter(
    examples: Sequence[LabelledExample], annotator: Annotator, *, strength: float = 1.0
) -> NDArray[np.float32]:
    """Fit the weights of the run-on cutter.

    Parameters
    ----------
    examples : sequence of LabelledExample
        Those of the unpunctuated registers are passed over.
    annotator : Annotator
    strength : float
        Inverse of the regularisation (scikit-learn's ``C``).

    Returns
    -------
    float32 array, shape (CUTTER_BUCKETS + 1,)
    """
    from sklearn.linear_model import LogisticRegression

    kept = [example for example in examples if example.register not in UNPUNCTUATED]
    batch = annotator.annotate([example.text for example in kept])
    hits = annotator.table.find(batch.lower, np.repeat(np.arange(batch.notes), np.diff(batch.note_tokens)))
    acts = longest(hits.of(annotator.is_kind["act"]))
    act = np.zeros(len(batch.lower), bool)
    act[acts.token] = True
    verb = ((batch.flags & lx.VERB_FORM) > 0) | act
    subject = actor.find_subjects(batch.flags, batch.person, verb)
    rows, targets = [], []
    for index, example in enumerate(kept):
        low, high = batch.note_tokens[index : index + 2].tolist()
        words = np.flatnonzero((batch.flags[low:high] & (lx.PUNCTUATION | lx.SPACE)) == 0) + low
        if len(words) < 2:
            continue
        begins = np.zeros(len(words), bool)
        starts = np.array([segment.start for segment in example.segments])
        place = np.searchsorted(batch.start[words], starts)
        begins[place[place < len(words)]] = True
        rows.append(cut_columns(batch.lower[words], batch.flags[words], subject[words], act[words])[1:])
        targets.append(begins[1:])
    columns = np.concatenate(rows)
    target = np.concatenate(targets)
    count, width = columns.shape
    matrix = sparse.csr_matrix(
        (np.ones(columns.size, np.float32), columns.ravel(), np.arange(count + 1) * width),
        shape=(count, CUTTER_BUCKETS),
    )
    model = LogisticRegression(C=strength, max_iter=200).fit(matrix, target)
    return np.append(model.coef_[0], model.intercept_ + EAGERNESS).astype(np.float32)
