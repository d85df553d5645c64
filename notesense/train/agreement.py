"""How far two labellers agree: percent and Cohen's kappa, by label and by register.

Kappa says how much of the agreement is more than chance would give; it is low
where one label rules, however often both say it. So both figures stand side by
side, each with its n.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from notesense.codebook.labels import CONVERSATIONS, LABELS
from notesense.errors import InputError
from notesense.read import LabelledExample


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Return Cohen's kappa of two labellings of the same things.

    Parameters
    ----------
    first, second : sequence of str, length N

    Returns
    -------
    float or None
        None where it is not defined: nothing to compare, or both labellers
        gave one and the same label to everything.

    Source
    ------
    J. Cohen (1960), A coefficient of agreement for nominal scales,
    Educational and Psychological Measurement 20, 37-46.

    Examples
    --------
    >>> cohen_kappa(["a", "a", "b", "b"], ["a", "a", "b", "a"])
    0.5
    >>> cohen_kappa(["a", "a"], ["a", "a"]) is None
    True
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} labels cannot be held against {len(second)}")
    if not first:
        return None
    names = sorted({*first, *second})
    place = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(names), len(names)))
    np.add.at(table, ([place[name] for name in first], [place[name] for name in second]), 1)
    total = table.sum()
    chance = float((table.sum(axis=1) * table.sum(axis=0)).sum() / total**2)
    if chance == 1:
        return None
    return (float(np.trace(table) / total) - chance) / (1 - chance)


@dataclass(slots=True)
class Agreement:
    """Two labellings of the same notes.

    Attributes
    ----------
    notes : int
        Ids that both have.
    only_first, only_second : tuple of str
        Ids that one of them lacks.
    cut_otherwise : int
        Segments of the first that the second has with other bounds.
    pairs : list of tuple of str
        Register, label by the first, label by the second; one a segment.
    conversations : list of tuple of str
        The same for the notes' conversations, where both give one.
    """

    notes: int = 0
    only_first: tuple[str, ...] = ()
    only_second: tuple[str, ...] = ()
    cut_otherwise: int = 0
    pairs: list[tuple[str, str, str]] = field(default_factory=list)
    conversations: list[tuple[str, str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as JSON-able values."""
        registers = sorted({register for register, _, _ in self.pairs} - {""})
        return {
            "schema": 1,
            "kind": "agreement",
            "notes": self.notes,
            "only_first": list(self.only_first),
            "only_second": list(self.only_second),
            "segments_cut_otherwise": self.cut_otherwise,
            "segments": _figures(self.pairs),
            "by_label": {label: _one_label(self.pairs, label) for label in LABELS},
            "by_register": {
                register: _figures([pair for pair in self.pairs if pair[0] == register]) for register in registers
            },
            "conversations": _figures(self.conversations),
            "by_conversation": {name: _one_label(self.conversations, name) for name in CONVERSATIONS},
            "differences": [
                {"first": first, "second": second, "n": count}
                for (first, second), count in Counter(
                    (first, second) for _, first, second in self.pairs if first != second
                ).most_common()
            ],
        }


def compare(first: Iterable[LabelledExample], second: Iterable[LabelledExample]) -> Agreement:
    """Lay two labellings of the same texts over each other, by id.

    A segment of the first is held against the label of the second that covers
    most of its characters (the first of equals; where nothing covers it, ``other``).

    Parameters
    ----------
    first, second : iterable of LabelledExample

    Raises
    ------
    InputError
        An id stands twice in one of them, no id stands in both, or a note's
        text differs.
    """
    one, two = _by_id(first, "the first file"), _by_id(second, "the second file")
    both = [name for name in one if name in two]
    if not both:
        raise InputError("The two files have no id in common.", next_step="Give two labellings of the same notes.")
    result = Agreement(
        notes=len(both),
        only_first=tuple(name for name in one if name not in two),
        only_second=tuple(name for name in two if name not in one),
    )
    for name in both:
        mine, theirs = one[name], two[name]
        if mine.text != theirs.text:
            raise InputError(
                "The note's text is not the same in both files.",
                where=f"note {name}",
                next_step="Label the same text twice; only labels may differ.",
            )
        register = mine.register or theirs.register or ""
        bounds = {(segment.start, segment.end) for segment in theirs.segments}
        for segment in mine.segments:
            result.cut_otherwise += (segment.start, segment.end) not in bounds
            cover = [(min(segment.end, s.end) - max(segment.start, s.start), s.label) for s in theirs.segments]
            most = max(cover, key=lambda item: item[0], default=(0, "other"))
            result.pairs.append((register, segment.label, most[1] if most[0] > 0 else "other"))
        if mine.conversation and theirs.conversation:
            result.conversations.append((register, mine.conversation, theirs.conversation))
    return result


def _by_id(examples: Iterable[LabelledExample], where: str) -> dict[str, LabelledExample]:
    found: defaultdict[str, list[LabelledExample]] = defaultdict(list)
    for example in examples:
        found[example.id].append(example)
    for name, same in found.items():
        if len(same) > 1:
            raise InputError(
                f"The id '{name}' stands {len(same)} times.", where=where, next_step="Give each note its own."
            )
    return {name: same[0] for name, same in found.items()}


def _figures(pairs: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    return _measure([first for _, first, _ in pairs], [second for _, _, second in pairs])


def _one_label(pairs: Sequence[tuple[str, str, str]], label: str) -> dict[str, Any]:
    """Agreement on whether it is this label or any other, with how often each gave it."""
    first = [str(one == label) for _, one, _ in pairs]
    second = [str(two == label) for _, _, two in pairs]
    return {**_measure(first, second), "first": first.count("True"), "second": second.count("True")}


def _measure(first: Sequence[str], second: Sequence[str]) -> dict[str, Any]:
    agreed = sum(one == two for one, two in zip(first, second, strict=True))
    value = cohen_kappa(first, second)
    return {
        "n": len(first),
        "percent": round(100 * agreed / len(first), 1) if first else None,
        "kappa": None if value is None else round(value, 4),
    }
