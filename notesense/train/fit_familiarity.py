"""Derives from when on notes look unlike those of training: from registers that were left out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from notesense.label.familiarity import (
    FORM_BUCKETS,
    Familiarity,
    Limits,
    mean_scores,
    sum_up,
    unknown_share,
    word_forms,
)
from notesense.records import UNFAMILIAR
from notesense.train.dataset import Dataset
from notesense.train.fit import Fitted, Floats
from notesense.train.splits import leave_one_register_out

# Of a hundred notes of a register left out, so many are called unlike those of training.
NOTE_LEVEL = 0.05
# Of a hundred batches of a register left out, at most one stands out; of small ones, one in a thousand.
BATCH_LEVEL, SMALL_BATCH_LEVEL = 0.01, 0.001
SMALL_BATCH = 10
# From so many notes on a limit holds; with more notes shares vary less.
BATCH_SIZES = (3, 5, SMALL_BATCH, 30, 100, 300)


def fit_familiarity(data: Dataset, fitted: Fitted) -> Familiarity | None:
    """Return what the model knows of its training notes, and the limits.

    The share of unknown words is taken with each register left out, and every
    voice that wrote in it; the scores are the fit's own for register families
    that it had not seen.

    Parameters
    ----------
    data : Dataset
        What was trained on.
    fitted : Fitted

    Returns
    -------
    Familiarity or None
        None where no register can be left out, so that nothing can be compared.
    """
    examples, batch = data.examples, data.batch
    token, form = word_forms(batch)
    note = np.repeat(np.arange(batch.notes), np.diff(batch.note_tokens))[token]
    unknown = np.full(len(examples), -1, np.int64)
    for fold in leave_one_register_out(examples):
        learnt = np.zeros(len(examples), bool)
        learnt[fold.train] = True
        seen = np.zeros(FORM_BUCKETS, bool)
        seen[form[learnt[note]]] = True
        unknown[fold.test] = np.bincount(note, weights=~seen[form], minlength=len(examples))[fold.test]
    # Lines and contrast notes are too short, or too alike, to stand for a batch.
    whole = np.array([example.group is None and example.conversation is not None for example in examples])
    scored = np.flatnonzero((unknown >= 0) & (whole if (whole & (unknown >= 0)).any() else True))
    if not len(scored):
        return None
    words = sum_up(np.ones(len(token), np.int64), np.searchsorted(token, batch.note_tokens))
    usual = float(np.round(unknown[scored].sum() / max(1, words[scored].sum()), 4))
    share = unknown_share(unknown[scored], words[scored], usual)
    score = mean_scores(_out_of_family_scores(fitted), batch.note_segments)[scored]
    limits = {
        "unknown_words": float(np.round(np.quantile(share, 1 - NOTE_LEVEL), 4)),
        "low_scores": float(np.round(np.quantile(score, NOTE_LEVEL), 4)),
    }
    beyond = {"unknown_words": share > limits["unknown_words"], "low_scores": score < limits["low_scores"]}
    register = np.array([examples[index].register for index in scored])
    batches = {kind: batch_limits(beyond[kind], register) for kind in UNFAMILIAR}
    known = np.zeros(FORM_BUCKETS, bool)
    known[form] = True
    return Familiarity(known, Limits(usual, **limits, batches=batches))


def batch_limits(beyond: NDArray[np.bool_], register: NDArray[np.str_]) -> tuple[tuple[int, float], ...]:
    """Return which share of notes beyond a limit only one batch in a hundred exceeds.

    A batch is drawn from one register, each as likely as another: its notes
    beyond the limit follow a mixture of binomial distributions, whose
    percentile needs no random draw.

    Parameters
    ----------
    beyond : bool array, shape (N,)
        Whether each note, scored with its register left out, lies beyond.
    register : str array, shape (N,)

    Returns
    -------
    tuple of (notes, share)
        In the order of ``BATCH_SIZES``. A share of 1 is never exceeded.

    Examples
    --------
    >>> batch_limits(np.array([True, False]), np.array(["log", "log"]))[0]
    (3, 1.0)
    """
    rates = np.array([beyond[register == one].mean() for one in sorted(set(register.tolist()))])
    limits = []
    for size in BATCH_SIZES:
        level = BATCH_LEVEL if size >= SMALL_BATCH else SMALL_BATCH_LEVEL
        reached = binom.cdf(np.arange(size + 1)[:, None], size, rates).mean(axis=1)
        limits.append((size, _round_up(int(np.argmax(reached >= 1 - level)) / size)))
    return tuple(limits)


def _round_up(share: float) -> float:
    # Rounded down, a batch that just reaches the share would exceed it.
    return float(np.ceil(share * 10_000) / 10_000)


def _out_of_family_scores(fitted: Fitted) -> Floats:
    """Scores of the labels that would have been printed."""
    probability = fitted.out_of_family
    decided = np.argmax(np.log(np.clip(probability, 1e-4, None)) + fitted.segments.offset, axis=1)
    scores: Floats = probability[np.arange(len(decided)), decided]
    return scores
