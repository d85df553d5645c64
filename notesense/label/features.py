"""What the segment classifier sees: words and acts joined with who, whether and when.

"Explained" by the mentor, "explained" by the client and "will explain" are
three different things; so every word and every cue is hashed together with the
actor and the status at its place. All features of a chunk are built in arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.codebook.cues import KINDS, OBJECTS, Cue
from notesense.codebook.labels import LABEL_INDEX
from notesense.label.word_classes import WordClasses, load_word_classes
from notesense.records.annotated import AnnotatedBatch, Ints
from notesense.records.hashing import Keys, mix, name_key

BITS = 19
# So many tokens behind an act are taken together with it.
ACT_REACH = 8
BUCKETS = 1 << BITS
CHARACTER_BITS = 16
CHARACTER_BUCKETS = 1 << CHARACTER_BITS
# Flag bits of `annotate.lexemes`, which this stage may not import.
SPACE, PUNCTUATION = 1 << 2, 1 << 10


@dataclass(slots=True)
class Entries:
    """Entries of a sparse matrix in the making."""

    rows: list[Ints]
    columns: list[Ints]
    values: list[NDArray[np.float32]]


class SegmentFeatures:
    """Builds the feature matrix of a chunk's segments.

    Parameters
    ----------
    cues : sequence of Cue
        The cues of the annotator that made the chunks, in its order.
    word_classes : WordClasses, optional
        Words of about the same meaning; by default those that come with the program.
    """

    def __init__(self, cues: tuple[Cue, ...], word_classes: WordClasses | None = None) -> None:
        self.word_classes = load_word_classes() if word_classes is None else word_classes
        count = len(cues)
        self.is_act = np.array([cue.kind == "act" for cue in cues], bool)
        self.is_object = np.array([cue.kind == "object" for cue in cues], bool)
        # What an act cue says with each object class behind it; -1: nothing.
        self.vote = np.full((count, len(OBJECTS) + 1), -1, np.int8)
        self.cue_key = np.zeros(count, np.uint64)
        for index, cue in enumerate(cues):
            self.cue_key[index] = name_key(f"{cue.kind}:{cue.id}")
            if cue.kind == "act":
                base = LABEL_INDEX[cue.label] if cue.label else -1
                self.vote[index, :] = base
                for name, label in cue.objects.items():
                    self.vote[index, OBJECTS.index(name) + 1] = LABEL_INDEX[label]
        self.object_code = np.array([OBJECTS.index(c.code) + 1 if c.kind == "object" else 0 for c in cues], np.int64)

    def votes(self, batch: AnnotatedBatch) -> tuple[Ints, Ints]:
        """Return the act hits' indices and the label each votes for (-1: none)."""
        hits = np.flatnonzero(self.is_act[batch.hit_cue])
        return hits, self.vote[batch.hit_cue[hits], batch.hit_object[hits]].astype(np.int64)

    def matrix(self, batch: AnnotatedBatch) -> sparse.csr_matrix:
        """Return the hashed features, shape (S, BUCKETS), without character n-grams.

        Each family of features is scaled by one over the root of its count in
        the segment, so that long segments don't shout.
        """
        entries = Entries([], [], [])
        self._words(batch, entries)
        self._word_classes(batch, entries)
        self._cues(batch, entries)
        self._place(batch, entries)
        shape = (batch.segments, BUCKETS)
        if not entries.rows:
            return sparse.csr_matrix(shape, dtype=np.float32)
        # Row by row, in the order of the families: scipy would sort the columns too, which nobody needs.
        rows = np.concatenate(entries.rows)
        order = np.argsort(rows.astype(np.uint16) if batch.segments < 1 << 16 else rows, kind="stable")
        bounds = np.zeros(batch.segments + 1, np.int64)
        np.cumsum(np.bincount(rows, minlength=batch.segments), out=bounds[1:])
        values, columns = np.concatenate(entries.values)[order], np.concatenate(entries.columns)[order]
        return sparse.csr_matrix((values, columns, bounds), shape)

    def _add(
        self, entries: Entries, batch: AnnotatedBatch, family: str, rows: Ints, keys: Keys, scale: float = 1.0
    ) -> None:
        if not len(rows):
            return
        salted = mix(np.full(len(keys), name_key(family), np.uint64), keys)
        count = np.bincount(rows, minlength=batch.segments)
        entries.rows.append(rows)
        entries.columns.append((salted >> np.uint64(64 - BITS)).astype(np.int64))
        entries.values.append((scale / np.sqrt(count[rows])).astype(np.float32))

    def _words(self, batch: AnnotatedBatch, entries: Entries) -> None:
        words = np.flatnonzero((batch.flags & SPACE) == 0)
        rows, lower = batch.token_segment[words], batch.lower[words]
        state = (batch.subject[words].astype(np.uint64) * np.uint64(8)) + batch.status[words].astype(np.uint64)
        self._add(entries, batch, "word", rows, lower)
        self._add(entries, batch, "word+state", rows, mix(lower, state))
        for gap, family in ((1, "pair"),):
            same = rows[gap:] == rows[:-gap]
            keys = mix(lower[:-gap][same], lower[gap:][same])
            self._add(entries, batch, family, rows[gap:][same], keys)
        # The first words say who and what.
        first = np.flatnonzero(np.diff(rows, prepend=-1))
        self._add(entries, batch, "first", rows[first], lower[first])
        second = first[first + 1 < len(rows)]
        second = second[rows[second + 1] == rows[second]]
        self._add(entries, batch, "first two", rows[second], mix(lower[second], lower[second + 1]))
        last = np.flatnonzero(np.diff(rows, append=-1))
        self._add(entries, batch, "last", rows[last], lower[last])

    def _word_classes(self, batch: AnnotatedBatch, entries: Entries) -> None:
        """Each word's class, the classes of two words that follow each other, and each act with those behind it."""
        known, classes = self.word_classes.of(batch.lower)
        words = np.flatnonzero(known)
        rows = batch.token_segment[words]
        neighbours = (rows[1:] == rows[:-1]) & (words[1:] - words[:-1] == 1)
        hits = np.flatnonzero(self.is_act[batch.hit_cue])
        act, behind = self._behind(batch, hits)
        act, behind = act[known[behind]], behind[known[behind]]
        acts = self.cue_key[batch.hit_cue[hits]][act]
        for size in range(self.word_classes.sizes):
            code = classes[:, size].astype(np.uint64)
            own = code[words]
            self._add(entries, batch, f"class {size}", rows, own)
            self._add(entries, batch, f"class pair {size}", rows[1:][neighbours], mix(own[:-1], own[1:])[neighbours])
            self._add(entries, batch, f"act+class {size}", batch.token_segment[behind], mix(acts, code[behind]))

    def word_pull(self, batch: AnnotatedBatch, low: int, high: int, words: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how much each token alone pulls to each label, shape (high - low, K).

        Parameters
        ----------
        low, high : int
            Tokens of one segment.
        words : float32 array, shape (BUCKETS, K)
        """
        lower = batch.lower[low:high]
        state = batch.subject[low:high].astype(np.uint64) * np.uint64(8) + batch.status[low:high].astype(np.uint64)
        pull = np.zeros((high - low, words.shape[1]))
        for family, keys in (("word", lower), ("word+state", mix(lower, state))):
            salted = mix(np.full(len(keys), name_key(family), np.uint64), keys)
            pull += words[(salted >> np.uint64(64 - BITS)).astype(np.int64)]
        pull[(batch.flags[low:high] & SPACE) > 0] = 0
        return pull

    def _cues(self, batch: AnnotatedBatch, entries: Entries) -> None:
        hits, votes = self.votes(batch)
        rows = batch.token_segment[batch.hit_token]
        token = batch.hit_token
        state = batch.subject[token].astype(np.uint64) * np.uint64(8) + batch.status[token].astype(np.uint64)
        keys = self.cue_key[batch.hit_cue]
        self._add(entries, batch, "cue", rows, keys)
        if len(hits):
            act_rows, act_keys, act_state = rows[hits], keys[hits], state[hits]
            objects = batch.hit_object[hits].astype(np.uint64)
            self._add(entries, batch, "act+object", act_rows, mix(act_keys, objects))
            self._add(entries, batch, "act+state", act_rows, mix(act_keys, act_state))
            vote = (votes + 1).astype(np.uint64)
            self._add(entries, batch, "vote", act_rows, vote, scale=2.0)
            self._add(entries, batch, "vote+state", act_rows, mix(vote, act_state), scale=2.0)
            self._act_words(batch, entries, hits)
            first = np.flatnonzero(np.diff(act_rows, prepend=-1))
            self._add(
                entries, batch, "first vote+state", act_rows[first], mix(vote[first], act_state[first]), scale=2.0
            )
        objects_at = np.flatnonzero(self.is_object[batch.hit_cue])
        if len(objects_at):
            codes = self.object_code[batch.hit_cue[objects_at]].astype(np.uint64)
            self._add(entries, batch, "object", rows[objects_at], codes, scale=1.5)
            self._add(entries, batch, "object+state", rows[objects_at], mix(codes, state[objects_at]), scale=1.5)

    def _act_words(self, batch: AnnotatedBatch, entries: Entries, hits: Ints) -> None:
        """Each act with each of the words behind it: the object decides, also where no list knows it."""
        act, behind = self._behind(batch, hits)
        keys = mix(self.cue_key[batch.hit_cue[hits]][act], batch.lower[behind])
        self._add(entries, batch, "act+word", batch.token_segment[behind], keys)

    def _behind(self, batch: AnnotatedBatch, hits: Ints) -> tuple[Ints, Ints]:
        """Return pairs of an act (its place in `hits`) and a token behind it in its segment."""
        end = batch.hit_token[hits] + batch.hit_length[hits]
        own = batch.token_segment[batch.hit_token[hits]]
        acts, tokens = [], []
        for gap in range(ACT_REACH):
            at = np.minimum(end + gap, len(batch.lower) - 1)
            inside = (end + gap < len(batch.lower)) & (batch.token_segment[at] == own)
            inside &= (batch.flags[at] & (SPACE | PUNCTUATION)) == 0
            acts.append(np.flatnonzero(inside))
            tokens.append(at[inside])
        return np.concatenate(acts), np.concatenate(tokens)

    def _place(self, batch: AnnotatedBatch, entries: Entries) -> None:
        total = batch.segments
        if not total:
            return
        rows = np.arange(total)
        sizes = np.diff(batch.note_segments)
        length = np.repeat(sizes, sizes)
        place = rows - np.repeat(batch.note_segments[:-1], sizes)
        section, line = batch.section.astype(np.uint64), batch.line_kind.astype(np.uint64)
        actor, status = batch.actor.astype(np.uint64), batch.segment_status.astype(np.uint64)
        tokens = np.log2(np.diff(batch.segment_tokens) + 1).astype(np.uint64)
        position = np.where(place == 0, 0, np.where(place == length - 1, 1, 2 + (3 * place) // length)).astype(
            np.uint64
        )
        self._add(entries, batch, "section", rows, section)
        self._add(entries, batch, "section+status", rows, mix(section, status * np.uint64(8) + actor))
        self._add(entries, batch, "line", rows, line)
        self._add(entries, batch, "actor+status", rows, actor * np.uint64(8) + status, scale=2.0)
        self._add(entries, batch, "tokens", rows, tokens)
        self._add(entries, batch, "position", rows, position)
        self._add(entries, batch, "note length", rows, np.minimum(length, 8).astype(np.uint64))

    def characters(self, batch: AnnotatedBatch) -> sparse.csr_matrix:
        """Return the character n-grams of the segments' words, shape (S, CHARACTER_BUCKETS)."""
        per_form = form_characters(batch.ngrams, batch.ngram_bounds)
        words = np.flatnonzero(np.diff(batch.ngram_bounds)[batch.lexeme] > 0)
        rows = batch.token_segment[words]
        count = np.bincount(rows, minlength=batch.segments)
        weight = (1.0 / np.sqrt(np.maximum(count[rows], 1))).astype(np.float32)
        shape = (batch.segments, len(batch.ngram_bounds) - 1)
        membership = sparse.coo_matrix((weight, (rows, batch.lexeme[words])), shape).tocsr()
        return membership @ per_form


def form_characters(ngrams: NDArray[np.uint32], bounds: Ints) -> sparse.csr_matrix:
    """Return the hashed character n-grams of each word form, each form of length one.

    Parameters
    ----------
    ngrams : uint32 array
    bounds : int array, shape (V + 1,)

    Returns
    -------
    csr matrix, shape (V, CHARACTER_BUCKETS)
    """
    sizes = np.diff(bounds)
    scale = np.repeat(1.0 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    keys = ngrams.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    columns = (keys >> np.uint64(64 - CHARACTER_BITS)).astype(np.int64)
    return sparse.csr_matrix((scale, columns, bounds), shape=(len(sizes), CHARACTER_BUCKETS))


__all__ = ["BUCKETS", "CHARACTER_BUCKETS", "KINDS", "SegmentFeatures", "form_characters"]
