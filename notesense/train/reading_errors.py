"""How often a note's labels err, in the form in which the summaries' intervals count it.

Errors differ from writer to writer, and a relationship has one writer. So
beside each rate stands how alike the errors of one writer are; who reads the
rate then knows that it is no surer than that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import CONVERSATIONS, ROLES
from notesense.train.scored import Scored

Mask = NDArray[np.bool_]


def reading_errors(scored: Scored) -> dict[str, dict[str, float]]:
    """Count, by conversation and role, the notes that show it and were labelled so, and those that do neither.

    Parameters
    ----------
    scored : Scored
        Of notes that the model was not trained on.

    Returns
    -------
    dict
        By conversation and role: ``found`` of ``shown`` notes, ``left_out``
        of ``not_shown`` notes, and for both ``…_alike``: the correlation of
        the errors of one writer, 0 to 1.
    """
    known = scored.conversation_gold >= 0
    writers = [example.voice or f"note {index}" for index, example in enumerate(scored.examples)]
    tables: dict[str, tuple[Mask, Mask]] = {
        kind: (scored.conversation_gold == index, scored.conversation == index)
        for index, kind in enumerate(CONVERSATIONS)
    }
    tables |= {role: (scored.roles_gold[:, index], scored.roles[:, index]) for index, role in enumerate(ROLES)}
    result = {}
    for key, (gold, labelled) in tables.items():
        shown, not_shown = known & gold, known & ~gold
        result[key] = {
            "found": int((shown & labelled).sum()),
            "shown": int(shown.sum()),
            "found_alike": _alike(writers, shown, labelled),
            "left_out": int((not_shown & ~labelled).sum()),
            "not_shown": int(not_shown.sum()),
            "left_out_alike": _alike(writers, not_shown, ~labelled),
        }
    return result


def _alike(writers: Sequence[str], counted: Mask, right: Mask) -> float:
    """Return the correlation of right and wrong within writers, by moments; 0 where the writers differ by chance alone.

    Source
    ------
    J. C. Kleinman (1973), Proportions with extraneous variance: single and
    independent samples, JASA 68, 46-54.
    """
    names, place = np.unique(np.array(writers)[counted], return_inverse=True)
    notes = np.bincount(place, minlength=len(names)).astype(float)
    hits = np.bincount(place, weights=right[counted].astype(float), minlength=len(names))
    total = notes.sum()
    if len(names) < 2 or not 0 < hits.sum() < total:
        return 0.0
    share = hits.sum() / total
    spread = ((hits - notes * share) ** 2 / (notes * share * (1 - share))).sum() / (len(names) - 1)
    usual = (total - (notes**2).sum() / total) / (len(names) - 1)
    return round(float(min(1.0, max(0.0, (spread - 1) / (usual - 1)))), 4) if usual > 1 else 0.0
