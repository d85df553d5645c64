"""The error rates that a model's training measured, as the intervals count them.

Source: ``reading_errors`` in the model's ``model.json``, counted on notes of
registers and voices left out of training (`notesense.train.reading_errors`).

Errors differ from writer to writer, and all notes of a relationship are one
writer's. A rate counted on 300 notes of 20 writers is therefore known for the
writer at hand as if from far fewer notes: from as many as would spread by
chance as the writers do.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from notesense.errors import ModelError
from notesense.paths import find_model
from notesense.summaries.balance import ErrorRates

_NOT_MEASURED: Mapping[str, ErrorRates] = MappingProxyType({})


def measured_for(models: Collection[tuple[str, str] | None]) -> Mapping[str, ErrorRates]:
    """Return the error rates of the one model that labelled a set of notes.

    Parameters
    ----------
    models : collection of (str, str) or None
        Names and versions that the notes carry.

    Returns
    -------
    mapping of str to ErrorRates
        By conversation and role. Empty where the notes are of several models
        or of none, or where that model is not at hand or was not measured:
        then no reading errors are counted, and the output says so.
    """
    if len(models) != 1:
        return _NOT_MEASURED
    (model,) = models
    return _measured(*model) if model else _NOT_MEASURED


def rates_from(measured: Mapping[str, Any]) -> dict[str, ErrorRates]:
    """Return error rates as the intervals take them from what was counted.

    Parameters
    ----------
    measured : mapping
        By conversation and role: ``found``, ``shown``, ``found_alike``,
        ``left_out``, ``not_shown``, ``left_out_alike``. What was counted on
        no notes is left away.

    Notes
    -----
    Rates of single writers that correlate by r spread like shares of 1/r - 1
    notes (the beta distribution of the beta-binomial model: J. C. Kleinman
    1973, JASA 68, 46-54); so no more notes are counted than these.

    Examples
    --------
    >>> counted = {"found": 270, "shown": 300, "found_alike": 0.04, "left_out": 95, "not_shown": 100}
    >>> rates = rates_from({"support": {**counted, "left_out_alike": 0.0}})["support"]
    >>> round(rates.found, 1), round(rates.shown, 1), rates.left_out, rates.not_shown
    (21.6, 24.0, 95.0, 100.0)
    """
    rates = {}
    for key, counted in measured.items():
        if counted["shown"] and counted["not_shown"]:
            shown = _notes_of_a_writer(counted["shown"], counted["found_alike"])
            not_shown = _notes_of_a_writer(counted["not_shown"], counted["left_out_alike"])
            rates[key] = ErrorRates(
                found=counted["found"] / counted["shown"] * shown,
                shown=shown,
                left_out=counted["left_out"] / counted["not_shown"] * not_shown,
                not_shown=not_shown,
            )
    return rates


def _notes_of_a_writer(notes: int, alike: float) -> float:
    # Writers that agree in nothing but themselves still tell as much as one note.
    return float(notes) if alike <= 0 else min(float(notes), max(1.0, 1 / alike - 1))


@lru_cache(maxsize=8)
def _measured(name: str, version: str) -> Mapping[str, ErrorRates]:
    try:
        meta = json.loads((find_model(name) / "model.json").read_text(encoding="utf-8"))
        if meta.get("version") != version or meta.get("name") != name:
            return _NOT_MEASURED
        return MappingProxyType(rates_from(meta.get("reading_errors") or {}))
    except (ModelError, OSError, ValueError, KeyError, TypeError, AttributeError):
        # A summary is worth having without its intervals' second half; `doctor` is who tells of a damaged model.
        return _NOT_MEASURED
