"""Whether the candidates hold the right conversation as often as they promise, in every register too.

Split conformal prediction promises coverage over notes like those it was set
on (Vovk, Gammerman and Shafer 2005, ch. 2); that it holds for a kind of notes
never seen is nothing it promises, and so it is measured.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from notesense.train.scored import Scored
from notesense.train.slices import slices


def exact_interval(hits: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact binomial interval of a share (Clopper and Pearson 1934).

    Examples
    --------
    >>> low, high = exact_interval(19, 20)
    >>> round(low, 3), round(high, 3)
    (0.751, 0.999)
    """
    from scipy.stats import beta

    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else float(beta.ppf(tail, hits, n - hits + 1))
    high = 1.0 if hits == n else float(beta.ppf(1 - tail, hits + 1, n - hits))
    return low, high


def share(hits: int, n: int) -> dict[str, Any]:
    """Return a share with its exact 95 % interval and its n."""
    low, high = exact_interval(hits, n) if n else (0.0, 1.0)
    return {"value": round(hits / max(n, 1), 4), "low": round(low, 4), "high": round(high, 4), "n": n}


def coverage(scored: Scored, nominal: float) -> dict[str, Any]:
    """Return how often the candidates hold the right conversation, over all notes and by register.

    Parameters
    ----------
    scored : Scored
    nominal : float
        The share that is promised.

    Returns
    -------
    dict
        ``nominal``; ``all``; ``register``, by name; ``within``, the number of registers whose interval holds the
        nominal share; ``under`` and ``over``, those whose interval lies below or above it; ``lowest``, the register
        covered least.
    """
    known = scored.conversation_gold >= 0
    held = known & scored.candidates[np.arange(len(known)), np.maximum(scored.conversation_gold, 0)]
    by_register = {
        register: share(int(held[mask].sum()), int((known & mask).sum()))
        for register, mask in slices(scored.examples, "register").items()
        if (known & mask).any()
    }
    return {
        "nominal": nominal,
        "all": share(int(held.sum()), int(known.sum())),
        "register": by_register,
        "within": sum(figure["low"] <= nominal <= figure["high"] for figure in by_register.values()),
        "under": [register for register, figure in by_register.items() if figure["high"] < nominal],
        "over": [register for register, figure in by_register.items() if figure["low"] > nominal],
        "lowest": min(by_register, key=lambda register: by_register[register]["value"], default=None),
    }
