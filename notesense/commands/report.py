"""``notesense report``: the page or the text of all relationships, or of one mentor's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from notesense.commands.labelled_source import labelled_source
from notesense.commands.lists import decisions_from, decisions_option, top_option
from notesense.commands.options import model_option, reading_options, reflections_option
from notesense.commands.output import result_console, say, write_bytes
from notesense.errors import InputError

if TYPE_CHECKING:
    from notesense.summaries import Summary

_MENTORS_NAMED = 20


@click.command("report")
@click.argument("source", metavar="SOURCE|DIR|-")
@click.option("--to", "form", type=click.Choice(["text", "html"]), default="text", show_default=True,
              help="What standard output carries.")  # fmt: skip
@click.option("--mentor", metavar="M", help="This mentor's relationships alone, word for word as in the whole report.")
@click.option("--no-text", is_flag=True, help="Leave the text of notes out of the page: places and reasons alone.")
@click.option("--pseudonyms", is_flag=True,
              help="For sharing: numbers in place of names and ids, no column as given, and no text.")  # fmt: skip
@click.option("--source", "notes_at", metavar="FILE", help="Where the notes of an earlier run (DIR) are now.")
@top_option
@decisions_option
@model_option
@reading_options
@reflections_option
def command(
    source: str,
    form: str,
    mentor: str | None,
    no_text: bool,
    pseudonyms: bool,
    notes_at: str | None,
    top: int | None,
    decisions: tuple[str, ...],
    **options: Any,
) -> int:
    """Report on relationships: timeline, balance, what changed, with the evidence.

    SOURCE holds notes, DIR is the folder of `review --out`. The page (`--to
    html`) opens each note with its segments marked, so it is as confidential
    as the notes; `--no-text` and `--pseudonyms` make copies to share. With
    `--mentor` it holds that mentor's relationships alone, as the supervisor
    sees them, and adds nothing up.

    \b
    Examples:
      notesense report notes.csv --to html > report.html
      notesense report march/ --mentor M3 --to html > for_m3.html
      notesense report march/ --pseudonyms --to html > to_share.html
    """  # noqa: D301 - click reads the escape
    decided = decisions_from(decisions)
    lines, texts, agree = labelled_source(source, notes_at, options, reasons=form == "html")
    if mentor is not None and mentor not in {line.get("mentor") for line in lines}:
        raise _no_such_mentor(lines)
    names = None
    if pseudonyms:
        from notesense.report.pseudonyms import Pseudonyms

        names = Pseudonyms(lines)
        texts = {names.note(id): text for id, text in texts.items()}
        lines = [names.line(line) for line in lines]
        decided = names.decisions(decided)
        mentor = names.mentor(mentor)
        if form == "html" and not no_text:
            say("Names stand inside notes too, so this copy holds no text.")
    summary = _summary(lines, texts, top, decided)
    if form == "html":
        from notesense.report.html import render_report

        model = next((line["model"] for line in lines if "model" in line), None)
        shown = {} if no_text or names else texts
        page = render_report(lines, summary, {"model": model, "agree_of_100": agree}, texts=shown, mentor=mentor)
        write_bytes([page.encode("utf-8", errors="replace")])
    else:
        from notesense.report.relationship_text import print_report

        print_report(summary, result_console(), mentor=mentor, agree_of_100=agree)
    unread = sum("error" in line for line in lines)
    if unread:
        say(f"{unread} note{'' if unread == 1 else 's'} could not be read; `notesense review` says why.")
    return 3 if unread else 0


def _summary(lines: list[dict[str, Any]], texts: dict[str, str], top: int | None, decided: Any) -> Summary:
    """Sum up all notes, whoever is to be shown: one mentor's report must say what the whole one says."""
    from notesense.summaries import summarise
    from notesense.summaries.loose_ends import note_words
    from notesense.summaries.near_copies import shingles

    at_hand = [line for line in lines if line["id"] in texts and "error" not in line]
    return summarise(
        lines,
        top=top,
        shingles={line["id"]: shingles(texts[line["id"]]) for line in at_hand} or None,
        words={line["id"]: note_words(line, texts[line["id"]]) for line in at_hand} or None,
        decisions=decided,
    )


def _no_such_mentor(lines: list[dict[str, Any]]) -> InputError:
    from notesense.report.visible import visible

    there = sorted({str(line["mentor"]) for line in lines if line.get("mentor")})
    named = ", ".join(map(visible, there[:_MENTORS_NAMED])) + (" …" if len(there) > _MENTORS_NAMED else "")
    return InputError("There is no note by this mentor.", where="--mentor", next_step=f"Mentors: {named}.")
