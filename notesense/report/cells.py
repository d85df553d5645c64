"""How a fact becomes a cell that spreadsheet programs leave as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Cell = str | int | float | None
PLACE_COLUMNS: tuple[str, ...] = ("id", "file", "sheet", "row", "part")


def place_cells(line: Mapping[str, Any]) -> dict[str, Cell]:
    """Return where a note stands, by ``PLACE_COLUMNS``."""
    source = line.get("source") or {}
    return {
        "id": line["id"],
        "file": source.get("file"),
        "sheet": source.get("sheet"),
        "row": source.get("row"),
        "part": source.get("part", 1),
    }


def listed(items: Iterable[str]) -> str | None:
    """Write several things into one cell.

    Examples
    --------
    >>> listed(["educate", "empower"]), listed([])
    ('educate; empower', None)
    """
    return "; ".join(items) or None


def yes_no(value: bool) -> str:
    """Write a yes or no that every program shows alike."""
    return "yes" if value else "no"


def span_cell(marked: Mapping[str, Any]) -> str:
    """Write a place in a note; "4-19" would become the nineteenth of April.

    Examples
    --------
    >>> span_cell({"start": 4, "end": 19}), span_cell({"start": None, "end": None})
    ('4 to 19', 'whole note')
    """
    return "whole note" if marked["start"] is None else f"{marked['start']} to {marked['end']}"
