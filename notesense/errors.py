"""Errors that people see: what went wrong, where, and what to do next.

No message may quote a note: a file name, a row number and a column name are
enough to find the place, and the note stays where it is.
"""

from __future__ import annotations


class NotesenseError(Exception):
    """Base of every error that notesense raises on purpose.

    Parameters
    ----------
    what : str
        What went wrong, in one sentence, without any text of a note.
    where : str, optional
        The file, sheet, row or option concerned.
    next_step : str, optional
        What the user can do now.

    Attributes
    ----------
    exit_code : int
        What the command line returns: 1 could not, 2 wrong usage.

    Examples
    --------
    >>> print(NotesenseError("The file is empty.", where="notes.csv", next_step="Export it again."))
    notes.csv: The file is empty. Export it again.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str | None = None, next_step: str | None = None) -> None:
        self.what = what
        self.where = where
        self.next_step = next_step
        super().__init__(what)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.next_step:
            parts.append(self.next_step)
        return " ".join(parts)


class UsageError(NotesenseError):
    """The call itself must change: an option, a column, a date order."""

    exit_code = 2


class InputError(NotesenseError):
    """A source as a whole can't be read (missing, empty, broken)."""


class ModelError(NotesenseError):
    """A model folder is missing, damaged or of an unknown format."""


class OutputError(NotesenseError):
    """A result can't be written."""
