"""Whether and when (codebook, section 2, rules 2 and 3): done, negated, planned or past.

A cue such as "will" or "did not" reaches forward to the end of its clause; a
cue such as "declined" or "next week" colours its whole segment; a heading such
as Plan colours everything under it until the next heading.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from notesense.annotate import lexemes as lx
from notesense.annotate.cues import Hits
from notesense.codebook.cues import SECTIONS
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch, Codes, Ints

DONE, NEGATED, PLANNED, PAST = (STATUS_CODES.index(name) for name in ("done", "negated", "planned", "past"))
MENTOR = ACTOR_CODES.index("mentor")
PLAN_SECTION = SECTIONS.index("plan") + 1

# How far a cue reaches: the whole segment, or the whole segment where the cue opens it ("If she likes, I can …").
WHOLE, WHERE_IT_OPENS = 1, 2

Bools = NDArray[np.bool_]


def find_past_perfect(flags: Ints, had: Bools) -> Bools:
    """Return where "had" stands before a participle, with at most one adverb between."""
    count = len(flags)
    participle = (flags & (lx.ENDS_ED | lx.PARTICIPLE)) > 0
    adverb = (flags & lx.ADVERB) > 0
    found = np.zeros(count, bool)
    found[:-1] = had[:-1] & participle[1:]
    found[:-2] |= had[:-2] & adverb[1:-1] & participle[2:]
    return found


def opens_clause(flags: Ints, subject: Bools) -> Bools:
    """Return where a subject stands behind a comma or a coordinating word: ", so I", "and staff"."""
    if not len(flags):
        return np.zeros(0, bool)
    before = np.concatenate([[0], flags[:-1]])
    comma = ((before & lx.PUNCTUATION) > 0) & ((before & (lx.QUOTE | lx.BULLET)) == 0)
    result: Bools = subject & (comma | ((before & lx.COORDINATES) > 0))
    return result


def fill_status(
    batch: AnnotatedBatch,
    flags: Ints,
    cues: Hits,
    scope_codes: Codes,
    whole: Codes,
    plan_heads: Bools,
    past_perfect: Bools,
    subject: Bools,
) -> None:
    """Fill `batch.status`: whether and when, at each token.

    Parameters
    ----------
    cues : Hits
        Hits of status cues.
    scope_codes : int8 array over cues
        Index into ``STATUS_CODES``.
    whole : int8 array over cues
        `WHOLE` or `WHERE_IT_OPENS` where the cue can colour its whole segment.
    plan_heads : bool array, shape (T,)
        Where "CPS to show …" begins.
    past_perfect : bool array, shape (T,)
        Where "had shown" stands: an earlier contact.
    subject : bool array, shape (T,)
        Where somebody is the subject. A new subject opens a new clause, to which no cue before it
        reaches: "Could not stop crying, so I sat with her".
    """
    count = len(flags)
    status = np.full(count, DONE, np.int8)
    if not count:
        batch.status = status
        return
    segment = batch.token_segment
    first = batch.segment_tokens[:-1][segment]
    position = np.arange(count)
    opens = opens_clause(flags, subject)
    breaks = np.maximum.accumulate(np.where(((flags & lx.CLAUSE_BREAK) > 0) | opens, position, -1))
    floor = np.maximum(first, breaks)
    own = opens & (batch.subject == MENTOR)
    reopened = np.maximum.accumulate(np.where(own, position, -1))
    codes = scope_codes[cues.cue]
    reach = whole[cues.cue]
    wide = (reach == WHOLE) | ((reach == WHERE_IT_OPENS) & (cues.token == first[cues.token]))
    # Weakest first, so that a refusal outweighs a plan and a plan the past.
    for code in (PAST, PLANNED, NEGATED):
        forward = cues.token[(codes == code) & ~wide]
        if code == PAST:
            forward = np.concatenate([forward, np.flatnonzero(past_perfect)])
        if code == PLANNED:
            forward = np.concatenate([forward, np.flatnonzero(plan_heads)])
        if len(forward):
            marks = np.full(count, -1, np.int64)
            marks[forward] = forward
            status[np.maximum.accumulate(marks) >= floor] = code
        everywhere = cues.token[(codes == code) & wide]
        if len(everywhere):
            last = np.full(batch.segments, -1, np.int64)
            np.maximum.at(last, segment[everywhere], everywhere)
            # A condition at the front holds to the end.
            last[segment[cues.token[(codes == code) & (reach == WHERE_IT_OPENS) & wide]]] = count
            # "Didn't want to talk, so I sat with her": what the mentor did then, was done.
            status[(last[segment] >= 0) & (last[segment] >= reopened)] = code
        if code == PLANNED:
            status[(batch.section == PLAN_SECTION)[segment]] = PLANNED
    batch.status = status
