"""A sentence as the order of its persons and of a few classes of words, all else left out.

"PP shared how PP handled it" and "told him how I did mine" have few words in common
and one phrasing: somebody tells, and it is about the one who tells. The tag
model sees such orders beside the words, so that a sign is known by how it is
said. The classes are data (``codebook/phrasing.toml``); here they become the
columns of a sparse matrix, in arrays over a chunk.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.codebook.cues import Cue
from notesense.records.annotated import AnnotatedBatch, Ints
from notesense.records.hashing import Keys, mix, name_key

PHRASING_BITS = 15
PHRASING_BUCKETS = 1 << PHRASING_BITS
# Orders of so many words that follow each other in the phrasing, and pairs so far apart.
LONGEST = 3
GAPS = (2, 3)
SCALE = 2.5
# What a sign cue speaks of, beside the orders.
SIGN_SCALE = 0.5
# Codes of persons in a batch lie below this.
PERSONS = 16
# Flag bits of `annotate.lexemes`, which this stage may not import.
_NO_WORD = (1 << 2) | (1 << 10)


@cache
def load_classes() -> Mapping[str, int]:
    """Return the class of each listed word, as a key that is the same on every machine.

    Examples
    --------
    >>> classes = load_classes()
    >>> classes["himself"] == classes["herself"] != classes["alone"]
    True
    """
    text = resources.files("notesense.codebook").joinpath("phrasing.toml").read_text(encoding="utf-8")
    table: dict[str, int] = {}
    for name, words in tomllib.loads(text)["classes"].items():
        for word in words.split():
            table.setdefault(word, name_key(name))
    return table


class Phrasing:
    """Builds the phrasing matrix of a chunk's segments.

    Parameters
    ----------
    cues : sequence of Cue
        The cues of the annotator that made the chunks, in its order.
    """

    def __init__(self, cues: Sequence[Cue]) -> None:
        self.classes = load_classes()
        self.person_key = np.array([name_key(f"person {code}") if code else 0 for code in range(PERSONS)], np.uint64)
        self.again_key = np.uint64(name_key("the first word again"))
        # What a sign cue speaks of; 0: it is no sign cue.
        self.sign_key = np.array(
            [name_key(f"{cue.code} {cue.detail}") if cue.kind == "sign" else 0 for cue in cues], np.uint64
        )
        self._class_of_form = np.empty(0, np.uint64)
        self._lower_of_form = np.empty(0, np.uint64)

    def matrix(self, batch: AnnotatedBatch) -> sparse.csr_matrix:
        """Return the phrasings, shape (S, PHRASING_BUCKETS)."""
        shape = (batch.segments, PHRASING_BUCKETS)
        if not batch.segments:
            return sparse.csr_matrix(shape, dtype=np.float32)
        keys = self._keys(batch)
        kept = np.flatnonzero(keys)
        word, row = keys[kept], batch.token_segment[kept]
        who = batch.subject[kept].astype(np.uint64)
        orders: list[tuple[Ints, NDArray[np.uint64]]] = []
        key = word
        for length in range(1, LONGEST + 1):
            if length > 1:
                key = mix(key[:-1], word[length - 1 :])
            same = row[: len(key)] == row[length - 1 :]
            orders.append((row[: len(key)][same], _salted(key[same], length)))
            if length < LONGEST:
                orders.append((row[: len(key)][same], _salted(mix(key, who[: len(key)])[same], 10 + length)))
        apart = [
            (row[:-gap][row[:-gap] == row[gap:]], _salted(mix(word[:-gap], word[gap:])[row[:-gap] == row[gap:]], 20))
            for gap in GAPS
            if len(word) > gap
        ]
        entries = [_entries(part, batch.segments, SCALE) for part in (orders, apart) if part]
        entries.append(self._signs(batch))
        rows, columns, values = (np.concatenate(parts) for parts in zip(*entries, strict=True))
        return sparse.coo_matrix((values, (rows, columns)), shape).tocsr()

    def _keys(self, batch: AnnotatedBatch) -> Keys:
        """Return the key of each token's class, person or "the first word again"; 0 where it is none of these."""
        listed = self._classes(batch)
        keys = np.where(listed > 0, listed, self.person_key[batch.person])
        words = np.flatnonzero((batch.flags & _NO_WORD) == 0)
        rows = batch.token_segment[words]
        first = np.full(batch.segments, -1, np.int64)
        heads = np.flatnonzero(np.diff(rows, prepend=-1))
        first[rows[heads]] = words[heads]
        head = first[batch.token_segment]
        again = (head >= 0) & (np.arange(len(head)) > head) & (batch.lower == batch.lower[head]) & (listed == 0)
        keys[again] = self.again_key
        return keys

    def _classes(self, batch: AnnotatedBatch) -> Keys:
        """Return the key of each token's class (0: none); each form is read once."""
        rows = batch.lexeme
        more = len(batch.ngram_bounds) - 1 - len(self._lower_of_form)
        if more > 0:
            self._class_of_form = np.concatenate([self._class_of_form, np.zeros(more, np.uint64)])
            self._lower_of_form = np.concatenate([self._lower_of_form, np.zeros(more, np.uint64)])
        # A renewed tokenizer counts its forms from the start again, so a form is known by its row and its id.
        fresh = np.flatnonzero(self._lower_of_form[rows] != batch.lower)
        forms, where = np.unique(rows[fresh], return_index=True)
        tokens = fresh[where]
        notes = np.searchsorted(batch.note_tokens, tokens, side="right") - 1
        for form, token, note in zip(forms.tolist(), tokens.tolist(), notes.tolist(), strict=True):
            text = batch.texts[note][int(batch.start[token]) : int(batch.end[token])].lower()
            self._class_of_form[form] = self.classes.get(text, 0)
            self._lower_of_form[form] = batch.lower[token]
        return self._class_of_form[rows]

    def _signs(self, batch: AnnotatedBatch) -> tuple[Ints, Ints, NDArray[np.float32]]:
        """What the sign cues speak of in each segment."""
        key = self.sign_key[batch.hit_cue]
        hits = np.flatnonzero(key)
        columns = (_salted(key[hits], 30) >> np.uint64(64 - PHRASING_BITS)).astype(np.int64)
        place = np.unique(np.stack([batch.token_segment[batch.hit_token[hits]], columns]), axis=1)
        return place[0], place[1], np.full(place.shape[1], SIGN_SCALE, np.float32)


def _salted(keys: NDArray[np.uint64], family: int) -> NDArray[np.uint64]:
    return mix(np.full(len(keys), family, np.uint64), keys)


def _entries(
    parts: Sequence[tuple[Ints, NDArray[np.uint64]]], segments: int, scale: float
) -> tuple[Ints, Ints, NDArray[np.float32]]:
    """Rows, columns, and values that fall with the root of their number, so that long segments are no louder."""
    rows = np.concatenate([row for row, _ in parts])
    keys = np.concatenate([key for _, key in parts])
    count = np.bincount(rows, minlength=segments)
    columns = (keys >> np.uint64(64 - PHRASING_BITS)).astype(np.int64)
    return rows, columns, (scale / np.sqrt(count[rows])).astype(np.float32)
