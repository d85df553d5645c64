"""What was planned and is not mentioned again in the notes; for the mentor first.

A plan that nobody wrote of again may well have been kept. So this is a list
to go through with one's own memory: `reflect` shows it to the mentor, who
knows. It is no list of omissions.

Works on sets of hashes: whoever has the texts makes them (`note_words`) and
hands over ids and numbers. Without texts nothing is looked for, which is
another thing than nothing found.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    about action again agreed along already also another anything appointment april asked august back because been
    before being bring call called check client come coming contact continue could daily date days december done
    each every february first follow following friday from further give goal going have having help here home into
    january july june just keep last later like look made make march maybe meet meeting member mentor mentoring
    monday month monthly more morning much need needed next none note november october offer offered once only other
    over peer plan planned plans possible really said same saturday schedule scheduled september session should some
    something soon still student sunday support sure take talk talked than that their them then there these they
    thing things think this thursday time today together told tomorrow tonight tuesday until update upon very visit
    want wanted wants wednesday week weekly weeks well went were what when where which while will with work worker
    would year yet your
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
    return NoteWords(
        plans=tuple(
            (segment["start"], segment["end"], words)
            for segment in line.get("segments") or ()
            if segment["status"] == "planned" and segment["actor"] != "third" and segment["label"] == "other"
            for words in [_words(text[segment["start"] : segment["end"]])]
            if len(words) >= FEWEST_WORDS
        ),
        said=_words(text),
    )


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


def _words(text: str) -> frozenset[int]:
    """Hash a text's telling words, endings taken off: 64-bit, the same on every machine and run."""
    return frozenset(
        int.from_bytes(hashlib.blake2b(_ENDING.sub("", word)[:8].encode(), digest_size=8).digest())
        for word in _WORD.findall(text.casefold())
        if word not in _EVERYDAY
    )
