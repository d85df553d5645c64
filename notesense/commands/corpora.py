"""``notesense corpora``: what the example sets hold, and how varied they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from notesense.commands.output import result_console, say, write_bytes

if TYPE_CHECKING:
    from rich.console import Console

# Rows of a table on a terminal; --to json has all.
_SHOWN = {"trade": 30}
_LETTERS = {"support": "S", "educate": "E", "enable_encourage": "N", "empower": "P", "other": "o"}


@click.command("corpora")
@click.argument("folder", default="corpora", metavar="[FOLDER]")
@click.option("--to", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What standard output carries.")  # fmt: skip
def command(folder: str, form: str) -> int:
    """Count the example sets by register, trade, voice and label.

    FOLDER holds labelled notes as JSON lines, in folders of any depth
    (default: corpora, in the folder you are in). Notes that stand there a
    second time under the same id are counted once. The exit code is 1 when a
    line could not be read.

    \b
    Example:
      notesense corpora --to json
    """  # noqa: D301 - click reads the escape
    from notesense.examples.counts import count, distinct
    from notesense.examples.diversity import diversity
    from notesense.examples.sets import find_files, read_lines
    from notesense.report.visible import visible

    files = find_files([folder])
    lines = list(read_lines(files))
    faulty = [line for line in lines if line.fault]
    for line in faulty:
        say(visible(f"notesense: {line.where}: {line.fault}"))
    first, again = distinct(lines)
    found: dict[str, Any] = {
        "schema": 1,
        "kind": "corpora",
        "folder": folder,
        "labelled_again": again,
        "not_readable": len(faulty),
        **count(first),
        "diversity": diversity(first),
    }
    if form == "json":
        import json

        write_bytes([json.dumps(found, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"])
    else:
        _print(found, result_console())
    return 1 if faulty else 0


def _print(found: dict[str, Any], console: Console) -> None:
    from rich.text import Text

    total = found["total"]
    console.print(
        Text(
            f"{total['notes']} whole notes, {total['contrast_notes']} contrast notes and {total['lines']} single lines "
            f"in {len(found['by']['file'])} files; {total['segments']} segments; "
            f"{total['voices']} voices of whole notes",
            "bold",
        )
    )
    if total["no_mentor"]:
        console.print(Text(f"{total['no_mentor']} further texts that no mentor wrote are counted by file only."))
    if found["labelled_again"]:
        console.print(
            Text(f"{found['labelled_again']} stand in a further file under the same id and are counted once.")
        )
    for key in ("register", "trade", "voice", "file"):
        _slices(key, found["by"][key], console)
    for title, key in (
        ("conversation", "conversations"),
        ("none because", "none_because"),
        ("stage", "stages"),
        ("primary task", "tasks"),
        ("sign (notes)", "signs"),
        ("acting role (segments)", "acting_roles"),
    ):
        _counts(title, found[key], console)
    groups, pairs = found["contrast_groups"], found["pairs"]
    _counts(f"{groups['groups']} contrast groups, by what they turn on", groups["by_phenomenon"], console)
    if groups["by_row"]:
        _counts("groups by row of the codebook's table of look-alikes", groups["by_row"], console)
    console.print(
        Text(
            f"\n{pairs['pairs']} pairs of mentor and client, {pairs['with_4_to_15_notes']} with 4 to 15 notes, "
            f"{pairs['longer']} with more\n{found['line_bank']} lines in line banks\n"
            f"{found['contested_segments']} contested segments"
        )
    )
    _diversity(found["diversity"], console)


def _slices(key: str, slices: dict[str, dict[str, Any]], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    from notesense.report.visible import visible

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    table.add_column(f"\n{key}", overflow="fold")
    fields = {"notes": "notes", "contrast": "contrast_notes", "lines": "lines"}
    if key == "file":
        fields["no mentor"] = "no_mentor"
    fields |= {"voices": "voices", "segments": "segments"}
    for name in (*fields, *_LETTERS.values()):
        table.add_column(f"\n{name}", justify="right")
    # A contrast group has a voice and often a trade of its own; the list would be one of groups.
    shown = {
        name: held for name, held in slices.items() if key not in ("voice", "trade") or held["notes"] or held["lines"]
    }
    groups_only = len(slices) - len(shown)
    rows = list(shown.items())
    most = _SHOWN.get(key, len(rows))
    if len(rows) > most:
        rows.sort(key=lambda row: (-row[1]["notes"] - row[1]["lines"], row[0]))
    for name, held in rows[:most]:
        numbers = [held[field] for field in fields.values()]
        table.add_row(Text(visible(name)), *map(str, numbers), *(str(held["labels"][label]) for label in _LETTERS))
    if len(rows) > most:
        table.add_row(Text(f"and {len(rows) - most} more; --to json lists them", "dim"))
    if groups_only:
        table.add_row(Text(f"and {groups_only} in contrast groups only; --to json lists them", "dim"))
    console.print(table)


def _counts(title: str, counts: dict[str, int], console: Console) -> None:
    from rich.text import Text

    line = Text(f"\n{title}: ", "italic")
    line.append(" · ".join(f"{name.replace('_', ' ')} {n}" for name, n in counts.items()) or "none", "not italic")
    console.print(line)


def _diversity(found: dict[str, Any], console: Console) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    for name in (
        "\ndiversity",
        "\nwords measured",
        "\ndistinct-1",
        "\ndistinct-2",
        "overlap\nwithin a voice",
        "overlap\nbetween voices",
    ):
        table.add_column(name, justify="left" if name == "\ndiversity" else "right")
    for name, measured in (("all", found["overall"]), *found["by_register"].items()):
        keys = ("distinct_1", "distinct_2", "within_voice", "between_voices")
        cells = ["–" if measured[key] is None else f"{measured[key]:.3f}" for key in keys]
        table.add_row(name, str(measured["words"]), *cells)
    console.print(table)
    openings, repeated = found["openings"], found["repeated_segments"]
    console.print(
        Text(
            f"\nOpenings of four words in more than 1 % of notes: {len(openings)}. "
            f"Segment texts that stand more than twice: {len(repeated)}. `notesense examples check` names them."
        )
    )
