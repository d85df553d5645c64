"""Several contacts in one text: split where a date, a time or a name heads each entry.

What heads an entry stands at the start of a line, and the first entry stands
at the start of the text; dates further down belong to the note itself (a list
of appointments under Plan). What can't be split is marked ``many``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from notesense.read.dates import DateReader, read_time

_DATE = (
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.\-]\d{1,2}(?:[/.\-](?:\d{4}|\d{2}))?(?![\d/])"
    r"|\d{1,2}(?:st|nd|rd|th)?[ -](?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:,?[ -]\d{4})?"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2}(?:st|nd|rd|th)?(?![\d:])(?:,? \d{4})?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_LEAD = r"[ \t#*_>•\-–]{0,6}"
_TIME = r"\d{1,2}(?:[:.]\d{2}\s?(?:[ap]\.?m\b\.?)?|\s?[ap]\.?m\b\.?)"
_AFTER = r"(?=[ \t]*(?:[:;,.\-–—|*_(\]]|$)|[ \t]+\S)"
_DATE_HEAD = re.compile(
    rf"{_LEAD}(?:date(?: of (?:contact|service|session))?|session(?: date)?|entry|visit)?"
    rf"[ \t]*[:\-]?[ \t]*[*_(\[]{{0,3}}"
    rf"(?:{_WEEKDAY},?[ \t]+)?(?P<date>{_DATE})[*_)\]]{{0,3}}{_AFTER}",
    re.I,
)
_WEEKDAY_HEAD = re.compile(rf"{_LEAD}(?P<day>{_WEEKDAY})[*_]{{0,3}}[ \t]*(?:[:\-–—]|$)", re.I)
_TIME_HEAD = re.compile(rf"{_LEAD}(?P<time>{_TIME})(?:\s?(?:-|–|to)\s?{_TIME})?[ \t]*(?:[:;,\-–—|]|[ \t]\S|$)", re.I)
_CLIENT_HEAD = re.compile(
    rf"{_LEAD}(?:client|participant|member|mentee|youth|student|peer|patient|learner|individual)(?:[ ](?:name|id))?"
    r"[*_]{0,2}[ \t]*[:#][*_]{0,2}[ \t]*(?P<client>\S[^\n]{0,58}?)[*_ \t\r]*$",
    re.I,
)
_INLINE = re.compile(r"(?:^|(?<=[.;!?] )|(?<=[.;!?]  ))(?P<date>\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?) ?[:\-–—] ?(?=\S)")
_GLANCE = frozenset(
    [
        "jan",
        "feb",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "aug",
        "sep",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "dat",
        "ses",
        "ent",
        "vis",
        "cli",
        "par",
        "mem",
        "men",
        "you",
        "stu",
        "pee",
        "pat",
        "lea",
        "ind",
    ]
)
_MARKS = " \t#*_>•-–("
_PERIOD = re.compile(
    r"\b(?:week(?:ly)?|month(?:ly)?|quarter(?:ly)?|annual|year(?:ly)?|semester|term)\b[^\n]{0,24}"
    r"\b(?:summary|report|review of contacts|recap)\b"
    r"|\b(?:summary|report)\b[^\n]{0,16}\b(?:week|month|quarter|period|january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\b",
    re.I,
)
_HEADING_END = re.compile(r"[:\n]| [-–—] ")
_SUMMARY_WITHIN = 90
_FEWEST_WORDS = 3
_LONGEST_PREAMBLE = 80


class Entry(NamedTuple):
    """One contact of a text: where it stands and what its head says."""

    start: int
    end: int
    date: str | None = None
    time: str | None = None
    client: str | None = None


def is_summary(text: str) -> bool:
    r"""Say whether a text calls itself a weekly, monthly … summary.

    Examples
    --------
    >>> is_summary("Monthly summary, March 2025\nMet four times."), is_summary("Gave him a summary of the rules.")
    (True, False)
    """
    head = text[:_SUMMARY_WITHIN].lower()
    if "summary" not in head and "report" not in head and "recap" not in head:
        return False
    # only a heading names the whole: a line of its own, or up to a colon or dash
    heading = _HEADING_END.split(text[:_SUMMARY_WITHIN].strip(), maxsplit=1)[0]
    return "." not in heading and bool(_PERIOD.search(heading))


def split_contacts(
    text: str, dates: DateReader, day: str | None = None, clients: Sequence[str] = ()
) -> list[Entry] | None:
    r"""Split a text at the heads of its entries.

    Parameters
    ----------
    text : str
    dates : DateReader
        Reads the heads in the order of the column, or file.
    day : str or None
        The note's own ISO day, whose year a head without one takes.
    clients : sequence of str
        Names that may head an entry.

    Returns
    -------
    list of Entry or None
        None for one contact; an empty list for several that can't be split.

    Examples
    --------
    >>> text = "3/4: Met, set a goal.\n3/11: Called, went over the budget."
    >>> [(text[entry.start:entry.end], entry.date) for entry in split_contacts(text, DateReader("mdy"), "2025-03-12")]
    [('3/4: Met, set a goal.', '2025-03-04'), ('3/11: Called, went over the budget.', '2025-03-11')]
    """
    if "\n" in text:
        lines = text.split("\n")
        if sum(_may_head(line) for line in lines) >= 2:
            entries = _split_lines(text, lines, dates, day)
            if entries:
                return entries
        if len(clients) > 1:
            return _split_names(text, lines, clients)
    if text.count("/") >= 2:
        return _split_inline(text, dates, day)
    return None


def _may_head(line: str) -> bool:
    if line[:1].isdigit():
        return True
    if line[:1] in _MARKS:
        line = line.lstrip(_MARKS)
    return line[:1].isdigit() or line[:3].lower() in _GLANCE


def _split_lines(text: str, lines: Sequence[str], dates: DateReader, day: str | None) -> list[Entry] | None:
    starts = _line_starts(lines)
    for pattern, group in (
        (_CLIENT_HEAD, "client"),
        (_DATE_HEAD, "date"),
        (_WEEKDAY_HEAD, "day"),
        (_TIME_HEAD, "time"),
    ):
        heads = [
            (starts[at], found[group], lines[at][found.end() :])
            for at, line in enumerate(lines)
            if _may_head(line) and (found := pattern.match(line))
        ]
        if len(heads) < 2 or len({head[1].lower() for head in heads}) < 2:
            continue
        preamble = text[: heads[0][0]].strip()
        if preamble and (group in ("time", "client") or len(preamble) > _LONGEST_PREAMBLE or preamble.endswith(":")):
            continue
        bounds = [0 if at == 0 else head[0] for at, head in enumerate(heads)] + [len(text)]
        spans = [_trimmed(text, start, end) for start, end in itertools.pairwise(bounds)]
        if any(len(text[start:end].split()) < _FEWEST_WORDS for start, end in spans):
            continue
        if group == "date":
            reader = _reader_for([head[1] for head in heads], dates)
            return [
                Entry(start, end, _day(head[1], reader, day), _leading_time(head[2]))
                for (start, end), head in zip(spans, heads, strict=True)
            ]
        if group == "client":
            return [Entry(start, end, day, client=head[1]) for (start, end), head in zip(spans, heads, strict=True)]
        if group == "time":
            return [Entry(start, end, day, read_time(head[1])) for (start, end), head in zip(spans, heads, strict=True)]
        return [Entry(start, end) for start, end in spans]
    return None


def _split_names(text: str, lines: Sequence[str], clients: Sequence[str]) -> list[Entry]:
    """Split where each line that begins with a client's name opens that client's entry."""
    starts = _line_starts(lines)
    heads = []
    for at, line in enumerate(lines):
        plain = line.lstrip(_MARKS)
        for name in clients:
            if plain.startswith(name) and plain[len(name) :].lstrip("*_ ")[:1] in ("", ":", "-", "–", "—", "\r"):
                heads.append((starts[at], name))
    if len({name for _, name in heads}) < 2 or text[: heads[0][0]].strip():
        return []
    bounds = [start for start, _ in heads] + [len(text)]
    spans = [_trimmed(text, start, end) for start, end in itertools.pairwise(bounds)]
    return [Entry(start, end, client=name) for (start, end), (_, name) in zip(spans, heads, strict=True)]


def _split_inline(text: str, dates: DateReader, day: str | None) -> list[Entry] | None:
    heads = list(_INLINE.finditer(text))
    if len({head["date"] for head in heads}) < 2:
        return None
    if text[: heads[0].start()].strip():
        # a text that begins otherwise may only look back
        return [] if len(heads) > 2 else None
    bounds = [head.start() for head in heads] + [len(text)]
    spans = [_trimmed(text, start, end) for start, end in itertools.pairwise(bounds)]
    if any(len(text[start:end].split()) < _FEWEST_WORDS for start, end in spans):
        return []
    reader = _reader_for([head["date"] for head in heads], dates)
    return [Entry(start, end, _day(head["date"], reader, day)) for (start, end), head in zip(spans, heads, strict=True)]


def _line_starts(lines: Sequence[str]) -> list[int]:
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    return starts


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _reader_for(heads: Sequence[str], dates: DateReader) -> DateReader:
    """Take the column's order; where it has none, what the heads themselves show."""
    if dates.order != "none":
        return dates
    firsts = [re.match(r"(\d{1,2})[/.\-](\d{1,2})", head) for head in heads]
    found = [(int(first[1]), int(first[2])) for first in firsts if first]
    dmy, mdy = any(first > 12 for first, _ in found), any(second > 12 for _, second in found)
    return DateReader("dmy" if dmy and not mdy else "mdy" if mdy and not dmy else None)


def _day(head: str, reader: DateReader, day: str | None) -> str | None:
    known, _ = reader.read(head)
    if known or day is None or re.search(r"\d{4}|\d[/.\-]\d{1,2}[/.\-]\d", head):
        return known
    year = day[:4]
    if re.fullmatch(r"\d{1,2}[/.\-]\d{1,2}", head):
        known, _ = reader.read(head + head.lstrip("0123456789")[0] + year)
    else:
        known, _ = reader.read(f"{head} {year}")
    if known and known > day:
        # an entry of December in a note of January
        known = f"{int(year) - 1}{known[4:]}" if known[5:7] > day[5:7] else known
    return known


def _leading_time(rest: str) -> str | None:
    rest = rest.lstrip(" \t:;,.-–—|*_(@")
    return read_time(rest) if re.match(_TIME, rest, re.I) else None
