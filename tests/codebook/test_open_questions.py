"""The questions ask; they never advise, praise or name a share to reach."""

import re

import pytest

from notesense.codebook.open_questions import choose_questions, open_questions
from notesense.summaries.mirror import FACTS

OPEN = re.compile(r"\b(?:What|How|Which|Where|Whose|what|how|which|whose)\b")
ADVICE = re.compile(
    r"\b(?:should|must|ought|need to|try|could you|why not|why|better|best|enough|too (?:much|little|often)|more often|"
    r"instead|improve|ratio|share|per cent|percent|goal|target|aim|good|bad|well done|right|wrong|fail\w*)\b|%|\d",
    re.IGNORECASE,
)


@pytest.mark.parametrize("question", open_questions(), ids=lambda question: question.asks[:40])
def test_a_question_is_open_and_gives_no_advice(question):
    assert question.asks.endswith("?")
    assert question.asks.count("?") == 1
    assert OPEN.search(question.asks)
    assert not ADVICE.search(question.asks)


def test_every_fact_that_a_question_waits_for_is_looked_for():
    assert {question.when for question in open_questions()} <= set(FACTS)


def test_every_part_of_the_theory_has_a_question():
    about = " ".join(question.about for question in open_questions())
    for part in ("support and mentoring", "educate", "enable and encourage", "empower", "trust", "skills",
                 "independence", "tapering", "ending"):  # fmt: skip
        assert part in about


def test_one_or_two_are_chosen_and_of_two_things():
    facts = {question.when for question in open_questions()}
    chosen = [choose_questions(facts, turn) for turn in range(60)]
    assert all(len(pair) == 2 and pair[0].about != pair[1].about for pair in chosen)
    # With time every question has its turn.
    assert {question for pair in chosen for question in pair} == set(open_questions())
    assert len(choose_questions({"trust"}, 5)) == 1
    assert choose_questions(set(), 5) == ()
