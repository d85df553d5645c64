"""The balance of conversations and of kinds of help, period by period.

Periods are whole calendar months, as many together as it takes for a period
to hold about ``FEWEST_A_PERIOD`` contacts, so that a reader knows where one
begins. With so few contacts a period's interval is wide, and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from notesense.codebook.labels import CONVERSATIONS, ROLES
from notesense.summaries.balance import ErrorRates, Share, share
from notesense.summaries.contact import Contact

FEWEST_A_PERIOD = 4
MONTHS_A_PERIOD: tuple[int, ...] = (1, 2, 3, 6, 12)


@dataclass(frozen=True, slots=True)
class Period:
    """Some whole months of a relationship, and what its contacts show there.

    Attributes
    ----------
    first_day, last_day : str
        ISO; of the calendar, not of the contacts.
    contacts : int
        0 where nobody met for so long.
    conversations, roles : mapping of str to Share
        As for the whole relationship.
    """

    first_day: str
    last_day: str
    contacts: int
    conversations: Mapping[str, Share]
    roles: Mapping[str, Share]

    def as_dict(self) -> dict[str, Any]:
        return {
            "first_day": self.first_day,
            "last_day": self.last_day,
            "contacts": self.contacts,
            "conversations": {kind: found.as_dict() for kind, found in self.conversations.items()},
            "roles": {role: found.as_dict() for role, found in self.roles.items()},
        }


def periods_of(met: Sequence[Contact], error_rates: Mapping[str, ErrorRates] | None = None) -> tuple[Period, ...]:
    """Cut the contacts of a pair into periods.

    Parameters
    ----------
    met : sequence of Contact
        The contacts that took place, in order, all dated.
    error_rates : mapping of str to ErrorRates, optional
        By conversation and role.
    """
    rates = error_rates or {}
    months = [_month(contact.date) for contact in met if contact.date]
    if not months:
        return ()
    length = _length(months[-1] - months[0] + 1, len(months))
    periods = []
    for start in range(months[0], months[-1] + 1, length):
        inside = [contact for contact, month in zip(met, months, strict=True) if start <= month < start + length]
        n = len(inside)
        periods.append(
            Period(
                first_day=_first_day(start).isoformat(),
                last_day=(_first_day(min(start + length, months[-1] + 1)) - timedelta(1)).isoformat(),
                contacts=n,
                conversations={
                    kind: share(sum(contact.conversation == kind for contact in inside), n, rates.get(kind))
                    for kind in CONVERSATIONS
                },
                roles={
                    role: share(sum(role in contact.roles for contact in inside), n, rates.get(role)) for role in ROLES
                },
            )
        )
    return tuple(periods)


def _length(months: int, contacts: int) -> int:
    """Return how many months make a period; the whole time where even a year holds too few contacts."""
    for length in MONTHS_A_PERIOD:
        if contacts >= FEWEST_A_PERIOD * -(-months // length):
            return length
    return months


def _month(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def _first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)
