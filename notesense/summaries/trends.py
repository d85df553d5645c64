"""Tests: whether a series rises or falls over time, and whether a change can be ruled out.

A trend is said only where such a test holds. Tests that answer one question
share its error (`which_hold`): of 100 relationships in which nothing changes
at most five are said to have changed.

Labels that err now and then, and as often early as late, leave these tests
valid: they only make a true change harder to see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import erfc, lgamma, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Of 100 relationships without a change at most so many are said to have one; for each question that is asked.
ERROR = 0.05
# Below this many values no trend is looked for.
FEWEST = 8
# "Looks the same" rules out a change in this share of the contacts.
RULED_OUT = 0.5
# How many shares are tried to find the one in which a change hides best.
SHARES_TRIED = 26


@dataclass(frozen=True, slots=True)
class TrendTest:
    """The outcome of a trend test.

    Attributes
    ----------
    name : str
    n : int
        Values tested.
    p : float
        Two-sided, 4 decimals; 0.0001 stands for that or less.
    rises : bool or None
        The direction of the series; None where it has none.
    least_p : float
        The smallest p that these values could have given in any order.
    """

    name: str
    n: int
    p: float
    rises: bool | None
    least_p: float

    def as_dict(self) -> dict[str, Any]:
        return {"name": self.name, "n": self.n, "p": self.p}


def trend(*series: Sequence[float]) -> TrendTest:
    """Test whether values rise or fall with their order.

    Parameters
    ----------
    *series : sequences of float
        Each in order of time. Several series (the steps of several tasks)
        are tested together, each against its own order.

    Returns
    -------
    TrendTest

    Source
    ------
    Mann-Kendall test with the correction for ties and for continuity, several
    series as in the seasonal test: M. G. Kendall (1975), Rank correlation
    methods, ch. 4; R. M. Hirsch, J. R. Slack, R. A. Smith (1982), Techniques
    of trend analysis for monthly water quality data, Water Resources Research
    18, 107-121. For a series of yes and no it is the rank-sum test of the
    places of the yes (Mann and Whitney 1947).

    Examples
    --------
    >>> trend([7, 7, 7, 8, 7, 14, 14, 21, 21, 28]).p
    0.0015
    >>> trend([7, 14, 7, 21, 7, 14, 7, 14]).rises, trend([7, 7, 7, 7, 7, 7, 7, 7]).p
    (True, 1.0)
    """
    s, variance, most = 0, 0.0, 0
    for values in series:
        s += _score(values)
        ties = tuple(sorted(Counter(values).values()))
        variance += _variance(ties)
        most += _most(ties)
    return TrendTest(
        name="Mann-Kendall",
        n=sum(len(values) for values in series),
        p=_p(abs(s), variance),
        rises=None if s == 0 else s > 0,
        least_p=_p(most, variance),
    )


def which_hold(tests: Sequence[TrendTest], error: float = ERROR) -> list[bool]:
    """Say which of several tests hold when all of them together may err in ``error`` of the cases.

    A test that could not have held whatever the order (nothing but *no* in
    the series) takes no share of the error.

    Source
    ------
    R. E. Tarone (1990), A modified Bonferroni method for discrete data,
    Biometrics 46, 515-522.

    Examples
    --------
    >>> which_hold([TrendTest("t", 12, 0.04, True, 0.001), TrendTest("t", 12, 1.0, None, 1.0)])
    [True, False]
    >>> which_hold([TrendTest("t", 12, 0.04, True, 0.001), TrendTest("t", 12, 0.2, True, 0.001)])
    [False, False]
    """
    shares = next(
        (k for k in range(1, len(tests) + 1) if sum(test.least_p <= error / k for test in tests) <= k), len(tests)
    )
    return [test.p <= error / max(shares, 1) and test.rises is not None for test in tests]


def ruled_out(early: Sequence[bool], late: Sequence[bool], margin: float = RULED_OUT) -> bool:
    """Say whether a change of ``margin`` in the share of *yes* can be ruled out, either way.

    It can where two halves that differed so much would hardly ever look as
    alike as these: in at most ``ERROR`` of the cases, whatever the shares.

    Parameters
    ----------
    early, late : sequence of bool
        Of one length.
    margin : float
        Between 0 and 1.

    Source
    ------
    Exact unconditional test of equivalence: I. S. F. Chan (1998), Exact tests
    of equivalence and efficacy with a non-zero lower bound for comparative
    studies, Statistics in Medicine 17, 1403-1413; here with the difference of
    the counts.

    Examples
    --------
    >>> ruled_out([True] * 6, [True] * 6), ruled_out([True] * 3, [True] * 3)
    (True, False)
    """
    alike = _alike_up_to(len(early), round(margin, 2))
    return alike is not None and abs(sum(early) - sum(late)) <= alike


@lru_cache(maxsize=4096)
def _alike_up_to(half: int, margin: float) -> int | None:
    """Return the largest difference of the counts of two halves that rules a change out; None if even 0 does not."""
    worst = np.zeros(half + 1)
    # Shares of low and low + margin; beyond the middle the cases mirror each other.
    for low in np.linspace(0.0, (1 - margin) / 2, SHARES_TRIED):
        difference = np.convolve(_binomial(half, low), _binomial(half, low + margin)[::-1])
        either_way = difference[half:] + difference[half::-1]
        either_way[0] = difference[half]
        worst = np.maximum(worst, np.cumsum(either_way))
    held = np.flatnonzero(worst <= ERROR)
    return int(held[-1]) if len(held) else None


def _binomial(n: int, share: float) -> NDArray[np.float64]:
    counts = np.arange(n + 1)
    ways = np.array([lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for k in range(n + 1)])
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = (
            ways
            + np.nan_to_num(counts * np.log(share), nan=0.0)
            + np.nan_to_num((n - counts) * np.log1p(-share), nan=0.0)
        )
    chances: NDArray[np.float64] = np.exp(logs)
    return chances


def _score(values: Sequence[float]) -> int:
    """Pairs that rise less pairs that fall."""
    return sum(
        (later > earlier) - (later < earlier)
        for place, earlier in enumerate(values)
        for later in values[place + 1 :]
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _variance(ties: tuple[int, ...]) -> float:
    n = sum(ties)
    return (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18


def _most(ties: Sequence[int]) -> int:
    n = sum(ties)
    return (n * (n - 1) - sum(t * (t - 1) for t in ties)) // 2


def _p(score: int, variance: float) -> float:
    if variance <= 0 or score == 0:
        return 1.0
    return max(0.0001, round(erfc((score - 1) / sqrt(2 * variance)), 4))
