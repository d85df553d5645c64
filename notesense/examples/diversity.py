"""How varied example sets are: words, openings, sentences, and whether voices can be told apart.

Every figure comes from fixed samples, so that it is the same on each run.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations, pairwise, product
from typing import Any

from notesense.codebook.labels import REGISTERS
from notesense.examples.repeats import repeated_openings, repeated_segments, words
from notesense.examples.sets import Line, is_line, own_split

# Distinct-n falls with length, so every slice is measured on as many words.
SAMPLE_WORDS = 1500
SAMPLE_PAIRS = 400
SEED = 20260101
Pair = tuple[str, str]


def diversity(lines: Sequence[Line]) -> dict[str, Any]:
    """Measure how varied the whole notes are.

    Parameters
    ----------
    lines : sequence of Line
        All with an example, each id once.

    Returns
    -------
    dict
        ``overall`` and ``by_register`` with ``words`` (measured),
        ``distinct_1``, ``distinct_2``, ``within_voice`` and
        ``between_voices`` (mean overlap of two notes); ``openings`` and
        ``repeated_segments``.

    Source
    ------
    J. Li et al. (2016), A diversity-promoting objective function for neural
    conversation models, NAACL, for distinct-n. The overlap of two notes is
    the Dice coefficient of their word pairs, a symmetric kin of the bigram
    precision in self-BLEU (Y. Zhu et al. 2018, Texygen).
    """
    notes = [
        (line.example.register or "(none)", line.example.voice or line.example.id, words(line.example.text))
        for line in lines
        if line.example is not None
        and line.example.group is None
        and not is_line(line.example)
        and not own_split(line.example)
    ]
    registers: defaultdict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for register, voice, text in notes:
        registers[register].append((voice, text))
    order = [register for register in (*REGISTERS, "(none)") if register in registers]
    everything = [(voice, text) for _, voice, text in notes]
    return {
        "overall": _measure(everything),
        "by_register": {register: _measure(registers[register]) for register in order},
        "openings": [
            {"file": found.file, "opening": found.words, "notes": found.notes, "share": round(found.share, 4)}
            for found in repeated_openings(lines)
        ],
        "repeated_segments": [{"times": count, "first": wheres[0]} for wheres, count in repeated_segments(lines)],
    }


def _measure(notes: Sequence[tuple[str, list[str]]]) -> dict[str, Any]:
    draw = random.Random(SEED)
    shuffled = draw.sample([text for _, text in notes], len(notes))
    sample: list[str] = []
    pairs: list[Pair] = []
    for text in shuffled:
        text = text[: SAMPLE_WORDS - len(sample)]
        sample += text
        # Word pairs within a note only.
        pairs += pairwise(text)
        if len(sample) >= SAMPLE_WORDS:
            break
    within, between = _overlaps(notes, draw)
    return {
        "words": len(sample),
        "distinct_1": _share(len(set(sample)), len(sample)),
        "distinct_2": _share(len(set(pairs)), len(pairs)),
        "within_voice": within,
        "between_voices": between,
    }


def _overlaps(notes: Sequence[tuple[str, list[str]]], draw: random.Random) -> tuple[float | None, float | None]:
    """Return the mean overlap of two notes by one voice, and of two by two voices."""
    by_voice: defaultdict[str, list[Counter[Pair]]] = defaultdict(list)
    for voice, text in notes:
        if len(text) > 1:
            by_voice[voice].append(Counter(pairwise(text)))
    same = [pair for own in by_voice.values() for pair in combinations(own, 2)]
    voices = sorted(by_voice)
    if len(voices) * len(notes) <= SAMPLE_PAIRS:
        other = [pair for a, b in combinations(voices, 2) for pair in product(by_voice[a], by_voice[b])]
    else:
        other = []
        for _ in range(SAMPLE_PAIRS if len(voices) > 1 else 0):
            a, b = draw.sample(voices, 2)
            other.append((draw.choice(by_voice[a]), draw.choice(by_voice[b])))
    if len(same) > SAMPLE_PAIRS:
        same = draw.sample(same, SAMPLE_PAIRS)
    return _mean(same), _mean(other)


def _mean(pairs: Sequence[tuple[Counter[Pair], Counter[Pair]]]) -> float | None:
    if not pairs:
        return None
    return round(sum(2 * (a & b).total() / (a.total() + b.total()) for a, b in pairs) / len(pairs), 4)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
