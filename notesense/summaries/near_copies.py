"""Notes that share most of their words with an earlier one; templates do this.

Works on sets of hashes, so that it needs no text: whoever has the texts makes
the sets (`shingles`) and hands over ids and numbers.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import ceil

# Three words in a row: single words are shared by all notes of a trade.
SHINGLE_WORDS = 3
# Half of all three-word runs of two notes are common: about two words in three are left as they were.
COPY_FROM = 0.5
# Shorter notes ("LVM, will try again tomorrow") resemble each other by nature.
FEWEST_SHINGLES = 20
_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of every three words in a row: 64-bit, the same on every machine and run.

    Examples
    --------
    >>> len(shingles("Met at the library, made a list.")), shingles("One two.")
    (5, frozenset())
    >>> shingles("MET at the library") == shingles("met, at the library!")
    True
    """
    words = _WORD.findall(text.casefold())
    return frozenset(
        int.from_bytes(hashlib.blake2b(" ".join(words[i : i + SHINGLE_WORDS]).encode(), digest_size=8).digest())
        for i in range(len(words) - SHINGLE_WORDS + 1)
    )


def near_copies(
    sets: Mapping[str, frozenset[int] | set[int]], order: Sequence[str], least: float = COPY_FROM
) -> dict[str, str]:
    """Find for each note the first note before it, itself no copy, that it shares most words with.

    Parameters
    ----------
    sets : mapping of str to set of int
        Id to shingle hashes; notes of fewer than ``FEWEST_SHINGLES`` are left out.
    order : sequence of str
        The ids, earliest first; ids without a set are passed over.
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
    >>> near_copies({"a": set(range(40)), "b": set(range(50, 90)), "c": set(range(2, 42))}, ["a", "b", "c"])
    {'c': 'a'}
    """
    kept = [name for name in dict.fromkeys(order) if len(sets.get(name, ())) >= FEWEST_SHINGLES]
    frequency = Counter(value for name in kept for value in sets[name])
    holders: defaultdict[int, list[str]] = defaultdict(list)
    rank = {name: place for place, name in enumerate(kept)}
    copies: dict[str, str] = {}
    for name in kept:
        own = sets[name]
        # Two sets that overlap enough share one of their rarest values; the rest need no look.
        rarest = sorted(own, key=lambda value: (frequency[value], value))
        prefix = rarest[: len(own) - ceil(least * len(own)) + 1]
        candidates = sorted({other for value in prefix for other in holders[value]}, key=rank.__getitem__)
        for other in candidates:
            common = len(own & sets[other])
            if common >= least * (len(own) + len(sets[other]) - common):
                copies[name] = other
                break
        else:
            # Only first ones are looked up: a copy of a copy points to the first too,
            # and a template used a thousand times costs a thousand comparisons, not a million.
            for value in prefix:
                holders[value].append(name)
    return copies
