"""Start and end of a contact, as a note writes them; and contacts of one mentor that lie over each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_HALF = r"\s?[ap]\.?m\b\.?"
_CLOCK = rf"(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d(?:{_HALF})?|{_HALF})"
_HOUR = r"(?:[01]?\d|2[0-3])"
_FOUR = r"(?:[01]\d|2[0-3])[0-5]\d"
_ANY = rf"(?:{_CLOCK}|{_FOUR}(?:\s?h(?:rs|ours)?)?|{_HOUR}\b)"
_BETWEEN = r"\s*(?:-|–|—|to|until|till|thru|through)\s*"
# "2:30 - 3:15 pm", "10-11 am"; two bare numbers ("2 to 3 miles", "2024-2025") are no times.
_RANGE = re.compile(rf"(?<![\d/.-])(?:{_CLOCK}{_BETWEEN}{_ANY}|{_HOUR}{_BETWEEN}{_CLOCK})(?![\d/])", re.I)
_STARTS = re.compile(
    rf"\b(?:start(?:ed|s)?|began|begin|time in|arrived|from)\b(?:\s*time)?\W{{0,3}}(?:at\s)?{_ANY}", re.I
)
_ENDS = re.compile(
    rf"\b(?:end(?:ed|s)?|finish(?:ed)?|time out|left|until|till|stop(?:ped)?)\b(?:\s*time)?\W{{0,3}}(?:at\s)?{_ANY}",
    re.I,
)
_LENGTH = re.compile(r"(?<![\d.])\d{1,3}(?:[.,]\d+)?\s?-?(?:min(?:ute)?s?|h(?:ou)?rs?|hr|h)\b", re.I)
_LABELLED = re.compile(r"\b(?:duration|length|time spent|total time|minutes|mins)\b[^\n:=]{0,20}[:=]\s*\d", re.I)
_OPENING = 80
_ONE_CLOCK = re.compile(rf"(?<![\d/.-]){_CLOCK}(?![\d/])", re.I)


def has_start_and_end(text: str, time: str | None = None, minutes: float | None = None) -> bool:
    """Say whether a start and an end can be told, from columns or from the text.

    Parameters
    ----------
    text : str
    time : str or None
        The start, where a column tells it.
    minutes : float or None
        The length, where columns tell it.

    Examples
    --------
    >>> [has_start_and_end(text) for text in ("Met 2:30-3:15 pm.", "Met at 2 pm for 45 min.", "Met for 45 min.")]
    [True, True, False]
    >>> has_start_and_end("Met at home.", "14:30", 45.0), has_start_and_end("Walked 2 to 3 miles.")
    (True, False)
    """
    # Further down a time may be anybody's, and a length anything's.
    start = time is not None or _ONE_CLOCK.search(text[:_OPENING]) is not None
    length = (
        minutes is not None or _LENGTH.search(text[: 2 * _OPENING]) is not None or _LABELLED.search(text) is not None
    )
    if start and length:
        return True
    return _RANGE.search(text) is not None or (_STARTS.search(text) is not None and _ENDS.search(text) is not None)


@dataclass(frozen=True, slots=True)
class Booking:
    """When one contact of one mentor took place; ``minutes`` is None where only the start is known."""

    note: str
    mentor: str
    date: str
    time: str
    minutes: float | None

    @property
    def start(self) -> int:
        """Minutes since midnight."""
        return int(self.time[:2]) * 60 + int(self.time[3:])

    @property
    def end(self) -> float:
        # Two contacts that start in one minute are at one time, whatever their length.
        return self.start + max(self.minutes or 0, 1)

    @property
    def words(self) -> str:
        """The time as people write it."""
        if not self.minutes:
            return f"at {self.time}"
        end = int(self.start + self.minutes) % 1440
        return f"{self.time} to {end // 60:02d}:{end % 60:02d}"


def overlaps(bookings: Iterable[Booking]) -> dict[str, Booking]:
    """Find the contacts that share a time with another of the same mentor.

    Returns
    -------
    dict of str to Booking
        Note id to the first other contact at that time.

    Examples
    --------
    >>> made = [Booking("a", "M1", "2025-03-04", "10:00", 60), Booking("b", "M1", "2025-03-04", "10:45", 30)]
    >>> sorted((note, other.note) for note, other in overlaps(made).items())
    [('a', 'b'), ('b', 'a')]
    >>> made[1] = Booking("b", "M1", "2025-03-04", "11:00", 30)
    >>> overlaps([*made, Booking("c", "M2", "2025-03-04", "10:00", 60)])
    {}
    """
    days: defaultdict[tuple[str, str], list[Booking]] = defaultdict(list)
    for booking in bookings:
        days[booking.mentor, booking.date].append(booking)
    found: dict[str, Booking] = {}
    for booked in days.values():
        # A day of one mentor holds few contacts: all pairs are looked at.
        in_order = sorted(booked, key=lambda one: (one.start, one.note))
        for at, one in enumerate(in_order):
            for other in in_order[:at]:
                if one.start < other.end:
                    found.setdefault(one.note, other)
                    found.setdefault(other.note, one)
    return found
