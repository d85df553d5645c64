"""A note cut into pieces for showing: its segments, and in them the words that a sign rests on.

With the note's text each piece carries its words; without it, its place alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import BY_LABEL

# A mentor's own health or history is sensitive: that it happened has a letter in the timeline, and outputs for others
# never repeat the sentence (codebook, section 6).
WITHHELD = "[the mentor's own experience, not repeated here]"
# A task's words are in every note.
_UNMARKED_SIGNS = frozenset({"self_disclosure", "task"})
_UNMARKED_KINDS = frozenset({"routine_line", "topic"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a note.

    Attributes
    ----------
    words : str
    underlined : bool
        Whether a sign rests on them.
    """

    words: str
    underlined: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A segment of a note, or the blanks between two.

    Attributes
    ----------
    number : int
        Counted from 1; 0 is what lies between segments.
    letter, label : str
        Empty between segments.
    start, end : int
    pieces : tuple of Piece
        Empty where the text is not at hand.
    """

    number: int
    letter: str
    label: str
    start: int
    end: int
    pieces: tuple[Piece, ...]


def passages(line: Mapping[str, Any], text: str | None) -> list[Passage]:
    """Cut a note into its segments, with what lies between them.

    Parameters
    ----------
    line : mapping
        A record of schema 1.
    text : str or None
        The note's text; None gives the segments' places alone.

    Examples
    --------
    >>> line = {"segments": [{"start": 1, "end": 9, "label": "educate"}], "signs": []}
    >>> [(piece.number, piece.letter, piece.pieces) for piece in passages(line, " Told her")]
    [(0, '', (Piece(words=' ', underlined=False),)), (1, 'E', (Piece(words='Told her', underlined=False),))]
    """
    places = sign_places(line.get("signs") or ())
    own = [(sign["start"], sign["end"]) for sign in line.get("signs") or () if sign["sign"] == "self_disclosure"]
    found: list[Passage] = []
    at = 0
    for number, segment in enumerate(line["segments"], 1):
        start, end, label = segment["start"], segment["end"], segment["label"]
        if text and start > at:
            found.append(Passage(0, "", "", at, start, _pieces(text, at, start, ())))
        if text is None:
            words: tuple[Piece, ...] = ()
        elif any(sign_start < end and sign_end > start for sign_start, sign_end in own):
            words = (Piece(WITHHELD, False),)
        else:
            words = _pieces(text, start, end, places)
        found.append(Passage(number, BY_LABEL[label].letter, label, start, end, words))
        at = end
    if text and at < len(text):
        found.append(Passage(0, "", "", at, len(text), _pieces(text, at, len(text), ())))
    return found


def sign_places(signs: Iterable[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Return where the words of signs stand, those that overlap as one.

    Examples
    --------
    >>> attention = {"sign": "attention", "kind": "stated"}
    >>> sign_places([{**attention, "start": 4, "end": 9}, {**attention, "start": 7, "end": 12}])
    [(4, 12)]
    """
    merged: list[tuple[int, int]] = []
    for start, end in sorted((sign["start"], sign["end"]) for sign in signs if is_marked(sign)):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def is_marked(sign: Mapping[str, Any]) -> bool:
    """Say whether a report marks the words of a sign."""
    return sign["sign"] not in _UNMARKED_SIGNS and sign.get("kind") not in _UNMARKED_KINDS


def _pieces(text: str, start: int, end: int, places: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces = []
    at = start
    for first, last in places:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if first > at:
            pieces.append(Piece(text[at:first], False))
        pieces.append(Piece(text[first:last], True))
        at = last
    if at < end:
        pieces.append(Piece(text[at:end], False))
    return tuple(pieces)
