"""Finds the phrases of the cue files in arrays of tokens.

Every phrase is compiled once to the ids of its lower-cased tokens, mixed into
one 64-bit key a length. Finding them is then a look-up in sorted arrays: no
matcher object, no Python loop over tokens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import LOWER
from spacy.language import Language

from notesense.annotate import lexemes as lx
from notesense.codebook.cues import KINDS, OBJECTS, Cue
from notesense.records.annotated import AnnotatedBatch, Codes, Ints
from notesense.records.hashing import mix

LONGEST = 8
KIND_CODE = {kind: index for index, kind in enumerate(KINDS)}
OBJECT_CODE = {name: index + 1 for index, name in enumerate(OBJECTS)}


@dataclass(slots=True)
class Hits:
    """Cue hits in token order: first token, tokens covered, cue index."""

    token: Ints
    length: Ints
    cue: Ints

    def of(self, wanted: NDArray[np.bool_]) -> Hits:
        """Return the hits whose cue is wanted (bool array over cues)."""
        keep = wanted[self.cue]
        return Hits(self.token[keep], self.length[keep], self.cue[keep])


class CueTable:
    """The compiled cue files.

    Parameters
    ----------
    nlp : spacy.language.Language
        Its tokenizer cuts the phrases as it cuts the notes.
    cues : sequence of Cue
    """

    def __init__(self, nlp: Language, cues: Sequence[Cue]) -> None:
        self.cues = tuple(cues)
        self.kind = np.array([KIND_CODE[cue.kind] for cue in self.cues], np.int8)
        forms = [(form, index) for index, cue in enumerate(self.cues) for form in dict.fromkeys(cue.forms)]
        by_length: dict[int, set[tuple[int, int]]] = {}
        first_words: set[int] = set()
        for (_, index), ids in zip(forms, _ids(nlp, [form for form, _ in forms]), strict=True):
            if 0 < len(ids) <= LONGEST:
                by_length.setdefault(len(ids), set()).add((_key(ids), index))
                first_words.add(ids[0])
        self.first_words = np.array(sorted(first_words), np.uint64)
        self.tables: dict[int, tuple[NDArray[np.uint64], Ints]] = {}
        for length, several in sorted(by_length.items()):
            entries = sorted(several)
            self.tables[length] = (
                np.array([key for key, _ in entries], np.uint64),
                np.array([index for _, index in entries], np.int64),
            )

    def find(self, lower: NDArray[np.uint64], segment: Ints) -> Hits:
        """Return all hits that lie within one segment.

        Parameters
        ----------
        lower : uint64 array, shape (T,)
            Ids of the lower-cased tokens.
        segment : int64 array, shape (T,)
            A phrase never crosses from one segment into the next.
        """
        count = len(lower)
        if not count or not len(self.first_words):
            empty = np.empty(0, np.int64)
            return Hits(empty, empty, empty)
        place = np.minimum(np.searchsorted(self.first_words, lower), len(self.first_words) - 1)
        candidates = np.flatnonzero(self.first_words[place] == lower)
        found: list[tuple[Ints, int, Ints]] = []
        key = mix(np.zeros(len(candidates), np.uint64), lower[candidates])
        at = candidates
        for length in range(1, max(self.tables) + 1):
            if length > 1:
                last = at + length - 1
                inside = last < count
                at, key, last = at[inside], key[inside], last[inside]
                inside = segment[last] == segment[at]
                at, key, last = at[inside], key[inside], last[inside]
                key = mix(key, lower[last])
            if length in self.tables:
                keys, cues = self.tables[length]
                low = np.searchsorted(keys, key, side="left")
                high = np.searchsorted(keys, key, side="right")
                many = high - low
                while (hit := many > 0).any():
                    found.append((at[hit], length, cues[low[hit]]))
                    low, many = low + 1, many - 1
        if not found:
            empty = np.empty(0, np.int64)
            return Hits(empty, empty, empty)
        token = np.concatenate([part[0] for part in found])
        cue = np.concatenate([part[2] for part in found])
        size = np.concatenate([np.full(len(part[0]), part[1], np.int64) for part in found])
        order = np.lexsort((cue, -size, token))
        return Hits(token[order], size[order], cue[order])


def longest(hits: Hits) -> Hits:
    """Keep the longest hit at a place, and none that begins inside an earlier one."""
    if len(hits.token) < 2:
        return hits
    first = np.concatenate([[True], hits.token[1:] != hits.token[:-1]])
    group = np.cumsum(first) - 1
    starts = np.flatnonzero(first)
    reach = np.maximum.accumulate(hits.token + hits.length)
    free = np.ones(len(starts), bool)
    free[1:] = hits.token[starts[1:]] >= reach[starts[1:] - 1]
    # Two cues may share the very same phrase; then both speak.
    keep = free[group] & (hits.length == hits.length[starts][group])
    return Hits(hits.token[keep], hits.length[keep], hits.cue[keep])


def find_objects(
    batch: AnnotatedBatch, acts: Hits, objects: Hits, object_codes: Codes, within: Ints, flags: Ints
) -> Codes:
    """Return the class of the object that follows each act (0: none within reach).

    Parameters
    ----------
    acts, objects : Hits
    object_codes : int8 array over cues
    within : int64 array over cues
        The largest gap in tokens.
    """
    found = np.zeros(len(acts.token), np.int8)
    if not len(objects.token) or not len(acts.token):
        return found
    after = acts.token + acts.length
    place = np.searchsorted(objects.token, after)
    inside = place < len(objects.token)
    where = np.minimum(place, len(objects.token) - 1)
    at = objects.token[where]
    near = inside & (at - after <= within[acts.cue]) & (batch.token_segment[at] == batch.token_segment[acts.token])
    breaks = np.cumsum((flags & lx.CLAUSE_BREAK) > 0)
    near &= breaks[at] == breaks[acts.token]
    found[near] = object_codes[objects.cue[where]][near]
    # "Options for detox were discussed": a passive's object stands before it.
    previous = np.maximum(place - 1, 0)
    earlier = objects.token[previous]
    passive = (flags[np.maximum(acts.token - 1, 0)] & lx.BE) > 0
    passive |= (flags[acts.token] & lx.BE) > 0
    back = (found == 0) & passive & (place > 0) & (acts.token - earlier <= within[acts.cue] + 2)
    back &= (batch.token_segment[earlier] == batch.token_segment[acts.token]) & (breaks[earlier] == breaks[acts.token])
    found[back] = object_codes[objects.cue[previous]][back]
    return found


def _ids(nlp: Language, forms: Sequence[str]) -> list[list[int]]:
    """Return each form's token ids; all are cut in one go, since a call a form costs half a second in all."""
    if not forms:
        return []
    doc = nlp.make_doc("\n".join(forms))
    ids = doc.to_array([LOWER]).tolist()
    cut: list[list[int]] = [[]]
    newline = nlp.vocab.strings["\n"]
    for one in ids:
        if one == newline:
            cut.append([])
        else:
            cut[-1].append(one)
    return cut


_MASK = (1 << 64) - 1


def _key(ids: Iterable[int]) -> int:
    """The same as `mix` on arrays, in Python's integers, which is faster for one phrase."""
    key = 0
    for one in ids:
        mixed = ((key ^ (one + 0x9E3779B97F4A7C15 + (key << 6) + (key >> 2)) & _MASK) * 0xFF51AFD7ED558CCD) & _MASK
        key = mixed ^ (mixed >> 29)
    return key
