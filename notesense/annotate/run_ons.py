"""Cuts run-on text: dictated or phone-typed notes without full stops.

A small logistic model says of each word how likely a sentence begins there,
from the words around it and from whether a person with a verb, an act or a
connective stands there. It is trained on punctuated notes whose punctuation is
hidden from it, and is asked only where a long stretch has none.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from notesense.annotate import lexemes as lx
from notesense.records.annotated import Ints
from notesense.records.hashing import Keys, mix

BITS = 14
CUTTER_BUCKETS = 1 << BITS
# Tokens without a full stop from which a stretch counts as run-on.
RUN_ON = 14
# A cut needs this many words on either side.
LEAST = 3
Bools = NDArray[np.bool_]


def cut_columns(lower: Keys, flags: Ints, subject: Bools, act: Bools) -> Ints:
    """Return the hashed features of a cut before each word, shape (T, F).

    Parameters
    ----------
    lower : uint64 array, shape (T,)
        Words in order, punctuation and blank space left out.
    flags : int64 array, shape (T,)
    subject, act : bool array, shape (T,)
        Where a person with a verb, where an act cue begins.
    """
    count = len(lower)

    def at(values: Keys, step: int) -> Keys:
        shifted = np.zeros(count, np.uint64)
        if step >= 0:
            shifted[: count - step] = values[step:]
        else:
            shifted[-step:] = values[: count + step]
        return shifted

    bits = flags & (
        lx.VERB_FORM
        | lx.ENDS_ED
        | lx.AUXILIARY
        | lx.ADVERB
        | lx.CONJUNCTION
        | lx.RUN_ON_OPENER
        | lx.NUMBER
        | lx.REPORT_VERB
    )
    shape = bits.astype(np.uint64) * np.uint64(4) + subject.astype(np.uint64) * np.uint64(2) + act.astype(np.uint64)
    before, here, after = at(lower, -1), lower, at(lower, 1)
    keys = (
        here,
        before,
        at(lower, -2),
        after,
        mix(before, here),
        mix(here, after),
        mix(at(lower, -2), before),
        shape,
        mix(shape, at(shape, 1)),
        mix(at(shape, -1), shape),
        mix(mix(at(shape, -1), shape), at(shape, 1)),
        mix(here, at(shape, 1)),
        mix(before, shape),
    )
    columns = [
        (mix(np.full(count, family + 1, np.uint64), key) >> np.uint64(64 - BITS)).astype(np.int64)
        for family, key in enumerate(keys)
    ]
    return np.stack(columns, axis=1) if count else np.zeros((0, len(keys)), np.int64)


def choose_cuts(score: NDArray[np.float64]) -> list[int]:
    """Choose cuts in one stretch: the likeliest first, none too close to another.

    Parameters
    ----------
    score : float array, shape (T,)
        Log-odds that a sentence begins at each word; above zero is likely.
    """
    count = len(score)
    # A mark a word, so that a note of a megabyte costs no more a word than a short one.
    free = np.zeros(count, bool)
    free[LEAST : count - LEAST + 1] = True
    taken: list[int] = []
    likely = np.flatnonzero(score > 0)
    for at in likely[np.argsort(-score[likely], kind="stable")].tolist():
        if free[at]:
            taken.append(at)
            free[max(0, at - LEAST + 1) : at + LEAST] = False
    return sorted(taken)


def run_on_starts(
    begins: Bools, flags: Ints, lower: Keys, subject: Bools, act: Bools, weights: NDArray[np.float32]
) -> Bools:
    """Return where run-on stretches are cut.

    Parameters
    ----------
    begins : bool array, shape (T,)
        Where segments begin so far.
    weights : float32 array, shape (CUTTER_BUCKETS + 1,)
        The last is the intercept.
    """
    found = np.zeros(len(flags), bool)
    if not len(flags):
        return found
    segment = np.cumsum(begins) - 1
    blank = (flags & (lx.PUNCTUATION | lx.SPACE)) > 0
    sizes = np.bincount(segment)
    marks = np.bincount(segment, weights=((flags & lx.PUNCTUATION) > 0) & ((flags & lx.CLOSER) == 0))
    long = (sizes >= RUN_ON) & (marks <= sizes * 0.1) & (np.bincount(segment, weights=(flags & lx.COLON) > 0) == 0)
    if not long.any():
        return found
    # A full stop at the end means that the writer does punctuate.
    last = np.searchsorted(segment, np.arange(len(sizes)), side="right") - 1
    tail = np.where((flags[last] & lx.SPACE) > 0, np.maximum(last - 1, 0), last)
    long &= (flags[tail] & lx.SENTENCE_END) == 0
    for index in np.flatnonzero(long).tolist():
        low, high = np.searchsorted(segment, [index, index + 1])
        words = np.flatnonzero(~blank[low:high]) + low
        if len(words) < RUN_ON:
            continue
        columns = cut_columns(lower[words], flags[words], subject[words], act[words])
        score = weights[columns].sum(axis=1, dtype=np.float64) + float(weights[-1])
        found[words[choose_cuts(score)]] = True
    return found
