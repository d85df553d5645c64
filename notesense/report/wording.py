"""Sentences that every output shares: the standing one, counts with intervals, days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from notesense.records import UNFAMILIAR

# Counts over the notes of one mentor alone would be a tally of a person which nothing here makes.
TOTALS_WITHHELD = "All notes are one mentor's: no totals are shown."
UNFAMILIAR_SENTENCE = "in words or scores unlike the notes that the model was trained on: read with more care"


def standing_sentence(agree_of_100: int | None = None) -> str:
    """Return what every page says about itself.

    Parameters
    ----------
    agree_of_100 : int, optional
        Of 100 notes by an agency that the model never saw, so many are
        labelled as a reader would (from the model's evaluation).

    Examples
    --------
    >>> "Of 100 notes by an unknown agency about 80 are labelled as a reader would" in standing_sentence(80)
    True
    """
    how_often = (
        "How many of 100 notes by an unknown agency are labelled as a reader would was not measured for this model."
        if agree_of_100 is None
        else f"Of 100 notes by an unknown agency about {agree_of_100} are labelled as a reader would "
        "(measured on invented notes; on real ones it may be fewer)."
    )
    return (
        "Reads notes, not people. Not part of the client's record; not for pay, discipline or billing decisions. "
        f"A note without a mark is not an all-clear. {how_often}"
    )


def unfamiliar_warning(count: int | None, notes: int, kinds: Iterable[str]) -> str:
    """Say that a batch of notes does not look like what the model was trained on.

    Parameters
    ----------
    count : int or None
        Notes concerned; None where a count would be a total for one mentor.
    notes : int
    kinds : iterable of str
        Keys of ``UNFAMILIAR`` that stand out.

    Examples
    --------
    >>> unfamiliar_warning(38, 120, ["unknown_words"]).split(".")[0]
    '38 of 120 notes look unlike the notes that this model was trained on (many unknown words)'
    """
    which = f"{count} of {notes} notes" if count is not None else "Many of these notes"
    why = ", ".join(UNFAMILIAR[kind] for kind in kinds)
    return (
        f"{which} look unlike the notes that this model was trained on ({why}). Read the labels with more care; "
        "`notesense trial` shows how well they hold on your own notes."
    )


def count_words(share: Mapping[str, Any], unit: str = "contacts") -> str:
    """Say a count: the count first, a percentage only where there is one.

    Examples
    --------
    >>> count_words({"count": 4, "of": 6, "percent": None})
    '4 of 6 contacts'
    >>> count_words({"count": 8, "of": 12, "percent": 67})
    '8 of 12 contacts (67 %)'
    """
    percent = share.get("percent")
    counted = f"{share['count']} of {share['of']} {unit}".rstrip()
    return counted + (f" ({percent} %)" if percent is not None else "")


def interval_words(share: Mapping[str, Any]) -> str:
    """Say which counts would fit the notes as well, in contacts.

    Examples
    --------
    >>> interval_words({"count": 4, "of": 6, "low": 1.8, "high": 5.4, "reading_errors_counted": False})
    '2 to 5 of 6'
    >>> interval_words({"count": 4, "of": 6, "low": 2.6, "high": 5.4, "reading_errors_counted": True})
    'reading errors counted, 3 to 5 of 6'
    """
    if not share["of"]:
        return "no contacts to count"
    words = f"{round(share['low'])} to {round(share['high'])} of {share['of']}"
    return f"reading errors counted, {words}" if share["reading_errors_counted"] else words


def few_words(share: Mapping[str, Any]) -> str:
    """Say a count and which counts would fit as well, for the cell of a table that says the unit above.

    Examples
    --------
    >>> few_words({"count": 4, "of": 6, "low": 2.6, "high": 5.4, "percent": None})
    '4 of 6; 3 to 5'
    >>> few_words({"count": 0, "of": 0, "low": 0.0, "high": 0.0, "percent": None})
    '–'
    """
    return f"{count_words(share, '')}; {round(share['low'])} to {round(share['high'])}" if share["of"] else "–"


def months_words(first_day: str, last_day: str) -> str:
    """Write whole months.

    Examples
    --------
    >>> months_words("2025-03-01", "2025-03-31"), months_words("2025-03-01", "2025-05-31")
    ('Mar 2025', 'Mar – May 2025')
    >>> months_words("2024-12-01", "2025-01-31")
    'Dec 2024 – Jan 2025'
    """
    first, last = (day_words(day).split(" ", 1)[1] for day in (first_day, last_day))
    if first == last:
        return first
    return f"{first.split()[0] if first_day[:4] == last_day[:4] else first} – {last}"


def day_words(day: str | None, *, year: bool = True) -> str:
    """Write an ISO day for people, the same in every locale.

    Examples
    --------
    >>> day_words("2025-03-04"), day_words("2025-03-04", year=False), day_words(None)
    ('4 Mar 2025', '4 Mar', 'no date')
    """
    if not day:
        return "no date"
    when = date.fromisoformat(day)
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[when.month - 1]
    return f"{when.day} {month} {when.year}" if year else f"{when.day} {month}"


def span_words(first: str | None, last: str | None) -> str:
    """Write a span of days, the year once where it is the same.

    Examples
    --------
    >>> span_words("2025-03-04", "2025-06-02"), span_words("2024-12-30", "2025-01-06")
    ('4 Mar – 2 Jun 2025', '30 Dec 2024 – 6 Jan 2025')
    >>> span_words("2025-03-04", "2025-03-04"), span_words(None, None)
    ('4 Mar 2025', 'no date')
    """
    if not first or not last:
        return "no date"
    if first == last:
        return day_words(first)
    return f"{day_words(first, year=first[:4] != last[:4])} – {day_words(last)}"


def left_off_words(counts: Mapping[str, Any]) -> str | None:
    """Say how many further notes have a reason, and which, where that is no tally of one person.

    Parameters
    ----------
    counts : mapping
        Those of the reading list.

    Examples
    --------
    >>> left_off_words({"left_off": 3, "left_off_kinds": {"role_question": 1, "near_copy": 2}})
    '3 further notes with a reason (1 role question, 2 near copy)'
    >>> left_off_words({"left_off": 1, "left_off_kinds": None}), left_off_words({"left_off": 0})
    ('1 further note with a reason', None)
    """
    if not counts["left_off"]:
        return None
    by_kind = counts.get("left_off_kinds") or {}
    kinds = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in by_kind.items())
    return f"{plural(counts['left_off'], 'further note')} with a reason" + (f" ({kinds})" if kinds else "")


def agreement_words(decisions: Mapping[str, Any]) -> str:
    """Say how often the reader agreed with the list, and what else was decided.

    Parameters
    ----------
    decisions : mapping
        The counts of decisions of a summary.

    Examples
    --------
    >>> agreed = {"count": 12, "of": 15, "percent": 80}
    >>> agreement_words({"agreed": agreed, "changed": 2, "dismissed": 1, "seen_only": 4})
    'The reader agreed with 12 of 15 rows decided on (80 %); 2 changed, 1 dismissed, 4 only seen.'
    >>> agreement_words({"agreed": {"count": 0, "of": 0}, "seen_only": 2})
    '2 rows of the list seen, none agreed to, changed or dismissed.'
    """
    if not decisions["agreed"]["of"]:
        return f"{plural(decisions['seen_only'], 'row')} of the list seen, none agreed to, changed or dismissed."
    others = ", ".join(
        f"{decisions[key]} {words}"
        for key, words in (("changed", "changed"), ("dismissed", "dismissed"), ("seen_only", "only seen"))
        if decisions[key]
    )
    agreed = count_words(decisions["agreed"], "rows decided on")
    return f"The reader agreed with {agreed}" + (f"; {others}." if others else ".")


def plural(count: int, one: str, many: str | None = None) -> str:
    """Count things in words.

    Examples
    --------
    >>> plural(1, "note"), plural(2, "note"), plural(0, "day")
    ('1 note', '2 notes', '0 days')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
