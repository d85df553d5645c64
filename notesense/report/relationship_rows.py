"""Tables of relationships beyond their one row: the balance by period, and what is told, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from notesense.codebook.labels import ROLES
from notesense.report.cells import Cell, listed
from notesense.report.letters import CONVERSATION_LETTERS
from notesense.report.told import told_of

_KINDS = (*CONVERSATION_LETTERS, *ROLES)
PERIOD_COLUMNS: tuple[str, ...] = (
    "client", "mentor", "first_day", "last_day", "contacts",
    *(f"{kind}{end}" for kind in _KINDS for end in ("", "_low", "_high")),
)  # fmt: skip
TOLD_COLUMNS: tuple[str, ...] = ("client", "mentor", "about", "says", "notes")


def period_rows(relationship: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row a period; intervals are in contacts, empty where there was none."""
    for period in relationship["periods"]:
        shares = {**period["conversations"], **period["roles"]}
        cells: list[Cell] = []
        for kind in _KINDS:
            share = shares[kind]
            cells += [share["count"], share["low"], share["high"]] if period["contacts"] else [0, None, None]
        yield (
            relationship["client"], relationship["mentor"], period["first_day"], period["last_day"],
            period["contacts"], *cells,
        )  # fmt: skip


def told_rows(relationship: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """Yield a row a line, in the very words of the page and the terminal."""
    for told in told_of(relationship):
        yield relationship["client"], relationship["mentor"], told.topic, told.says, listed(told.notes)
