"""Open questions for a mentor to think over, out of the theory; never advice, never a share to reach."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One question.

    Attributes
    ----------
    about : str
        Its place in the theory.
    when : str
        The fact that the notes must show for it.
    asks : str
    """

    about: str
    when: str
    asks: str


@cache
def open_questions() -> tuple[OpenQuestion, ...]:
    """Return all questions, in the order of ``open_questions.toml``."""
    text = resources.files("notesense.codebook").joinpath("open_questions.toml").read_text(encoding="utf-8")
    return tuple(OpenQuestion(**entry) for entry in tomllib.loads(text)["question"])


def choose_questions(facts: Collection[str], turn: int) -> tuple[OpenQuestion, ...]:
    """Choose two questions that fit what the notes show, about two things.

    Parameters
    ----------
    facts : collection of str
        What the notes show.
    turn : int
        Another number gives other questions, so that they do not wear out.

    Examples
    --------
    >>> [question.about for question in choose_questions({"always", "ending"}, turn=0)]
    ['ending', 'the relationship']
    """
    fitting = [question for question in open_questions() if question.when in facts]
    if not fitting:
        return ()
    first = fitting[turn % len(fitting)]
    others = [question for question in fitting if question.about != first.about]
    return (first, others[turn % len(others)]) if others else (first,)
