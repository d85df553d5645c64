"""Options about the lists of a run: how long they are, what was decided before, what a note's form requires."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from notesense.commands.output import say

if TYPE_CHECKING:
    from notesense.records.decisions import Decision
    from notesense.settings import Profile

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


def _required(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if not value:
        return value
    from notesense.errors import UsageError
    from notesense.records.requirements import requirements_from

    try:
        requirements_from(value.split(","), where="--require")
    except UsageError as error:
        # `--require notes.csv` takes the source for a part.
        hint = " Put the sources before --require." if os.path.exists(value) else ""
        raise click.BadParameter(f"{error.what} {error.next_step}{hint}", ctx, param) from None
    return value


require_option = click.option(
    "--require",
    is_flag=False,
    flag_value="",
    default=None,
    callback=_required,
    metavar="[PARTS]",
    help="Check the form of each note: which required parts are not found in it. PARTS such as "
    "goal,signature,written_within=3; without them those of the profile (require = [...]), else all.",
)


def required_by(profile: Profile, asked: str | None) -> Profile:
    """Return the profile with the parts to check: those of ``--require``, else its own, else all where asked."""
    from notesense.records.requirements import EVERYTHING, requirements_from

    if asked:
        parts = requirements_from(asked.split(","), where="--require")
    elif asked is None or profile.require:
        return profile
    else:
        parts = EVERYTHING
    return replace(profile, require=tuple(map(str, parts)))


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
