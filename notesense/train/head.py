"""One yes-or-no head of the tag model: its fit, its scores on groups left out, its limit."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.label.tag_model import NEVER
from notesense.records.annotated import Ints

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
# A column seen in fewer rows is left out; a head with fewer examples never speaks.
LEAST_SEEN, LEAST_EXAMPLES = 3, 5


def fit_head(
    table: sparse.csr_matrix,
    target: Bools,
    group: Ints,
    strength: float,
    more: tuple[sparse.csr_matrix, Bools] | None = None,
) -> tuple[tuple[Floats, float], Floats]:
    """Fit one head, and score each row by a fit on the other groups.

    Parameters
    ----------
    table : csr matrix, shape (R, C)
    target : bool array, shape (R,)
    group : int array, shape (R,)
    strength : float
        Inverse of the regularisation.
    more : (csr matrix of shape (M, C), bool array of shape (M,)), optional
        Further rows and targets that every fit learns from.

    Returns
    -------
    fit : (float array of shape (C,), float)
        Coefficients and intercept.
    score : float array, shape (R,)
    """

    def fit(rows: Bools) -> tuple[Floats, float]:
        if more is None:
            return regress(table[rows], target[rows], strength)
        together = sparse.vstack([table[rows], more[0]]).tocsr()
        return regress(together, np.concatenate([target[rows], more[1]]), strength)

    score = np.full(len(target), -NEVER)
    for one in sorted(set(group.tolist())):
        own = group == one
        coefficients, intercept = fit(~own)
        score[own] = table[own] @ coefficients + intercept
    return fit(np.ones(len(target), bool)), score


def regress(table: sparse.csr_matrix, target: Bools, strength: float) -> tuple[Floats, float]:
    """Balanced logistic regression on the columns that were seen; without enough examples a head that says nothing."""
    from sklearn.linear_model import LogisticRegression

    coefficients = np.zeros(table.shape[1])
    if min(target.sum(), (~target).sum()) < LEAST_EXAMPLES:
        return coefficients, -NEVER
    columns, scale = seen_columns(table)
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=300)
    model.fit(table[:, columns] @ sparse.diags(scale), target)
    coefficients[columns] = model.coef_[0] * scale
    return coefficients, float(model.intercept_[0])


def seen_columns(table: sparse.csr_matrix) -> tuple[Ints, NDArray[np.float32]]:
    """Return the columns that were seen, and a mild inverse document frequency (see `fit.segment_weights`)."""
    seen = np.asarray((table != 0).sum(axis=0)).ravel()
    columns = np.flatnonzero(seen >= LEAST_SEEN)
    scale = np.log((table.shape[0] + 1) / (seen[columns] + 1)) / 4 + 0.3
    return columns, scale.astype(np.float32)


def limit_of(gold: Bools, score: Floats, precision: float | None = None) -> float:
    """Return the score from which on a tag is said: of the best F1, or the lowest that keeps a precision.

    Examples
    --------
    >>> gold, score = np.array([True] * 5 + [False] * 5), np.arange(10.0)[::-1]
    >>> limit_of(gold, score)
    5.0
    """
    if gold.sum() < LEAST_EXAMPLES:
        return NEVER
    order = np.argsort(-score, kind="stable")
    right, said = np.cumsum(gold[order]), np.arange(1, len(order) + 1)
    if precision is None:
        place = int(np.argmax(2 * right / (said + gold.sum())))
    else:
        keeps = np.flatnonzero(right >= precision * said)
        place = int(keeps[-1]) if len(keeps) else 0
    return round(float(score[order[place]]), 4)
