"""Cuts notes into segments: a sentence, a bullet or a form line (codebook, section 1).

Works on arrays over a chunk of notes. Text is never changed: every segment
slices back to the exact characters, and together the segments cover every
character that is not blank.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from notesense.annotate import lexemes as lx
from notesense.annotate.run_ons import run_on_starts
from notesense.records.annotated import AnnotatedBatch, Ints

# A line broken by a program at a fixed width, not by the writer: this long, and the next goes on in lower case.
WRAPPED_LINE = 58

Bools = NDArray[np.bool_]
Weights = NDArray[np.float32]


def cut_segments(batch: AnnotatedBatch, flags: Ints, subject: Bools, act: Bools, cutter: Weights | None = None) -> None:
    """Fill the segment arrays of a batch.

    Parameters
    ----------
    batch : AnnotatedBatch
        With its token arrays filled.
    flags : int64 array, shape (T,)
        Flag bits of each token.
    subject, act : bool array, shape (T,)
        Where a person stands with a verb after, where an act cue begins.
    cutter : float32 array, optional
        Weights of the run-on cutter; without it run-on text stays whole.
    """
    count = len(flags)
    note_of = np.repeat(np.arange(batch.notes), np.diff(batch.note_tokens))
    first_of_note = np.zeros(count, bool)
    starts = batch.note_tokens[:-1]
    first_of_note[starts[starts < batch.note_tokens[1:]]] = True
    space = (flags & lx.SPACE) > 0
    begins = first_of_note | _line_starts(batch, flags, note_of) | _sentence_starts(flags, first_of_note)
    if cutter is not None:
        begins |= run_on_starts(begins, flags, batch.lower, subject, act, cutter)
    begins = _drop_thin(begins, flags, first_of_note)
    segment = np.cumsum(begins) - 1
    # A segment that holds only blank space or markup joins the one before it in its note.
    visible = ~space
    total = int(segment[-1]) + 1 if count else 0
    has_text = np.zeros(total, bool)
    has_text[segment[visible]] = True
    begins &= has_text[segment] if count else begins
    segment = np.cumsum(begins) - 1
    _fill(batch, segment, visible, note_of, flags)


def take_segments(batch: AnnotatedBatch, flags: Ints, spans: Sequence[Sequence[tuple[int, int]]]) -> None:
    """Fill the segment arrays from segments that are given.

    Parameters
    ----------
    spans : sequence of sequences of (start, end), length N
        Code points in each note; a segment without a visible token is dropped.
    """
    begins = np.zeros(len(flags), bool)
    for note, wanted in enumerate(spans):
        low, high = batch.note_tokens[note : note + 2].tolist()
        if high > low:
            begins[low] = True
            starts = np.searchsorted(batch.start[low:high], [start for start, _ in wanted]) + low
            begins[starts[starts < high]] = True
    visible = (flags & lx.SPACE) == 0
    note_of = np.repeat(np.arange(batch.notes), np.diff(batch.note_tokens))
    segment = np.cumsum(begins) - 1
    has_text = np.zeros(int(segment[-1]) + 1 if len(segment) else 0, bool)
    has_text[segment[visible]] = True
    begins &= has_text[segment] if len(segment) else begins
    _fill(batch, np.cumsum(begins) - 1, visible, note_of, flags)


def _line_starts(batch: AnnotatedBatch, flags: Ints, note_of: Ints) -> Bools:
    newline = (flags & lx.NEWLINE) > 0
    begins = np.zeros(len(flags), bool)
    at = np.flatnonzero(newline[:-1])
    at = at[note_of[at] == note_of[at + 1]]
    if not len(at):
        return begins
    # Lines that a program wrapped go on in lower case after a long line without a full stop.
    line_start = np.zeros(len(flags), np.int64)
    marks = np.flatnonzero(newline) + 1
    line_start[marks[marks < len(flags)]] = marks[marks < len(flags)]
    first = batch.note_tokens[:-1]
    first = first[first < len(flags)]
    line_start[first] = np.maximum(line_start[first], first)
    line_start = np.maximum.accumulate(line_start)
    width = batch.start[at] - batch.start[np.minimum(line_start[np.maximum(at - 1, 0)], at)]
    ended = (flags[np.maximum(at - 1, 0)] & (lx.SENTENCE_END | lx.COLON)) > 0
    wrapped = (
        (width >= WRAPPED_LINE)
        & (width <= 100)
        & ~ended
        & ((flags[at] & lx.BLANK_LINE) == 0)
        & ((flags[at + 1] & lx.LOWER_FIRST) > 0)
        & ((flags[at + 1] & lx.BULLET) == 0)
    )
    # One long lower-case line may be a careless writer's; wrapping shows in the note's other lines too.
    per_note = np.bincount(note_of[at], minlength=batch.notes)
    wrapped_per_note = np.bincount(note_of[at[wrapped]], minlength=batch.notes)
    wrapped &= (wrapped_per_note * 2 >= per_note)[note_of[at]]
    begins[at[~wrapped] + 1] = True
    return begins


def _sentence_starts(flags: Ints, first_of_note: Bools) -> Bools:
    count = len(flags)
    begins = np.zeros(count, bool)
    if count < 2:
        return begins
    end = (flags & lx.SENTENCE_END) > 0
    # "4 p.m. Client left": a dotted word ends a sentence only before a capital, and no title or initial does.
    dotted = ((flags & lx.DOTTED) > 0) & ((flags & lx.ABBREVIATION) == 0)
    closer = (flags & lx.CLOSER) > 0
    # After the full stop, closing quotes and brackets still belong to the sentence.
    position = np.arange(count)
    after = np.minimum(position + 1, count - 1)
    for _ in range(2):
        skip = closer[after] & ((flags[after] & lx.BULLET) == 0)
        after = np.where(skip, np.minimum(after + 1, count - 1), after)
    next_flags = flags[after]
    skip_space = (next_flags & (lx.SPACE | lx.NEWLINE)) == lx.SPACE
    after = np.where(skip_space, np.minimum(after + 1, count - 1), after)
    next_flags = flags[after]
    before_flags = np.concatenate([[0], flags[:-1]])
    lower_next = (next_flags & lx.LOWER_FIRST) > 0
    upper_next = (next_flags & lx.UPPER_FIRST) > 0
    abbreviated = (before_flags & lx.ABBREVIATION) > 0
    # "1. Walk daily": a number alone at the start of a line is its bullet.
    second = np.zeros(count, bool)
    line_first = first_of_note | (np.concatenate([[0], flags[:-1]]) & lx.NEWLINE).astype(bool)
    second[1:] = line_first[:-1]
    list_number = second & ((before_flags & lx.NUMBER) > 0)
    # “Are you ok?” she asked: quoted question inside a sentence.
    quoted = (np.concatenate([flags[1:], [0]]) & lx.CLOSER > 0) & lower_next
    cut = end & ~list_number & ~quoted & ~(abbreviated & ~upper_next)
    cut |= dotted & upper_next & ((before_flags & lx.NUMBER) > 0)
    targets = after[cut & (after > position)]
    begins[targets] = True
    return begins & ~((flags & lx.SENTENCE_END) > 0)


def _drop_thin(begins: Bools, flags: Ints, first_of_note: Bools) -> Bools:
    """Join a lone bullet, number or closing mark to the text it belongs to."""
    at = np.flatnonzero(begins)
    if len(at) < 2:
        return begins
    sizes = np.diff(np.append(at, len(flags)))
    empty = (flags & (lx.PUNCTUATION | lx.SPACE | lx.BULLET | lx.MARKUP)) > 0
    wordy = np.add.reduceat((~empty).astype(np.int64), at)
    bullet_only = (wordy == 0) & (sizes <= 4)
    begins = begins.copy()
    # A bullet alone on its line heads the next segment; other lone marks end the one before.
    lone = at[bullet_only]
    is_bullet = (flags[lone] & lx.BULLET) > 0
    following = at[np.minimum(np.flatnonzero(bullet_only) + 1, len(at) - 1)]
    begins[following[is_bullet & ~first_of_note[following] & (following > lone)]] = False
    rest = lone[~is_bullet]
    begins[rest[~first_of_note[rest]]] = False
    return begins


def _fill(batch: AnnotatedBatch, segment: Ints, visible: Bools, note_of: Ints, flags: Ints) -> None:
    total = int(segment[-1]) + 1 if len(segment) else 0
    batch.token_segment = segment
    batch.segment_tokens = np.searchsorted(segment, np.arange(total + 1)).astype(np.int64)
    first_token = batch.segment_tokens[:-1]
    batch.note_segments = np.searchsorted(note_of[first_token], np.arange(batch.notes + 1)).astype(np.int64)
    shown = np.flatnonzero(visible)
    shown_segment = segment[shown]
    lead = shown[np.searchsorted(shown_segment, np.arange(total), side="left")] if total else shown
    trail = shown[np.searchsorted(shown_segment, np.arange(total), side="right") - 1] if total else shown
    batch.segment_start = batch.start[lead]
    batch.segment_end = batch.end[trail]
    bullet = (flags[lead] & lx.BULLET) > 0
    number = ((flags[lead] & lx.NUMBER) > 0) & (
        (flags[np.minimum(lead + 1, max(len(flags) - 1, 0))] & lx.SENTENCE_END) > 0
    )
    batch.line_kind = (bullet | number).astype(np.int8)
