"""Where things stand in a relationship's timeline: plain geometry, drawn by the template.

All lengths are user units of the SVG's view box. A chart never says more than
the table behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from notesense.codebook.labels import ROLES
from notesense.report.letters import ROLE_LETTERS, ROLE_NAMES, SIGN_LETTERS, contact_letter
from notesense.report.wording import day_words, plural

WIDTH = 960
LEFT, RIGHT = 172, 20
MARK = 20
LANE = 22
# A relationship of a few days must not look as long as one of half a year.
SHORTEST_AXIS_DAYS = 42
# Silence after the last contact is drawn up to this many days, else the axis ends and words say it.
SILENCE_DAYS = 60
MOST_TICKS = 12
ROOM_FOR_WORDS = 80


@dataclass(frozen=True, slots=True)
class Mark:
    """A letter at a place; ``kind`` names its shape, colour and pattern."""

    x: float
    y: float
    letter: str
    kind: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of marks with its name at the left; ``y`` is its middle."""

    y: float
    name: str
    letter: str
    marks: tuple[Mark, ...]

    @property
    def kinds(self) -> list[tuple[str, list[Mark]]]:
        """The marks by kind, so that those of one kind are drawn at once."""
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.kind, []).append(mark)
        return list(found.items())


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that one timeline draws.

    Attributes
    ----------
    width, height : float
    plot : tuple of float
        Left and right end of the time axis.
    base : float
        Where the axis with its ticks runs.
    ticks : tuple of (float, str)
    gaps : tuple of (float, float, str)
        From, to, and words for each long gap.
    stages : tuple of (float, float, str, str)
        x, y, text anchor and name, where each stage shows first.
    lanes : tuple of Lane
    says : str
        The chart in one sentence, for those who do not see it.
    """

    width: float
    height: float
    plot: tuple[float, float]
    base: float
    ticks: tuple[tuple[float, str], ...]
    gaps: tuple[tuple[float, float, str], ...]
    stages: tuple[tuple[float, float, str, str], ...]
    lanes: tuple[Lane, ...]
    says: str


def timeline(relationship: Mapping[str, Any], newest: str | None = None) -> Timeline:
    """Lay out the timeline of one relationship.

    Parameters
    ----------
    relationship : mapping
        As in the summary's JSON.
    newest : str, optional
        Day of the newest note of all; a silence up to it is drawn.
    """
    rows = relationship["timeline"]
    first = date.fromisoformat(rows[0]["date"])
    last = date.fromisoformat(rows[-1]["date"])
    if newest and 0 < (date.fromisoformat(newest) - last).days <= SILENCE_DAYS:
        last = date.fromisoformat(newest)
    days = max((last - first).days, SHORTEST_AXIS_DAYS)
    start, end = LEFT + MARK / 2, WIDTH - RIGHT - MARK / 2

    def x(day: str | date) -> float:
        when = date.fromisoformat(day) if isinstance(day, str) else day
        return round(start + (when - first).days / days * (end - start), 1)

    top = 4.0
    stages, top = _stages(relationship["stages"], x, top)
    lanes: list[Lane] = []
    found = [
        (x(row["date"]), contact_letter(row["conversation"], row["none_because"]).letter, _kind(row)) for row in rows
    ]
    lane, contacts_bottom = _lane("contacts", "", found, top)
    lanes.append(lane)
    at = contacts_bottom + 4
    for role in ROLES:
        # No stacking here: marks of one day lie on each other and mean the same.
        middle = at + 10
        marks = tuple(Mark(x(row["date"]), middle, "", role) for row in rows if role in row["roles"])
        lanes.append(Lane(middle, ROLE_NAMES[role], ROLE_LETTERS[role].letter, marks))
        at += 20
    signs = [
        (x(row["date"]), SIGN_LETTERS[sign].letter, "sign")
        for row in rows
        for sign in SIGN_LETTERS
        if sign in row["signs"]
    ]
    if signs:
        lane, at = _lane("signs, by letter", "", signs, at + 2)
        lanes.append(lane)
    base = at + 6
    return Timeline(
        width=WIDTH,
        height=base + 20,
        plot=(LEFT, WIDTH - RIGHT),
        base=base,
        ticks=tuple((x(day), label) for day, label in _ticks(first, first + timedelta(days))),
        gaps=tuple(_gap(x(gap["after"]), x(gap["before"]), gap["days"]) for gap in relationship["gaps"]["long"]),
        stages=stages,
        lanes=tuple(lanes),
        says=_says(relationship),
    )


def _gap(start: float, end: float, days: int) -> tuple[float, float, str]:
    # Where the words would touch the marks on either side the pattern alone says it; the table has the days.
    return start, end, f"{days} days" if end - start >= ROOM_FOR_WORDS else ""


def _kind(row: Mapping[str, Any]) -> str:
    if row["conversation"] != "none":
        return str(row["conversation"])
    return "attempt" if row["none_because"] == "no_contact" else "neither"


def _lane(name: str, letter: str, found: Sequence[tuple[float, str, str]], top: float) -> tuple[Lane, float]:
    """Put marks side by side; one that would cover another goes into the next free row below."""
    free_from: list[float] = []
    marks = []
    for place, shown, kind in found:
        row = next((row for row, free in enumerate(free_from) if place >= free), len(free_from))
        if row == len(free_from):
            free_from.append(0.0)
        free_from[row] = place + MARK + 1
        marks.append(Mark(place, top + row * LANE + LANE / 2, shown, kind))
    bottom = top + max(1, len(free_from)) * LANE
    return Lane(top + LANE / 2, name, letter, tuple(marks)), bottom


def _stages(
    stages: Mapping[str, Mapping[str, Any]], x: Callable[[str], float], top: float
) -> tuple[tuple[tuple[float, float, str, str], ...], float]:
    placed: list[tuple[float, float, str, str]] = []
    ends: list[float] = []
    for name, seen in sorted(stages.items(), key=lambda item: item[1]["date"]):
        place = x(seen["date"])
        # Near the right edge the word stands left of its line.
        anchor, width = ("end" if place > WIDTH - 110 else "start"), 7.2 * len(name) + 10
        left = place - width if anchor == "end" else place
        row = next((row for row, end in enumerate(ends) if left >= end), len(ends))
        if row == len(ends):
            ends.append(0.0)
        ends[row] = left + width
        placed.append((place, top + row * 16 + 11, anchor, name))
    return tuple(placed), top + len(ends) * 16 + (4 if ends else 0)


def _ticks(first: date, last: date) -> Iterable[tuple[date, str]]:
    """Yield month starts, thinned so that their names do not touch; January carries the year."""
    months = []
    month = date(first.year, first.month, 1)
    while month <= last:
        if month >= first:
            months.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    step = -(-len(months) // MOST_TICKS) or 1
    for number, month in enumerate(months[::step]):
        year = f" {month.year}" if number == 0 or month.month <= step else ""
        yield month, day_words(month.isoformat(), year=False).split()[1] + year


def _says(relationship: Mapping[str, Any]) -> str:
    kinds = relationship["conversations"]
    says = (
        f"{plural(relationship['contacts'], 'contact')}: {kinds['support']['count']} support, "
        f"{kinds['mentoring']['count']} mentoring, {kinds['none']['count']} that show neither"
    )
    for gap in relationship["gaps"]["long"]:
        says += f"; {gap['days']} days without contact after {day_words(gap['after'])}"
    return says + ". The table below has every contact."
