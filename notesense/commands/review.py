"""``notesense review``: the road from end to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from notesense.commands.lists import decisions_from, decisions_option, require_option, required_by, top_option
from notesense.commands.options import model_option, reading_options, reflections_option, settings_from
from notesense.commands.output import progress, result_console, say, sources_or_stdin, write_bytes

if TYPE_CHECKING:
    from notesense.label.model_store import Model
    from notesense.records.decisions import Decision


@click.command("review")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--to",
    "form",
    type=click.Choice(["text", "jsonl", "json", "csv", "html"]),
    default="text",
    show_default=True,
    help="What standard output carries.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Also write labels, tables, a report and run.json into this folder.",
)
@click.option(
    "--tables",
    type=click.Choice(["csv", "xlsx", "parquet"]),
    default="csv",
    show_default=True,
    help="The kind of tables that --out writes.",
)
@click.option("--reasons", is_flag=True, help="Give each segment its reasons (jsonl, json).")
@click.option("--with-text", is_flag=True, help="Repeat the note's text in each record (jsonl, json, html).")
@top_option
@decisions_option
@require_option
@click.option("--quiet", "-q", is_flag=True, help="Say nothing on standard error but errors.")
@model_option
@reading_options
@reflections_option
def command(sources: tuple[str, ...], **options: Any) -> int:
    """Label notes, sum up each relationship, and say what to read first.

    SOURCE is a CSV, TSV, XLSX, Parquet, JSON, JSON lines, DOCX, TXT or MD
    file, a folder of these, or - for standard input.

    \b
    Examples:
      notesense review notes.csv
      notesense review export.xlsx --sheet Notes --only "Service Code=H0038"
      notesense review notes.csv --to jsonl | notesense summarise -
      notesense review notes.csv --out april/ --tables xlsx --decisions march/notesense.xlsx
      notesense review notes.csv --require goal,next_step,written_within=3
    """  # noqa: D301 - click reads the escape
    from notesense.commands.run_folder import RunFolder
    from notesense.flow import Road
    from notesense.read import open_caseload
    from notesense.records import LabelledNote, UnreadNote

    settings = settings_from(options)
    settings = replace(settings, profile=required_by(settings.profile, options["require"]))
    quiet = options["quiet"]
    decisions = decisions_from(options["decisions"])
    caseload = open_caseload(sources_or_stdin(sources), settings)
    for message in caseload.messages:
        say(message, quiet=quiet)
    folder = RunFolder(options["out"], kind=options["tables"]) if options["out"] else None
    road = Road(options["model"], settings.profile)
    reasons = options["reasons"] or folder is not None
    labelled: Iterable[LabelledNote | UnreadNote] = progress(
        road.label(caseload, reasons=reasons), label="notes", quiet=quiet
    )
    if folder is None and options["form"] in ("jsonl", "csv") and (decisions or settings.profile.require):
        say("Decisions and the form check show in the overview, --to json and --out, not in these lines.", quiet=quiet)
    counted = _Counted(labelled)
    if options["form"] == "jsonl" and folder is None:
        from notesense.report.json_out import json_lines

        write_bytes(json_lines(counted, with_text=options["with_text"]))
    else:
        records = list(counted)
        _report(records, caseload.passthrough, folder, road.model, options, sources, settings, decisions)
    for warning in caseload.warnings:
        say(warning, quiet=quiet)
    _warn_of_unfamiliar(counted, road.model, quiet=quiet)
    if counted.notes + counted.unread == 0:
        say("No note was left to label.", quiet=quiet)
    if counted.unread:
        one = counted.unread == 1
        say(
            f"{counted.unread} note{'' if one else 's'} could not be read or labelled; "
            f"{'it stands' if one else 'they stand'} in the output with the reason."
        )
    return 3 if counted.unread else 0


class _Counted:
    """Passes records through and counts those that could not be read, and those unlike the notes of training."""

    def __init__(self, records: Iterable[Any]) -> None:
        self._records = records
        self.notes = 0
        self.unread = 0
        self.unfamiliar: Counter[tuple[str, ...]] = Counter()
        self.mentors: set[str] = set()

    def __iter__(self) -> Iterator[Any]:
        from notesense.records import UnreadNote

        for record in self._records:
            if isinstance(record, UnreadNote):
                self.unread += 1
            else:
                self.notes += 1
                if record.unfamiliar:
                    self.unfamiliar[record.unfamiliar] += 1
                if record.note.mentor:
                    self.mentors.add(record.note.mentor)
            yield record


def _warn_of_unfamiliar(counted: _Counted, model: Model, *, quiet: bool) -> None:
    """Say at the end that the notes do not look like what the model was trained on, where they do not."""
    from notesense.report.wording import unfamiliar_warning

    kinds = model.familiarity.standing_out(counted.notes, counted.unfamiliar) if model.familiarity else ()
    if kinds:
        concerned = sum(notes for each, notes in counted.unfamiliar.items() if set(each) & set(kinds))
        # A count over one mentor's notes would be a total for a person.
        count = None if len(counted.mentors) == 1 else concerned
        say(unfamiliar_warning(count, counted.notes, kinds), quiet=quiet)


def _report(
    records: list[Any],
    passthrough: tuple[str, ...],
    folder: Any,
    model: Model,
    options: dict[str, Any],
    sources: tuple[str, ...],
    settings: Any,
    decisions: list[Decision],
) -> None:
    """Print what was asked for, and write the folder."""
    from notesense.records import LabelledNote
    from notesense.records.requirements import requirements_from
    from notesense.summaries import summarise
    from notesense.summaries.form_check import form_check
    from notesense.summaries.loose_ends import words_of
    from notesense.summaries.near_copies import shingles

    sets = {record.note.id: shingles(record.note.text) for record in records if isinstance(record, LabelledNote)}
    summary = summarise(records, top=options["top"], shingles=sets, words=words_of(records), decisions=decisions)
    if settings.profile.require:
        required = requirements_from(settings.profile.require, where="require")
        summary = replace(summary, form_check=form_check(records, required))
    form = options["form"]
    if folder is not None:
        for warning in folder.write(
            records,
            summary,
            passthrough=passthrough,
            model=model.label,
            sources=sources,
            settings=settings,
            agree_of_100=model.agree_of_100,
        ):
            say(warning)
        say(f"Written to {folder.path}: {', '.join(folder.written)}.", quiet=options["quiet"])
    if form == "jsonl":
        from notesense.report.json_out import json_lines

        write_bytes(json_lines(records, with_text=options["with_text"]))
    elif form == "json":
        from notesense.report.json_out import json_document

        write_bytes([json_document(records, summary, with_text=options["with_text"])])
    elif form == "csv":
        from notesense.report.tables import csv_bytes

        write_bytes([csv_bytes(records, passthrough=passthrough)])
    elif form == "html":
        from notesense.report.html import render_report

        texts = {record.note.id: record.note.text for record in records if isinstance(record, LabelledNote)}
        run = {"model": model.label, "agree_of_100": model.agree_of_100}
        page = render_report(records, summary, run, texts=texts if options["with_text"] else None)
        write_bytes([page.encode("utf-8", errors="replace")])
    else:
        from notesense.report.text import print_overview

        print_overview(summary, result_console(), agree_of_100=model.agree_of_100)
