"""Leaks: what stands on both sides of the fixed splits, so that a score looks better than it is."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from notesense.errors import InputError
from notesense.examples.findings import FAULT, REPORT, WARN, Finding
from notesense.examples.sentences import Sentences, segment_words
from notesense.examples.sets import Line, own_split
from notesense.read import LabelledExample

# A tested sentence of so many words that is trained on too is a leak; a shorter one may be common speech …
LEAK_WORDS = 8
# … and below so many it tells nothing.
REPORT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Splits:
    """Voices and contrast groups kept for testing, as in ``splits.json``."""

    test_voices: frozenset[str] = frozenset()
    test_groups: frozenset[str] = frozenset()

    def tests(self, example: LabelledExample) -> bool:
        """Whether an example is on the test side; a set may say so in each of its notes (``split``)."""
        if own_split(example):
            return bool(example.extra["split"] == "test")
        return example.voice in self.test_voices or (
            example.group is not None and str(example.group) in self.test_groups
        )


def load_splits(path: Path) -> Splits:
    """Read the fixed splits.

    Raises
    ------
    InputError
        The file is missing or not in its form.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Splits(frozenset(map(str, data["test_voices"])), frozenset(map(str, data.get("test_groups", ()))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            "The splits can't be read.",
            where=str(path),
            next_step='Give a JSON object with "test_voices" and "test_groups".',
        ) from None


def find_leaks(lines: Sequence[Line], splits: Splits, copies: Sequence[tuple[Line, Line]]) -> Iterator[Finding]:
    """Yield voices, near-copies and sentences on both sides, and what the splits name and no file has."""
    sides: defaultdict[str, set[bool]] = defaultdict(set)
    at: dict[tuple[str, bool], Line] = {}
    groups: set[str] = set()
    for line in lines:
        assert line.example is not None
        if line.example.group is not None:
            groups.add(str(line.example.group))
        if line.example.voice:
            side = splits.tests(line.example)
            sides[line.example.voice].add(side)
            at.setdefault((line.example.voice, side), line)
    for voice, both in sides.items():
        if len(both) > 1:
            yield Finding(
                FAULT, "leak", at[voice, True].where, f"voice {voice} is trained on too, in {at[voice, False].where}"
            )
    for earlier, later in copies:
        assert earlier.example is not None
        assert later.example is not None
        if splits.tests(earlier.example) != splits.tests(later.example):
            yield Finding(
                FAULT, "leak", later.where, f"is a near-copy of {earlier.where}, on the other side of the split"
            )
    yield from _sentences(lines, splits)
    for kind, named, there in (("voice", splits.test_voices, set(sides)), ("group", splits.test_groups, groups)):
        for name in sorted(named - there):
            yield Finding(WARN, "split", "splits", f"test {kind} {name} is in no file given")


def _sentences(lines: Sequence[Line], splits: Splits) -> Iterator[Finding]:
    """Yield the sentences tested on that are trained on too, in whatever set, with at most one word changed."""
    trained = Sentences()
    tested: list[Line] = []
    for line in lines:
        if line.example is None:
            continue
        if splits.tests(line.example):
            tested.append(line)
            continue
        for sentence in segment_words(line):
            if len(sentence) >= REPORT_WORDS - 1:
                trained.add(sentence, line.where)
    for line in tested:
        for number, sentence in enumerate(segment_words(line), start=1):
            found = trained.find(sentence) if len(sentence) >= REPORT_WORDS else None
            if found is None:
                continue
            other, where = found
            level = FAULT if len(sentence) >= LEAK_WORDS else REPORT
            how = "to the word" if other == sentence else "but for one word"
            yield Finding(level, "leak", line.where, f"segment {number} is trained on too, {how}, in {where}")
