"""Sentences that stand a second time with one word more, fewer or other, and skeletons with one slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from notesense.examples.repeats import TEMPLATED, words
from notesense.examples.sets import Line, is_line

Words = tuple[str, ...]
# Shorter sentences ("Next HV in 2 wks.") are alike by chance.
FEWEST_WORDS = 5
# A skeleton: so many lines that are the same but for one slot of at most so many words …
SKELETON_LINES, SLOT_WORDS = 4, 3
# … around at least so many words that stay.
SKELETON_WORDS = 4


@dataclass(slots=True)
class Sentences:
    """Sentences to look others up in: the same words, or all but one.

    Examples
    --------
    >>> known = Sentences()
    >>> known.add(("she", "rang", "the", "council", "herself"), "a")
    >>> known.find(("she", "rang", "the", "council", "today", "herself"))
    (('she', 'rang', 'the', 'council', 'herself'), 'a')
    >>> known.find(("she", "rang", "the", "landlord", "herself"))[1]
    'a'
    >>> known.find(("she", "wrote", "to", "the", "council")) is None
    True
    """

    _whole: dict[Words, str] = field(default_factory=dict)
    # Each sentence with one word left out, to the whole one.
    _shortened: dict[Words, Words] = field(default_factory=dict)

    def add(self, sentence: Words, where: str) -> None:
        """Keep a sentence; of equal ones the first place counts."""
        if sentence in self._whole:
            return
        self._whole[sentence] = where
        for shorter in _shortened(sentence):
            self._shortened.setdefault(shorter, sentence)

    def find(self, sentence: Words) -> tuple[Words, str] | None:
        """Return a kept sentence that is at most one word away, and where it stands."""
        if sentence in self._whole:
            return sentence, self._whole[sentence]
        found = self._shortened.get(sentence)
        for shorter in _shortened(sentence) if found is None else ():
            found = shorter if shorter in self._whole else self._shortened.get(shorter)
            if found is not None:
                break
        return None if found is None else (found, self._whole[found])


def segment_words(line: Line) -> list[Words]:
    """Return the words of each segment of a line's note."""
    assert line.example is not None
    text = line.example.text
    return [tuple(words(text[segment.start : segment.end])) for segment in line.example.segments]


def near_lines(lines: Sequence[Line]) -> Iterator[tuple[Line, str]]:
    """Yield the lines of line banks that are one word away from an earlier one, and where that stands."""
    known = Sentences()
    for line, sentence in _bank(lines):
        found = known.find(sentence) if len(sentence) >= FEWEST_WORDS else None
        if found is not None and found[0] != sentence:
            yield line, found[1]
        known.add(sentence, line.where)


def skeletons(lines: Sequence[Line]) -> list[list[Line]]:
    """Return groups of lines of line banks that differ in one slot only, largest first.

    The templated register is one of slots by nature.
    """
    filled: defaultdict[tuple[Words, Words], dict[Words, Line]] = defaultdict(dict)
    for line, sentence in _bank(lines):
        assert line.example is not None
        if line.example.register == TEMPLATED:
            continue
        for width in range(1, SLOT_WORDS + 1):
            for start in range(len(sentence) - width + 1 if len(sentence) - width >= SKELETON_WORDS else 0):
                filled[sentence[:start], sentence[start + width :]].setdefault(sentence, line)
    groups = sorted((list(group.values()) for group in filled.values() if len(group) >= SKELETON_LINES), key=len)
    found: list[list[Line]] = []
    told: set[str] = set()
    for group in reversed(groups):
        places = {line.where for line in group}
        # A wider slot finds the lines of a narrower one again.
        if len(places - told) >= SKELETON_LINES:
            found.append(group)
        told |= places
    return found


def _bank(lines: Sequence[Line]) -> Iterator[tuple[Line, Words]]:
    for line in lines:
        if line.example is not None and is_line(line.example):
            yield line, tuple(words(line.example.text))


def _shortened(sentence: Words) -> Iterator[Words]:
    for place in range(len(sentence)):
        yield sentence[:place] + sentence[place + 1 :]
