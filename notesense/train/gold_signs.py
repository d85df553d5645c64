"""The signs that people marked, laid over the program's own segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from notesense.records.annotated import Ints
from notesense.train.dataset import Dataset


def gold_signs(data: Dataset, name: str) -> Iterator[tuple[Ints, Mapping[str, Any]]]:
    """Yield every marked sign of a name with the own segments that lie in its gold segment.

    An own segment lies in it with more than half of its length. Signs that name
    no segment of the note are left out.

    Parameters
    ----------
    data : Dataset
    name : str
    """
    batch = data.batch
    for index, example in enumerate(data.examples):
        for sign in example.signs:
            if not (isinstance(sign, Mapping) and sign.get("sign") == name):
                continue
            place = sign.get("segment")
            if not (isinstance(place, int) and 0 <= place < len(example.segments)):
                continue
            gold = example.segments[place]
            low, high = batch.note_segments[index : index + 2].tolist()
            start, end = batch.segment_start[low:high], batch.segment_end[low:high]
            overlap = np.minimum(end, gold.end) - np.maximum(start, gold.start)
            yield low + np.flatnonzero(2 * overlap > end - start), sign
