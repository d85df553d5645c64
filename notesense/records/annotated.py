"""The arrays that walk from annotate to label, over a chunk of notes.

One flat array a fact instead of an object a token: a chunk of 250 notes costs
a few numpy calls, where Python loops over tokens would cost more than the
tokenizer itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int8]

# Codes of who acts and of whether and when; names as in the contract.
ACTOR_CODES: tuple[str, ...] = ("unknown", "mentor", "client", "third")
STATUS_CODES: tuple[str, ...] = ("unknown", "done", "negated", "planned", "past")


@dataclass(slots=True)
class AnnotatedBatch:
    """A chunk of notes as arrays; T tokens, S segments, H cue hits, N notes.

    Attributes
    ----------
    texts : list of str, length N
    lexeme : int array, shape (T,)
        Row of each token in the lexeme table.
    lower : uint64 array, shape (T,)
        spaCy's id of each token's lower-cased form.
    flags : int64 array, shape (T,)
        Flag bits of the token's form.
    ngrams, ngram_bounds : uint32 array, int array of shape (V + 1,)
        Character n-grams of the forms: those of lexeme row v are
        ``ngrams[ngram_bounds[v]:ngram_bounds[v + 1]]``.
    start, end : int array, shape (T,)
        Code points in the token's own note.
    note_tokens : int array, shape (N + 1,)
        Tokens of note i are ``note_tokens[i]:note_tokens[i + 1]``.
    token_segment : int array, shape (T,)
        Segment of each token.
    segment_tokens : int array, shape (S + 1,)
        Tokens of segment s are ``segment_tokens[s]:segment_tokens[s + 1]``.
    note_segments : int array, shape (N + 1,)
    segment_start, segment_end : int array, shape (S,)
        Code points in the note, blank space at the borders left out.
    section : int8 array, shape (S,)
        Section code of the heading in force (0: none).
    line_kind : int8 array, shape (S,)
        0 prose, 1 bullet, 2 form line or heading.
    subject : int8 array, shape (T,)
        Index into ``ACTOR_CODES``: who acts at this token.
    status : int8 array, shape (T,)
        Index into ``STATUS_CODES``: whether and when, at this token.
    hit_token, hit_length, hit_cue : int array, shape (H,)
        Cue hits in token order: first token, tokens covered, cue index.
    hit_object : int8 array, shape (H,)
        Object class that follows an act cue (0: none).
    actor, segment_status : int8 array, shape (S,)
        Who acts in the segment's main act, and whether it was done.
    """

    texts: list[str]
    lexeme: Ints
    start: Ints
    end: Ints
    note_tokens: Ints
    lower: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))
    flags: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    ngrams: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    ngram_bounds: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    token_segment: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    segment_tokens: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    note_segments: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    segment_start: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    segment_end: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    section: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    line_kind: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    person: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    subject: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    status: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    hit_token: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    hit_length: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    hit_cue: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    hit_object: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    actor: Codes = field(default_factory=lambda: np.empty(0, np.int8))
    segment_status: Codes = field(default_factory=lambda: np.empty(0, np.int8))

    @property
    def notes(self) -> int:
        """Number of notes in the chunk."""
        return len(self.texts)

    @property
    def segments(self) -> int:
        """Number of segments in the chunk."""
        return len(self.segment_start)

    def note(self, index: int) -> AnnotatedNote:
        """Return a readable view of one note."""
        return AnnotatedNote(self, index)


@dataclass(frozen=True, slots=True)
class AnnotatedNote:
    """A readable view of one note of a batch."""

    batch: AnnotatedBatch
    index: int

    @property
    def text(self) -> str:
        return self.batch.texts[self.index]

    def spans(self) -> list[tuple[int, int]]:
        """Return the segments' offsets in code points."""
        low, high = self.batch.note_segments[self.index : self.index + 2]
        starts, ends = self.batch.segment_start[low:high], self.batch.segment_end[low:high]
        return list(zip(starts.tolist(), ends.tolist(), strict=True))

    def segments(self) -> list[str]:
        """Return the segments' texts."""
        return [self.text[start:end] for start, end in self.spans()]

    def actors(self) -> list[str]:
        """Return who acts, segment by segment."""
        low, high = self.batch.note_segments[self.index : self.index + 2]
        return [ACTOR_CODES[code] for code in self.batch.actor[low:high]]

    def statuses(self) -> list[str]:
        """Return whether and when, segment by segment."""
        low, high = self.batch.note_segments[self.index : self.index + 2]
        return [STATUS_CODES[code] for code in self.batch.segment_status[low:high]]
