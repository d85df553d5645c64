"""Notes that come again: repeated ids, billing lines, overlapping months, amended versions.

What was seen is kept as hashes in flat arrays, since this is the one thing in
reading that grows with the number of notes.
"""

from __future__ import annotations

from array import array
from collections.abc import MutableMapping

_MASK = (1 << 64) - 1
_SHARDS = 64
_FILES = 6
_FINGERPRINT_MASK = (1 << 26) - 1
# Short entries without an id ("No answer.") may well be written twice a day.
_LONG_ENOUGH = 40
# So many different notes with one id are compared with one another.
_COMPARED = 50
_NAMED_IN_WARNINGS = 20


class HashIndex:
    """A map from 64-bit hashes to small numbers, about 22 bytes an entry.

    It is cut into shards of different sizes, so that they grow one after the
    other and never all stand in memory twice.

    Examples
    --------
    >>> index = HashIndex()
    >>> index.put(hash("a"), 7), index.get(hash("a")), index.get(hash("b"))
    (None, 7, None)
    """

    def __init__(self) -> None:
        sizes = range(_SHARDS, 2 * _SHARDS)
        self._keys = [array("Q", bytes(8 * size)) for size in sizes]
        self._values = [array("I", bytes(4 * size)) for size in sizes]
        self._used = [0] * _SHARDS

    def __len__(self) -> int:
        return sum(self._used)

    def get(self, key: int) -> int | None:
        """Return the number stored for a hash, or None."""
        key = key & _MASK or 1
        shard = key % _SHARDS
        keys = self._keys[shard]
        at = _place(keys, key)
        return self._values[shard][at] if keys[at] else None

    def put(self, key: int, value: int) -> None:
        """Store a number below 2**32."""
        key = key & _MASK or 1
        shard = key % _SHARDS
        keys = self._keys[shard]
        at = _place(keys, key)
        if not keys[at]:
            self._used[shard] += 1
            if self._used[shard] * 4 > len(keys) * 3:
                self._grow(shard)
                keys = self._keys[shard]
                at = _place(keys, key)
        keys[at], self._values[shard][at] = key, value

    def _grow(self, shard: int) -> None:
        old_keys, old_values = self._keys[shard], self._values[shard]
        size = 2 * len(old_keys)
        keys, values = array("Q", bytes(8 * size)), array("I", bytes(4 * size))
        for key, value in zip(old_keys, old_values, strict=True):
            if key:
                at = _place(keys, key)
                keys[at], values[at] = key, value
        self._keys[shard], self._values[shard] = keys, values


def _place(keys: array[int], key: int) -> int:
    """Return where a key stands, or the free slot where it would."""
    size = len(keys)
    at = key // _SHARDS % size
    while (found := keys[at]) and found != key:
        at += 1
        if at == size:
            at = 0
    return at


class Repeats:
    """Decides for each note whether it is new, and under which id it goes on.

    Parameters
    ----------
    counts : mutable mapping of str to int
        ``merged`` and ``overlapping`` are counted here.
    warnings : list of str
        Repeated ids are named here, the first twenty one by one.
    """

    def __init__(self, counts: MutableMapping[str, int], warnings: list[str]) -> None:
        self._counts = counts
        self._warnings = warnings
        self._ids = HashIndex()
        self._texts = HashIndex()
        self._numbered: dict[int, int] = {}
        self._renamed = 0

    def new_id(
        self, note_id: str, who: tuple[str | None, ...], text: str, *, file_number: int, place: str
    ) -> str | None:
        """Return the id for a note that has one of its own, or None where the note was there already.

        Parameters
        ----------
        note_id : str
        who : tuple
            Client, date and time: with the text, what makes two rows the same note.
        text : str
        file_number : int
            Rows repeated in one file are billing lines, across files they are
            overlapping exports.
        place : str
            File and row, for the warning.
        """
        fingerprint = (hash((who, text)) & _FINGERPRINT_MASK) << _FILES
        value = fingerprint | (file_number & 63)
        index = self._ids
        candidate, number = note_id, 1
        while (known := index.get(hash(candidate))) is not None:
            if known & ~63 == fingerprint:
                self._counts["merged" if known == value else "overlapping"] += 1
                return None
            number += 1
            if number == _COMPARED:
                number = max(number, self._numbered.get(hash(note_id), 0) + 1)
            candidate = f"{note_id}~{number}"
        index.put(hash(candidate), value)
        if number > 1:
            if number >= _COMPARED:
                self._numbered[hash(note_id)] = number
            self._warn(note_id, candidate, place)
        return candidate

    def free_id(self, note_id: str) -> str:
        """Return an id that is not used yet: one made up, or one of a note that can't be read."""
        candidate, number = note_id, 1
        while self._ids.get(hash(candidate)) is not None:
            number += 1
            candidate = f"{note_id}~{number}"
        self._ids.put(hash(candidate), 0)
        return candidate

    def part_id(self, note_id: str, number: int) -> str:
        """Return a free id for the second or a later part of a text that was split."""
        candidate = f"{note_id}~{number}"
        while self._ids.get(hash(candidate)) is not None:
            number += 1
            candidate = f"{note_id}~{number}"
        self._ids.put(hash(candidate), 0)
        return candidate

    def seen_text(self, who: tuple[str | None, ...], text: str, *, file_number: int) -> bool:
        """Say whether a note without an id was there already, by its people, its date and its text."""
        if len(text) < _LONG_ENOUGH or not any(who):
            return False
        key = hash((who, text))
        known = self._texts.get(key)
        if known is None:
            self._texts.put(key, file_number & 63)
            return False
        self._counts["merged" if known == file_number & 63 else "overlapping"] += 1
        return True

    def _warn(self, note_id: str, candidate: str, place: str) -> None:
        self._renamed += 1
        if self._renamed <= _NAMED_IN_WARNINGS:
            self._warnings.append(f"{place}: the id {note_id} is there already; this note is {candidate}")

    def finish(self) -> None:
        """Say how many more ids were repeated than were named."""
        if self._renamed > _NAMED_IN_WARNINGS:
            self._warnings.append(
                f"{self._renamed - _NAMED_IN_WARNINGS} more notes have an id that was there already and got ~2, ~3 …"
            )
