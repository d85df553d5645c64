"""Made-up evaluations: gold and predicted labels over notes, without any text to speak of."""

from __future__ import annotations

import numpy as np

from notesense.codebook.labels import CONVERSATIONS, LABELS
from notesense.read.labelled import GoldSegment, LabelledExample
from notesense.train.scored import Scored

K = len(LABELS)


def example(gold, *, contested=(), **more):
    """An example whose segments are single letters with these labels."""
    segments = tuple(
        GoldSegment(at, at + 1, LABELS[label], contested=("support", "other") if at in contested else ())
        for at, label in enumerate(gold)
    )
    return LabelledExample(id=more.pop("id", "n"), text="x" * len(gold), segments=segments, **more)


def scored(notes, *, confidence=None, candidates=None):
    """Build a `Scored` from (gold labels, predicted labels, keywords of `example`) a note."""
    examples = tuple(example(gold, id=str(i), **more) for i, (gold, _, more) in enumerate(notes))
    gold = np.array([label for one, _, _ in notes for label in one], np.int64)
    predicted = np.array([label for _, one, _ in notes for label in one], np.int64)
    note = np.repeat(np.arange(len(notes)), [len(one) for one, _, _ in notes])
    conversation_gold = np.array(
        [CONVERSATIONS.index(e.conversation) if e.conversation else -1 for e in examples], np.int64
    )
    conversation = np.array([conversation_of(one) for _, one, _ in notes], np.int64)
    own = np.zeros((len(notes), 3), bool)
    own[np.arange(len(notes)), conversation] = True
    return Scored(
        examples=examples,
        gold=gold,
        predicted=predicted,
        note=note,
        contested=np.array([bool(s.contested) for e in examples for s in e.segments], bool),
        confidence=np.full(len(gold), 0.9) if confidence is None else np.asarray(confidence, float),
        conversation_gold=conversation_gold,
        conversation=conversation,
        conversation_scores=own.astype(float),
        candidates=own if candidates is None else candidates,
        roles_gold=np.array([[role in one for role in (1, 2, 3)] for one, _, _ in notes], bool).reshape(-1, 3),
        roles=np.array([[role in one for role in (1, 2, 3)] for _, one, _ in notes], bool).reshape(-1, 3),
        boundaries=np.array([[len(one)] * 3 for one, _, _ in notes], np.int64).reshape(-1, 3),
    )


def conversation_of(labels):
    """The majority rule alone."""
    support, mentoring = sum(label == 0 for label in labels), sum(0 < label < 4 for label in labels)
    return 2 if not support + mentoring else 0 if support > mentoring else 1


def random_notes(seed, count=40, skill=0.6):
    """Notes whose predictions are right with some probability."""
    draw = np.random.default_rng(seed)
    notes = []
    for _ in range(count):
        gold = draw.choice(K, draw.integers(1, 9), p=[0.15, 0.15, 0.2, 0.1, 0.4])
        wrong = draw.choice(K, len(gold))
        predicted = np.where(draw.random(len(gold)) < skill, gold, wrong)
        notes.append((gold.tolist(), predicted.tolist(), {"conversation": CONVERSATIONS[conversation_of(gold)]}))
    return notes
