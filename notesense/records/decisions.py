"""What a reader decided on a note: a row of the reading list, or of the unsure notes, filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from notesense.records.notes import Source

# The columns that people fill in, as they stand in the sheets, and the one that tells whether the text changed.
SEEN, VERDICT, WHY, BY, DECIDED = "seen", "agree / change to / dismiss", "why", "by", "decided on"
DECISION_COLUMNS: tuple[str, ...] = (SEEN, VERDICT, WHY, BY, DECIDED)
TEXT_HASH = "text_hash"
VERDICTS: tuple[str, ...] = ("agree", "change to", "dismiss")
# What a row is about that asks a trainer for a label which the tool left open.
UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Decision:
    """One filled-in row.

    Attributes
    ----------
    note : str
        The note's id, as the row has it.
    source : Source
        Where the note stood when the row was made.
    date : str or None
        The note's day.
    kinds : tuple of str
        What the row was about; empty where the row does not say.
    seen : bool
    verdict : {"agree", "change to", "dismiss"} or None
    change_to : str or None
        The reader's own words for the label, where the verdict is a change.
    why, by, decided : str or None
        As written.
    text_hash : str or None
        Of the text that the reader saw; None where it had none.
    """

    note: str
    source: Source
    date: str | None = None
    kinds: tuple[str, ...] = ()
    seen: bool = False
    verdict: str | None = None
    change_to: str | None = None
    why: str | None = None
    by: str | None = None
    decided: str | None = None
    text_hash: str | None = None

    @property
    def words(self) -> str | None:
        """The verdict as it stands in its cell.

        Examples
        --------
        >>> Decision("7", Source("-"), verdict="change to", change_to="support").words
        'change to support'
        """
        return f"{self.verdict} {self.change_to}" if self.change_to else self.verdict

    def as_dict(self) -> dict[str, Any]:
        return {
            "note": self.note,
            "source": self.source.as_dict(),
            "date": self.date,
            "kinds": list(self.kinds),
            "seen": self.seen,
            "decision": self.verdict,
            "change_to": self.change_to,
            "why": self.why,
            "by": self.by,
            "decided": self.decided,
            "text_hash": self.text_hash,
        }
