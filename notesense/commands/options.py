"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from notesense.settings import FIELDS, Profile, ReadSettings, load_profile

Command = TypeVar("Command", bound=Callable[..., Any])


def _pairs(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name.strip() or not rest.strip():
            raise click.BadParameter(f"'{value}' must be NAME=VALUE.", ctx, param)
        pairs[name.strip()] = rest.strip()
    return pairs


def _columns(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    pairs = _pairs(ctx, param, values)
    for name in pairs:
        if name not in FIELDS:
            raise click.BadParameter(f"'{name}' is no field. Fields: {', '.join(FIELDS)}.", ctx, param)
    return pairs


def reading_options(command: Command) -> Command:
    """Add the options that say how sources are read."""
    for option in reversed(
        [
            click.option(
                "--column",
                "columns",
                multiple=True,
                metavar="FIELD=NAME",
                callback=_columns,
                help="Which column holds a field, such as text=Narrative. Repeatable.",
            ),
            click.option(
                "--profile",
                "profile_path",
                type=click.Path(dir_okay=False),
                metavar="FILE",
                help="A saved profile (TOML): columns, sections, workers, clients, non_directive, require.",
            ),
            click.option(
                "--only",
                multiple=True,
                metavar="COLUMN=A,B",
                callback=_pairs,
                help="Keep rows whose column holds one of the values. Repeatable.",
            ),
            click.option("--since", metavar="DATE", help="Leave out notes before this day (2026-01-31)."),
            click.option("--until", metavar="DATE", help="Leave out notes after this day."),
            click.option("--sheet", metavar="NAME", help="The sheet of a workbook."),
            click.option(
                "--date-order",
                type=click.Choice(["dmy", "mdy", "ymd"]),
                help="How days and months are ordered in dates such as 03/04/2025.",
            ),
        ]
    ):
        command = option(command)
    return command


def settings_from(options: dict[str, Any]) -> ReadSettings:
    """Take the reading options out of a command's options."""
    path = options.pop("profile_path")
    profile = load_profile(path) if path else Profile()
    only = {name: tuple(value.strip() for value in values.split(",")) for name, values in options.pop("only").items()}
    return ReadSettings(
        profile=profile,
        columns=options.pop("columns"),
        only=only,
        since=options.pop("since"),
        until=options.pop("until"),
        sheet=options.pop("sheet"),
        date_order=options.pop("date_order"),
        # Commands without the option look at one note that was named, or are the mentor's own.
        reflections=options.pop("reflections", True),
    )


reflections_option = click.option(
    "--reflections",
    is_flag=True,
    help="Take in notes of register 'reflection' (a mentor's own journal), which stay out otherwise.",
)
model_option = click.option(
    "--model", default="en_default", show_default=True, metavar="NAME", help="A model's name, or its folder."
)
