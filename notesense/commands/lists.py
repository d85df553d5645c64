"""Options about the reading list: how long it is, and what was decided on an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from notesense.commands.output import say

if TYPE_CHECKING:
    from notesense.records.decisions import Decision

top_option = click.option(
    "--top",
    type=click.IntRange(0),
    default=None,
    help="Rows of the reading list besides those that always show (default: 20 or 5 %).",
)
decisions_option = click.option(
    "--decisions",
    multiple=True,
    type=click.Path(),
    metavar="FILE",
    help="A reading list that was filled in: a workbook, a CSV file or the folder of --out. What was seen or dismissed "
    "stays away unless the note's text changed. Repeatable.",
)


def decisions_from(paths: Sequence[str]) -> list[Decision]:
    """Read filled-in reading lists, and say which rows can't be used and what to do.

    Raises
    ------
    InputError
        A file is missing, broken, or no reading list.
    """
    if not paths:
        return []
    from notesense.read.decisions import read_decisions

    decisions, warnings = read_decisions(paths)
    say_rows(warnings)
    return decisions


def say_rows(warnings: Iterable[str]) -> None:
    """Say what is wrong with rows that people filled in; they need to know, so --quiet does not silence it."""
    for warning in warnings:
        say(warning)
