"""Classes of words that mean about the same, so that a word never seen in training is known by its company.

"Atty", "solicitor" and "barrister" lie in one class, "housing" and "lodging" in
another. The classes are clusters of static word vectors distilled from
all-MiniLM-L6-v2 (Wang et al. 2020, "MiniLM"; Apache-2.0), in a few sizes from
coarse to fine. They are made at training time by ``notesense.train.word_classes``
and are a table of numbers here: no text, no network, no further library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from notesense.records.hashing import Keys

TABLE = "word_classes.npz"


@dataclass(frozen=True, slots=True)
class WordClasses:
    """The class of each known word, in each size.

    Attributes
    ----------
    ids : uint64 array, shape (W,)
        spaCy's ids of lower-cased word forms, sorted.
    classes : uint16 array, shape (W, G)
        The class in each of G sizes, coarse to fine.
    """

    ids: NDArray[np.uint64]
    classes: NDArray[np.uint16]

    @property
    def sizes(self) -> int:
        """How many sizes there are (G)."""
        return int(self.classes.shape[1])

    def of(self, lower: Keys) -> tuple[NDArray[np.bool_], NDArray[np.uint16]]:
        """Return which words are known, and the classes of all (0 where unknown).

        Parameters
        ----------
        lower : uint64 array, shape (T,)

        Returns
        -------
        known : bool array, shape (T,)
        classes : uint16 array, shape (T, G)

        Examples
        --------
        >>> table = WordClasses(np.array([3, 9], np.uint64), np.array([[1, 5], [0, 7]], np.uint16))
        >>> known, classes = table.of(np.array([9, 4], np.uint64))
        >>> known.tolist(), classes[0].tolist()
        ([True, False], [0, 7])
        """
        place = np.minimum(np.searchsorted(self.ids, lower), max(len(self.ids) - 1, 0))
        if not len(self.ids):
            return np.zeros(len(lower), bool), np.zeros((len(lower), self.sizes), np.uint16)
        known = self.ids[place] == lower
        return known, np.where(known[:, None], self.classes[place], 0).astype(np.uint16)


@cache
def load_word_classes() -> WordClasses:
    """Return the table that comes with the program."""
    with resources.files("notesense.label").joinpath(TABLE).open("rb") as file:
        arrays = np.load(file, allow_pickle=False)
        return WordClasses(arrays["ids"], arrays["classes"])
