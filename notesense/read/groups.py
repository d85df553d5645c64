"""Is this a group note? From its columns, or from a head that counts those present."""

from __future__ import annotations

import re

_WITHIN = 120
_COUNT_WORDS = {
    word: number
    for number, word in enumerate(
        ("three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=3
    )
}
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(_COUNT_WORDS)})"
_PEOPLE = (
    r"(?:(?:group )?(?:members?|mbrs|clients?|women|men|youths?|residents?|participants?|peers?|people|ppl|carers?"
    r"|students?|veterans?|vets|mentees|learners|families|kids|girls|boys|residents)\s+)"
)
_HEADS = (
    re.compile(
        rf"\b{_COUNT}\s+{_PEOPLE}?(?:were |was )?(?:present|attended|in attendance|signed in|attendees)\b", re.I
    ),
    re.compile(
        rf"\b(?:present|in attendance|attendance|attended|hc|head ?count)\s*[:=\-]?\s*{_COUNT}\b(?!\s*(?:%|/|:))", re.I
    ),
    re.compile(rf"\b(?:group|grp)\s*(?:of|\(|,|:)\s*{_COUNT}\b(?!\s*(?:min|hr|hour|week|:|/|am|pm|-))", re.I),
)
_GROUP_HEAD = re.compile(r"\W{0,4}(?:\w+ ){0,2}(?:group (?:note|session|meeting|progress note)\b|group:)", re.I)
_GROUP = re.compile(r"\bgroup\b", re.I)
_FEWEST = 3


def names_group(value: str | None) -> bool:
    """Say whether a cell of a setting or channel column names a group.

    Examples
    --------
    >>> names_group("Group"), names_group("Individual/Group"), names_group("phone"), names_group(None)
    (True, False, False, False)
    """
    return value is not None and bool(_GROUP.search(value)) and "individual" not in value.lower()


def group_in_head(text: str) -> tuple[bool, int | None]:
    """Look for a group at the start of a note.

    Returns
    -------
    is_group : bool
    headcount : int or None

    Examples
    --------
    >>> group_in_head("Evening group, 8 residents. Led the circle."), group_in_head("Met at the library.")
    ((True, 8), (False, None))
    >>> group_in_head("Practised for the group interview with three people."), group_in_head("Group note: led it.")
    ((False, None), (True, None))
    """
    head = text[:_WITHIN]
    lower = head.lower()
    # most notes hold none of these and cost no more
    if (
        "present" in lower
        or "attend" in lower
        or "gr" in lower
        or "hc " in lower
        or "signed in" in lower
        or "head" in lower
    ):
        for pattern in _HEADS:
            if found := pattern.search(head):
                word = found["count"].lower()
                count = int(word) if word.isdecimal() else _COUNT_WORDS[word]
                if count >= _FEWEST:
                    return True, count
        if "group" in lower:
            return bool(_GROUP_HEAD.match(head)), None
    return False, None
