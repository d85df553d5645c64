"""What is wrong with example sets: faults, warnings, and what a person should look at.

A fault breaks the format or the codebook, or lets a score look better than it
is (duplicates, leaks, templates). A warning may be right after all: the note's
own words decide what it was mainly about.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from notesense.codebook.labels import (
    ACTING_ROLES,
    CONVERSATIONS,
    LABELS,
    NONE_BECAUSE,
    REGISTERS,
    ROLES,
    SIGNS,
    STAGES,
    TASKS,
)
from notesense.errors import InputError
from notesense.examples.repeats import near_copies_in, repeated_openings, repeated_segments, telling_words
from notesense.examples.sets import Line, is_line
from notesense.read import LabelledExample

FAULT, WARN, REPORT = "fault", "warn", "report"
# A register with less than a quarter, or more than three times, of an even share is lopsided …
LEAST_SHARE, MOST_SHARE = 0.25, 3.0
# … in a set of at least this many whole notes.
LOPSIDED_FROM = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: how bad, of which kind, where, and in words."""

    level: str
    kind: str
    where: str
    says: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Splits:
    """Voices and contrast groups kept for testing, as in ``splits.json``."""

    test_voices: frozenset[str] = frozenset()
    test_groups: frozenset[str] = frozenset()

    def tests(self, example: LabelledExample) -> bool:
        """Whether an example is on the test side."""
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


def check(lines: Sequence[Line], splits: Splits | None = None) -> list[Finding]:
    """Check example sets, as one body of lines.

    Parameters
    ----------
    lines : sequence of Line
    splits : Splits, optional
        Without them leaks are not looked for.

    Returns
    -------
    list of Finding
        Faults first, then warnings, then reports; in the order of the files.
    """
    found: list[Finding] = []
    read = [line for line in lines if line.example is not None]
    found += [Finding(FAULT, "format", line.where, line.fault) for line in lines if line.fault]
    for line in read:
        assert line.example is not None
        found += [Finding(level, kind, line.where, says) for level, kind, says in check_example(line.example)]
    found += _ids(read)
    found += _groups(read)
    copies = near_copies_in(read)
    for copy in copies:
        if copy.exact:
            found.append(Finding(FAULT, "duplicate", copy.later.where, f"has the same text as {copy.earlier.where}"))
        elif "templated" not in (_register(copy.later), _register(copy.earlier)):
            found.append(Finding(FAULT, "near_copy", copy.later.where, f"shares most words with {copy.earlier.where}"))
    if splits is not None:
        found += _leaks(read, splits, [(copy.earlier, copy.later) for copy in copies])
    found += _lopsided(read)
    for opening, count, share in repeated_openings(read):
        found.append(Finding(FAULT, "opening", "all files", f"“{opening} …” opens {count} notes ({share:.1%})"))
    for wheres, count in repeated_segments(read):
        found.append(
            Finding(
                FAULT,
                "repeated_segment",
                wheres[0],
                f"one segment text stands {count} times; also in {', '.join(wheres[1:4])}",
            )
        )
    for word in telling_words(read):
        found.append(
            Finding(
                REPORT,
                "telling_word",
                "all files",
                f"“{word.word}” stands in {word.n} segments by {word.voices} voices, "
                f"{word.share:.0%} of them {word.label}",
            )
        )
    order = {FAULT: 0, WARN: 1, REPORT: 2}
    return sorted(found, key=lambda finding: order[finding.level])


def check_example(example: LabelledExample) -> Iterator[tuple[str, str, str]]:
    """Yield level, kind and words of what is wrong with one note or line by itself."""
    for number, segment in enumerate(example.segments, start=1):
        if segment.label not in LABELS:
            yield FAULT, "label", f"segment {number}: '{segment.label}' is no label"
        for label in segment.contested:
            if label not in LABELS:
                yield FAULT, "label", f"segment {number}: '{label}' in 'contested' is no label"
        if segment.acting_role is not None:
            if segment.acting_role not in ACTING_ROLES:
                yield FAULT, "acting_role", f"segment {number}: '{segment.acting_role}' is no acting role"
            if segment.label not in ROLES:
                yield FAULT, "acting_role", f"segment {number}: `{segment.label}` has no acting role"
    yield from _names(example)
    if not is_line(example):
        yield from _follows(example)


def _names(example: LabelledExample) -> Iterator[tuple[str, str, str]]:
    one: list[tuple[str, str | None, Any]] = [
        ("register", example.register, REGISTERS),
        ("stage", example.stage, STAGES),
        ("conversation", example.conversation, CONVERSATIONS),
        ("none_because", example.none_because, NONE_BECAUSE),
    ]
    one += [("roles", role, ROLES) for role in example.roles] + [("tasks", task, TASKS) for task in example.tasks]
    for key, value, known in one:
        if value is not None and value not in known:
            yield FAULT, key, f"'{value}' is not one of {', '.join(known)}"
    if example.register is None:
        yield WARN, "register", "no register"
    if not example.voice:
        yield WARN, "voice", "no voice: it can't be kept on one side of a split"
    for sign in example.signs:
        name, kind = (sign.get("sign"), sign.get("kind")) if isinstance(sign, Mapping) else (sign, None)
        if name not in SIGNS:
            yield FAULT, "sign", "a sign is not one of " + ", ".join(SIGNS)
        elif kind is not None and SIGNS[name] and kind not in SIGNS[name]:
            yield FAULT, "sign", f"a kind of {name} is not one of {', '.join(SIGNS[name])}"
        elif name == "attention" and kind is None:
            yield WARN, "sign", f"attention without a kind ({', '.join(SIGNS[name])})"


def _follows(example: LabelledExample) -> Iterator[tuple[str, str, str]]:
    """Say what does not follow from the segments (codebook, section 4)."""
    labels = [segment.label for segment in example.segments]
    roles = [role for role in ROLES if role in labels]
    if sorted(set(example.roles)) != sorted(roles) or len(set(example.roles)) != len(example.roles):
        yield FAULT, "roles", f"roles are {_listed(example.roles)}, the segments show {_listed(roles)}"
    if example.conversation is None:
        yield FAULT, "conversation", "no conversation"
        return
    if example.conversation == "none" and example.none_because is None:
        yield FAULT, "none_because", "none without none_because"
    if example.conversation != "none" and example.none_because is not None:
        yield FAULT, "none_because", f"none_because with {example.conversation}"
    support = sum(label == "support" for label in labels)
    mentoring = sum(label in ROLES for label in labels)
    contested = any(segment.contested for segment in example.segments)
    shown = {"support": support > 0, "mentoring": mentoring > 0, "none": not support and not mentoring}
    says = f"{example.conversation}, where {support} segments show support and {mentoring} mentoring"
    if not shown.get(example.conversation, True):
        yield (WARN if contested else FAULT), "conversation", says
    elif support != mentoring and example.conversation != "none":
        most = "support" if support > mentoring else "mentoring"
        if example.conversation != most:
            yield WARN, "conversation", f"{says}: right only if the note's own words say so"


def _ids(lines: Sequence[Line]) -> Iterator[Finding]:
    first: dict[str, Line] = {}
    for line in lines:
        assert line.example is not None
        if line.example.id in first:
            yield Finding(FAULT, "id", line.where, f"the id stands already in {first[line.example.id].where}")
        else:
            first[line.example.id] = line


def _groups(lines: Sequence[Line]) -> Iterator[Finding]:
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.example is not None and line.example.group is not None:
            groups[str(line.example.group)].append(line)
    for members in groups.values():
        if len(members) < 2:
            yield Finding(FAULT, "group", members[0].where, "a contrast group of one note")
        notes = [line.example for line in members if line.example is not None]
        if not any(note.phenomenon for note in notes):
            yield Finding(WARN, "group", members[0].where, "a contrast group without a phenomenon")
        # Under noise the label stays while the spelling goes; all other groups turn on a label.
        noise = all(note.phenomenon == "noise" for note in notes)
        labels = {(tuple(s.label for s in note.segments), note.conversation) for note in notes}
        if len(notes) > 1 and len(labels) == 1 and not noise:
            yield Finding(WARN, "group", members[0].where, "a contrast group whose notes all have the same labels")


def _leaks(lines: Sequence[Line], splits: Splits, copies: Sequence[tuple[Line, Line]]) -> Iterator[Finding]:
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
    for kind, named, there in (("voice", splits.test_voices, set(sides)), ("group", splits.test_groups, groups)):
        for name in sorted(named - there):
            yield Finding(WARN, "split", "splits", f"test {kind} {name} is in no file given")


def _lopsided(lines: Sequence[Line]) -> Iterator[Finding]:
    """Whole notes only: contrast sets and line banks follow what they contrast."""
    count = Counter(
        line.example.register or ""
        for line in lines
        if line.example is not None and line.example.group is None and not is_line(line.example)
    )
    total = sum(count.values())
    if total < LOPSIDED_FROM:
        return
    even = total / len(REGISTERS)
    for register in REGISTERS:
        if not LEAST_SHARE * even <= count[register] <= MOST_SHARE * even:
            yield Finding(
                WARN,
                "lopsided",
                "all files",
                f"{count[register]} of {total} whole notes are {register}; even would be {even:.0f}",
            )


def _register(line: Line) -> str | None:
    return line.example.register if line.example else None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
