"""The cue hits of a chunk as plain rows, segment by segment: what reasons are made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from notesense.codebook.cues import Cue
from notesense.label.features import SegmentFeatures
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch

# Flag bit of `annotate.lexemes`, which this stage may not import.
AUXILIARY = 1 << 15


class Hit(NamedTuple):
    """A cue at its place.

    Attributes
    ----------
    cue : int
        Index over the cues.
    says : str
        ``act``; for signs ``done_for`` or ``alone``; ``no_contact``.
    vote : int
        Label that an act cue with its object speaks for; -1: none.
    object_code : int
        Object class behind an act cue, from 1; 0: none.
    who, when : str
        Who acts at this place, and whether it was done.
    start, end : int
        Code points of the note's text.
    may_help : bool
        A lone "did" or "do", which may only help another verb.
    """

    cue: int
    says: str
    vote: int
    object_code: int
    who: str
    when: str
    start: int
    end: int
    may_help: bool


class Evidence:
    """Collects the hits that reasons rest on.

    Parameters
    ----------
    cues : sequence of Cue
    features : SegmentFeatures
    """

    def __init__(self, cues: Sequence[Cue], features: SegmentFeatures) -> None:
        self.vote = features.vote
        self.says = [_says(cue) for cue in cues]
        self.counts = np.array([bool(says) for says in self.says], bool)
        # A sign counts only where its actor and status are those that it asks for; -1: any.
        self.actor = np.array([ACTOR_CODES.index(cue.actor) if cue.actor else -1 for cue in cues], np.int8)
        self.status = np.array([STATUS_CODES.index(cue.status) if cue.status else -1 for cue in cues], np.int8)

    def hits(self, batch: AnnotatedBatch) -> list[list[Hit]]:
        """Return the hits of each segment, in the order of the text; length S."""
        who, when = batch.subject[batch.hit_token], batch.status[batch.hit_token]
        actor, status = self.actor[batch.hit_cue], self.status[batch.hit_cue]
        rows = np.flatnonzero(
            self.counts[batch.hit_cue] & ((actor < 0) | (actor == who)) & ((status < 0) | (status == when))
        )
        token, cue = batch.hit_token[rows], batch.hit_cue[rows]
        found: list[list[Hit]] = [[] for _ in range(batch.segments)]
        helps = ((batch.flags[token] & AUXILIARY) > 0) & (batch.hit_length[rows] == 1)
        for segment, one, vote, about, by, done, start, end, may_help in zip(
            batch.token_segment[token].tolist(),
            cue.tolist(),
            self.vote[cue, batch.hit_object[rows]].tolist(),
            batch.hit_object[rows].tolist(),
            who[rows].tolist(),
            when[rows].tolist(),
            batch.start[token].tolist(),
            batch.end[token + batch.hit_length[rows] - 1].tolist(),
            helps.tolist(),
            strict=True,
        ):
            hit = Hit(one, self.says[one], vote, about, ACTOR_CODES[by], STATUS_CODES[done], start, end, may_help)
            found[segment].append(hit)
        return found


def _says(cue: Cue) -> str:
    if cue.kind == "act":
        return "act"
    if cue.kind == "sign":
        return {"done_for": "done_for", "independence": "alone"}.get(cue.code, "")
    return "no_contact" if cue.is_no_contact else ""
