"""How well labels hold: every figure with its interval and its n.

Macro-F1 rules, since labels are lopsided; intervals are 95 % percentile
bootstrap over notes, because segments of one note are not independent
(Efron and Tibshirani 1993, ch. 13).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import CONVERSATIONS, LABELS, ROLES
from notesense.records.annotated import Ints
from notesense.train.reading_errors import reading_errors
from notesense.train.scored import Scored
from notesense.train.slices import SLICES
from notesense.train.slices import slices as slices_of

Floats = NDArray[np.float64]
K = len(LABELS)
RESAMPLES = 1000
SEED = 20260101
# In a slice a label counts in the macro-F1 with at least this many gold segments there.
LEAST_GOLD = 10
# Share of the notes, the least sure, that is set aside for `conversation_accuracy_surest`.
SET_ASIDE = 0.1


def macro_f1(confusion: Floats, labels: list[int] | None = None) -> Floats:
    """Return macro-F1 over the last two axes of a confusion matrix, gold by predicted.

    Examples
    --------
    >>> round(float(macro_f1(np.array([[8.0, 2.0], [2.0, 8.0]]))), 3)
    0.8
    """
    hit = np.diagonal(confusion, axis1=-2, axis2=-1)
    total = confusion.sum(axis=-1) + confusion.sum(axis=-2)
    f1 = np.divide(2 * hit, total, out=np.zeros_like(hit, dtype=float), where=total > 0)
    chosen = f1 if labels is None else f1[..., labels]
    result: Floats = chosen.mean(axis=-1)
    return result


def kappa(confusion: Floats) -> Floats:
    """Return Cohen's kappa over the last two axes (Cohen 1960).

    Examples
    --------
    >>> round(float(kappa(np.array([[45.0, 15.0], [25.0, 15.0]]))), 4)
    0.1304
    """
    total = confusion.sum(axis=(-2, -1))
    total = np.where(total > 0, total, 1)
    agreed = np.trace(confusion, axis1=-2, axis2=-1) / total
    chance = (confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1) / total**2
    result: Floats = np.divide(agreed - chance, 1 - chance, out=np.zeros_like(agreed), where=chance < 1)
    return result


def calibration_error(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> float:
    """Return the expected calibration error with equal-width bins (Naeini et al. 2015)."""
    if not len(confidence):
        return float("nan")
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    error = 0.0
    for one in range(bins):
        inside = place == one
        if inside.any():
            error += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(error)


def evaluate(scored: Scored, *, slices: bool = True) -> dict[str, Any]:
    """Return all figures of an evaluation.

    Parameters
    ----------
    scored : Scored
    slices : bool
        Whether to break down by register, trade, voice, English and length.

    Returns
    -------
    dict
        ``overall``, ``by``, ``confusion``, ``labels``, as in the contract, and
        ``reading_errors`` for the intervals of the summaries.
    """
    result: dict[str, Any] = {"labels": list(LABELS), "overall": figures(scored), "by": {}}
    result["confusion"] = confusion_by_note(scored).sum(axis=0).astype(int).tolist()
    result["reading_errors"] = reading_errors(scored)
    if slices:
        for key in SLICES:
            result["by"][key] = {
                value: figures(scored.part(mask), sliced=True)
                for value, mask in slices_of(scored.examples, key).items()
            }
    return result


def figures(scored: Scored, *, sliced: bool = False) -> dict[str, Any]:
    """Return the figures of one set of notes, each with value, low, high and n."""
    draws = draws_of(len(scored.examples))
    confusion = confusion_by_note(scored)
    strict = confusion_by_note(scored, contested_wrong=True)
    gold_counts = confusion.sum(axis=(0, 2))
    counted = [label for label in range(K) if not sliced or gold_counts[label] >= LEAST_GOLD]
    segments = int(confusion.sum())
    out: dict[str, Any] = {}
    if counted and segments:
        out["segment_macro_f1"] = figure(confusion, draws, lambda c: macro_f1(c, counted), segments)
        out["segment_macro_f1"]["labels"] = [LABELS[label] for label in counted]
        out["segment_kappa"] = figure(confusion, draws, kappa, segments)
    if not sliced:
        out["segment_macro_f1_contested_wrong"] = figure(strict, draws, macro_f1, int(strict.sum()))
        for index, label in enumerate(LABELS):
            for name, measure in (("precision", _precision), ("recall", _recall), ("f1", _f1)):
                out[f"{label}_{name}"] = figure(
                    confusion, draws, partial(measure, index=index), int(gold_counts[index])
                )
        out["calibration_error"] = _calibration(scored, draws)
        out["boundary_f1"] = figure(
            scored.boundaries.astype(float),
            draws,
            lambda b: 2 * b[..., 0] / np.maximum(b[..., 1] + b[..., 2], 1),
            segments,
        )
        out["contested"] = {"n": int(scored.contested.sum())}
    out |= _note_figures(scored, draws, sliced=sliced)
    solved = groups_solved(scored)
    if solved:
        values = np.array(list(solved.values()), float)
        spread = np.random.default_rng(SEED).choice(values, (RESAMPLES, len(values))).mean(axis=1)
        out["groups_solved"] = _with_interval(values.mean(), spread, len(values))
    return out


def always_mentoring(scored: Scored) -> dict[str, Any]:
    """Return the conversation accuracy of the one answer *mentoring* on the same notes."""
    known = scored.conversation_gold >= 0
    right = known & (scored.conversation_gold == CONVERSATIONS.index("mentoring"))
    pair = np.stack([right, known], axis=1).astype(float)
    draws = draws_of(len(known))
    return figure(pair, draws, lambda s: s[..., 0] / np.maximum(s[..., 1], 1), int(known.sum()))


def groups_solved(scored: Scored) -> dict[str, bool]:
    """Return, a contrast group, whether every segment of every note in it is right."""
    solved: dict[str, bool] = {}
    wrong = np.zeros(len(scored.examples), bool)
    wrong[scored.note[(scored.gold != scored.predicted) & ~scored.contested]] = True
    for index, example in enumerate(scored.examples):
        if example.group is not None:
            key = str(example.group)
            solved[key] = solved.get(key, True) and not bool(wrong[index])
    return solved


def _note_figures(scored: Scored, draws: Floats, *, sliced: bool) -> dict[str, Any]:
    known = scored.conversation_gold >= 0
    count = len(CONVERSATIONS)
    out: dict[str, Any] = {}
    if known.any():
        table = np.zeros((len(known), count, count))
        table[np.flatnonzero(known), scored.conversation_gold[known], scored.conversation[known]] = 1
        present = [index for index in range(count) if (scored.conversation_gold == index).any()]
        out["conversation_macro_f1"] = figure(table, draws, lambda c: macro_f1(c, present), int(known.sum()))
        out["conversation_accuracy"] = figure(table, draws, _accuracy, int(known.sum()))
        unsure = scored.candidates.sum(axis=1) != 1
        stack = np.stack([known & unsure, known, known & ~unsure], axis=1).astype(float)
        out["share_unsure"] = figure(stack, draws, lambda s: s[..., 0] / np.maximum(s[..., 1], 1), int(known.sum()))
        sure = table * (~unsure)[:, None, None]
        out["conversation_accuracy_sure"] = figure(sure, draws, _accuracy, int((known & ~unsure).sum()))
        if not sliced:
            kept = _surest(scored, known)
            out["conversation_accuracy_surest"] = figure(table * kept[:, None, None], draws, _accuracy, int(kept.sum()))
        covered = scored.candidates[np.arange(len(known)), np.maximum(scored.conversation_gold, 0)] & known
        pair = np.stack([covered, known], axis=1).astype(float)
        out["coverage"] = figure(pair, draws, lambda s: s[..., 0] / np.maximum(s[..., 1], 1), int(known.sum()))
        roles = np.zeros((len(known), len(ROLES), 3))
        for index in range(len(ROLES)):
            gold, found = scored.roles_gold[:, index] & known, scored.roles[:, index] & known
            roles[:, index] = np.stack([gold & found, gold, found], axis=1)
        out["role_macro_f1"] = figure(
            roles,
            draws,
            lambda r: (2 * r[..., 0] / np.maximum(r[..., 1] + r[..., 2], 1)).mean(axis=-1),
            int(known.sum()),
        )
    return out


def _surest(scored: Scored, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which notes are left when the tenth is set aside whose printed conversation has the lowest score."""
    score = np.where(known, scored.conversation_scores[np.arange(len(known)), scored.conversation], np.inf)
    kept = known.copy()
    # Of equal scores the earlier notes are set aside.
    kept[np.argsort(score, kind="stable")[: int(np.ceil(SET_ASIDE * known.sum()))]] = False
    return kept


def confusion_by_note(scored: Scored, *, contested_wrong: bool = False) -> Floats:
    """Confusion a note, shape (N, K, K); contested segments skipped, or counted as wrong."""
    table = np.zeros((len(scored.examples), K, K))
    keep = ~scored.contested
    np.add.at(table, (scored.note[keep], scored.gold[keep], scored.predicted[keep]), 1)
    if contested_wrong:
        hit = scored.contested
        wrong = np.where(scored.predicted == scored.gold, (scored.gold + 1) % K, scored.predicted)
        np.add.at(table, (scored.note[hit], scored.gold[hit], wrong[hit]), 1)
    return table


def _calibration(scored: Scored, draws: Floats) -> dict[str, Any]:
    keep = ~scored.contested
    confidence, right = scored.confidence[keep], (scored.gold == scored.predicted)[keep]
    note = scored.note[keep]
    value = calibration_error(confidence, right)
    place: Ints = np.minimum((confidence * 10).astype(np.int64), 9)
    bins = note * 10 + place
    cells = len(scored.examples) * 10
    columns = [
        np.bincount(bins, weights=weights, minlength=cells) for weights in (confidence, right, np.ones(len(bins)))
    ]
    sums = np.stack(columns, axis=1).reshape(len(scored.examples), 10, 3)
    drawn = np.tensordot(draws, sums, axes=1)
    spread = np.abs(drawn[..., 0] - drawn[..., 1]).sum(axis=1) / np.maximum(drawn[..., 2].sum(axis=1), 1)
    return _with_interval(value, spread, len(confidence))


def draws_of(notes: int) -> Floats:
    """Bootstrap weights, shape (RESAMPLES, N): how often each note is drawn."""
    if not notes:
        return np.zeros((RESAMPLES, 0))
    return np.random.default_rng(SEED).multinomial(notes, np.full(notes, 1 / notes), size=RESAMPLES).astype(float)


def figure(table: Floats, draws: Floats, measure: Callable[[Floats], Floats], n: int) -> dict[str, Any]:
    """Return a figure of counts a note with its bootstrap interval.

    Parameters
    ----------
    table : float array, shape (N, ...)
        Counts that may be summed over notes.
    draws : float array, shape (RESAMPLES, N)
        Of `draws_of`.
    measure : callable
        From summed counts to the figure, over leading axes.
    n : int
        What the figure stands on.
    """
    value = float(measure(table.sum(axis=0)))
    return _with_interval(value, measure(np.tensordot(draws, table, axes=1)), n)


def _with_interval(value: float, spread: Floats, n: int) -> dict[str, Any]:
    low, high = np.quantile(spread, [0.025, 0.975]) if n else (float("nan"), float("nan"))
    return {"value": round(float(value), 4), "low": round(float(low), 4), "high": round(float(high), 4), "n": n}


def _accuracy(confusion: Floats) -> Floats:
    result: Floats = np.trace(confusion, axis1=-2, axis2=-1) / np.maximum(confusion.sum(axis=(-2, -1)), 1)
    return result


def _precision(confusion: Floats, index: int) -> Floats:
    result: Floats = confusion[..., index, index] / np.maximum(confusion[..., :, index].sum(axis=-1), 1)
    return result


def _recall(confusion: Floats, index: int) -> Floats:
    result: Floats = confusion[..., index, index] / np.maximum(confusion[..., index, :].sum(axis=-1), 1)
    return result


def _f1(confusion: Floats, index: int) -> Floats:
    both = confusion[..., :, index].sum(axis=-1) + confusion[..., index, :].sum(axis=-1)
    result: Floats = 2 * confusion[..., index, index] / np.maximum(both, 1)
    return result
