"""What is known of a word form, worked out once a form and then looked up in arrays.

spaCy gives every token a 64-bit id of its exact form. Most of what the road
needs of a token (is it a bullet, does it begin with a capital, which character
n-grams does it hold) depends on the form alone, so it is computed when a form
is met for the first time and kept in arrays that grow with the vocabulary, not
with the notes.
"""

from __future__ import annotations

import re
import tomllib
import zlib
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore

from notesense.records.annotated import Ints

NEWLINE = 1 << 0
BLANK_LINE = 1 << 1
SPACE = 1 << 2
SENTENCE_END = 1 << 3
CLOSER = 1 << 4
BULLET = 1 << 5
ABBREVIATION = 1 << 6
UPPER_FIRST = 1 << 7
LOWER_FIRST = 1 << 8
NUMBER = 1 << 9
PUNCTUATION = 1 << 10
CLAUSE_BREAK = 1 << 11
COLON = 1 << 12
ALL_CAPS = 1 << 13
ENDS_ED = 1 << 14
AUXILIARY = 1 << 15
BE = 1 << 16
ADVERB = 1 << 17
VERB_FORM = 1 << 18
CONJUNCTION = 1 << 19
DOTTED = 1 << 20
CAUSATIVE = 1 << 21
RUN_ON_OPENER = 1 << 22
QUOTE = 1 << 23
REPORT_VERB = 1 << 24
MARKUP = 1 << 25
DASH = 1 << 26
PARTICIPLE = 1 << 27
NOMINATIVE = 1 << 28
FUNCTION = 1 << 29
CLIENT_REPORTS = 1 << 30
THAT_CLAUSE = 1 << 31
DETERMINER = 1 << 32
COORDINATES = 1 << 33
TITLE = 1 << 34
POSSESSIVE = 1 << 35
NO_AGENT = 1 << 36

_GRAMMAR = tomllib.loads(resources.files("notesense.annotate").joinpath("grammar.toml").read_text(encoding="utf-8"))
_WORDS: dict[str, frozenset[str]] = {name: frozenset(words) for name, words in _GRAMMAR.items()}
# What it means to stand in a list of grammar.toml.
_LIST_FLAGS = {
    "auxiliaries": AUXILIARY | VERB_FORM,
    "be": BE,
    "adverbs": ADVERB,
    "verb_forms": VERB_FORM,
    "report_verbs": REPORT_VERB | VERB_FORM,
    "conjunctions": CONJUNCTION,
    "client_reports": CLIENT_REPORTS,
    "that_clauses": THAT_CLAUSE,
    "nominatives": NOMINATIVE,
    "function_words": FUNCTION,
    "determiners": DETERMINER,
    "coordinating": COORDINATES,
    "titles": TITLE,
    "possessives": POSSESSIVE,
    "no_agents": NO_AGENT,
    "participles": PARTICIPLE,
    "causatives": CAUSATIVE,
    "run_on_openers": RUN_ON_OPENER,
}
# Besides "\n": a word processor's line and page breaks survive in exports.
_LINE_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_ENDS = re.compile(r"^(?:[.!?…]+|\.{2,}|。)$")


def word_flags(text: str) -> int:
    """Return the flag bits of a word form."""
    lower = text.lower()
    flags = 0
    if text.isspace():
        flags |= SPACE
        breaks = text.count("\n") or sum(text.count(mark) for mark in _LINE_BREAKS)
        if breaks:
            flags |= NEWLINE | (BLANK_LINE if breaks > 1 else 0)
        return flags
    if _ENDS.match(text):
        return SENTENCE_END | PUNCTUATION
    if text in _WORDS["closers"]:
        flags |= CLOSER
    if text in "\"'“”‘’«»``":
        flags |= QUOTE
    if text in _WORDS["bullets"]:
        flags |= BULLET
    if text in ("-", "–", "—", "--"):
        flags |= DASH
    if text and all(char in "*_#`~=" for char in text):
        flags |= MARKUP
    if not any(char.isalnum() for char in text):
        flags |= PUNCTUATION
        if text in (";", "—", "–", "--", "->", "→"):
            flags |= CLAUSE_BREAK
        # "**Plan:**" leaves ":*" behind.
        if text[0] == ":" and all(char in ":*_" for char in text):
            flags |= COLON
        if text in ("&", "+", "/"):
            flags |= CONJUNCTION
        return flags
    if lower.rstrip(".") in _WORDS["abbreviations"]:
        flags |= ABBREVIATION
    if len(text) > 1 and text.endswith(".") and text[0].isalnum():
        flags |= DOTTED
    first = text[0]
    if first.isupper():
        flags |= UPPER_FIRST
        if len(text) > 1 and text.isupper():
            flags |= ALL_CAPS
    elif first.islower():
        flags |= LOWER_FIRST
    if first.isdigit():
        flags |= NUMBER
    if len(lower) > 4 and lower.endswith("ly") and lower not in ("family", "weekly"):
        flags |= ADVERB
    if len(lower) > 3 and lower.endswith("ed") and lower not in ("need", "feed", "speed", "seed", "bed"):
        flags |= ENDS_ED | VERB_FORM
    if lower in ("but", "because"):
        flags |= CLAUSE_BREAK
    for name, bits in _LIST_FLAGS.items():
        if lower in _WORDS[name]:
            flags |= bits
    return flags


def character_ngrams(lower: str, low: int = 3, high: int = 5) -> list[int]:
    """Return 32-bit hashes of the character n-grams within a word, borders marked.

    CRC-32 is stable across machines and Python versions, which ``hash`` is not.
    """
    if not any(char.isalpha() for char in lower):
        return []
    marked = f"<{lower[:30]}>"
    return [
        zlib.crc32(marked[i : i + n].encode("utf-8", "surrogatepass"))
        for n in range(low, high + 1)
        for i in range(len(marked) - n + 1)
    ]


class LexemeTable:
    """Rows of facts about word forms, found by spaCy's 64-bit ids.

    Parameters
    ----------
    strings : spacy.strings.StringStore
        Where the ids' texts are kept; belongs to the tokenizer in use.

    Attributes
    ----------
    lower : uint64 array, shape (V,)
        Id of the lower-cased form.
    flags : int64 array, shape (V,)
        Bits of this module.
    """

    def __init__(self, strings: StringStore) -> None:
        self._strings = strings
        self._ids: NDArray[np.uint64] = np.empty(0, np.uint64)
        self._rows: Ints = np.empty(0, np.int64)
        self._lower: list[int] = []
        self._flags: list[int] = []
        self._ngrams: list[int] = []
        self._ngram_ends: list[int] = [0]
        self.lower: NDArray[np.uint64] = np.empty(0, np.uint64)
        self.flags: Ints = np.empty(0, np.int64)
        self.ngrams: NDArray[np.uint32] = np.empty(0, np.uint32)
        self.ngram_bounds: Ints = np.zeros(1, np.int64)

    def __len__(self) -> int:
        return len(self._flags)

    def rows(self, ids: NDArray[np.uint64]) -> Ints:
        """Return the row of each id, making rows for forms met for the first time.

        Parameters
        ----------
        ids : uint64 array, shape (T,)

        Returns
        -------
        int64 array, shape (T,)
        """
        unique, inverse = np.unique(ids, return_inverse=True)
        place = np.searchsorted(self._ids, unique)
        known = np.zeros(len(unique), bool)
        inside = place < len(self._ids)
        known[inside] = self._ids[place[inside]] == unique[inside]
        if not known.all():
            self._add(unique[~known])
            place = np.searchsorted(self._ids, unique)
        return self._rows[place][inverse]

    def _add(self, ids: NDArray[np.uint64]) -> None:
        first = len(self._flags)
        for key in ids.tolist():
            # Id 0 is spaCy's empty string; small ids are symbols whose text is in the store as well.
            text = self._strings[key] if key else ""
            lower = text.lower()
            self._flags.append(word_flags(text) if text else SPACE)
            self._lower.append(self._strings.add(lower) if lower else 0)
            self._ngrams.extend(character_ngrams(lower))
            self._ngram_ends.append(len(self._ngrams))
        self._ids = np.concatenate([self._ids, ids])
        self._rows = np.concatenate([self._rows, np.arange(first, len(self._flags), dtype=np.int64)])
        order = np.argsort(self._ids, kind="stable")
        self._ids, self._rows = self._ids[order], self._rows[order]
        fresh = slice(first, None)
        self.lower = np.concatenate([self.lower, np.array(self._lower[fresh], np.uint64)])
        self.flags = np.concatenate([self.flags, np.array(self._flags[fresh], np.int64)])
        self.ngrams = np.concatenate([self.ngrams, np.array(self._ngrams[len(self.ngrams) :], np.uint32)])
        self.ngram_bounds = np.array(self._ngram_ends, np.int64)
