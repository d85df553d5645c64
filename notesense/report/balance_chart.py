"""Where bars and their intervals stand in the balance by period: plain geometry, drawn by the template.

A lane for each kind of conversation and of help, a place along it for the
whole time and for each period. A bar's height is the share of the contacts
there; the line through its end is the interval. The table has the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import ROLES
from notesense.report.charts import LEFT, RIGHT, WIDTH
from notesense.report.letters import CONVERSATION_LETTERS, ROLE_LETTERS, ROLE_NAMES
from notesense.report.wording import day_words, plural

LANE, FULL = 30.0, 22.0
WIDEST, GAP_AFTER_WHOLE = 72.0, 14.0
# Under a narrower place a month's name would touch the next.
ROOM_FOR_MONTH = 58.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A share at a place; ``low`` and ``high`` are the heights of the interval's ends on the page."""

    x: float
    width: float
    top: float
    low: float
    high: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)


@dataclass(frozen=True, slots=True)
class BalanceLane:
    """The bars of one kind; ``base`` is the line that they stand on."""

    name: str
    letter: str
    kind: str
    base: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Everything that one chart of the balance draws.

    Attributes
    ----------
    width, height : float
    plot : tuple of float
        Left and right end of the lanes.
    lanes : tuple of BalanceLane
    places : tuple of (float, str, int)
        Middle, name ("" where there is no room) and contacts of the whole time and of each period.
    says : str
        The chart in one sentence, for those who do not see it.
    """

    width: float
    height: float
    plot: tuple[float, float]
    lanes: tuple[BalanceLane, ...]
    places: tuple[tuple[float, str, int], ...]
    says: str


def balance(relationship: Mapping[str, Any]) -> Balance:
    """Lay out the balance of one relationship.

    Parameters
    ----------
    relationship : mapping
        As in the summary's JSON.
    """
    columns = balance_columns(relationship)
    room = min(WIDEST, (WIDTH - LEFT - RIGHT - GAP_AFTER_WHOLE) / len(columns))
    lefts = [LEFT + number * room + (GAP_AFTER_WHOLE if number else 0) for number in range(len(columns))]
    width = round(room * 0.6, 1)
    kinds = [
        *(("conversations", kind, kind, letter.letter) for kind, letter in CONVERSATION_LETTERS.items()),
        *(("roles", role, ROLE_NAMES[role], ROLE_LETTERS[role].letter) for role in ROLES),
    ]
    lanes = []
    for number, (group, kind, name, letter) in enumerate(kinds, 1):
        base = number * LANE
        bars = tuple(
            _bar(column[group][kind], left + room * 0.2, width, base)
            for left, column in zip(lefts, columns, strict=True)
            if column["contacts"]
        )
        lanes.append(BalanceLane(name, letter, kind, base, bars))
    step = max(1, round(ROOM_FOR_MONTH / room + 0.49))
    places = tuple(
        (
            round(left + room / 2, 1),
            "whole time" if not number else _month(column) if (number - 1) % step == 0 else "",
            column["contacts"],
        )
        for number, (left, column) in enumerate(zip(lefts, columns, strict=True))
    )
    return Balance(
        width=WIDTH,
        height=len(kinds) * LANE + 36,
        plot=(LEFT, round(lefts[-1] + room, 1)),
        lanes=tuple(lanes),
        places=places,
        says=f"Shares of the contacts, over the whole time and in {plural(len(columns) - 1, 'period')}. "
        "The table below has the counts with their intervals.",
    )


def balance_columns(relationship: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the whole time and then each period, where there are several, each as a period is."""
    whole = {
        "first_day": relationship["first_date"],
        "last_day": relationship["last_date"],
        "contacts": relationship["contacts"],
        "conversations": relationship["conversations"],
        "roles": relationship["roles"],
    }
    periods = relationship.get("periods") or []
    return [whole, *(periods if len(periods) > 1 else [])]


def _bar(share: Mapping[str, Any], left: float, width: float, base: float) -> Bar:
    of: int = share["of"]

    def height(contacts: float) -> float:
        return round(base - FULL * contacts / of, 1)

    return Bar(round(left, 1), width, height(share["count"]), height(share["low"]), height(share["high"]))


def _month(period: Mapping[str, Any]) -> str:
    return day_words(period["first_day"]).split(" ", 1)[1]
