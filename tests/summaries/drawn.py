"""Relationships drawn by chance, with the truth known: what the numbers of a summary are held against.

A drawn contact has what was really done and the labels that a reader who
sometimes errs would give it; errors differ from writer to writer.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from notesense.codebook.labels import CONVERSATIONS, ROLES

# As a good model's evaluation might be: rows what was done, columns what was read.
READ_AS: dict[str, tuple[float, ...]] = {
    "support": (0.91, 0.07, 0.02),
    "mentoring": (0.035, 0.96, 0.005),
    "none": (0.02, 0.04, 0.94),
}
FOUND = {"educate": 0.88, "enable_encourage": 0.85, "empower": 0.92}
LEFT_OUT = {"educate": 0.94, "enable_encourage": 0.95, "empower": 0.95}
# How alike the errors of one writer are.
ALIKE = 0.04


@dataclass(frozen=True)
class Reader:
    """How the notes of one writer are read."""

    conversation: Mapping[str, Sequence[float]]
    found: Mapping[str, float]
    left_out: Mapping[str, float]

    def conversation_of(self, done: str, dice: random.Random) -> str:
        return dice.choices(CONVERSATIONS, self.conversation[done])[0]

    def roles_of(self, done: Sequence[str], dice: random.Random) -> list[str]:
        return [
            role for role in ROLES
            if dice.random() < (self.found[role] if role in done else 1 - self.left_out[role])
        ]  # fmt: skip


PERFECT = Reader(
    {kind: [float(kind == other) for other in CONVERSATIONS] for kind in CONVERSATIONS},
    dict.fromkeys(ROLES, 1.0),
    dict.fromkeys(ROLES, 1.0),
)


def a_reader(dice: random.Random, alike: float = ALIKE) -> Reader:
    """Draw how one writer's notes are read: around the model's own rates, as far apart as writers are."""
    size = 1 / alike - 1

    def near(rate: float) -> float:
        return dice.betavariate(rate * size, (1 - rate) * size)

    def near_all(rates: Sequence[float]) -> list[float]:
        drawn = [dice.gammavariate(rate * size, 1) for rate in rates]
        return [one / sum(drawn) for one in drawn]

    return Reader(
        {kind: near_all(rates) for kind, rates in READ_AS.items()},
        {role: near(rate) for role, rate in FOUND.items()},
        {role: near(rate) for role, rate in LEFT_OUT.items()},
    )


def measured(dice: random.Random, notes: int = 620, writers: int = 20) -> dict[str, dict[str, float]]:
    """Draw an evaluation of the model: what training would have counted, on other writers' notes."""
    readers = [a_reader(dice) for _ in range(writers)]
    counted = {
        key: {"found": 0, "shown": 0, "found_alike": ALIKE, "left_out": 0, "not_shown": 0, "left_out_alike": ALIKE}
        for key in (*CONVERSATIONS, *ROLES)
    }
    for number in range(notes):
        reader = readers[number % writers]
        kind = dice.choices(CONVERSATIONS, (0.25, 0.55, 0.2))[0]
        roles = [role for role in ROLES if dice.random() < 0.4]
        read = {reader.conversation_of(kind, dice), *reader.roles_of(roles, dice)}
        for key, table in counted.items():
            there, labelled = key == kind or key in roles, key in read
            table["shown" if there else "not_shown"] += 1
            if there == labelled:
                table["found" if there else "left_out"] += 1
    return counted


@dataclass(frozen=True)
class Drawn:
    """A relationship's lines of JSON, and the shares that they were drawn from."""

    lines: list[dict[str, Any]]
    shares: dict[str, float]


def pauses_without_trend(dice: random.Random, count: int) -> list[int]:
    """Pauses of a rhythm that does not change: weekly, weekly with misses, around a weekday, by need, in bursts."""
    kind = dice.choice(("weekly", "misses", "weekday", "need", "bursts"))
    if kind == "weekly":
        return [7] * count
    if kind == "misses":
        return [dice.choice((7, 7, 7, 14, 14, 21)) for _ in range(count)]
    if kind == "weekday":
        days = [14 * number + dice.choice((-2, -1, 0, 0, 0, 1, 2)) for number in range(count + 1)]
        return [later - earlier for earlier, later in pairwise(days)]
    if kind == "need":
        return [1 + int(dice.expovariate(1 / 9)) for _ in range(count)]
    return [dice.choice((1, 1, 2, 3, 12, 30)) for _ in range(count)]


def pauses_that_taper(dice: random.Random, count: int) -> list[int]:
    """Pauses that grow from a week to four, give or take a third."""
    grow = [7 * 4 ** (number / (count - 1)) for number in range(count)]
    return [max(1, round(days * math.exp(dice.gauss(0, 0.3)))) for days in grow]


def a_relationship(
    number: int,
    contacts: int,
    dice: random.Random,
    *,
    reader: Reader = PERFECT,
    pauses: Callable[[random.Random, int], list[int]] = pauses_without_trend,
    shift: tuple[str, float] | None = None,
    steps: Callable[[int], Sequence[str]] | None = None,
) -> Drawn:
    """Draw a relationship of so many contacts.

    Parameters
    ----------
    reader : Reader
    pauses : callable
    shift : (str, float), optional
        A role, and by how much its share falls after the middle.
    steps : callable, optional
        From the contact's number to the signs ``done_for`` and
        ``independence`` that it shows.
    """
    drawn = [dice.gammavariate(1, 1) for _ in CONVERSATIONS]
    shares = {kind: one / sum(drawn) for kind, one in zip(CONVERSATIONS, drawn, strict=True)}
    shares |= {role: dice.random() for role in ROLES}
    if shift:
        shares[shift[0]] = dice.uniform(shift[1], 1.0)
    day = date(2024, 1, 8)
    lines = []
    between = [0, *pauses(dice, contacts - 1)] if contacts > 1 else [0]
    for place, days in enumerate(between):
        day += timedelta(days)
        now = dict(shares)
        if shift and place >= contacts / 2:
            now[shift[0]] -= shift[1]
        kind = dice.choices(CONVERSATIONS, [now[one] for one in CONVERSATIONS])[0]
        roles = [role for role in ROLES if dice.random() < now[role]]
        read = reader.conversation_of(kind, dice)
        lines.append({
            "schema": 1, "id": f"{number}-{place}", "source": {"file": "drawn.jsonl", "row": len(lines) + 1},
            "mentor": f"M{number}", "client": f"C{number}", "date": day.isoformat(),
            "conversation": read, "none_because": "not_described" if read == "none" else None,
            "roles": reader.roles_of(roles, dice),
            "signs": [{"sign": sign, "kind": None, "start": 0, "end": 4} for sign in (steps(place) if steps else ())],
            "tasks": ["life_skills"],
        })  # fmt: skip
    return Drawn(lines, shares)
