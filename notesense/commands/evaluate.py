"""``notesense evaluate``: the labels against a labelled file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from notesense.commands.options import model_option
from notesense.commands.output import result_console, standard_input, write_bytes

if TYPE_CHECKING:
    from rich.table import Table


@click.command("evaluate")
@click.option(
    "--on", "source", required=True, metavar="FILE", help="Labelled notes (JSON lines), or - for standard input."
)
@click.option("--to", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--segments",
    type=click.Choice(["own", "given"]),
    default="own",
    show_default=True,
    help="Label the program's own segments, or those of the file.",
)
@model_option
def command(source: str, form: str, segments: str, model: str) -> int:
    """Measure the labels of the model in force against a labelled file.

    Every figure has its 95 % interval (bootstrap over notes) and its n. Where the file carries stage, tasks or signs,
    these are measured too, beside the best constant answer.

    \b
    Example:
      notesense evaluate --on corpora/contrasts/notes.jsonl
    """  # noqa: D301 - click reads the escape
    import hashlib
    import io
    from pathlib import Path

    from notesense.errors import InputError
    from notesense.flow import Road
    from notesense.read import read_labelled
    from notesense.train.evaluate import evaluate
    from notesense.train.scored import score_records
    from notesense.train.tag_figures import tag_figures

    if source == "-":
        raw = standard_input().read()
    else:
        try:
            raw = Path(source).read_bytes()
        except OSError as error:
            raise InputError(
                f"The file can't be read ({type(error).__name__}).", where=source, next_step="Check the path."
            ) from None
    stream = io.BytesIO(raw)
    stream.name = source
    examples = list(read_labelled(stream))
    road = Road(model)
    spans = [[(s.start, s.end) for s in example.segments] for example in examples] if segments == "given" else None
    records = road.label_texts([example.text for example in examples], spans=spans)
    result: dict[str, Any] = {
        "schema": 1,
        "kind": "evaluation",
        "file_sha256": hashlib.sha256(raw).hexdigest(),
        "model": road.model.label,
        "segments": segments,
        **evaluate(score_records(examples, records)),
        "tags": tag_figures(examples, records),
    }
    if form == "json":
        import orjson

        write_bytes([orjson.dumps(result, option=orjson.OPT_INDENT_2), b"\n"])
    else:
        _print(result)
    return 0


def _tag_table(figures: dict[str, Any]) -> Table:
    from rich.table import Table

    table = Table(title="Tags, beside the constant answer", title_justify="left", box=None, pad_edge=False)
    for column in ("figure", "value", "95 % interval", "n", "constant"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for name, found in figures.items():
        constant = found.get("constant")
        table.add_row(
            name.replace("_", " "),
            f"{found['value']:.3f}",
            f"{found['low']:.3f}–{found['high']:.3f}",
            str(found["n"]),
            "-" if constant is None else f"{constant:.3f}",
        )
    return table


def _print(result: dict[str, Any]) -> None:
    from rich.table import Table

    console = result_console()
    table = Table(title="All notes", title_justify="left", box=None, pad_edge=False)
    for column in ("figure", "value", "95 % interval", "n"):
        table.add_column(column, justify="left" if column == "figure" else "right")
    for name, figure in result["overall"].items():
        if "value" in figure:
            table.add_row(
                name.replace("_", " "),
                f"{figure['value']:.3f}",
                f"{figure['low']:.3f}–{figure['high']:.3f}",
                str(figure["n"]),
            )
    console.print(table)
    if result["tags"]:
        console.print()
        console.print(_tag_table(result["tags"]))
    registers = result["by"].get("register", {})
    if registers:
        console.print()
        table = Table(title="By register", title_justify="left", box=None, pad_edge=False)
        for column in ("register", "segment macro-F1", "n", "conversation accuracy", "notes"):
            table.add_column(column, justify="left" if column == "register" else "right")
        for name, figures in registers.items():
            segment, note = figures.get("segment_macro_f1"), figures.get("conversation_accuracy")
            table.add_row(
                name,
                f"{segment['value']:.3f}" if segment else "-",
                str(segment["n"]) if segment else "-",
                f"{note['value']:.3f}" if note else "-",
                str(note["n"]) if note else "-",
            )
        console.print(table)
