"""Tests of trends: against all orders there are, against each other's definition, and what they may say."""

from __future__ import annotations

import random
from itertools import permutations
from math import comb

import pytest

from notesense.summaries.trends import ERROR, TrendTest, ruled_out, trend, which_hold


@pytest.mark.parametrize(
    "values",
    [
        (7, 7, 8, 14, 14, 21, 28, 30),
        (1, 2, 3, 4, 5, 6, 7, 8),
        (0, 0, 0, 0, 1, 1, 1, 1),
        (0, 0, 1, 1, 1, 2, 2, 2),
        (0, 1, 1, 1, 1, 1, 1, 1),
    ],
)
def test_over_all_orders_a_small_p_is_as_rare_as_it_says(values: tuple[int, ...]) -> None:
    dice = random.Random(1)
    orders = list(permutations(values)) if len(set(values)) < 3 else [dice.sample(values, 8) for _ in range(6000)]
    found = [trend(order).p for order in orders]
    for level in (0.01, 0.05, 0.1):
        assert sum(p <= level for p in found) / len(found) <= level * 1.1


def test_direction_and_its_absence() -> None:
    rising = [7, 7, 7, 14, 14, 21, 21, 28]
    assert trend(rising).rises is True
    assert trend(rising[::-1]).rises is False
    assert trend(rising).p == trend(rising[::-1]).p
    assert (trend([7] * 9).rises, trend([7] * 9).p) == (None, 1.0)
    assert trend().p == trend([]).p == trend([3]).p == 1.0


def test_of_yes_and_no_the_smallest_p_is_near_the_exact_one_and_not_below_it() -> None:
    for yes in (3, 4, 6):
        exact = 2 / comb(12, yes)
        assert exact <= trend([False] * (12 - yes) + [True] * yes).p <= exact + 0.01


def test_several_series_speak_together_each_in_its_own_order() -> None:
    one = [0, 0, 1, 1, 2]
    assert trend(one, one, one).p < trend(one).p
    # The level of a series says nothing; only its own order does.
    assert trend([0, 0, 1, 1], [2, 2, 3, 3]).p == trend([0, 0, 1, 1], [0, 0, 1, 1]).p
    assert trend(one, one[::-1]).p == 1.0


def test_the_least_p_is_that_of_the_ordered_series() -> None:
    mixed = [7, 21, 7, 14, 28, 7, 7, 14]
    assert trend(mixed).least_p == trend(sorted(mixed)).p == trend(sorted(mixed)).least_p


def test_tests_that_cannot_hold_take_no_share_of_the_error() -> None:
    able, unable = TrendTest("t", 12, 0.04, True, 0.001), TrendTest("t", 12, 1.0, None, 1.0)
    assert which_hold([able, unable, unable, unable]) == [True, False, False, False]
    assert which_hold([able, able]) == [False, False]
    assert which_hold([]) == []


def test_together_the_tests_of_a_question_err_in_no_more_than_5_of_100() -> None:
    dice = random.Random(4)
    wrong = 0
    for _ in range(2000):
        shares = [dice.random() for _ in range(4)]
        series = [[dice.random() < share for _ in range(20)] for share in shares]
        wrong += any(which_hold([trend(one) for one in series]))
    assert wrong / 2000 <= ERROR


@pytest.mark.parametrize("half", [6, 10, 15, 30])
@pytest.mark.parametrize("late", [0.0, 0.1, 0.25, 0.4, 0.5])
def test_a_change_of_half_of_the_contacts_is_hardly_ever_ruled_out(half: int, late: float) -> None:
    dice = random.Random(half)
    wrong = sum(
        ruled_out([dice.random() < late + 0.5 for _ in range(half)], [dice.random() < late for _ in range(half)])
        for _ in range(3000)
    )
    assert wrong / 3000 <= ERROR + 0.01


def test_too_few_contacts_rule_nothing_out() -> None:
    assert not ruled_out([], [])
    assert not ruled_out([True] * 5, [True] * 5)
    assert ruled_out([True] * 6, [True] * 6)
    # Labels that err much show little of a change, and so rule less out.
    assert not ruled_out([True] * 6, [True] * 6, margin=0.35)
    assert not ruled_out([True] * 30, [True] * 30, margin=0.0)
