"""How many of how many, and how far such a count can be trusted.

Counts come first. An interval says two things at once where the labeller's
error rates are known: how few notes there are, and how often reading errs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Below this many contacts a percentage would pretend to a precision that is not there.
PERCENT_FROM = 10
# With sensitivity + specificity - 1 below this the labels say next to nothing of the truth.
LEAST_YOUDEN = 0.1
# Steps of the true share, and values of each error rate, in the sum behind an interval.
STEPS = 256
NODES = 7
FINE = 4096


@dataclass(frozen=True, slots=True)
class ErrorRates:
    """How often the labeller finds a thing that is there, and leaves out one that is not.

    Numbers of notes, fractional where they stand for fewer notes than were
    counted (`notesense.summaries.reading_errors`).

    Attributes
    ----------
    found : float
        Of ``shown`` notes that show the thing, so many were labelled with it.
    shown : float
    left_out : float
        Of ``not_shown`` notes that do not show it, so many were labelled without it.
    not_shown : float
    """

    found: float
    shown: float
    left_out: float
    not_shown: float

    @property
    def youden(self) -> float:
        """How much of a true difference the labels show: sensitivity + specificity - 1, not below 0."""
        return max(0.0, self.found / self.shown + self.left_out / self.not_shown - 1)


@dataclass(frozen=True, slots=True)
class Share:
    """A count of contacts with its 95 % interval.

    Attributes
    ----------
    count, n : int
        ``count`` of ``n`` contacts.
    low, high : float
        The interval, in contacts out of ``n`` (not in per cent), 1 decimal.
    corrected : bool
        Whether the labeller's errors are counted in the interval.
    """

    count: int
    n: int
    low: float
    high: float
    corrected: bool = False

    @property
    def percent(self) -> int | None:
        """The share in per cent; None under ten contacts."""
        return round(100 * self.count / self.n) if self.n >= PERCENT_FROM else None

    def as_dict(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "of": self.n,
            "low": self.low,
            "high": self.high,
            "percent": self.percent,
            "reading_errors_counted": self.corrected,
        }


def share(count: int, n: int, error_rates: ErrorRates | None = None) -> Share:
    """Return a count with its interval, in contacts.

    Examples
    --------
    >>> share(4, 6)
    Share(count=4, n=6, low=1.8, high=5.4, corrected=False)
    >>> share(4, 6).percent is None, share(8, 12).percent
    (True, 67)
    """
    low, high = prevalence_interval(count, n, error_rates)
    return Share(count, n, round(low * n, 1), round(high * n, 1), corrected=error_rates is not None)


def wilson_interval(count: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a share.

    Parameters
    ----------
    count, n : int
        ``count`` of ``n``; with ``n`` of 0 nothing is known and the interval is (0, 1).
    confidence : float

    Returns
    -------
    tuple of float
        Shares between 0 and 1.

    Raises
    ------
    ValueError
        ``count`` is negative or larger than ``n``.

    Source
    ------
    E. B. Wilson (1927), Probable inference, the law of succession, and
    statistical inference, JASA 22, 209-212.

    Examples
    --------
    >>> low, high = wilson_interval(4, 6)
    >>> round(low, 4), round(high, 4)
    (0.3, 0.9032)
    """
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    observed = count / n
    centre = observed + z * z / (2 * n)
    spread = z * sqrt(observed * (1 - observed) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


@lru_cache(maxsize=1 << 16)
def prevalence_interval(
    count: int, n: int, error_rates: ErrorRates | None = None, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the interval of the true share, counting the labeller's errors where they are known.

    Without ``error_rates`` this is `wilson_interval`. With them labels are
    expected in a share of true share x sensitivity + (1 - true share) x
    (1 - specificity) of the contacts (Rogan and Gladen), and the interval is
    the shortest that holds ``confidence`` of what the count makes likely:
    every true share is alike before it, and each error rate is known as well
    as its notes let it be (Diggle; Jeffreys' prior). Where the labels say
    next to nothing of the truth the interval is (0, 1).

    Parameters
    ----------
    count, n : int
    error_rates : ErrorRates, optional
        Counted on labelled notes that the model was not trained on.
    confidence : float

    Returns
    -------
    tuple of float
        Shares between 0 and 1; with error rates in steps of 1/``STEPS``.

    Raises
    ------
    ValueError
        ``count`` is negative or larger than ``n``.

    Source
    ------
    W. J. Rogan, B. Gladen (1978), Estimating prevalence from the results of a
    screening test, Am. J. Epidemiology 107, 71-76; P. J. Diggle (2011),
    Estimating prevalence using an imperfect test, Epidemiology Research
    International 2011, 608719.

    Examples
    --------
    >>> rates = ErrorRates(found=90, shown=100, left_out=190, not_shown=200)
    >>> low, high = prevalence_interval(12, 40, rates)
    >>> round(low, 2), round(high, 2)
    (0.14, 0.47)
    """
    if error_rates is None or n == 0:
        return wilson_interval(count, n, confidence)
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    if error_rates.youden < LEAST_YOUDEN:
        return 0.0, 1.0
    labelled, not_labelled = _log_shares(error_rates)
    log_likely = count * labelled + (n - count) * not_labelled
    likely = np.exp(log_likely - log_likely.max()).sum(axis=(1, 2))
    below = np.concatenate([[0.0], np.cumsum(likely / likely.sum())])
    # For each left end the nearest right end that holds enough; the shortest pair is the interval.
    right = np.searchsorted(below, below + confidence - 1e-9)
    left = np.flatnonzero(right <= STEPS)
    best = left[np.argmin(right[left] - left)]
    return float(best / STEPS), float(right[best] / STEPS)


@lru_cache(maxsize=64)
def _log_shares(rates: ErrorRates) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the logarithm of the share of contacts labelled, and of those not, for every true share and error rate.

    Shapes (STEPS, NODES, NODES): the middle of each step of the true share,
    and equally likely values of sensitivity and specificity.
    """
    true = ((np.arange(STEPS) + 0.5) / STEPS)[:, None, None]
    sensitivity = _values_of_rate(rates.found, rates.shown - rates.found)[:, None]
    specificity = _values_of_rate(rates.left_out, rates.not_shown - rates.left_out)
    labelled = true * sensitivity + (1 - true) * (1 - specificity)
    return np.log(labelled), np.log1p(-labelled)


def _values_of_rate(right: float, wrong: float) -> NDArray[np.float64]:
    """Return ``NODES`` equally likely values of a rate of which so many cases are known."""
    grid = (np.arange(FINE) + 0.5) / FINE
    density = (right - 0.5) * np.log(grid) + (wrong - 0.5) * np.log1p(-grid)
    below = np.cumsum(np.exp(density - density.max()))
    values: NDArray[np.float64] = np.interp((np.arange(NODES) + 0.5) / NODES, below / below[-1], grid)
    return values
