"""Gold labels and predictions side by side, the common form that every evaluation starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import CONVERSATIONS, LABEL_INDEX, LABELS, OTHER, ROLES
from notesense.codebook.wordings import declared_purpose
from notesense.label.note_rules import judge_note
from notesense.read import LabelledExample
from notesense.records import LabelledNote
from notesense.records.annotated import Ints
from notesense.train.dataset import Dataset

Floats = NDArray[np.float64]


@dataclass(slots=True)
class Scored:
    """Gold and predicted, over N notes and G gold segments.

    Attributes
    ----------
    gold, predicted : int array, shape (G,)
        Label indices.
    note : int array, shape (G,)
    contested : bool array, shape (G,)
    confidence : float array, shape (G,)
        The score of the predicted label.
    conversation_gold, conversation : int array, shape (N,)
        Indices into ``CONVERSATIONS``; gold -1 where the file has none.
    conversation_scores : float array, shape (N, 3)
    candidates : bool array, shape (N, 3)
    roles_gold, roles : bool array, shape (N, 3)
    boundaries : int array, shape (N, 3)
        Segment starts found and right, gold, found.
    """

    examples: tuple[LabelledExample, ...]
    gold: Ints
    predicted: Ints
    note: Ints
    contested: NDArray[np.bool_]
    confidence: Floats
    conversation_gold: Ints
    conversation: Ints
    conversation_scores: Floats
    candidates: NDArray[np.bool_]
    roles_gold: NDArray[np.bool_]
    roles: NDArray[np.bool_]
    boundaries: Ints

    def part(self, notes: NDArray[np.bool_]) -> Scored:
        """Return the same for some of the notes, given as a mask of length N."""
        where = np.flatnonzero(notes)
        place = np.cumsum(notes) - 1
        segments = notes[self.note]
        return Scored(
            examples=tuple(self.examples[index] for index in where.tolist()),
            gold=self.gold[segments],
            predicted=self.predicted[segments],
            note=place[self.note[segments]],
            contested=self.contested[segments],
            confidence=self.confidence[segments],
            conversation_gold=self.conversation_gold[where],
            conversation=self.conversation[where],
            conversation_scores=self.conversation_scores[where],
            candidates=self.candidates[where],
            roles_gold=self.roles_gold[where],
            roles=self.roles[where],
            boundaries=self.boundaries[where],
        )


def score_dataset(
    data: Dataset, decided: Ints, probability: Floats, conversation_scores: Floats, quantile: float
) -> Scored:
    """Set predictions over a data set's own segments beside its gold segments.

    Parameters
    ----------
    decided : int array, shape (S,)
    probability : float array, shape (S, K)
    conversation_scores : float array, shape (N, 3)
    quantile : float
        The conformal quantile of the candidates.
    """
    notes = len(data.examples)
    words = np.diff(data.batch.segment_tokens).tolist()
    names = [LABELS[index] for index in decided.tolist()]
    bounds = data.batch.note_segments.tolist()
    conversation = np.zeros(notes, np.int64)
    roles = np.zeros((notes, len(ROLES)), bool)
    for index, example in enumerate(data.examples):
        low, high = bounds[index], bounds[index + 1]
        purpose = example.extra.get("purpose")
        verdict = judge_note(names[low:high], words[low:high], declared_purpose(str(purpose) if purpose else None))
        conversation[index] = CONVERSATIONS.index(verdict.conversation)
        roles[index] = [role in verdict.roles for role in ROLES]
    found = data.gold_segment >= 0
    predicted = np.where(found, decided[data.gold_segment], OTHER)
    confidence = np.where(found, probability[data.gold_segment, predicted], 1.0)
    candidates = conversation_scores >= 1 - quantile
    candidates[np.arange(notes), conversation] = True
    starts = [set(data.batch.segment_start[bounds[i] : bounds[i + 1]].tolist()) for i in range(notes)]
    return _scored(data.examples, predicted, confidence, conversation, conversation_scores, candidates, roles, starts)


def score_records(examples: Sequence[LabelledExample], records: Sequence[LabelledNote]) -> Scored:
    """Set labelled notes beside the examples of the same texts.

    A gold segment takes the label that covers most of its characters: on a
    tie the first, where nothing covers it ``other``.
    """
    predicted: list[int] = []
    confidence: list[float] = []
    conversation = np.array([CONVERSATIONS.index(record.conversation) for record in records], np.int64)
    scores = np.array([[record.conversation_scores[name] for name in CONVERSATIONS] for record in records])
    candidates = np.array([[name in record.candidates for name in CONVERSATIONS] for record in records], bool)
    roles = np.array([[role in record.roles for role in ROLES] for record in records], bool)
    for example, record in zip(examples, records, strict=True):
        starts = np.array([segment.start for segment in record.segments])
        ends = np.array([segment.end for segment in record.segments])
        for gold in example.segments:
            if not len(starts):
                predicted.append(OTHER)
                confidence.append(1.0)
                continue
            overlap = np.minimum(ends, gold.end) - np.maximum(starts, gold.start)
            best = record.segments[int(np.argmax(overlap))] if overlap.max() > 0 else None
            predicted.append(LABEL_INDEX[best.label] if best else OTHER)
            confidence.append(best.score if best else 1.0)
    starts_found = [{segment.start for segment in record.segments} for record in records]
    return _scored(
        tuple(examples),
        np.array(predicted, np.int64),
        np.array(confidence),
        conversation,
        scores.reshape(-1, 3),
        candidates.reshape(-1, 3),
        roles.reshape(-1, 3),
        starts_found,
    )


def _scored(
    examples: tuple[LabelledExample, ...],
    predicted: Ints,
    confidence: Floats,
    conversation: Ints,
    scores: Floats,
    candidates: NDArray[np.bool_],
    roles: NDArray[np.bool_],
    starts: Sequence[set[int]],
) -> Scored:
    gold = [(LABEL_INDEX[s.label], index, bool(s.contested)) for index, e in enumerate(examples) for s in e.segments]
    table = np.array(gold, np.int64).reshape(-1, 3)
    wanted = [{segment.start for segment in example.segments} for example in examples]
    return Scored(
        examples=examples,
        gold=table[:, 0],
        predicted=predicted,
        note=table[:, 1],
        contested=table[:, 2].astype(bool),
        confidence=confidence,
        conversation_gold=np.array(
            [CONVERSATIONS.index(e.conversation) if e.conversation in CONVERSATIONS else -1 for e in examples], np.int64
        ),
        conversation=conversation,
        conversation_scores=scores,
        candidates=candidates,
        roles_gold=np.array([[role in e.roles for role in ROLES] for e in examples], bool).reshape(-1, len(ROLES)),
        roles=roles,
        boundaries=np.array(
            [[len(a & b), len(a), len(b)] for a, b in zip(wanted, starts, strict=True)], np.int64
        ).reshape(-1, 3),
    )
