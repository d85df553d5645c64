"""What a run has counted and warned of, shared by all its sources."""

from __future__ import annotations

from collections import Counter

from notesense.read.repeats import Repeats

_SPELT_OUT = 20
# What became of a row, and how the closing warning says it.
_CLOSING = {
    "merged": "rows repeat a note of the same file (billing lines) and count once",
    "overlapping": "rows repeat a note of an earlier file and count once",
    "amended": "rows are earlier versions of an amended note and are left out",
    "joined": "rows go on with the note of the row above and are joined to it",
    "split": "more notes than rows, since texts that hold several contacts are split",
    "undated_kept": "notes have no date; --since and --until keep them",
}


class Tally:
    """Counts and warnings of one pass over the sources.

    ``rows + split == notes + unread + filtered_out + merged + overlapping +
    amended + joined`` holds at the end.

    Parameters
    ----------
    counts : Counter
    warnings : list of str
        Both are emptied first, so that a second pass does not count twice.
    several : bool
        Whether there is more than one source, so that ids made up in one may
        come again in another.
    """

    def __init__(self, counts: Counter[str], warnings: list[str], *, several: bool = False) -> None:
        counts.clear()
        warnings.clear()
        self.counts = counts
        self.warnings = warnings
        self.several = several
        self.repeats = Repeats(counts, warnings)
        self._kinds: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()

    def warn(self, kind: str, message: str) -> None:
        """Add a warning; of one kind only the first twenty are spelt out."""
        self._kinds[kind] += 1
        if self._kinds[kind] <= _SPELT_OUT:
            self.warnings.append(message)

    def leave_out(self, option: str) -> None:
        """Count a row that an option such as ``--since`` leaves out."""
        self.counts["filtered_out"] += 1
        self._left_out[option] += 1

    def finish(self) -> None:
        """Add the closing sums to the warnings."""
        self.repeats.finish()
        for kind, number in self._kinds.items():
            if number > _SPELT_OUT:
                self.warnings.append(f"{number - _SPELT_OUT} more: {kind}")
        if self._left_out:
            (option, number), *others = self._left_out.items()
            first = f"{number} row{'s' if number > 1 else ''} left out by {option}"
            self.warnings.append(", ".join([first, *(f"{number} by {option}" for option, number in others)]))
        for name, says in _CLOSING.items():
            if number := self.counts[name]:
                self.warnings.append(f"{number} {says}")
