"""Labelled examples as arrays: the program's own segments with the labels people gave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from notesense.annotate.pipeline import Annotator
from notesense.codebook.labels import LABEL_INDEX, OTHER
from notesense.read import LabelledExample
from notesense.records.annotated import AnnotatedBatch, Ints


@dataclass(slots=True)
class Dataset:
    """Examples, their annotation, and how gold and own segments meet.

    Attributes
    ----------
    examples : tuple of LabelledExample, length N
    batch : AnnotatedBatch
        One batch over all examples, with the program's own segments.
    label : int array, shape (S,)
        The label of each own segment: that of the gold segment that covers
        most of it.
    contested : bool array, shape (S,)
    note : int array, shape (S,)
        Example of each own segment.
    gold_label, gold_note, gold_segment : int array, shape (G,)
        Each gold segment's label, example, and the own segment that covers
        most of its characters (the first on a tie).
    gold_contested : bool array, shape (G,)
    """

    examples: tuple[LabelledExample, ...]
    batch: AnnotatedBatch
    label: Ints
    contested: NDArray[np.bool_]
    note: Ints
    gold_label: Ints
    gold_note: Ints
    gold_segment: Ints
    gold_contested: NDArray[np.bool_]

    def segments_of(self, notes: Ints) -> Ints:
        """Return the own segments of some notes."""
        wanted = np.zeros(len(self.examples), bool)
        wanted[notes] = True
        return np.flatnonzero(wanted[self.note])

    def gold_of(self, notes: Ints) -> Ints:
        """Return the gold segments of some notes."""
        wanted = np.zeros(len(self.examples), bool)
        wanted[notes] = True
        return np.flatnonzero(wanted[self.gold_note])


def build_dataset(examples: Sequence[LabelledExample], annotator: Annotator) -> Dataset:
    """Annotate examples and lay gold and own segments over each other."""
    batch = annotator.annotate([example.text for example in examples])
    return align(examples, batch)


def align(examples: Sequence[LabelledExample], batch: AnnotatedBatch) -> Dataset:
    """Lay gold segments over the segments of a batch of the same texts."""
    total = batch.segments
    label = np.full(total, OTHER, np.int64)
    contested = np.zeros(total, bool)
    gold: list[tuple[int, int, int, bool]] = []
    for index, example in enumerate(examples):
        low, high = batch.note_segments[index : index + 2].tolist()
        starts, ends = batch.segment_start[low:high], batch.segment_end[low:high]
        best = np.zeros(high - low, np.int64)
        for segment in example.segments:
            value = LABEL_INDEX[segment.label]
            if high == low:
                gold.append((value, index, -1, bool(segment.contested)))
                continue
            overlap = np.minimum(ends, segment.end) - np.maximum(starts, segment.start)
            gold.append((value, index, low + int(np.argmax(overlap)), bool(segment.contested)))
            better = np.flatnonzero(overlap > best)
            best[better] = overlap[better]
            label[low + better] = value
            contested[low + better] = bool(segment.contested)
    table = np.array(gold, np.int64).reshape(-1, 4)
    return Dataset(
        examples=tuple(examples),
        batch=batch,
        label=label,
        contested=contested,
        note=np.repeat(np.arange(batch.notes), np.diff(batch.note_segments)),
        gold_label=table[:, 0],
        gold_note=table[:, 1],
        gold_segment=table[:, 2],
        gold_contested=table[:, 3].astype(bool),
    )
