"""Why a segment has its label, in words that quote the cue or the codebook, never the note.

A reason never contradicts its label: only cues that speak for the printed
label are given, and for ``other`` only what ruled a tempting cue out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from notesense.codebook.cues import Cue
from notesense.codebook.labels import BY_LABEL, LABELS, OTHER
from notesense.label.classifier import SegmentWeights
from notesense.label.features import SegmentFeatures
from notesense.records import Reason
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch

_RULED_OUT_STATUS = {
    "negated": "not done (codebook, section 2: negation)",
    "planned": "planned or offered, not done (codebook, section 2: time and mood)",
    "past": "an earlier contact (codebook, section 2: time and mood)",
}
_RULED_OUT_ACTOR = {
    "client": "the client did it (codebook, section 2: actor)",
    "third": "somebody else did it (codebook, section 2: actor)",
}
_WHO = {"mentor": "the mentor", "client": "the client", "third": "somebody else", "unknown": "nobody named"}


class Reasoner:
    """Gives the reasons of single notes, on request.

    Parameters
    ----------
    cues : sequence of Cue
    features : SegmentFeatures
    weights : SegmentWeights
    """

    def __init__(self, cues: Sequence[Cue], features: SegmentFeatures, weights: SegmentWeights) -> None:
        self.cues = tuple(cues)
        self.features = features
        self.weights = weights

    def reasons(self, batch: AnnotatedBatch, segment: int, label: str) -> tuple[Reason, ...]:
        """Return the reasons of one segment of a batch.

        Parameters
        ----------
        segment : int
            Index over the batch.
        label : str
            The printed label.
        """
        low, high = int(batch.segment_tokens[segment]), int(batch.segment_tokens[segment + 1])
        first, last = np.searchsorted(batch.hit_token, [low, high])
        acts = [hit for hit in range(first, last) if self.features.is_act[batch.hit_cue[hit]]]
        if label == LABELS[OTHER]:
            return self._ruled_out(batch, segment, acts)
        found: list[Reason] = []
        wanted = LABELS.index(label)
        for hit in acts:
            cue = self.cues[batch.hit_cue[hit]]
            votes = self.features.vote[batch.hit_cue[hit], batch.hit_object[hit]] == wanted
            if votes and self._mentor_did_it(batch, hit) and len(found) < 2:
                start, end = self._place(batch, hit)
                found.append(Reason("cue", start, end, cue.why))
        if not found:
            found.extend(self._weighty(batch, segment, low, high, wanted))
        start, end = int(batch.segment_start[segment]), int(batch.segment_end[segment])
        who, when = ACTOR_CODES[batch.actor[segment]], STATUS_CODES[batch.segment_status[segment]]
        if who == "mentor" and when == "done":
            found.append(Reason("who", start, end, "the mentor did it"))
        found.append(Reason("rule", start, end, f"codebook, section 1: the mentor {BY_LABEL[label].means}"))
        return tuple(found)

    def _ruled_out(self, batch: AnnotatedBatch, segment: int, acts: list[int]) -> tuple[Reason, ...]:
        for hit in acts:
            cue_index = batch.hit_cue[hit]
            vote = self.features.vote[cue_index, batch.hit_object[hit]]
            start, end = self._place(batch, hit)
            token = batch.hit_token[hit]
            when, who = STATUS_CODES[batch.status[token]], ACTOR_CODES[batch.subject[token]]
            if vote == OTHER:
                cue = self.cues[cue_index]
                return (Reason("cue", start, end, cue.why),)
            if vote >= 0 and when in _RULED_OUT_STATUS:
                return (Reason("status", start, end, _RULED_OUT_STATUS[when]),)
            if vote >= 0 and who in _RULED_OUT_ACTOR:
                return (Reason("actor", start, end, _RULED_OUT_ACTOR[who]),)
        return ()

    def _weighty(self, batch: AnnotatedBatch, segment: int, low: int, high: int, wanted: int) -> list[Reason]:
        """The words that speak most for the label against the next best, where no cue does."""
        pull = self.features.word_pull(batch, low, high, self.weights.words)
        if not len(pull):
            return []
        rest = np.delete(pull, wanted, axis=1).max(axis=1)
        lead = pull[:, wanted] - rest
        best = np.argsort(-lead, kind="stable")[:2]
        return [
            Reason(
                "word",
                int(batch.start[low + at]),
                int(batch.end[low + at]),
                "a word that speaks for this label in the examples",
            )
            for at in sorted(best.tolist())
            if lead[at] > 0
        ]

    def _mentor_did_it(self, batch: AnnotatedBatch, hit: int) -> bool:
        """Whether a cue may be cited: "the client explained" is no reason for a label of the mentor's acts."""
        token = batch.hit_token[hit]
        return bool(ACTOR_CODES[batch.subject[token]] == "mentor" and STATUS_CODES[batch.status[token]] == "done")

    def _place(self, batch: AnnotatedBatch, hit: int) -> tuple[int, int]:
        first = int(batch.hit_token[hit])
        return int(batch.start[first]), int(batch.end[first + int(batch.hit_length[hit]) - 1])


def describe(actor: str, status: str) -> str:
    """Say who and when in plain words.

    Examples
    --------
    >>> describe("client", "planned")
    'the client, planned'
    """
    return _WHO[actor] if status == "unknown" else f"{_WHO[actor]}, {status}"
