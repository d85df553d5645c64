"""``notesense examples``: check example sets, and how far labellers agree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from notesense.commands.lists import decisions_from, decisions_option
from notesense.commands.options import model_option, reading_options, reflections_option, settings_from
from notesense.commands.output import result_console, say, sources_or_stdin, write_bytes

if TYPE_CHECKING:
    from notesense.examples.findings import Finding

_FORM = click.option("--to", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
                     help="What standard output carries.")  # fmt: skip
# Findings of one kind shown on a terminal; --to json has all.
_SHOWN = 12


@click.group("examples", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Check example sets, how far labellers agree, and what readers changed.

    \b
    Examples:
      notesense examples check corpora/
      notesense examples agree first.jsonl second.jsonl
      notesense examples decided notes.csv --decisions filled-in.xlsx
    """  # noqa: D301 - click reads the escape


@command.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--splits", type=click.Path(dir_okay=False), metavar="FILE",
              help="The fixed splits (default: splits.json beside or above the files).")  # fmt: skip
@_FORM
def check_command(files: tuple[str, ...], splits: str | None, form: str) -> int:
    """Find what is wrong with example sets; FILE may be a folder of JSON lines.

    Faults: format, names the codebook does not know, duplicates and
    near-copies, notes, voices and sentences on both sides of the fixed
    splits, openings, sentences and skeletons that repeat. Warnings, such as
    a label that the words speak against, and reports are for people to
    judge. The exit code is 1 when there are faults.

    \b
    Example:
      notesense examples check corpora/ --to json
    """  # noqa: D301 - click reads the escape
    from notesense.examples.check import check
    from notesense.examples.findings import FAULT
    from notesense.examples.leaks import load_splits
    from notesense.examples.sets import find_files, read_lines

    paths = find_files(files)
    lines = list(read_lines(paths))
    fixed = Path(splits) if splits else _splits_near(paths)
    findings = check(lines, load_splits(fixed) if fixed else None)
    faults = sum(finding.level == FAULT for finding in findings)
    if form == "json":
        import json

        found: dict[str, Any] = {
            "schema": 1,
            "kind": "check",
            "files": [str(path) for path in paths],
            "lines": len(lines),
            "splits": str(fixed) if fixed else None,
            "faults": faults,
            "findings": [finding.as_dict() for finding in findings],
        }
        write_bytes([json.dumps(found, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"])
    else:
        _print_findings(findings, len(lines), len(paths), fixed)
    return 1 if faults else 0


def _splits_near(paths: list[Path]) -> Path | None:
    for path in paths:
        for folder in (path.parent, path.parent.parent):
            if (folder / "splits.json").is_file():
                return folder / "splits.json"
    return None


def _print_findings(findings: list[Finding], lines: int, files: int, splits: Path | None) -> None:
    from collections import Counter

    from rich.table import Table
    from rich.text import Text

    from notesense.report.visible import visible

    console = result_console()
    styles = {"fault": "bold red", "warn": "yellow", "report": "dim"}
    count = Counter((finding.level, finding.kind) for finding in findings)
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    shown: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        key = (finding.level, finding.kind)
        shown[key] += 1
        level = Text(finding.level, styles[finding.level])
        if shown[key] <= _SHOWN:
            table.add_row(level, finding.kind, Text(visible(f"{finding.where}: {finding.says}")))
        elif shown[key] == _SHOWN + 1:
            table.add_row(level, finding.kind, Text(f"and {count[key] - _SHOWN} more; --to json lists them", "dim"))
    console.print(table)
    levels = Counter(finding.level for finding in findings)
    beside = f"splits by {splits}" if splits else "no splits, so leaks were not looked for"
    console.print(
        Text(
            f"{lines} lines in {files} files; {beside}. "
            f"{levels['fault']} faults, {levels['warn']} warnings, {levels['report']} reports."
        )
    )


@command.command("agree")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@_FORM
def agree_command(first: str, second: str, form: str) -> int:
    """Say how far two labellings of the same notes agree: percent and Cohen's kappa.

    A and B are labelled files with the same ids and texts. A segment of A is
    held against the label of B that covers most of it.

    \b
    Example:
      notesense examples agree writer.jsonl blind.jsonl --to json
    """  # noqa: D301 - click reads the escape
    from notesense.read import read_labelled
    from notesense.train.agreement import compare

    found = compare(read_labelled(first), read_labelled(second)).as_dict()
    if form == "json":
        import json

        write_bytes([json.dumps(found, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"])
    else:
        _print_agreement(found)
    return 0


@command.command("decided")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@decisions_option
@model_option
@reading_options
@reflections_option
def decided_command(sources: tuple[str, ...], **options: Any) -> int:
    """Print the notes whose labels a reader changed, as labelled notes.

    SOURCE holds the notes, --decisions the lists that were filled in. The
    lines carry the notes' text: they are as confidential as the notes.

    \b
    Example:
      notesense examples decided notes.csv --decisions filled-in.xlsx > changed.jsonl
    """  # noqa: D301 - click reads the escape
    from notesense.examples.decided import decided_examples
    from notesense.flow import Road
    from notesense.read import open_caseload
    from notesense.report.json_out import json_lines

    if not options["decisions"]:
        raise click.UsageError("Name the lists that were filled in: --decisions FILE.")
    settings = settings_from(options)
    decisions = decisions_from(options["decisions"])
    records = Road(options["model"], settings.profile).label(open_caseload(sources_or_stdin(sources), settings))
    lines = list(decided_examples(records, decisions))
    write_bytes(json_lines(lines))
    say(f"{len(lines)} note{'' if len(lines) == 1 else 's'} with a label that a reader changed.")
    return 0


def _print_agreement(found: dict[str, Any]) -> None:
    from rich.table import Table
    from rich.text import Text

    from notesense.report.visible import visible

    console = result_console()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    table.add_column("")
    for name in ("n", "agree %", "kappa", "A", "B"):
        table.add_column(name, justify="right")

    def row(name: str, figures: dict[str, Any], style: str = "") -> None:
        kappa = "–" if figures["kappa"] is None else f"{figures['kappa']:.2f}"
        percent = "–" if figures["percent"] is None else f"{figures['percent']:.1f}"
        counts = [str(figures.get(key, "")) for key in ("first", "second")]
        table.add_row(Text(visible(name), style), str(figures["n"]), percent, kappa, *counts)

    row("segments", found["segments"], "bold")
    for label, figures in found["by_label"].items():
        row(f"  {label}", figures)
    for register, figures in found["by_register"].items():
        row(f"  in {register}", figures)
    if found["conversations"]["n"]:
        row("conversations", found["conversations"], "bold")
        for name, figures in found["by_conversation"].items():
            row(f"  {name}", figures)
    console.print(table)
    console.print(
        Text(f"{found['notes']} notes in both; {found['segments_cut_otherwise']} segments of A are cut otherwise in B.")
    )
    for key, name in (("only_first", "A"), ("only_second", "B")):
        if found[key]:
            console.print(Text(f"{len(found[key])} notes stand in {name} only and are left out."))
