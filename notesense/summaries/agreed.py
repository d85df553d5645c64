"""What was agreed at the start, beside what was worked at.

The start tells its goals in a column of the export (a goal, a level) or in a
note in which expectations or a contract were gone through. Both stand beside
the primary tasks that the contacts show; nothing is concluded from the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import TASKS
from notesense.summaries.contact import Contact
from notesense.summaries.endings import NotePlace, stage_places

# A contract is gone through in the first contacts; later words of it are a review.
FIRST_CONTACTS = 3


@dataclass(frozen=True, slots=True)
class Agreed:
    """Goals of the start, and tasks since.

    Attributes
    ----------
    declared : str or None
        What the column of the first contact that has one says, as given.
    declared_in : str or None
        Id of that note.
    contract : tuple of NotePlace
        Among the first ``FIRST_CONTACTS`` contacts those that show signs of
        initiation (expectations, contract, goals of the mentoring).
    worked_at : mapping of str to int
        Contacts that show each primary task.
    """

    declared: str | None
    declared_in: str | None
    contract: tuple[NotePlace, ...]
    worked_at: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        return {
            "declared": self.declared,
            "declared_in": self.declared_in,
            "contract": [place.as_dict() for place in self.contract],
            "worked_at": dict(self.worked_at),
        }


def agreed_of(met: Sequence[Contact]) -> Agreed:
    """Set what was agreed at the start beside what was worked at.

    Parameters
    ----------
    met : sequence of Contact
        The contacts that took place, in order.
    """
    first = next((contact for contact in met if contact.agreed), None)
    # Without a column of its own the purpose of the first contacts is what the start tells.
    first = first or next((contact for contact in met[:FIRST_CONTACTS] if contact.purpose), None)
    counts = {task: sum(task in contact.tasks for contact in met) for task in TASKS}
    return Agreed(
        declared=(first.agreed or first.purpose) if first else None,
        declared_in=first.id if first else None,
        contract=stage_places(met[:FIRST_CONTACTS], "initiation"),
        worked_at={task: count for task, count in counts.items() if count},
    )
