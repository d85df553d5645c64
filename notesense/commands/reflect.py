"""``notesense reflect``: a mentor's own mirror; shown, and written nowhere."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from notesense.commands.labelled_source import labelled_source
from notesense.commands.options import model_option, reading_options
from notesense.commands.output import result_console, say
from notesense.errors import InputError, UsageError

if TYPE_CHECKING:
    from notesense.summaries import Relationship

_GUESS = "four whole numbers, such as 5,2,3,1"
# Stand in where a mentor's own file does not say whose notes they are, or about whom.
_YOU, _ONE_CLIENT = "you", "(client not named)"
_CLIENTS_NAMED = 20


def _guess(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, ...] | None:
    if value is None:
        return None
    try:
        return _four_numbers(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' must be {_GUESS}.", ctx, param) from None


def _four_numbers(value: str) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in value.replace(" ", ",").split(",") if part)
    if len(numbers) != 4 or min(numbers) < 0:
        raise ValueError
    return numbers


@click.command("reflect")
@click.argument("source", metavar="SOURCE|DIR")
@click.option("--client", metavar="C", help="Look at the relationship with this client alone.")
@click.option("--guess", metavar="S,E,N,P", callback=_guess,
              help="Your guess first: how many contacts show support, educate, enable and encourage, "
              "empower (5,2,3,1). Without it you are asked, on a terminal.")  # fmt: skip
@click.option("--source", "notes_at", metavar="FILE", help="Where the notes of an earlier run (DIR) are now.")
@model_option
@reading_options
def command(
    source: str, client: str | None, guess: tuple[int, ...] | None, notes_at: str | None, **options: Any
) -> int:
    """Hold a mirror to your own notes: the balance, examples, what changed.

    For mentors, over one or all of their own relationships. Guess the balance
    first, if you like. What is shown here is written nowhere, and no other
    command reads it. SOURCE holds the notes of one mentor; DIR is the folder
    of `review --out`.

    \b
    Examples:
      notesense reflect my_notes.csv
      notesense reflect my_notes.csv --client C7 --guess 5,2,3,1
    """  # noqa: D301 - click reads the escape
    from notesense.report.mirror_text import print_mirror
    from notesense.summaries.mirror import mirror_of

    records, texts, agree = labelled_source(source, notes_at, options)
    lines = {record["id"]: record for record in records if "error" not in record}
    mirror = mirror_of(_relationships(lines, texts, client), lines)
    if guess is None and source != "-" and sys.stdin.isatty():
        guess = _ask(mirror.contacts)
    print_mirror(mirror, texts, result_console(), guess=guess, agree_of_100=agree)
    unread = len(records) - len(lines)
    if unread:
        say(f"{unread} note{'' if unread == 1 else 's'} could not be read; `notesense review` says why.")
    return 3 if unread else 0


def _relationships(
    lines: Mapping[str, Mapping[str, Any]], texts: Mapping[str, str], client: str | None
) -> list[Relationship]:
    """Return the relationships to look at.

    Raises
    ------
    UsageError
        The notes are of several mentors: a mirror is for one.
    InputError
        There is no such client, or no contact.
    """
    from notesense.report.visible import visible
    from notesense.summaries import summarise
    from notesense.summaries.loose_ends import note_words

    looked_at = [line for line in lines.values() if client is None or line.get("client") == client]
    if client is not None and not looked_at:
        there = sorted({str(line["client"]) for line in lines.values() if line.get("client")})
        named = ", ".join(map(visible, there[:_CLIENTS_NAMED])) + (" …" if len(there) > _CLIENTS_NAMED else "")
        raise InputError("There is no note about this client.", where="--client", next_step=f"Clients: {named}.")
    if len({line["mentor"] for line in looked_at if line.get("mentor")}) > 1:
        raise UsageError(
            "These are the notes of several mentors; a mirror is for one.",
            next_step="Give your own notes alone, as in --only COLUMN=NAME.",
        )
    own = [{**line, "mentor": _YOU, "client": line.get("client") or _unnamed(line)} for line in looked_at]
    words = {line["id"]: note_words(line, texts[line["id"]]) for line in looked_at if line["id"] in texts}
    summary = summarise(own, words=words or None)
    relationships = [relationship for relationship in summary.relationships if relationship.contacts]
    outside = sum(summary.counts["outside_relationships"].values())
    if outside:
        notes = "1 note is" if outside == 1 else f"{outside} notes are"
        say(f"{notes} left out: of a group, of several contacts or a summary, or without a date.")
    if not relationships:
        raise InputError("There is no contact to look at.", next_step="A mirror needs dated notes of contacts.")
    return relationships


def _unnamed(line: Mapping[str, Any]) -> str | None:
    return None if line.get("clients") else _ONE_CLIENT


def _ask(contacts: int) -> tuple[int, ...] | None:
    """Ask for the guess before anything is shown; an empty answer goes on without."""

    def answer(value: str) -> tuple[int, ...]:
        try:
            return _four_numbers(value) if value.strip() else ()
        except ValueError:
            raise click.BadParameter(f"Please give {_GUESS}, or nothing.") from None

    say(f"Before you look, a guess if you like: of these {contacts} contacts, how many")
    say("were mainly support, and how many show educate, enable and encourage, empower?")
    guessed: tuple[int, ...] = click.prompt(
        f"{_GUESS} (Enter to go on)", default="", show_default=False, value_proc=answer, err=True
    )
    return guessed or None
