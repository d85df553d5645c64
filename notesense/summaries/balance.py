"""How many of how many, and how far such a count can be trusted.

Counts come first. An interval says two things at once where the labeller's
error rates are known: how few notes there are, and how often reading errs.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Any

# Below this many contacts a percentage would pretend to a precision that is not there.
PERCENT_FROM = 10
# With sensitivity + specificity - 1 below this the labels say next to nothing of the truth.
LEAST_YOUDEN = 0.1


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


def prevalence_interval(
    count: int, n: int, error_rates: ErrorRates | None = None, confidence: float = 0.95
) -> tuple[float, float]:
    """Return the interval of the true share, counting the labeller's errors where they are known.

    Without ``error_rates`` this is `wilson_interval`. With them the observed
    share is corrected for misclassification (Rogan and Gladen) and the
    interval carries the uncertainty of the count and of both error rates
    (Lang and Reiczigel). Where the labels say next to nothing of the truth
    the interval is (0, 1).

    Parameters
    ----------
    count, n : int
    error_rates : ErrorRates, optional
        Counted on labelled notes that the model was not trained on.
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
    W. J. Rogan, B. Gladen (1978), Estimating prevalence from the results of a
    screening test, Am. J. Epidemiology 107, 71-76; Z. Lang, J. Reiczigel
    (2014), Confidence limits for prevalence of disease adjusted for estimated
    sensitivity and specificity, Preventive Veterinary Medicine 113, 13-22.

    Examples
    --------
    >>> rates = ErrorRates(found=90, shown=100, left_out=190, not_shown=200)
    >>> low, high = prevalence_interval(12, 40, rates)
    >>> round(low, 2), round(high, 2)
    (0.15, 0.48)
    """
    if error_rates is None or n == 0:
        return wilson_interval(count, n, confidence)
    if not 0 <= count <= n:
        raise ValueError(f"{count} of {n} is no share")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    # All three shares are pulled a little to the middle first (Agresti-Coull).
    trials = n + z * z
    observed = (count + z * z / 2) / trials
    shown, not_shown = error_rates.shown + 2, error_rates.not_shown + 2
    sensitivity = (error_rates.found + 1) / shown
    specificity = (error_rates.left_out + 1) / not_shown
    youden = sensitivity + specificity - 1
    if youden < LEAST_YOUDEN:
        return 0.0, 1.0
    true = (observed + specificity - 1) / youden
    noise_shown = sensitivity * (1 - sensitivity) / shown
    noise_not_shown = specificity * (1 - specificity) / not_shown
    shift = 2 * z * z * (true * noise_shown - (1 - true) * noise_not_shown)
    error = sqrt(observed * (1 - observed) / trials + true**2 * noise_shown + (1 - true) ** 2 * noise_not_shown)
    low, high = true + shift - z * error / youden, true + shift + z * error / youden
    return min(1.0, max(0.0, low)), min(1.0, max(0.0, high))
