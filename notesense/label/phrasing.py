"""A sentence as the order of its persons and of a few classes of words, all else left out.

"PP shared how PP handled it" and "told him how I did mine" have few words in common
and one phrasing: somebody tells, and it is about the one who tells. The tag
model sees such orders beside the words, so that a sign is known by how it is
said. Two views of a sentence: one of persons and everyday classes
(``codebook/phrasing.toml``), one of words of harm (``codebook/harm_words.toml``),
which counts alike in a short and in a long sentence, since one such word is enough.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.codebook.cues import Cue
from notesense.label.form_classes import FormClasses
from notesense.records.annotated import AnnotatedBatch, Ints
from notesense.records.hashing import Keys, mix, name_key

_BITS = 15
# Columns of the view of persons, then those of the view of harm.
ORDER_BUCKETS = 1 << _BITS
PHRASING_BUCKETS = 2 * ORDER_BUCKETS
# Orders of so many words that follow each other in a view, and pairs so far apart.
LONGEST = 3
GAPS, HARM_GAPS = (2, 3), (2, 3, 4)
SCALE, HARM_SCALE = 2.5, 1.0
# What a sign cue speaks of, beside the orders.
SIGN_SCALE = 0.5
# Codes of persons in a batch lie below this.
_PERSONS = 16
# Flag bits of `annotate.lexemes`, which this stage may not import.
_NO_WORD = (1 << 2) | (1 << 10)


class Phrasing:
    """Builds the phrasing matrix of a chunk's segments.

    Parameters
    ----------
    cues : sequence of Cue
        The cues of the annotator that made the chunks, in its order.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.classes = FormClasses("phrasing.toml", "harm_words.toml")
        self.person_key = np.array([name_key(f"person {code}") if code else 0 for code in range(_PERSONS)], np.uint64)
        self.again_key = np.uint64(name_key("the first word again"))
        # What a sign cue speaks of; 0: it is no sign cue.
        self.sign_key = np.array(
            [name_key(f"{cue.code} {cue.detail}") if cue.kind == "sign" else 0 for cue in cues], np.uint64
        )

    def matrix(self, batch: AnnotatedBatch) -> sparse.csr_matrix:
        """Return the phrasings, shape (S, PHRASING_BUCKETS)."""
        shape = (batch.segments, PHRASING_BUCKETS)
        if not batch.segments:
            return sparse.csr_matrix(shape, dtype=np.float32)
        classes = self.classes.of(batch)
        listed, harm = classes[:, 0], classes[:, 1]
        persons = np.where(listed > 0, listed, self.person_key[batch.person])
        persons[self._again(batch, listed)] = self.again_key
        entries = [
            _scaled(_orders(batch, persons), batch.segments),
            _scaled(_pairs(batch, persons, GAPS), batch.segments),
            self._signs(batch),
            _once(batch, harm),
        ]
        rows, columns, values = (np.concatenate(parts) for parts in zip(*entries, strict=True))
        return sparse.coo_matrix((values, (rows, columns)), shape).tocsr()

    def _again(self, batch: AnnotatedBatch, listed: Keys) -> NDArray[np.bool_]:
        """Where a segment's first word stands again: writers who call themselves by a name that no list knows."""
        words = np.flatnonzero((batch.flags & _NO_WORD) == 0)
        rows = batch.token_segment[words]
        first = np.full(batch.segments, -1, np.int64)
        heads = np.flatnonzero(np.diff(rows, prepend=-1))
        first[rows[heads]] = words[heads]
        head = first[batch.token_segment]
        result: NDArray[np.bool_] = (
            (head >= 0) & (np.arange(len(head)) > head) & (batch.lower == batch.lower[head]) & (listed == 0)
        )
        return result

    def _signs(self, batch: AnnotatedBatch) -> tuple[Ints, Ints, NDArray[np.float32]]:
        """What the sign cues speak of in each segment."""
        key = self.sign_key[batch.hit_cue]
        hits = np.flatnonzero(key)
        rows = batch.token_segment[batch.hit_token[hits]]
        place = np.unique(rows * ORDER_BUCKETS + _columns(key[hits], 30))
        return place // ORDER_BUCKETS, place % ORDER_BUCKETS, np.full(len(place), SIGN_SCALE, np.float32)


def _orders(batch: AnnotatedBatch, keys: Keys) -> list[tuple[Ints, Ints]]:
    """Rows and columns of the words that follow each other in a view, bare and with who acts at the first."""
    kept = np.flatnonzero(keys)
    word, row = keys[kept], batch.token_segment[kept]
    who = batch.subject[kept].astype(np.uint64)
    found, key = [], word
    for length in range(1, LONGEST + 1):
        if length > 1:
            key = mix(key[:-1], word[length - 1 :])
        same = row[: len(key)] == row[length - 1 :]
        here = row[: len(key)][same]
        found.append((here, _columns(key[same], length)))
        if length < LONGEST:
            found.append((here, _columns(mix(key, who[: len(key)])[same], 10 + length)))
    return found


def _pairs(batch: AnnotatedBatch, keys: Keys, gaps: Sequence[int]) -> list[tuple[Ints, Ints]]:
    """Rows and columns of two words of a view with others between them."""
    kept = np.flatnonzero(keys)
    word, row = keys[kept], batch.token_segment[kept]
    found = []
    for gap in gaps:
        same = row[:-gap] == row[gap:]
        found.append((row[:-gap][same], _columns(mix(word[:-gap], word[gap:])[same], 20)))
    return found


def _once(batch: AnnotatedBatch, harm: Keys) -> tuple[Ints, Ints, NDArray[np.float32]]:
    """The view of harm: orders of its classes and its very words, each once a segment and of one weight."""
    kept = np.flatnonzero(harm)
    word, row, lower = harm[kept], batch.token_segment[kept], batch.lower[kept]
    found, key = [], word
    for length in range(1, LONGEST + 1):
        if length > 1:
            key = mix(key[:-1], word[length - 1 :])
        same = row[: len(key)] == row[length - 1 :]
        found.append((row[: len(key)][same], _columns(key[same], 40 + length)))
    found += _pairs(batch, harm, HARM_GAPS)
    found.append((row, _columns(lower, 50)))
    next_to = row[1:] == row[:-1]
    found.append((row[1:][next_to], _columns(mix(lower[:-1], lower[1:])[next_to], 51)))
    rows, columns = (np.concatenate(parts) for parts in zip(*found, strict=True))
    place = np.unique(rows * ORDER_BUCKETS + columns)
    return place // ORDER_BUCKETS, ORDER_BUCKETS + place % ORDER_BUCKETS, np.full(len(place), HARM_SCALE, np.float32)


def _columns(keys: Keys, family: int) -> Ints:
    return (mix(np.full(len(keys), family, np.uint64), keys) >> np.uint64(64 - _BITS)).astype(np.int64)


def _scaled(found: Sequence[tuple[Ints, Ints]], segments: int) -> tuple[Ints, Ints, NDArray[np.float32]]:
    """Rows, columns, and values that fall with the root of their number, so that long segments are no louder."""
    rows, columns = (np.concatenate(parts) for parts in zip(*found, strict=True))
    count = np.bincount(rows, minlength=segments)
    return rows, columns, (SCALE / np.sqrt(count[rows])).astype(np.float32)
