"""Word lists that settle a single question each (``wordings.toml``)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


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
    words = sorted(_lists()["safety_rule"]["words"], key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")


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
def told_finder() -> re.Pattern[str]:
    """Return what finds who was told, as group ``after`` or ``before`` (the act).

    Examples
    --------
    >>> found = told_finder().search("Supervisor was notified at 2.")
    >>> found["before"]
    'Supervisor'
    """
    told = _lists()["told"]
    who, acts = ("|".join(map(re.escape, sorted(told[name], key=len, reverse=True))) for name in ("who", "acts"))
    gap = rf"(?:[^\w.!?\n]+\w+){{0,{told['within']}}}?[^\w.!?\n]+"
    return re.compile(rf"\b(?:{acts})\b{gap}(?P<after>{who})\b|\b(?P<before>{who})\b{gap}(?:{acts})\b", re.IGNORECASE)


def nobody_told() -> str:
    """Return what stands where the note does not say who was told."""
    return str(_lists()["told"]["nobody"])
