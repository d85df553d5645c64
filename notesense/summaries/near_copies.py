"""Notes that share most of their words with an earlier one; templates do this.

Works on hashes of three words in a row, so that it needs no text: whoever has
the texts makes the hashes (`shingles`) and hands over ids and numbers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.int64]
# Three words in a row: single words are shared by all notes of a trade.
SHINGLE_WORDS = 3
# Half of all three-word runs of two notes are common: about two words in three are left as they were.
COPY_FROM = 0.5
# Shorter notes ("LVM, will try again tomorrow") resemble each other by nature.
FEWEST_SHINGLES = 20
_WORD = re.compile(r"\w+")


def shingles(text: str) -> Shingles:
    """Return the hashes of every three words in a row.

    The hashes are this process's own: they are for comparing, not for keeping.

    Returns
    -------
    int64 array
        Sorted, each once.

    Examples
    --------
    >>> len(shingles("Met at the library, made a list.")), len(shingles("One two."))
    (5, 0)
    >>> bool((shingles("MET at the library") == shingles("met, at the library!")).all())
    True
    """
    words = _WORD.findall(text.casefold())
    runs = zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)
    return np.unique(np.fromiter(map(hash, runs), np.int64))


def near_copies(sets: Mapping[str, Shingles], order: Sequence[str], least: float = COPY_FROM) -> dict[str, str]:
    """Find for each note the first note before it, itself no copy, that it shares most words with.

    Parameters
    ----------
    sets : mapping of str to int64 array
        Id to shingles; notes of fewer than ``FEWEST_SHINGLES`` are left out.
    order : sequence of str
        The ids, earliest first; ids without shingles are passed over.
    least : float
        The least share of common shingles among all of both (Jaccard).

    Returns
    -------
    dict of str to str
        Id of the later note to id of the earlier one.

    Source
    ------
    The prefix filter of R. J. Bayardo, Y. Ma, R. Srikant (2007), Scaling up
    all pairs similarity search, WWW 2007: exact, yet few pairs are compared.

    Examples
    --------
    >>> sets = {"a": np.arange(40), "b": np.arange(50, 90), "c": np.arange(2, 42)}
    >>> near_copies(sets, ["a", "b", "c"])
    {'c': 'a'}
    """
    kept = [name for name in dict.fromkeys(order) if len(sets.get(name, ())) >= FEWEST_SHINGLES]
    if not kept:
        return {}
    values, frequency = np.unique(np.concatenate([sets[name] for name in kept]), return_counts=True)
    holders: defaultdict[int, list[int]] = defaultdict(list)
    copies: dict[str, str] = {}
    for number, name in enumerate(kept):
        own = sets[name]
        often = frequency[np.searchsorted(values, own)]
        # Two sets that overlap enough share one of their rarest values; the rest need no look.
        rarest = np.lexsort((own, often))[: len(own) - ceil(least * len(own)) + 1]
        # A value that no other note has can't lead to one.
        prefix = own[rarest[often[rarest] > 1]].tolist()
        candidates = sorted({other for value in prefix for other in holders.get(value, ())})
        for other in candidates:
            theirs = sets[kept[other]]
            common = len(np.intersect1d(own, theirs, assume_unique=True))
            if common >= least * (len(own) + len(theirs) - common):
                copies[name] = kept[other]
                break
        else:
            # Only first ones are looked up: a copy of a copy points to the first too,
            # and a template used a thousand times costs a thousand comparisons, not a million.
            for value in prefix:
                holders[value].append(number)
    return copies
