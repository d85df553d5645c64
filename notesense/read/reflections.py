"""A mentor's reflections: the own journal, which stays out of a run unless somebody names it.

What a mentor wonders about in a journal is written for the mentor. A file that
says which notes are such (its register) is taken at its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from notesense.read.columns import plain_name

_NAMES = frozenset({"reflection", "reflections", "reflective journal", "reflective log", "reflective note"})
# As the closing warning says why so many rows are missing.
WHY_LEFT_OUT = "their register 'reflection' (--reflections takes them in)"


def is_reflection(register: str | None) -> bool:
    """Say whether a note's register is that of a mentor's own journal.

    Examples
    --------
    >>> is_reflection("Reflection"), is_reflection("reflective_journal"), is_reflection("service"), is_reflection(None)
    (True, True, False, False)
    """
    return register is not None and plain_name(register) in _NAMES


def names_reflections(filters: Iterable[tuple[int, Sequence[str] | frozenset[str]]], place: int) -> bool:
    """Say whether ``--only`` asks for reflections by the column at `place`.

    Parameters
    ----------
    filters : iterable of (int, collection of str)
        The place of each column to filter by, with the values that pass.
    place : int
        The place of the register; -1 where the table has none.

    Examples
    --------
    >>> names_reflections([(3, {"reflection"})], 3), names_reflections([(3, {"service"})], 3)
    (True, False)
    """
    return any(at == place and any(map(is_reflection, values)) for at, values in filters)
