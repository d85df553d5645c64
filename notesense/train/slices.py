"""By what figures are broken down: what a note says of itself, and how long it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from notesense.read import LabelledExample

# Segments of a note, first and last of each class; the last class is open.
LENGTHS = ((1, 2), (3, 7), (8, 15), (16, None))


def length_of(example: LabelledExample) -> str:
    """Return a note's class of length, in gold segments.

    Examples
    --------
    >>> from notesense.read.labelled import GoldSegment
    >>> length_of(LabelledExample("a", "Met.", (GoldSegment(0, 4, "other"),)))
    '1–2'
    """
    for low, high in LENGTHS:
        if high is None or len(example.segments) <= high:
            return f"{low}+" if high is None else f"{low}–{high}"
    raise AssertionError("the last class is open")


def _english(example: LabelledExample) -> str | None:
    value = example.extra.get("english")
    return value if isinstance(value, str) else None


SLICES: Mapping[str, Callable[[LabelledExample], str | None]] = {
    "register": lambda example: example.register,
    "trade": lambda example: example.trade,
    "voice": lambda example: example.voice,
    "english": _english,
    "length": length_of,
}


def slices(examples: Sequence[LabelledExample], key: str) -> dict[str, NDArray[np.bool_]]:
    """Return a mask over the examples for each value of one of `SLICES`; examples without a value are in none.

    Parameters
    ----------
    examples : sequence of LabelledExample, length N
    key : str

    Returns
    -------
    dict
        Bool arrays of shape (N,), by value: in the alphabet's order, lengths from short to long.
    """
    where: defaultdict[str, list[int]] = defaultdict(list)
    for index, example in enumerate(examples):
        value = SLICES[key](example)
        if value:
            where[value].append(index)
    order = sorted(where, key=(lambda value: int(value.rstrip("+").split("–")[0])) if key == "length" else str)
    masks = {}
    for value in order:
        masks[value] = np.zeros(len(examples), bool)
        masks[value][where[value]] = True
    return masks
