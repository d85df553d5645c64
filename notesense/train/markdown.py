"""Figures and tables as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    r"""Return the lines of a table; a bar within a cell is escaped.

    Examples
    --------
    >>> table(["", "n"], [["a|b", "3"]])
    ['|  | n |', '| --- | --- |', '| a\\|b | 3 |']
    """
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in (head, *rows)]
    return [lines[0], "|" + " --- |" * len(head), *lines[1:]]


def folded(summary: str, lines: Sequence[str]) -> list[str]:
    """Return lines that a reader opens by clicking on their summary."""
    return [f"<details><summary>{summary}</summary>", "", *lines, "", "</details>"]


def interval(figure: Mapping[str, Any] | None, places: int = 3) -> str:
    """Return a figure with its interval, a dash where there is none.

    Examples
    --------
    >>> interval({"value": 0.8, "low": 0.75, "high": 0.85, "n": 10})
    '0.800 (0.750–0.850)'
    """
    if not figure or "value" not in figure:
        return "–"
    return f"{figure['value']:.{places}f} ({figure['low']:.{places}f}–{figure['high']:.{places}f})"


def signed(figure: Mapping[str, Any] | None) -> str:
    """Return a change with its interval and a sign before each number.

    Examples
    --------
    >>> signed({"value": -0.01, "low": -0.02, "high": 0.001, "n": 10})
    '−0.010 (−0.020 to +0.001)'
    """
    if not figure:
        return "–"
    # Nothing has no sign of its own.
    value, low, high = (f"{round(figure[key], 3) + 0.0:+.3f}".replace("-", "−") for key in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


def plain(figure: Mapping[str, Any] | None, places: int = 3) -> str:
    """Return a figure without its interval, a dash where there is none."""
    return f"{figure['value']:.{places}f}" if figure and "value" in figure else "–"


def count(figure: Mapping[str, Any] | None) -> str:
    """Return how many a figure stands on."""
    return str(figure["n"]) if figure else "–"


def percent(share: float) -> str:
    """Return a share in per cent.

    Examples
    --------
    >>> percent(0.0943)
    '9.4 %'
    """
    return f"{100 * share:.1f} %"
