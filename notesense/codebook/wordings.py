"""Word lists that settle a single question each (``wordings.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?\n]")


@cache
def _lists() -> dict[str, Any]:
    text = resources.files("notesense.codebook").joinpath("wordings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def declared_purpose(purpose: str | None) -> str | None:
    """Return the kind of conversation that a purpose declares, if it does.

    Examples
    --------
    >>> declared_purpose("Goals"), declared_purpose("Visit")
    ('mentoring', None)
    """
    if purpose:
        lowered = purpose.casefold()
        for kind, words in _lists()["purposes"].items():
            if any(word in lowered for word in words):
                return str(kind)
    return None


@cache
def safety_rule() -> re.Pattern[str]:
    """Return what finds a rule of safety in lower-cased text.

    Examples
    --------
    >>> bool(safety_rule().search("he must wear a harness")), bool(safety_rule().search("he must stop lying"))
    (True, False)
    """
    return re.compile(rf"\b(?:{_any_of(_lists()['safety_rule']['words'])})\b")


def look_says(sign: str, kind: str | None) -> str | None:
    """Return what a reader is told beside a sign; None: it asks for no look.

    Examples
    --------
    >>> look_says("attention", "stated"), look_says("attention", "past")
    ('speaks of possible harm', None)
    """
    said = _lists()["looks"].get(sign)
    if isinstance(said, dict):
        said = said.get(kind)
    return None if said is None else str(said)


@cache
def idiom() -> re.Pattern[str]:
    """Return what finds an idiom with a verb of harm in lower-cased text.

    Examples
    --------
    >>> bool(idiom().search("her dad hit the gym")), bool(idiom().search("her dad hit the wall beside her"))
    (True, False)
    """
    lists = _lists()["idioms"]
    verbs, objects, alone = (_any_of(lists[name]) for name in ("verbs", "objects", "alone"))
    between = r"(?:(?:the|a|an|his|her|their|my|your|our|all)\s+)?(?:new\s+|big\s+|own\s+)?"
    return re.compile(rf"\b(?:(?:{verbs})\s+{between}(?:{objects})|{alone})\b")


def idiom_certainty() -> float:
    """Return the probability of attention from which on a sentence with an idiom is shown all the same."""
    return float(_lists()["idioms"]["certain"])


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def who_was_told(text: str, start: int = 0) -> str | None:
    """Return who was told, in the words of a text, looked for from `start` on; None where it is not said.

    Examples
    --------
    >>> who_was_told("Supervisor was notified at 2.")
    'Supervisor'
    >>> who_was_told("She told her story. The supervisor came by.") is None
    True
    """
    who, acts, within = _told()
    words = [(found[0].casefold(), *found.span()) for found in _WORD.finditer(text, start)]
    at_act = [place for place, (word, *_) in enumerate(words) if word in acts]
    for place in range(len(words)):
        for size in (3, 2, 1):
            part = words[place : place + size]
            if len(part) < size or " ".join(word for word, *_ in part) not in who:
                continue
            low, high = part[0][1], part[-1][2]
            for act in at_act:
                gap = max(place - act, act - place - size + 1) - 1
                between = text[high : words[act][1]] if act >= place + size else text[words[act][2] : low]
                if 0 <= gap <= within and not _SENTENCE_END.search(between):
                    return text[low:high]
    return None


@cache
def _told() -> tuple[frozenset[str], frozenset[str], int]:
    told = _lists()["told"]
    return frozenset(told["who"]), frozenset(told["acts"]), int(told["within"])


def nobody_told() -> str:
    """Return what stands where the note does not say who was told."""
    return str(_lists()["told"]["nobody"])
