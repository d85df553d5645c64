"""How many notes a second each labels, on one core and on the same texts.

Each way of labelling takes its turn, round after round, on texts it has not
met before. What is counted is processor time, so that other programs on the
machine matter little; libraries are held to one thread.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from notes_for_timing import texts
from threadpoolctl import threadpool_limits

from notesense.annotate.pipeline import Annotator
from notesense.codebook.labels import LABELS
from notesense.flow import CHUNK_NOTES, Road
from notesense.label.features import SegmentFeatures
from notesense.label.model_store import Model
from notesense.label.note_rules import judge_note
from notesense.train.peers import TextModel, cue_labels

Spans = Sequence[Sequence[tuple[int, int]]]
# Labels the notes with these texts and segments.
Way = Callable[[list[str], Spans], None]


def notes_a_second(ways: Mapping[str, Way], model: Model, *, notes: int, rounds: int) -> dict[str, dict[str, float]]:
    """Return the median, least and most notes a second of each way.

    Parameters
    ----------
    ways : mapping
        From names to ways of labelling.
    model : Model
        Its cutter cuts the segments that the peers are given.
    notes : int
        Distinct texts a round, of about 170 words.
    """
    annotator = Annotator(cutter=model.cutter)
    found: dict[str, list[float]] = {name: [] for name in ways}
    # The round before the first warms up and is not counted.
    for number in range(rounds + 1):
        fresh = texts(notes if number else min(notes, 20), seed=number)
        batch = annotator.annotate(fresh)
        spans = [batch.note(index).spans() for index in range(len(fresh))]
        for name, way in ways.items():
            with threadpool_limits(1):
                start = time.process_time()
                way(fresh, spans)
                taken = time.process_time() - start
            if number:
                found[name].append(notes / taken)
    return {
        name: {"median": round(statistics.median(runs), 1), "least": round(min(runs), 1), "most": round(max(runs), 1)}
        for name, runs in found.items()
    }


def whole_road(model: Model) -> Way:
    """Return notesense as it ships, which also cuts the segments and finds signs."""
    road = Road(model)

    def label(notes: list[str], spans: Spans) -> None:
        road.label_texts(notes)

    return label


def cue_rules_alone() -> Way:
    """Return the cue rules: annotation and the cues' votes."""
    annotator = Annotator()
    features = SegmentFeatures(annotator.cues)

    def label(notes: list[str], spans: Spans) -> None:
        for low in range(0, len(notes), CHUNK_NOTES):
            part = slice(low, low + CHUNK_NOTES)
            batch = annotator.annotate(notes[part], spans=spans[part])
            _judge(cue_labels(features, batch), notes[part], spans[part])

    return label


def peer(model: TextModel) -> Way:
    """Return a peer that is given the segments."""

    def label(notes: list[str], spans: Spans) -> None:
        for low in range(0, len(notes), CHUNK_NOTES):
            part = slice(low, low + CHUNK_NOTES)
            pieces = [text[start:end] for text, own in zip(notes[part], spans[part], strict=True) for start, end in own]
            _judge(model.probabilities(pieces).argmax(axis=1), notes[part], spans[part])

    return label


def _judge(decided: np.ndarray, notes: Sequence[str], spans: Spans) -> None:
    """Derive the notes' labels from their segments' labels."""
    names = iter([LABELS[index] for index in decided.tolist()])
    for text, own in zip(notes, spans, strict=True):
        judge_note([next(names) for _ in own], [text[start:end].count(" ") + 1 for start, end in own], None)
