"""What a change brings: figures of two labellings of the same notes, subtracted draw by draw.

The same notes are drawn for both, so that the interval is that of the
difference; two figures whose own intervals overlap may differ surely.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from notesense.codebook.labels import CONVERSATIONS
from notesense.train.evaluate import RESAMPLES, SEED, Floats, confusion_by_note, draws_of, groups_solved, macro_f1
from notesense.train.scored import Scored


def change(before: Scored, after: Scored) -> dict[str, Any]:
    """Return how much each figure rises from one labelling to another of the same notes.

    Parameters
    ----------
    before, after : Scored
        Of the same examples in the same order, whatever their texts.

    Returns
    -------
    dict
        ``segment_macro_f1``, ``conversation_macro_f1`` and ``groups_solved``
        where there are any, each with value, low, high and n.

    Raises
    ------
    ValueError
        The examples are not the same.
    """
    if [example.id for example in before.examples] != [example.id for example in after.examples]:
        raise ValueError("the two labellings are not of the same notes")
    draws = draws_of(len(before.examples))
    out = {
        "segment_macro_f1": _difference(
            confusion_by_note(before), confusion_by_note(after), draws, macro_f1, int((~before.contested).sum())
        )
    }
    known = before.conversation_gold >= 0
    if known.any():
        present = sorted(set(before.conversation_gold[known].tolist()))
        out["conversation_macro_f1"] = _difference(
            _conversations(before), _conversations(after), draws, partial(macro_f1, labels=present), int(known.sum())
        )
    first, second = groups_solved(before), groups_solved(after)
    if first:
        gained = np.array([second[group] - float(first[group]) for group in first])
        spread = np.random.default_rng(SEED).choice(gained, (RESAMPLES, len(gained))).mean(axis=1)
        out["groups_solved"] = _interval(float(gained.mean()), spread, len(gained))
    return out


def _conversations(scored: Scored) -> Floats:
    """Confusion a note, gold by predicted, zero where the gold is not known."""
    count = len(CONVERSATIONS)
    table = np.zeros((len(scored.examples), count, count))
    known = np.flatnonzero(scored.conversation_gold >= 0)
    table[known, scored.conversation_gold[known], scored.conversation[known]] = 1
    return table


def _difference(
    before: Floats, after: Floats, draws: Floats, measure: Callable[[Floats], Floats], n: int
) -> dict[str, Any]:
    value = float(measure(after.sum(axis=0)) - measure(before.sum(axis=0)))
    spread = measure(np.tensordot(draws, after, axes=1)) - measure(np.tensordot(draws, before, axes=1))
    return _interval(value, spread, n)


def _interval(value: float, spread: Floats, n: int) -> dict[str, Any]:
    low, high = np.quantile(spread, [0.025, 0.975])
    return {"value": round(value, 4), "low": round(float(low), 4), "high": round(float(high), 4), "n": n}
