"""``notesense explain``: one note, its labels and why each stands there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from notesense.commands.options import model_option, reading_options, settings_from
from notesense.commands.output import result_console, say, standard_input, write_bytes
from notesense.errors import InputError, UsageError

if TYPE_CHECKING:
    from notesense.records import Note, UnreadNote
    from notesense.settings import ReadSettings

# Ids named in an error, so that the next call can be right.
_IDS_NAMED = 5


@click.command("explain")
@click.argument("source", metavar="SOURCE")
@click.option("--id", "note_id", metavar="ID", help="The note's id.")
@click.option("--row", type=click.IntRange(1), metavar="N", help="The note's row, as a spreadsheet program counts it.")
@click.option("--to", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What standard output carries.")  # fmt: skip
@click.option("--with-text", is_flag=True, help="Repeat the note's text in the record (json).")
@model_option
@reading_options
def command(source: str, note_id: str | None, row: int | None, form: str, with_text: bool, **options: Any) -> int:
    """Show one note, its labels and the reason for each.

    SOURCE is a file or folder as for `review`; - is one note as plain text
    from standard input. With several notes in SOURCE, say which by --id or
    --row. A row that holds several contacts is shown contact by contact.

    \b
    Examples:
      notesense explain notes.csv --id svc-014
      notesense explain notes.csv --row 14 --to json
      echo "Went over her budget sheet together." | notesense explain -
    """  # noqa: D301 - click reads the escape
    if note_id is not None and row is not None:
        raise UsageError("--id and --row are two ways to name one note.", next_step="Give one of them.")
    if source == "-" and (note_id is not None or row is not None):
        raise UsageError("Standard input is one note.", where="-", next_step="Leave --id and --row away.")
    from notesense.flow import Road
    from notesense.records import LabelledNote, UnreadNote
    from notesense.report.visible import visible

    settings = settings_from(options)
    notes = _from_standard_input(settings) if source == "-" else _from_source(source, settings, note_id, row)
    road = Road(options["model"], settings.profile)
    unread = 0
    for record in road.label(notes, reasons=True):
        if isinstance(record, UnreadNote):
            unread += 1
        if form == "json":
            from notesense.report.json_out import json_line

            write_bytes([json_line(record, with_text=with_text)])
        elif isinstance(record, LabelledNote):
            from notesense.report.explain import print_note

            print_note(record, result_console(), agree_of_100=road.model.agree_of_100)
        else:
            say(visible(f"notesense: {record.id}: {record.says}"))
    return 3 if unread else 0


def _from_standard_input(settings: ReadSettings) -> list[Note | UnreadNote]:
    from collections import Counter

    from notesense.read.documents import Document
    from notesense.read.streams import Opener
    from notesense.read.tally import Tally

    stream = io.BytesIO(standard_input().read())
    if not stream.getvalue().strip():
        raise InputError("There is no text.", where="-", next_step="Give one note as plain text.")
    warnings: list[str] = []
    notes = list(Document(Opener("-", stream=stream)).notes(settings, 0, Tally(Counter(), warnings)))
    for warning in warnings:
        say(warning)
    return notes


def _from_source(source: str, settings: ReadSettings, note_id: str | None, row: int | None) -> list[Note | UnreadNote]:
    from notesense.read import open_caseload

    caseload = open_caseload([source], settings)
    for message in caseload.messages:
        say(message)
    if note_id is None and row is None:
        return _the_only_one(caseload, source)
    found = [note for note in caseload if note.id == note_id or (row is not None and note.source.row == row)]
    if not found:
        wanted = f"the id '{note_id}'" if note_id is not None else f"row {row}"
        raise InputError(
            f"There is no note with {wanted}.",
            where=source,
            next_step="`notesense review … --to jsonl` shows each note's id and row.",
        )
    return found


def _the_only_one(caseload: Any, source: str) -> list[Note | UnreadNote]:
    notes: Iterator[Note | UnreadNote] = iter(caseload)
    first = list(islice(notes, _IDS_NAMED + 1))
    if not first:
        raise InputError("There is no note.", where=source)
    places = {(note.source.file, note.source.sheet, note.source.row) for note in first}
    if len(places) > 1:
        from notesense.report.visible import visible

        ids = ", ".join(visible(note.id) for note in first[:_IDS_NAMED])
        more = " …" if len(first) > _IDS_NAMED else ""
        raise UsageError("The source holds several notes.", where=source, next_step=f"Name one with --id: {ids}{more}")
    return [*first, *notes]
