"""Signs of a template in example sets: copies, openings, sentences that return, words that give a label away."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from notesense.examples.sets import Line, is_line
from notesense.summaries.near_copies import Shingles, near_copies, shingles

OPENING_WORDS = 4
OPENING_SHARE = 0.01
# With few notes 1 % is less than one: so many with the same opening are no pattern yet.
OPENING_LEAST = 2
MOST_TIMES = 2
SHORT_OTHER = 4
TEMPLATED = "templated"
# A word tells a label when it stands in so many segments and nearly all have the label.
TELLING_N, TELLING_SHARE, TELLING_SHOWN = 15, 0.95, 25
_WORD = re.compile(r"\w+(?:['’]\w+)?")


@dataclass(frozen=True, slots=True)
class Copy:
    """A later line that repeats an earlier one: to the letter, or in most words."""

    earlier: Line
    later: Line
    exact: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """Four words that open many notes of a file: how many, and which share of them."""

    file: str
    words: str
    notes: int
    share: float


@dataclass(frozen=True, slots=True)
class TellingWord:
    """A word that nearly always goes with one label."""

    word: str
    label: str
    n: int
    share: float
    voices: int


def words(text: str) -> list[str]:
    """Return a text's words in lower case.

    Examples
    --------
    >>> words("Didn't call; 2x, at Joe's.")
    ["didn't", 'call', '2x', 'at', "joe's"]
    """
    return _WORD.findall(text.casefold())


def near_copies_in(lines: Sequence[Line]) -> list[Copy]:
    """Find exact and near copies; the notes of one contrast group are meant to be alike."""
    copies: list[Copy] = []
    first: dict[str, int] = {}
    sets: dict[str, Shingles] = {}
    group_at: dict[str, str] = {}
    for index, line in enumerate(lines):
        assert line.example is not None
        text = " ".join(line.example.text.casefold().split())
        group = line.example.group
        if text in first:
            other = lines[first[text]]
            assert other.example is not None
            if group is None or other.example.group != group:
                copies.append(Copy(other, line, exact=True))
            continue
        first[text] = index
        if not is_line(line.example):
            name = str(index)
            if group is not None:
                # One note stands for its group, so that its siblings are not compared with each other.
                if str(group) in group_at:
                    continue
                group_at[str(group)] = name
            sets[name] = shingles(line.example.text)
    for later, earlier in near_copies(sets, list(sets)).items():
        copies.append(Copy(lines[int(earlier)], lines[int(later)], exact=False))
    return copies


def repeated_openings(lines: Sequence[Line]) -> list[Opening]:
    """Return openings of four words in more than 1 % of a file's notes, file by file.

    Each file counts for itself: a template in a small set must not drown in a
    large one. The templated register opens alike by nature; the notes of a
    contrast group count once.
    """
    files: defaultdict[str, list[str]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    for line in lines:
        example = line.example
        assert example is not None
        if is_line(example) or example.register == TEMPLATED:
            continue
        start = words(example.text)[:OPENING_WORDS]
        if example.group is not None:
            key = (line.file, str(example.group), " ".join(start))
            if key in seen:
                continue
            seen.add(key)
        files[line.file].append(" ".join(start) if len(start) == OPENING_WORDS else "")
    return [
        Opening(file, opening, n, n / len(starts))
        for file, starts in files.items()
        for opening, n in Counter(filter(None, starts)).most_common()
        if n > max(OPENING_LEAST, OPENING_SHARE * len(starts))
    ]


def repeated_segments(lines: Sequence[Line]) -> list[tuple[list[str], int]]:
    """Return the places of segment texts that stand more than twice, most often first.

    Short lines of ``other`` ("n/s") and the templated register may, and so may
    a screening line that is marked as recurring (attention, ``routine_line``:
    it is one because it recurs). A text that returns within one contrast group
    counts once.
    """
    places: defaultdict[str, list[str]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for line in lines:
        example = line.example
        assert example is not None
        if example.register == TEMPLATED:
            continue
        routine = {
            sign.get("segment")
            for sign in example.signs
            if isinstance(sign, dict) and sign.get("kind") == "routine_line"
        }
        for index, segment in enumerate(example.segments):
            text = " ".join(example.text[segment.start : segment.end].casefold().split())
            if segment.label == "other" and (len(text.split()) <= SHORT_OTHER or index in routine):
                continue
            if example.group is not None:
                if (str(example.group), text) in seen:
                    continue
                seen.add((str(example.group), text))
            places[text].append(line.where)
    often = [(wheres, len(wheres)) for wheres in places.values() if len(wheres) > MOST_TIMES]
    return sorted(often, key=lambda item: (-item[1], item[0][0]))


def telling_words(lines: Sequence[Line]) -> list[TellingWord]:
    """Return the words that nearly always go with one label, most telling first.

    ``other`` is left out: names of days and places belong there. Whether a
    word may tell its label (``validated``) or should not is for people to say.
    """
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    voices: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        example = line.example
        assert example is not None
        for segment in example.segments:
            for word in set(words(example.text[segment.start : segment.end])):
                labels[word][segment.label] += 1
                voices[word].add(example.voice or example.id)
    found = []
    for word, count in labels.items():
        label, n = count.most_common(1)[0]
        total = sum(count.values())
        if label != "other" and total >= TELLING_N and n / total >= TELLING_SHARE and not word.isdecimal():
            found.append(TellingWord(word, label, total, n / total, len(voices[word])))
    return sorted(found, key=lambda item: (-item.n, item.word))[:TELLING_SHOWN]
