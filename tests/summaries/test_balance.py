"""Shares: known intervals, coverage by simulation, counts before percentages."""

from __future__ import annotations

import random

import pytest

from notesense.summaries.balance import ErrorRates, prevalence_interval, share, wilson_interval


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_values(count: int, n: int, low: float, high: float) -> None:
    found = wilson_interval(count, n)
    assert found == pytest.approx((low, high), abs=5e-5)


def test_nothing_counted_is_nothing_known() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)
    assert prevalence_interval(0, 0, ErrorRates(9, 10, 9, 10)) == (0.0, 1.0)


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5)])
@pytest.mark.parametrize("rates", [None, ErrorRates(9, 10, 9, 10)])
def test_more_than_all_is_refused(count: int, n: int, rates: ErrorRates | None) -> None:
    with pytest.raises(ValueError, match="no share"):
        prevalence_interval(count, n, rates)


def test_labels_that_say_nothing_give_the_whole_range() -> None:
    assert prevalence_interval(5, 10, ErrorRates(50, 100, 50, 100)) == (0.0, 1.0)


def test_known_errors_move_the_interval_towards_the_truth() -> None:
    # Half of what is there is missed, nothing is invented: the truth is about twice the count.
    low, high = prevalence_interval(100, 400, ErrorRates(500, 1000, 1000, 1000))
    assert low < 0.5 < high
    assert low > 0.4


@pytest.mark.parametrize("true", [0.1, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("n", [12, 40])
def test_wilson_covers_about_95_of_100_truths(true: float, n: int) -> None:
    # Of a binomial with few trials single truths lie a little above or below; the mean is near 95.
    dice = random.Random(7)
    hits = 0
    for _ in range(2000):
        low, high = wilson_interval(sum(dice.random() < true for _ in range(n)), n)
        hits += low <= true <= high
    assert 0.92 <= hits / 2000 <= 0.985


@pytest.mark.parametrize("n", [6, 12, 40])
@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.85, 0.92), (0.7, 0.97)])
def test_corrected_intervals_cover_the_truth_behind_faulty_labels(
    n: int, sensitivity: float, specificity: float
) -> None:
    # Few trials: for one share the intervals hold a little more or less often; over the shares it is 95 of 100.
    dice = random.Random(11)
    shares = (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
    covered = []
    for true in shares:
        hits = 0
        for _ in range(500):
            rates = ErrorRates(
                sum(dice.random() < sensitivity for _ in range(120)), 120,
                sum(dice.random() < specificity for _ in range(200)), 200,
            )  # fmt: skip
            labelled = sum(dice.random() < (sensitivity if dice.random() < true else 1 - specificity) for _ in range(n))
            low, high = prevalence_interval(labelled, n, rates)
            hits += low <= true <= high
        covered.append(hits / 500)
    assert 0.93 <= sum(covered) / len(shares) <= 0.97
    assert min(covered) >= 0.86


def test_the_interval_of_nothing_found_begins_at_nothing() -> None:
    rates = ErrorRates(90, 100, 95, 100)
    assert prevalence_interval(0, 12, rates)[0] == 0.0
    assert prevalence_interval(12, 12, rates)[1] == 1.0


def test_errors_known_less_well_make_the_interval_wider() -> None:
    known, guessed = ErrorRates(900, 1000, 900, 1000), ErrorRates(18, 20, 18, 20)
    low, high = prevalence_interval(20, 40, known)
    wide_low, wide_high = prevalence_interval(20, 40, guessed)
    assert wide_low < low < high < wide_high


def test_without_errors_the_interval_is_about_wilsons() -> None:
    perfect = ErrorRates(1e6, 1e6, 1e6, 1e6)
    for count in (0, 3, 10, 20):
        assert prevalence_interval(count, 20, perfect) == pytest.approx(wilson_interval(count, 20), abs=0.03)


def test_uncorrected_intervals_would_not() -> None:
    # The reason for the correction, kept as a test: the same labels, taken at their word.
    dice = random.Random(11)
    hits = 0
    for _ in range(1500):
        labelled = sum(dice.random() < (0.7 if dice.random() < 0.8 else 0.03) for _ in range(40))
        low, high = wilson_interval(labelled, 40)
        hits += low <= 0.8 <= high
    assert hits / 1500 < 0.5


def test_no_percentage_under_ten_contacts() -> None:
    assert share(4, 9).as_dict()["percent"] is None
    assert share(4, 10).as_dict()["percent"] == 40
    assert share(0, 0).as_dict() == {
        "count": 0, "of": 0, "low": 0.0, "high": 0.0, "percent": None, "reading_errors_counted": False
    }  # fmt: skip
