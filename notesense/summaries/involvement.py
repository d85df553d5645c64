"""How often the two meet, how regularly, and whether that changes.

Involvement is how often contacts took place and nothing else: how long a
contact was and how much was written of it say nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from notesense.summaries.contact import Contact
from notesense.summaries.timeline import days_between

# A pause counts as usual from half of the median to twice the median.
USUAL = 2


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How sustained and how regular the contacts of a pair were.

    Attributes
    ----------
    months, months_with_contact : int
        Calendar months from the first contact to the last, and how many of
        them hold a contact (sustained).
    pauses, usual_pauses : int
        Pauses between contact days, and how many of them were from half to
        twice the median (regular).
    early_days, late_days : float or None
        The median pause in the first and in the last half of the pauses; None
        with fewer than two pauses.
    """

    months: int
    months_with_contact: int
    pauses: int
    usual_pauses: int
    early_days: float | None
    late_days: float | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "months": self.months,
            "months_with_contact": self.months_with_contact,
            "pauses": self.pauses,
            "usual_pauses": self.usual_pauses,
            "early_days": self.early_days,
            "late_days": self.late_days,
        }


def pauses_of(met: Sequence[Contact]) -> list[int]:
    """Return the days between contact days, in order; two notes of one day are one contact day."""
    days = sorted({contact.date for contact in met if contact.date})
    return [days_between(earlier, later) for earlier, later in pairwise(days)]


def rhythm_of(met: Sequence[Contact]) -> Rhythm:
    """Describe the rhythm of the contacts that took place.

    Parameters
    ----------
    met : sequence of Contact
        In order, all dated.
    """
    months = sorted({int(contact.date[:4]) * 12 + int(contact.date[5:7]) for contact in met if contact.date})
    pauses = pauses_of(met)
    middle = float(median(pauses)) if pauses else 0.0
    half = len(pauses) // 2
    return Rhythm(
        months=months[-1] - months[0] + 1 if months else 0,
        months_with_contact=len(months),
        pauses=len(pauses),
        usual_pauses=sum(middle / USUAL <= days <= middle * USUAL for days in pauses),
        early_days=float(median(pauses[:half])) if half else None,
        late_days=float(median(pauses[-half:])) if half else None,
    )
