"""Fixed splits: by voice and by register family, never at random.

Whoever wrote a note that is tested on has written nothing that was trained on;
in leave-one-register-out nor has anybody who wrote in the register left out.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from notesense.errors import InputError
from notesense.read import LabelledExample

Indices = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold: which notes are trained on and which are scored."""

    name: str
    train: Indices
    test: Indices


@dataclass(frozen=True, slots=True)
class Splits:
    """Voices and contrast groups that are never trained or tuned on."""

    test_voices: frozenset[str] = frozenset()
    test_groups: frozenset[str] = frozenset()

    def holds_out(self, example: LabelledExample) -> bool:
        """Whether an example belongs to the test side, by its own word (``split``), its group or its voice."""
        if example.extra.get("split") == "test":
            return True
        if example.group is not None and str(example.group) in self.test_groups:
            return True
        return example.voice in self.test_voices


def load_splits(path: Path) -> Splits:
    """Read the fixed splits; where there is no such file nothing is held out.

    Raises
    ------
    InputError
        The file is not in its form.
    """
    if not path.exists():
        return Splits()
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Splits(frozenset(map(str, data["test_voices"])), frozenset(map(str, data["test_groups"])))
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError("The splits can't be read.", where=str(path), next_step="See corpora/README.md.") from None


def leave_one_register_out(examples: Sequence[LabelledExample]) -> Iterator[Fold]:
    """Yield one fold a register: it, and every voice that wrote in it, is left out.

    Lines without a register are trained on in every fold and tested in none.

    Parameters
    ----------
    examples : sequence of LabelledExample, length N
    """
    registers = np.array([example.register or "" for example in examples])
    voices = np.array([example.voice or example.id for example in examples])
    for register in sorted(set(registers.tolist()) - {""}):
        own = registers == register
        train = np.flatnonzero(~own & ~np.isin(voices, np.unique(voices[own])))
        if len(train):
            yield Fold(register, train, np.flatnonzero(own))


def register_groups(examples: Sequence[LabelledExample], groups: int) -> Indices:
    """Return a group number a note: whole register families together, and every voice in one group.

    A voice goes with the register in which it wrote most; families are dealt
    out by size, so that groups are about as large. What is in no register is
    a family of its own, text by text.
    """
    by_voice: dict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        by_voice[example.voice or example.id][example.register or ""] += 1
    family = {voice: min(count, key=lambda r: (-count[r], r)) for voice, count in by_voice.items()}
    # What is in no register is in no family: each text, or each voice, is one of its own.
    family = {voice: register or f" {voice}" for voice, register in family.items()}
    size: Counter[str] = Counter()
    for voice, count in by_voice.items():
        size[family[voice]] += sum(count.values())
    load = [0] * groups
    group_of: dict[str, int] = {}
    for register, notes in sorted(size.items(), key=lambda item: (-item[1], item[0])):
        group_of[register] = min(range(groups), key=lambda g: (load[g], g))
        load[group_of[register]] += notes
    return np.array([group_of[family[example.voice or example.id]] for example in examples], np.int64)
