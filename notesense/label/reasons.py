"""Why a segment has its label, in words that quote the cue or the codebook, never the note.

A label for an act of the mentor's has its cue or its weightiest words, who did
it, and the rule it rests on; `other` has, where the sentence is tempting, what
ruled the act out. A reason never contradicts its label.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.cues import OBJECTS, Cue
from notesense.codebook.labels import BY_LABEL, LABELS, OTHER
from notesense.label.classifier import SegmentWeights
from notesense.label.cue_rules import rule_for
from notesense.label.evidence import AUXILIARY, Evidence, Hit
from notesense.label.features import SegmentFeatures
from notesense.label.ruled_out import NO_ACT, ruled_out, without_cue
from notesense.records import Reason
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch, Ints

# From this score of an act on, a segment of `other` is tempting, and says what ruled the act out.
TEMPTING = 0.15
MOST_CUES, MOST_WORDS = 2, 2
# Flag bits of `annotate.lexemes`, which this stage may not import: what makes a poor word to show.
SPACE, NUMBER, PUNCTUATION = 1 << 2, 1 << 9, 1 << 10
CONJUNCTION, FUNCTION, DETERMINER = 1 << 19, 1 << 29, 1 << 32
_POOR = SPACE | NUMBER | PUNCTUATION | AUXILIARY | CONJUNCTION | FUNCTION | DETERMINER
WHO_DID_IT = "the mentor did it, in this contact (codebook, section 2)"
WHO_AS_READ = "read as done by the mentor in this contact, from the sentence as a whole (codebook, section 2)"
WORD_SAYS = {label: f"speaks for {label} in the examples that the model learnt from" for label in LABELS}
NO_ONE_WORD = "no one word decides; the sentence as a whole does, and the lines around it"
RULE_SAYS = {label: f"the mentor {BY_LABEL[label].means} (codebook, section 1)" for label in LABELS[:OTHER]}


class Reasoner:
    """Gives the reasons of segments, on request.

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
        self.evidence = Evidence(cues, features)
        self._rules: dict[tuple[int, int, int], str] = {}

    def reasons(
        self, batch: AnnotatedBatch, labels: Ints, probability: NDArray[np.float64]
    ) -> list[tuple[Reason, ...]]:
        """Return the reasons of a chunk's segments.

        Parameters
        ----------
        labels : int array, shape (S,)
            The printed labels.
        probability : float array, shape (S, K)

        Returns
        -------
        list of tuple of Reason, length S
            Empty for segments of ``other`` that nobody would take for an act.
        """
        hits = self.evidence.hits(batch)
        words = _Words(batch, self.features, self.weights, labels)
        places = list(zip(batch.segment_start.tolist(), batch.segment_end.tolist(), strict=True))
        who = [ACTOR_CODES[code] for code in batch.actor.tolist()]
        when = [STATUS_CODES[code] for code in batch.segment_status.tolist()]
        note = np.repeat(np.arange(batch.notes), np.diff(batch.note_segments)).tolist()
        tempting = probability[:, :OTHER].argmax(axis=1).tolist()
        high = (probability[:, :OTHER].max(axis=1) >= TEMPTING).tolist()
        found: list[tuple[Reason, ...]] = []
        for segment, label in enumerate(labels.tolist()):
            start, end = places[segment]
            if label != OTHER:
                did_it = who[segment] == "mentor" and when[segment] == "done"
                found.append(
                    (
                        *(self._cues(hits[segment], label) or words.of(segment) or [_whole(start, end)]),
                        Reason("who", start, end, WHO_DID_IT if did_it else WHO_AS_READ),
                        Reason("rule", start, end, RULE_SAYS[LABELS[label]]),
                    )
                )
            elif high[segment] or any(hit.says == "act" for hit in hits[segment]):
                text = batch.texts[note[segment]][start:end]
                reason = ruled_out(self.cues, hits[segment], text, tempting[segment])
                reason = reason or without_cue(who[segment], when[segment], start, end)
                found.append((reason,) if reason else (*words.of(segment), Reason("rule", start, end, NO_ACT)))
            else:
                found.append(())
        return found

    def _cues(self, hits: list[Hit], label: int) -> list[Reason]:
        """The cues that speak for the label: "the client explained" is no reason for an act of the mentor's."""
        mine = [hit for hit in hits if hit.vote == label and hit.who == "mentor" and hit.when == "done"]
        return [
            Reason("cue", hit.start, hit.end, self._rule(hit, label)) for hit in mine[:MOST_CUES] if hit.says == "act"
        ]

    def _rule(self, hit: Hit, label: int) -> str:
        key = (hit.cue, label, hit.object_code)
        if key not in self._rules:
            about = OBJECTS[hit.object_code - 1] if hit.object_code else None
            self._rules[key] = rule_for(self.cues[hit.cue], LABELS[label], about)
        return self._rules[key]


class _Words:
    """The words that speak most for each segment's label against the next best."""

    def __init__(self, batch: AnnotatedBatch, features: SegmentFeatures, weights: SegmentWeights, labels: Ints) -> None:
        tokens = len(batch.lower)
        pull = features.word_pull(batch, 0, tokens, weights.words)
        label = labels[batch.token_segment]
        own = pull[np.arange(tokens), label]
        pull[np.arange(tokens), label] = -np.inf
        lead = own - pull.max(axis=1, initial=-np.inf)
        # A person's word or name says who, not what.
        lead[((batch.flags & _POOR) > 0) | (batch.person > 0)] = 0
        self.lead = lead.tolist()
        self.bounds = batch.segment_tokens.tolist()
        self.starts, self.ends = batch.start.tolist(), batch.end.tolist()
        self.says = [WORD_SAYS[LABELS[index]] for index in labels.tolist()]

    def of(self, segment: int) -> list[Reason]:
        """Return the weightiest words of a segment, in the order of the text."""
        low, high = self.bounds[segment], self.bounds[segment + 1]
        best = nlargest(MOST_WORDS, range(low, high), key=self.lead.__getitem__)
        says = self.says[segment]
        return [Reason("word", self.starts[at], self.ends[at], says) for at in sorted(best) if self.lead[at] > 0]


def _whole(start: int, end: int) -> Reason:
    return Reason("whole", start, end, NO_ONE_WORD)
