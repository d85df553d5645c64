"""What was planned and is not mentioned again in the notes; for the mentor first.

A plan that nobody wrote of again may well have been kept. So this is a list
to go through with one's own memory: `reflect` shows it to the mentor, who
knows. It is no list of omissions.

Works on sets of hashes: whoever has the texts makes them (`words_of`) and
hands over ids and numbers. Without texts nothing is looked for, which is
another thing than nothing found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

from notesense.records import LabelledNote, UnreadNote
from notesense.summaries.contact import Contact
from notesense.summaries.findings import NOT_MENTIONED_AGAIN

# The latest contact's plans are simply still to come, and so are those of the one before it.
LATER_CONTACTS = 2
# A plan of fewer words of its own ("Next Thursday.", "P: Continue.") is a date, not a loose end.
FEWEST_WORDS = 2
_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDING = re.compile(r"(?:ings?|ed|e?s|e|ly|y)$")
# Words of planning, meeting and time: they return in every note and tie nothing to anything.
_EVERYDAY = frozenset(
    _WORD.findall("""
    about action again agree agreed agrees along already also another anything appointment april asked august back
    because been before being bring call called check client come coming contact continue could daily date days
    december different done each eight every february first five follow following four friday from further give goal
    going have having hear help here home into january july june just keep know known knows last later like look
    lots made make march maybe meet meeting member mentor mentoring monday month monthly more morning move moved
    much need needed next nine none note november october offer offered once only other over peer plan planned plans
    possible really said same saturday schedule scheduled september session seven should some something soon still
    student sunday support sure take talk talked than that their them then there these they thing things think this
    three thursday time today together told tomorrow tonight tuesday twice unless until update upon very visit wait
    waiting want wanted wants wednesday week weekly weeks well went were what when where which while will with work
    worker would year your
""")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NoteWords:
    """The words of a note as hashes.

    Attributes
    ----------
    plans : tuple of (int, int, frozenset of int)
        Start, end and words of each segment that plans.
    said : frozenset of int
        The words of the whole note.
    """

    plans: tuple[tuple[int, int, frozenset[int]], ...]
    said: frozenset[int]


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """A plan by its place in a note; no text."""

    note: str
    date: str | None
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "note": self.note,
            "date": self.date,
            "start": self.start,
            "end": self.end,
            "says": NOT_MENTIONED_AGAIN,
        }


def note_words(line: Mapping[str, Any], text: str) -> NoteWords:
    """Make the hashes of a note's plans and of all its words.

    Parameters
    ----------
    line : mapping
        A line of ``review --to jsonl``; what a third person plans is left out.
    text : str
        The text that the line's offsets count in.

    Examples
    --------
    >>> text = "Will ask about the apprenticeship at Brown's. Met at the library."
    >>> line = {"segments": [{"start": 0, "end": 45, "label": "other", "actor": "mentor", "status": "planned"}]}
    >>> [(start, end, len(words)) for start, end, words in note_words(line, text).plans]
    [(0, 45, 2)]
    """
    segments = [
        (one["start"], one["end"], one["label"], one["actor"], one["status"]) for one in line.get("segments") or ()
    ]
    return _note_words(segments, text)


def loose_ends_of(met: Sequence[Contact], words: Mapping[str, NoteWords]) -> tuple[LooseEnd, ...]:
    """Find the plans of which no later contact has a single word.

    Parameters
    ----------
    met : sequence of Contact
        The contacts that took place, in order.
    words : mapping of str to NoteWords
        By note id; a note without is passed over.
    """
    found = []
    said_later: set[int] = set()
    for place in range(len(met) - 1, -1, -1):
        contact = met[place]
        known = words.get(contact.id)
        if known is None:
            continue
        if len(met) - place > LATER_CONTACTS:
            found += [
                LooseEnd(contact.id, contact.date, start, end)
                for start, end, plan in reversed(known.plans)
                if not plan & said_later
            ]
        said_later |= known.said
    return tuple(reversed(found))


def words_of(records: Iterable[LabelledNote | UnreadNote | Mapping[str, Any]]) -> dict[str, NoteWords]:
    """Make the words of every record that has its text at hand, by note id.

    Parameters
    ----------
    records : iterable of LabelledNote, UnreadNote or mapping
        A mapping has its text where the review ran with ``--with-text``.
    """
    words = {}
    for record in records:
        if isinstance(record, LabelledNote):
            segments = [(one.start, one.end, one.label, one.actor, one.status) for one in record.segments]
            words[record.note.id] = _note_words(segments, record.note.text)
        elif not isinstance(record, UnreadNote) and isinstance(record.get("text"), str) and "error" not in record:
            words[record["id"]] = note_words(record, record["text"])
    return words


def _note_words(segments: Sequence[tuple[int, int, str, str, str]], text: str) -> NoteWords:
    plans = [
        (start, end, _words(text[start:end]))
        for start, end, label, actor, status in segments
        if status == "planned" and actor != "third" and label == "other"
    ]
    return NoteWords(tuple(plan for plan in plans if len(plan[2]) >= FEWEST_WORDS), _words(text))


def _words(text: str) -> frozenset[int]:
    return frozenset(map(_hash, _WORD.findall(text.casefold()))) - {0}


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    """Return a telling word, its ending taken off, as a number that is the same in every run; 0 for everyday words."""
    return 0 if word in _EVERYDAY else crc32(_ENDING.sub("", word)[:8].encode())
