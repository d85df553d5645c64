"""Finds section headings in every typography and what stands under them.

"I:", "**Plan**", "INTERVENTION -", "What we did:" or a heading alone on its
line; what follows belongs to the section until the next heading.
"""

from __future__ import annotations

import numpy as np

from notesense.annotate import lexemes as lx
from notesense.annotate.cues import Hits
from notesense.codebook.cues import SECTIONS
from notesense.records.annotated import AnnotatedBatch, Codes, Ints

ADMIN = SECTIONS.index("admin") + 1


def fill_sections(batch: AnnotatedBatch, flags: Ints, headings: Hits, section_codes: Codes) -> None:
    """Fill `batch.section`, and mark form lines in `batch.line_kind`.

    Parameters
    ----------
    headings : Hits
        Hits of heading cues, wherever they stand.
    section_codes : int8 array over cues
        Index into ``SECTIONS`` plus one.
    """
    total = batch.segments
    section = np.zeros(total, np.int8)
    batch.section = section
    if not total:
        return
    count = len(flags)
    form_line = _form_lines(batch, flags)
    batch.line_kind[form_line] = 2
    if not len(headings.token):
        return
    # Marks such as ** - ( [ may stand before the heading.
    segment = batch.token_segment[headings.token]
    lead = batch.segment_tokens[:-1][segment]
    plain = np.cumsum((flags & (lx.PUNCTUATION | lx.SPACE | lx.BULLET | lx.MARKUP)) == 0)
    words_before = plain[headings.token] - plain[lead] + _is_word(flags, lead) - _is_word(flags, headings.token)
    after = headings.token + headings.length
    for _ in range(2):
        marked = (after < count) & ((flags[np.minimum(after, count - 1)] & lx.MARKUP) > 0)
        after = np.where(marked, after + 1, after)
    past_end = after >= batch.segment_tokens[1:][segment]
    tail = flags[np.minimum(after, count - 1)]
    closed = past_end | ((tail & (lx.COLON | lx.NEWLINE | lx.DASH | lx.CLOSER)) > 0)
    good = closed & (words_before == 0)
    # A single letter needs its colon, dash or bracket: "I" alone is the writer.
    single = (batch.end[headings.token] - batch.start[headings.token] == 1) & (headings.length == 1)
    good &= ~(single & past_end & ~(batch.segment_tokens[1:][segment] - batch.segment_tokens[:-1][segment] == 1))
    where, codes = segment[good], section_codes[headings.cue[good]]
    own = np.zeros(total, np.int8)
    own[where[::-1]] = codes[::-1]
    marks = np.where(own > 0, np.arange(total), -1)
    holder = np.maximum.accumulate(marks)
    first = np.repeat(batch.note_segments[:-1], np.diff(batch.note_segments))
    inside = holder >= first
    section[inside] = own[np.maximum(holder, 0)][inside]
    # An administrative label such as "Date:" rules its own line only.
    section[(section == ADMIN) & (own != ADMIN)] = 0
    batch.section = section


def _is_word(flags: Ints, at: Ints) -> Ints:
    result: Ints = ((flags[at] & (lx.PUNCTUATION | lx.SPACE | lx.BULLET | lx.MARKUP)) == 0).astype(np.int64)
    return result


def _form_lines(batch: AnnotatedBatch, flags: Ints) -> Ints:
    """Segments with a colon among their first six tokens."""
    first = batch.segment_tokens[:-1]
    last = batch.segment_tokens[1:]
    found = np.zeros(batch.segments, bool)
    for gap in range(1, 6):
        at = first + gap
        inside = at < last
        found[inside] |= (flags[at[inside]] & lx.COLON) > 0
    return np.flatnonzero(found)
