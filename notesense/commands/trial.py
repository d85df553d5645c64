"""``notesense trial``: how far the tool agrees with you on your own notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from notesense.commands.options import model_option, reading_options, reflections_option, settings_from
from notesense.commands.output import progress, result_console, say, sources_or_stdin
from notesense.errors import InputError, OutputError, UsageError

if TYPE_CHECKING:
    from notesense.examples.trial import Agreement, Score
    from notesense.examples.trial_workbook import FilledTrial
    from notesense.read import Caseload
    from notesense.settings import ReadSettings

# From so many notes on, a share of all notes may be said.
_SHARE_FROM = 10


@click.command("trial")
@click.argument("source", metavar="SOURCE")
@click.option("--out", type=click.Path(dir_okay=False), metavar="FILE", help="Draw notes into this workbook (XLSX).")
@click.option("--score", "filled", type=click.Path(dir_okay=False), metavar="FILE",
              help="Read this workbook back, filled in, and say how far you and the tool agree.")  # fmt: skip
@click.option("--notes", "count", type=click.IntRange(1), default=40, show_default=True, help="How many notes to draw.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number draws other notes.")
@click.option("--top", type=click.IntRange(0), default=None, help="Rows of the reading list (default: 20 or 5 %).")
@model_option
@reading_options
@reflections_option
def command(
    source: str, out: str | None, filled: str | None, count: int, seed: int, top: int | None, **options: Any
) -> int:
    """Try the tool on your own notes: judge some, then see how far it agrees.

    First draw notes by chance into a workbook and choose for each what it
    shows; a second sheet is for a colleague. The tool's own labels are not in
    it. Then score it against the same SOURCE. The workbook holds the text of
    notes: keep it as you keep the notes.

    \b
    Examples:
      notesense trial notes.csv --out trial.xlsx
      notesense trial notes.csv --score trial.xlsx
    """  # noqa: D301 - click reads the escape
    if (out is None) == (filled is None):
        raise UsageError("Say either --out, to draw notes, or --score, to read the workbook back.", where="trial")
    from notesense.read import open_caseload

    trial = _filled_in(filled) if filled is not None else None
    settings = settings_from(options)
    caseload = open_caseload(sources_or_stdin((source,)), settings)
    for message in caseload.messages:
        say(message)
    if trial is not None:
        return _score(caseload, trial, top, options["model"], settings)
    return _draw(caseload, Path(str(out)), count, seed, options["model"])


def _filled_in(path: str) -> FilledTrial:
    from notesense.examples.trial_workbook import read_trial

    trial = read_trial(path)
    if not any(trial.by.values()):
        raise InputError("Nothing is filled in yet.", where=path, next_step="Choose from the drop-downs, and save it.")
    return trial


def _draw(caseload: Caseload, path: Path, count: int, seed: int, model: str) -> int:
    from notesense.examples.trial import draw
    from notesense.examples.trial_workbook import fits_a_cell, write_trial
    from notesense.label.model_store import load_model
    from notesense.paths import find_model
    from notesense.records import Note

    if path.suffix.casefold() != ".xlsx":
        raise UsageError("The workbook's name must end in .xlsx.", where=str(path))
    if path.exists():
        # It may hold an hour of somebody's choices.
        raise OutputError("There is such a file already.", where=str(path), next_step="Choose another name.")
    records = list(progress(caseload, label="notes"))
    for warning in caseload.warnings:
        say(warning)
    notes = [record for record in records if isinstance(record, Note)]
    drawn = draw(notes, count, seed)
    if not drawn:
        raise InputError("There is no note to draw.", next_step="Check --only, --since and --until.")
    write_trial(path, drawn, drawn_from=len(notes), agree_of_100=load_model(find_model(model)).agree_of_100)
    too_long = sum(not fits_a_cell(note.text) for note in notes)
    if too_long:
        say(f"{too_long} notes are longer than a cell of a workbook and were not drawn from.")
    click.echo(f"{len(drawn)} of {len(notes)} notes are in {path}, which only you can open.")
    click.echo(f"Fill in the sheet 'you', then: notesense trial SOURCE --score {path}")
    return _unread(len(records) - len(notes))


def _score(caseload: Caseload, trial: FilledTrial, top: int | None, model: str, settings: ReadSettings) -> int:
    from notesense.examples.trial import reasons_to_list, score
    from notesense.flow import Road
    from notesense.records import LabelledNote, UnreadNote
    from notesense.summaries import summarise
    from notesense.summaries.near_copies import shingles

    road = Road(model, settings.profile)
    records = list(progress(road.label(caseload, reasons=True), label="notes"))
    for warning in caseload.warnings:
        say(warning)
    # The reading list as `review` makes it, and again with no end to it.
    sets = {record.note.id: shingles(record.note.text) for record in records if isinstance(record, LabelledNote)}
    listed, whole = (summarise(records, top=rows, shingles=sets).reading_list for rows in (top, len(records)))
    _print(score(trial, records, listed, reasons_to_list(whole)), road.model.agree_of_100)
    return _unread(sum(isinstance(record, UnreadNote) for record in records))


def _unread(number: int) -> int:
    if number:
        say(f"{number} note{'' if number == 1 else 's'} could not be read; `notesense review` says why.")
    return 3 if number else 0


def _print(found: Score, agree_of_100: int | None) -> None:
    from itertools import groupby

    from rich.padding import Padding
    from rich.text import Text

    from notesense.report.visible import visible
    from notesense.report.wording import plural, standing_sentence

    console = result_console()

    def section(title: str, lines: list[str], note: str = "") -> None:
        console.print(Text(title, style="bold underline").append(note, "not bold not underline"))
        for line in lines:
            # A line that begins with blanks goes deeper in, also where it wraps.
            depth = len(line) - len(line.lstrip())
            console.print(Padding(Text(visible(line.lstrip())), (0, 0, 0, 2 + depth), expand=False))
        console.print()

    console.print(Text(f"A trial on {plural(found.drawn, 'note')}", style="bold"))
    console.print(Text(standing_sentence(agree_of_100), style="italic"), end="\n\n")
    if found.gone:
        gone = f"not in the source as drawn (changed, gone, or left out by an option): {', '.join(found.gone)}"
        section("Left out", [gone])
    section("Support, mentoring or neither", _conversation(found), "  (in brackets the 95 % interval, in notes)")
    section("Kinds of help, shown or not", _roles(found))
    section("To read first", _read_first(found))
    if found.differences:
        lines = []
        for note, differences in groupby(found.differences, key=lambda difference: difference.id):
            lines.append(f"note {note}")
            for difference in differences:
                lines.append(f"  {difference.about}: you {difference.you}, the tool {difference.tool}")
                lines.append(f"    {difference.why}")
        lines.append("`notesense explain SOURCE --id NOTE` shows a note with its sentences marked.")
        section("Where you and the tool differ, and why the tool says so", lines)


def _counted(agreement: Agreement) -> str:
    """Say a count with its interval: counts first, and no percentage."""
    if not agreement.of:
        return "no note that both judged"
    return f"{agreement.agreed} of {agreement.of} ({agreement.low} to {agreement.high})"


def _conversation(found: Score) -> list[str]:
    tool, colleague = found.tool["conversation"], found.colleague["conversation"]
    lines = [f"you and the tool agree on {_counted(tool)}"]
    if tool.of >= _SHARE_FROM:
        low, high = (round(100 * bound / tool.of) for bound in (tool.low, tool.high))
        lines.append(f"so of 100 notes of this source about {low} to {high} would be labelled as you do")
    if colleague.of:
        lines.append(f"a colleague and you: {_counted(colleague)}")
    if found.colleague_differs:
        lines.append(f"the colleague and you differ on: {', '.join(found.colleague_differs)}")
    return lines


def _roles(found: Score) -> list[str]:
    from notesense.report.letters import ROLE_NAMES

    lines = []
    for role, name in ROLE_NAMES.items():
        says = f"{name}: you and the tool agree on {_counted(found.tool[role])}"
        if found.colleague[role].of:
            says += f"; a colleague and you: {_counted(found.colleague[role])}"
        lines.append(says)
    return lines


def _read_first(found: Score) -> list[str]:
    from notesense.report.wording import plural

    if not found.first_asked:
        return ["nothing was chosen in the column 'read first?'"]
    wanted = len(found.wanted)
    if not wanted:
        lines = [f"of {plural(found.first_asked, 'note')} there was none that you would have read first"]
    else:
        lines = [f"of the {wanted} you would have read first it listed {wanted - len(found.missed)}"]
    for missed in found.missed:
        lines += [f"missed: note {missed.id}", f"  {missed.why}"]
    for listed in found.listed_besides:
        lines += [f"listed, where you would not have read it first: note {listed.id}", f"  {listed.why}"]
    return lines
