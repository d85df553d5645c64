"""Dates as exports write them: ISO, day and month in either order, serial numbers.

Whether 03/04/2025 is in March or in April is decided once a column, from the
dates in it that can be read only one way, and is asked for where none can.
Nothing is shifted between time zones: the day written is the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from notesense.errors import UsageError

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {short: number for number, name in enumerate(_MONTH_NAMES, start=1) for short in (name, name[:3])}
_MONTHS["sept"] = 9
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.I)
_NUMERIC = re.compile(r"(\d{1,4})([./\-])(\d{1,2})\2(\d{1,4})(?![\d./\-])")
_DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]{3,9})\.?,?[\s\-]+(\d{4}|\d{2})(?!\d)", re.I)
_NAME_DAY_YEAR = re.compile(r"([a-z]{3,9})\.?[\s\-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s\-]+(\d{4}|\d{2})(?!\d)", re.I)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?$")
_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?:[:.]\d{2}(?:\.\d+)?)?\s*([ap])?\.?(?:m\b)?\.?", re.I)
# Excel counts days from here; its made-up 29 February 1900 lies before all notes.
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_SERIAL_RANGE = (20_000, 80_000)
_CACHE_SIZE = 20_000
_YEAR = 366
_FEWEST_DAYS = 4


def order_of(text: str) -> str | None:
    """Say which order of day and month a date shows.

    Returns
    -------
    {"dmy", "mdy", "either", "none"} or None
        ``either``: it could be both; ``none``: the order does not matter
        here; None: this is no date.

    Examples
    --------
    >>> [order_of(text) for text in ("25/12/2024", "12/25/2024", "03/04/2025", "2025-03-04", "soon")]
    ['dmy', 'mdy', 'either', 'none', None]
    """
    text = _WEEKDAY.sub("", text.strip())
    found = _NUMERIC.match(text)
    if found is None or len(found[1]) > 2:
        return "none" if _parse_day(text, "dmy") else None
    first, second = int(found[1]), int(found[3])
    if first == second:
        return "none" if _parse_day(text, "dmy") else None
    dmy, mdy = bool(_parse_day(text, "dmy")), bool(_parse_day(text, "mdy"))
    if dmy and mdy:
        return "either"
    if dmy or mdy:
        return "dmy" if dmy else "mdy"
    return None


def orders_in(dates: Iterable[str], *, enough: int = 1000) -> frozenset[str]:
    """Collect what the dates of a column show of their order, reading no more than is needed.

    Examples
    --------
    >>> sorted(orders_in(["03/04/2025", "25/04/2025", ""]))
    ['dmy', 'either']
    """
    shown: set[str] = set()
    looked_at = 0
    for text in dates:
        order = order_of(text) if text else None
        if order is None:
            continue
        shown.add(order)
        looked_at += 1
        if looked_at >= enough and (shown & {"dmy", "mdy"} or "either" not in shown):
            break
    return frozenset(shown)


def decide_order(shown: frozenset[str], others: frozenset[str] = frozenset(), *, where: str, column: str) -> str | None:
    """Decide the order of day and month of a column, or ask.

    Parameters
    ----------
    shown : frozenset of str
        What `orders_in` found in the column.
    others : frozenset of str
        What it found in columns of the same name in the run's other files;
        it counts where the column itself leaves both orders open.
    where, column : str
        For the question.

    Returns
    -------
    {"dmy", "mdy"} or None
        None where no date of the column depends on it.

    Raises
    ------
    UsageError
        The dates fit both orders, or some fit only one and some only the other.

    Examples
    --------
    >>> decide_order(frozenset({"dmy", "either"}), where="notes.csv", column="Date")
    'dmy'
    """
    for evidence in (shown, others):
        if "dmy" in evidence and "mdy" in evidence:
            problem = f"Some dates in column '{column}' can only be day/month/year and some only month/day/year."
            break
        if "dmy" in evidence or "mdy" in evidence:
            return "dmy" if "dmy" in evidence else "mdy"
        if "either" not in shown:
            return None
    else:
        problem = f"The dates in column '{column}' fit both day/month/year and month/day/year."
    raise UsageError(problem, where=where, next_step="Say which: --date-order dmy or --date-order mdy.")


class DateReader:
    """Reads the dates of one column in one order; equal cells are read once.

    Examples
    --------
    >>> DateReader("mdy").read("3/4/2025 2:30 PM")
    ('2025-03-04', '14:30')
    >>> DateReader(None).read("45720.4375")
    ('2025-03-04', '10:30')
    >>> DateReader(None).read("n/a")
    (None, None)
    """

    def __init__(self, order: str | None) -> None:
        self.order = order or "none"
        self._cache: dict[str, tuple[str | None, str | None]] = {}

    def read(self, text: str) -> tuple[str | None, str | None]:
        """Return the ISO day and the time ``HH:MM``, each None where there is none."""
        known = self._cache.get(text)
        if known is None:
            if len(self._cache) >= _CACHE_SIZE:
                self._cache.clear()
            known = self._cache[text] = self._read(text)
        return known

    def _read(self, text: str) -> tuple[str | None, str | None]:
        text = _WEEKDAY.sub("", text.strip())
        if _SERIAL.match(text):
            serial = float(text)
            if not _SERIAL_RANGE[0] <= serial < _SERIAL_RANGE[1]:
                return None, None
            minutes = round(serial % 1 * 1440)
            day = _EXCEL_DAY_ZERO + timedelta(days=int(serial) + minutes // 1440)
            return day.isoformat(), _clock(minutes % 1440) if minutes % 1440 else None
        parsed = _parse_day(text, self.order)
        if parsed is None:
            return None, None
        day_text, end = parsed
        rest = text[end:].strip(" T,\t")
        # midnight is what a database writes for "no time"
        time = read_time(rest) if rest else None
        return day_text, None if time == "00:00" else time


class NewestDays:
    """Finds the days that lie far after all others of a file, or in the future.

    Examples
    --------
    >>> days = NewestDays("2025-06-01")
    >>> for number, day in enumerate(["2025-03-04", "2052-03-05", "2025-03-06"], start=2):
    ...     days.add(day, number)
    >>> days.slips()
    [3]
    """

    def __init__(self, today: str | None = None) -> None:
        now = date.fromisoformat(today) if today else date.today()
        self._limit = (now + timedelta(days=_YEAR)).isoformat()
        self._future: list[int] = []
        self._number = 0
        self._newest: tuple[str, int] = ("", 0)
        self._other = ""

    def add(self, day: str, number: int) -> None:
        """Take in the ISO day of a row."""
        if day > self._limit:
            self._future.append(number)
            return
        self._number += 1
        if day > self._newest[0]:
            self._other = self._newest[0]
            self._newest = (day, number)
        elif day > self._other:
            self._other = day

    def slips(self) -> list[int]:
        """Return the rows whose day is probably a typing slip."""
        newest, number = self._newest
        # two or three days alone may well be far apart
        if self._number < _FEWEST_DAYS or date.fromisoformat(newest) - date.fromisoformat(self._other) <= timedelta(
            days=_YEAR
        ):
            return sorted(self._future)
        return sorted([*self._future, number])


def read_time(text: str) -> str | None:
    """Read a time of day as ``HH:MM``; None where there is none.

    Examples
    --------
    >>> [read_time(text) for text in ("9:05", "2.30pm", "14:30:00", "3 p.m.", "0.4375", "7", "late")]
    ['09:05', '14:30', '14:30', '15:00', '10:30', None, None]
    """
    text = text.strip()
    if text.startswith("0.") and text[2:].isdigit() and len(text) > 4:
        return _clock(round(float(text) * 1440) % 1440)
    if " " in text and text[:4].isdigit() and text[4:5] == "-":
        # a time column of a database or a workbook: 1899-12-31 10:30:00
        text = text.partition(" ")[2]
    found = _TIME.match(text)
    if found is None or not (found[2] or found[3]):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3].lower() == "p" else 0)
    return _clock(hour * 60 + minute) if hour < 24 and minute < 60 else None


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _parse_day(text: str, order: str) -> tuple[str, int] | None:
    """Return the ISO day and where the rest of the text begins."""
    if found := _NUMERIC.match(text):
        first, second, third = found[1], found[3], found[4]
        if len(first) > 2:
            parts = (first, second, third)
        elif order == "ymd":
            parts = (first, second, third) if len(third) <= 2 else ("", "", "")
        elif order == "mdy" or (order == "none" and int(second) > 12):
            parts = (third, first, second)
        elif order == "dmy" or first == second or int(first) > 12:
            parts = (third, second, first)
        else:
            return None
    elif found := _COMPACT.match(text):
        parts = (found[1], found[2], found[3])
    elif (found := _DAY_NAME_YEAR.match(text)) and found[2].lower() in _MONTHS:
        parts = (found[3], str(_MONTHS[found[2].lower()]), found[1])
    elif (found := _NAME_DAY_YEAR.match(text)) and found[1].lower() in _MONTHS:
        parts = (found[3], str(_MONTHS[found[1].lower()]), found[2])
    else:
        return None
    year, month, day = parts
    if len(year) not in (2, 4) or not (year + month + day).isascii():
        return None
    full = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    if not 1900 <= full <= 2200:
        return None
    try:
        return date(full, int(month), int(day)).isoformat(), found.end()
    except ValueError:
        return None
