"""What every tabular format becomes: a header and rows of text cells.

Every format reader makes a `Table`; `rows.py` makes notes of it. A table can
be read more than once, since the order of day and month and the amended notes
are settled before the first note is given out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Row(NamedTuple):
    """One row: its number as a spreadsheet program counts it, and its cells."""

    number: int
    cells: Sequence[str]


class Fault(NamedTuple):
    """A row that can't be read; `cells` holds what could be told apart of it."""

    number: int
    kind: str
    says: str
    cells: Sequence[str] = ()


@dataclass(slots=True)
class Table:
    """A header and a way to read the rows below it, again and again.

    Attributes
    ----------
    file : str
        The file as the user named it.
    stem : str
        The start of ids made up for rows without one.
    sheet : str or None
    header : tuple of str
    header_row : int
    read_rows : callable
        Gives the rows below the header, lazily, from the start each time.
    messages : list of str
        What to say before the run.
    warnings : list of str
        Grows while rows are read.
    """

    file: str
    stem: str
    header: tuple[str, ...]
    read_rows: Callable[[], Iterator[Row | Fault]]
    sheet: str | None = None
    header_row: int = 1
    messages: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The place for messages: the file, and the sheet where there is one."""
        return f"{self.file} (sheet '{self.sheet}')" if self.sheet else self.file
