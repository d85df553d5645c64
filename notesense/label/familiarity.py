"""Whether notes look like those that the model was trained on.

Two things are told of a note: that many of its words never occurred in
training, and that its segments' scores are low. A few such notes are in every
batch, so a batch stands out only where they are more than in batches of a kind
of notes that the model had not seen. All limits are derived at training time
(`notesense.train.fit_familiarity`) and stored with the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.records import UNFAMILIAR
from notesense.records.annotated import AnnotatedBatch, Ints
from notesense.records.hashing import Keys

FORM_BITS = 20
FORM_BUCKETS = 1 << FORM_BITS
# Words of usual notes that are laid beside each note's own, so that one odd word in a line of five is no sign.
USUAL_WORDS = 10
# Flag bits of `annotate.lexemes`, which this stage may not import: what is no word.
SPACE, NUMBER, PUNCTUATION = 1 << 2, 1 << 9, 1 << 10
# The contract prints scores with four decimals; whole numbers sum up alike in any chunk.
_SCORE_UNIT = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on a note, and a batch of notes, is out of the usual.

    Attributes
    ----------
    usual_unknown : float
        Share of unknown words over all notes of registers left out of training.
    unknown_words : float
        A note with a larger share has many unknown words.
    low_scores : float
        A note with a lower mean score of its segments has low scores.
    batches : mapping of str to sequence of (int, float)
        For each kind in ``UNFAMILIAR``: from so many notes on, a larger share
        of such notes than this stands out.
    """

    usual_unknown: float
    unknown_words: float
    low_scores: float
    batches: Mapping[str, Sequence[tuple[int, float]]]

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Limits:
        """Read what `as_json` wrote.

        Raises
        ------
        KeyError, TypeError, ValueError
            Something is missing or is no share.
        """
        batches = {
            kind: tuple((int(notes), _share(share)) for notes, share in values["batches"][kind]) for kind in UNFAMILIAR
        }
        usual, unknown, low = (_share(values[name]) for name in ("usual_unknown", "unknown_words", "low_scores"))
        return cls(usual, unknown, low, batches)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Familiarity:
    """What the model knows of the notes it was trained on.

    Attributes
    ----------
    known : bool array, shape (FORM_BUCKETS,)
        Buckets of the word forms met in training. About one unknown word in a
        hundred falls into a known bucket.
    limits : Limits
    """

    known: NDArray[np.bool_]
    limits: Limits

    def unfamiliar(self, batch: AnnotatedBatch, scores: NDArray[np.float64]) -> list[tuple[str, ...]]:
        """Say of each note in what it is unlike the notes of training.

        Parameters
        ----------
        batch : AnnotatedBatch
        scores : float array, shape (S,)
            Score of each segment's label, four decimals.

        Returns
        -------
        list of tuple of str, length N
            Keys of ``UNFAMILIAR``; mostly empty.
        """
        token, form = word_forms(batch)
        unknown, words = np.zeros(len(batch.lower), bool), np.zeros(len(batch.lower), bool)
        words[token] = True
        unknown[token] = ~self.known[form]
        share = unknown_share(
            sum_up(unknown, batch.note_tokens), sum_up(words, batch.note_tokens), self.limits.usual_unknown
        )
        many = share > self.limits.unknown_words
        low = mean_scores(scores, batch.note_segments) < self.limits.low_scores
        return [_KINDS[code] for code in (many + 2 * low).tolist()]

    def standing_out(self, notes: int, found: Mapping[tuple[str, ...], int]) -> tuple[str, ...]:
        """Return the kinds of which a batch holds more notes than batches of left-out registers do.

        Parameters
        ----------
        notes : int
            Labelled notes of the batch.
        found : mapping of tuple of str to int
            How many of them have each answer of `unfamiliar`.
        """
        stand_out = []
        for kind, limits in self.limits.batches.items():
            count = sum(of_them for kinds, of_them in found.items() if kind in kinds)
            shares = [share for size, share in limits if size <= notes]
            if shares and count > shares[-1] * notes:
                stand_out.append(kind)
        return tuple(stand_out)


def word_forms(batch: AnnotatedBatch) -> tuple[Ints, Ints]:
    """Return the tokens of a batch that are words, and the bucket of each one's lower-cased form.

    Returns
    -------
    token, bucket : int array, shape (W,)
    """
    token = np.flatnonzero((batch.flags & (SPACE | NUMBER | PUNCTUATION)) == 0)
    return token, form_buckets(batch.lower[token])


def form_buckets(forms: Keys) -> Ints:
    """Return the bucket of each word form, by its 64-bit id (Knuth's multiplicative hashing)."""
    result: Ints = ((forms * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - FORM_BITS)).astype(np.int64)
    return result


def unknown_share(unknown: Ints, words: Ints, usual: float) -> NDArray[np.float64]:
    """Return each note's share of unknown words, a short note's drawn towards the usual one.

    Examples
    --------
    >>> unknown_share(np.array([1, 20]), np.array([5, 100]), 0.04).round(3).tolist()
    [0.093, 0.185]
    """
    result: NDArray[np.float64] = (unknown + USUAL_WORDS * usual) / (words + USUAL_WORDS)
    return result


def mean_scores(scores: NDArray[np.float64], note_segments: Ints) -> NDArray[np.float64]:
    """Return each note's mean score; 1 for a note without segments."""
    sizes = np.diff(note_segments)
    summed = sum_up(np.rint(scores * _SCORE_UNIT).astype(np.int64), note_segments)
    result: NDArray[np.float64] = np.where(sizes > 0, summed / (_SCORE_UNIT * np.maximum(sizes, 1)), 1.0)
    return result


def sum_up(values: NDArray[Any], bounds: Ints) -> Ints:
    """Sum whole numbers between bounds, shape (len(bounds) - 1,).

    Examples
    --------
    >>> sum_up(np.array([True, True, False]), np.array([0, 2, 2, 3])).tolist()
    [2, 0, 0]
    """
    total = np.concatenate([[0], np.cumsum(values, dtype=np.int64)])
    result: Ints = np.diff(total[bounds])
    return result


def known_table(buckets: Ints) -> NDArray[np.bool_]:
    """Return the table of buckets of known forms, shape (FORM_BUCKETS,).

    Raises
    ------
    ValueError
        A bucket lies outside the table.
    """
    if buckets.ndim != 1 or (len(buckets) and not 0 <= int(buckets.min()) <= int(buckets.max()) < FORM_BUCKETS):
        raise ValueError("known_forms")
    table = np.zeros(FORM_BUCKETS, bool)
    table[buckets] = True
    return table


def _share(value: Any) -> float:
    share = float(value)
    if not 0 <= share <= 1:
        raise ValueError("familiarity")
    return share


# By code: bit 1 many unknown words, bit 2 low scores.
_KINDS = tuple(
    tuple(kind for bit, kind in enumerate(UNFAMILIAR) if code >> bit & 1) for code in range(1 << len(UNFAMILIAR))
)
