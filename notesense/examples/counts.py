"""Counts of example sets: by register, trade, voice and label, and of what a set should hold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from notesense.codebook.labels import ACTING_ROLES, CONVERSATIONS, LABELS, NONE_BECAUSE, REGISTERS, SIGNS, STAGES, TASKS
from notesense.examples.sets import Line, is_line, own_split
from notesense.read import LabelledExample

# A pair of mentor and client that shows how a relationship goes has so many notes.
PAIR_NOTES = (4, 15)


@dataclass(slots=True)
class Slice:
    """What one register, trade, voice or file holds, whole notes first."""

    notes: int = 0
    contrast_notes: int = 0
    lines: int = 0
    no_mentor: int = 0
    voices: set[str] = field(default_factory=set)
    labels: Counter[str] = field(default_factory=Counter)

    def add(self, example: LabelledExample) -> None:
        """Count one example."""
        if is_line(example):
            self.lines += 1
        elif own_split(example):
            self.no_mentor += 1
        elif example.group is not None:
            self.contrast_notes += 1
        else:
            self.notes += 1
            if example.voice:
                self.voices.add(example.voice)
        self.labels.update(segment.label for segment in example.segments)

    def as_dict(self) -> dict[str, Any]:
        return {
            "notes": self.notes,
            "contrast_notes": self.contrast_notes,
            "lines": self.lines,
            "no_mentor": self.no_mentor,
            "voices": len(self.voices),
            "segments": sum(self.labels.values()),
            "labels": {label: self.labels[label] for label in LABELS},
        }


def distinct(lines: Iterable[Line]) -> tuple[list[Line], int]:
    """Return the lines whose id comes for the first time, and how many are labelled again.

    A second labelling of a set lies beside it with the same ids; it is no
    further note.
    """
    seen: set[str] = set()
    first: list[Line] = []
    again = 0
    for line in lines:
        if line.example is None:
            continue
        if line.example.id in seen:
            again += 1
        else:
            seen.add(line.example.id)
            first.append(line)
    return first, again


def count(lines: Sequence[Line]) -> dict[str, Any]:
    """Count example sets.

    Parameters
    ----------
    lines : sequence of Line
        All with an example, each id once (`distinct`).

    Returns
    -------
    dict
        JSON-able; see ``notesense corpora --to json``.
    """
    examples = [line.example for line in lines if line.example is not None]
    total = Slice()
    by: dict[str, defaultdict[str, Slice]] = {key: defaultdict(Slice) for key in ("register", "trade", "voice", "file")}
    for line in lines:
        example = line.example
        assert example is not None
        total.add(example)
        # Prose that no mentor wrote has none of these.
        for key in () if own_split(example) else ("register", "trade", "voice"):
            by[key][getattr(example, key) or "(none)"].add(example)
        by["file"][line.file].add(example)
    whole = [example for example in examples if not is_line(example) and not own_split(example)]
    order = {register: place for place, register in enumerate(REGISTERS)}
    return {
        "total": total.as_dict(),
        "by": {
            key: {
                name: slices[name].as_dict()
                for name in sorted(slices, key=lambda name: (order.get(name, len(order)), name))
            }
            for key, slices in by.items()
        },
        "conversations": _of(CONVERSATIONS, (example.conversation for example in whole)),
        "none_because": _of(NONE_BECAUSE, (example.none_because for example in whole)),
        "stages": _of(STAGES, (example.stage for example in whole)),
        "tasks": _of(TASKS, (task for example in whole for task in set(example.tasks))),
        "signs": _signs(whole),
        "acting_roles": _of(
            ACTING_ROLES, (segment.acting_role for example in examples for segment in example.segments)
        ),
        "contested_segments": sum(bool(segment.contested) for example in examples for segment in example.segments),
        "pairs": _pairs(whole),
        "contrast_groups": _groups(examples),
        "line_bank": total.lines,
    }


def _of(known: Iterable[str], values: Iterable[str | None]) -> dict[str, int]:
    counts = Counter(values)
    return {name: counts[name] for name in known}


def _signs(notes: Sequence[LabelledExample]) -> dict[str, int]:
    """Count the notes that show each sign, and each kind of it, once a note."""
    counts: Counter[str] = Counter()
    for note in notes:
        shown: set[str] = set()
        for sign in note.signs:
            name, kind = (sign.get("sign"), sign.get("kind")) if isinstance(sign, Mapping) else (sign, None)
            if isinstance(name, str) and name in SIGNS:
                shown |= {name, f"{name}: {kind}"} if kind else {name}
        counts.update(shown)
    found: dict[str, int] = {}
    for name, kinds in SIGNS.items():
        if name in ("task", "stage"):
            continue
        found[name] = counts[name]
        for kind in kinds:
            found[f"{name}: {kind}"] = counts[f"{name}: {kind}"]
    return found


def _pairs(notes: Sequence[LabelledExample]) -> dict[str, int]:
    sizes = Counter(
        (note.voice, note.mentor, note.client) for note in notes if note.mentor and note.client and note.group is None
    )
    low, high = PAIR_NOTES
    return {
        "pairs": len(sizes),
        "with_4_to_15_notes": sum(low <= size <= high for size in sizes.values()),
        "longer": sum(size > high for size in sizes.values()),
    }


def _groups(examples: Sequence[LabelledExample]) -> dict[str, Any]:
    phenomenon: dict[str, str] = {}
    rows: dict[str, set[str]] = {}
    sizes: Counter[str] = Counter()
    for example in examples:
        if example.group is not None:
            sizes[str(example.group)] += 1
            phenomenon.setdefault(str(example.group), example.phenomenon or "(none)")
            named = example.extra.get("row") or ()
            for row in [named] if isinstance(named, str) else named:
                rows.setdefault(str(row), set()).add(str(example.group))
    return {
        "groups": len(sizes),
        "notes": sum(sizes.values()),
        "by_phenomenon": dict(sorted(Counter(phenomenon.values()).items(), key=lambda item: (-item[1], item[0]))),
        # By row of the codebook's table of look-alikes.
        "by_row": {row: len(groups) for row, groups in sorted(rows.items())},
    }
