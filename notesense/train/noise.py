"""Noise: the same notes mistyped, in lower case, without punctuation.

Segments are given, so that what falls is the labels and not the cutting.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.annotate.pipeline import Annotator
from notesense.label.classifier import training_matrix
from notesense.label.features import SegmentFeatures
from notesense.read import LabelledExample
from notesense.train.crossval import FoldFit, score_folds
from notesense.train.dataset import Dataset, align
from notesense.train.evaluate import figures
from notesense.train.paired import change
from notesense.train.scored import Scored
from notesense.train.splits import Fold

SEED = 20260102
# Of the words so many are mistyped.
MISTYPED = 0.1
_WORD = re.compile(r"[^\W\d_]+")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

Change = Callable[[str, random.Random], str]


def neighbour_keys() -> dict[str, str]:
    """Return the keys beside, above and below each letter of a QWERTY keyboard.

    Examples
    --------
    >>> neighbour_keys()["a"], neighbour_keys()["p"]
    ('sqwz', 'ol')
    """
    keys: dict[str, str] = {}
    for number, row in enumerate(_ROWS):
        for place, letter in enumerate(row):
            beside = row[max(place - 1, 0) : place] + row[place + 1 : place + 2]
            # Each row lies half a key to the right of the one above it.
            above = _ROWS[number - 1][place : place + 2] if number else ""
            below = _ROWS[number + 1][max(place - 1, 0) : place + 1] if number + 1 < len(_ROWS) else ""
            keys[letter] = beside + above + below
    return keys


_NEIGHBOURS = neighbour_keys()


def one_edit(word: str, chance: random.Random) -> str:
    """Mistype a word of at least two letters once: two letters swapped, one dropped, doubled, or a key beside it hit.

    Examples
    --------
    >>> sorted({one_edit("met", random.Random(seed)) for seed in range(40)})[:4]
    ['emt', 'et', 'me', 'meet']
    """
    kind = chance.choice(("swap", "drop", "double", "neighbour"))
    place = chance.randrange(len(word))
    if kind == "swap":
        place = min(place, len(word) - 2)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == "drop":
        return word[:place] + word[place + 1 :]
    if kind == "double":
        return word[:place] + word[place] + word[place:]
    near = _NEIGHBOURS.get(word[place].lower(), word[place])
    hit = chance.choice(near)
    return word[:place] + (hit.upper() if word[place].isupper() else hit) + word[place + 1 :]


def mistyped(text: str, chance: random.Random, rate: float = MISTYPED) -> str:
    """Return a text with a share of its words mistyped; words of one letter can't be."""

    def perhaps(found: re.Match[str]) -> str:
        word = found[0]
        return one_edit(word, chance) if len(word) > 1 and chance.random() < rate else word

    return _WORD.sub(perhaps, text)


def lower_case(text: str, chance: random.Random) -> str:
    """Return a text in lower case, letter by letter, so that its length stays."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)


def without_punctuation(text: str, chance: random.Random) -> str:
    """Return a text without marks; a mark between two words leaves a blank, an apostrophe nothing.

    Examples
    --------
    >>> without_punctuation("Didn't go, follow-up w/ CM.", random.Random(0))
    'Didnt go follow up w CM'
    """
    text = re.sub(r"(?<=\w)['’](?=\w)", "", text)
    text = re.sub(r"(?<=\w)[^\w\s](?=\w)", " ", text)
    return re.sub(r"[^\w\s]|_", "", text).strip()


CHANGES: Mapping[str, tuple[Change, ...]] = {
    "as written": (),
    "10 % of the words mistyped": (mistyped,),
    "all lower case": (lower_case,),
    "no punctuation": (without_punctuation,),
    "all three": (mistyped, lower_case, without_punctuation),
}
ALL_THREE = "all three"


def noised(example: LabelledExample, changes: Sequence[Change]) -> LabelledExample:
    """Return an example with each of its segments changed, and what lies between them as it was.

    The same example is changed in the same way each time. A segment that would vanish (a bare mark) stays.
    """
    parts, segments, at = [], [], 0
    length = 0
    chances = [random.Random(f"{SEED}:{example.id}:{number}") for number in range(len(changes))]
    for segment in example.segments:
        between = example.text[at : segment.start]
        text = example.text[segment.start : segment.end]
        for apply, chance in zip(changes, chances, strict=True):
            text = apply(text, chance) or text
        start = length + len(between)
        parts += [between, text]
        segments.append(replace(segment, start=start, end=start + len(text)))
        at, length = segment.end, start + len(text)
    parts.append(example.text[at:])
    return replace(example, text="".join(parts), segments=tuple(segments))


def on_given_segments(examples: Sequence[LabelledExample], annotator: Annotator) -> Dataset:
    """Annotate examples on their gold segments."""
    spans = [[(segment.start, segment.end) for segment in example.segments] for example in examples]
    return align(examples, annotator.annotate([example.text for example in examples], spans=spans))


def measure_noise(
    fits: Sequence[FoldFit],
    examples: Sequence[LabelledExample],
    annotator: Annotator,
    parts: Mapping[str, Callable[[LabelledExample], bool]],
) -> dict[str, Any]:
    """Score the notes that folds leave out in each of `CHANGES`, with the weights of the folds.

    Parameters
    ----------
    fits : sequence of FoldFit
    examples : sequence of LabelledExample
        Those of the data set that was fitted on, in its order.
    annotator : Annotator
    parts : mapping
        Which notes are told apart, by name.

    Returns
    -------
    dict
        By part and change: ``segment_macro_f1``, ``conversation_macro_f1``, and their ``change`` from the notes as
        written.
    """
    scored_notes = np.unique(np.concatenate([fit.fold.test for fit in fits]))
    place = np.full(len(examples), -1, np.int64)
    place[scored_notes] = np.arange(len(scored_notes))
    moved = [replace(fit, fold=Fold(fit.fold.name, fit.fold.train, place[fit.fold.test])) for fit in fits]
    features = SegmentFeatures(annotator.cues)
    out: dict[str, Any] = {name: {} for name in parts}
    plain: dict[str, Scored] = {}
    for change_name, changes in CHANGES.items():
        data = on_given_segments([noised(examples[i], changes) for i in scored_notes.tolist()], annotator)
        scored = score_folds(moved, data, training_matrix(features, data.batch))
        for name, chosen in parts.items():
            mask: NDArray[np.bool_] = np.array([chosen(example) for example in scored.examples], bool)
            if not mask.any():
                continue
            part = scored.part(mask)
            measured = figures(part)
            out[name][change_name] = {
                key: measured[key] for key in ("segment_macro_f1", "conversation_macro_f1") if key in measured
            }
            if change_name == "as written":
                plain[name] = part
            else:
                out[name][change_name]["change"] = change(plain[name], part)
    return {name: found for name, found in out.items() if found}
