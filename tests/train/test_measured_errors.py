"""What a summary needs to know of a model: how often a note's labels err, and how alike the errors of a writer are."""

from __future__ import annotations

import numpy as np
import pytest
from scored_examples import scored

from notesense.train.reading_errors import reading_errors

SUPPORT, EDUCATE, OTHER = 0, 1, 4


def notes(gold, predicted, conversation, times, voice="v1"):
    return [([gold], [predicted], {"conversation": conversation, "voice": voice})] * times


def test_found_and_left_out_are_counted_by_hand():
    found = reading_errors(
        scored(
            notes(SUPPORT, SUPPORT, "support", 6)
            + notes(SUPPORT, EDUCATE, "support", 2)
            + notes(EDUCATE, EDUCATE, "mentoring", 9)
            + notes(EDUCATE, OTHER, "mentoring", 1)
        )
    )
    assert (found["support"]["found"], found["support"]["shown"]) == (6, 8)
    assert (found["support"]["left_out"], found["support"]["not_shown"]) == (10, 10)
    assert (found["mentoring"]["found"], found["mentoring"]["shown"]) == (9, 10)
    assert (found["mentoring"]["left_out"], found["mentoring"]["not_shown"]) == (6, 8)
    assert (found["educate"]["found"], found["educate"]["shown"]) == (9, 10)
    assert (found["none"]["left_out"], found["none"]["not_shown"]) == (17, 18)


def test_notes_without_a_gold_conversation_are_left_out():
    found = reading_errors(scored([([SUPPORT], [SUPPORT], {"voice": "v1"})]))
    assert found["support"]["shown"] == found["support"]["not_shown"] == 0
    assert found["support"]["found_alike"] == 0.0


def test_writers_who_err_by_chance_are_not_alike_and_writers_who_differ_are():
    draw = np.random.default_rng(3)

    def alike(rates):
        made = [
            note
            for number, rate in enumerate(rates)
            for _ in range(40)
            for note in notes(EDUCATE, EDUCATE if draw.random() < rate else OTHER, "mentoring", 1, f"v{number}")
        ]
        return reading_errors(scored(made))["educate"]["found_alike"]

    assert alike([0.8] * 30) < 0.03
    # Rates drawn from Beta(4, 1): their correlation is 1 / (4 + 1 + 1).
    assert alike(draw.beta(4, 1, 60)) == pytest.approx(1 / 6, abs=0.07)
    assert alike([0.0, 1.0] * 10) == pytest.approx(1.0, abs=0.02)
