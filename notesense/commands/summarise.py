"""``notesense summarise``: relationships and a reading list from an earlier review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import click

from notesense.commands.lists import decisions_from, decisions_option, top_option
from notesense.commands.output import result_console, standard_input, write_bytes
from notesense.errors import InputError

_FROM_REVIEW = "Give the output of `notesense review … --to jsonl`, or the folder of `--out`."


@click.command("summarise")
@click.argument("source", metavar="FILE|DIR|-")
@click.option("--to", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What standard output carries.")  # fmt: skip
@top_option
@decisions_option
def command(source: str, form: str, top: int | None, decisions: tuple[str, ...]) -> int:
    """Sum up relationships from an earlier review, and say what to read first.

    FILE holds the lines of `review --to jsonl` (or the document of `--to
    json`), DIR is the folder of `review --out`, and - is standard input.

    \b
    Examples:
      notesense review notes.csv --to jsonl | notesense summarise -
      notesense summarise results/ --to json
      notesense summarise results/ --decisions filled-in.xlsx
    """  # noqa: D301 - click reads the escape
    from notesense.summaries import summarise
    from notesense.summaries.loose_ends import NoteWords, note_words
    from notesense.summaries.near_copies import Shingles, shingles

    decided = decisions_from(decisions)
    records: list[dict[str, Any]] = []
    sets: dict[str, Shingles] = {}
    words: dict[str, NoteWords] = {}
    for record in read_records(source):
        text = record.pop("text", None)
        # Near-copies and loose ends can only be found where the lines carry the text (--with-text).
        if isinstance(text, str):
            sets[str(record.get("id"))] = shingles(text)
            words[str(record.get("id"))] = note_words(record, text)
        records.append(record)
    summary = summarise(records, top=top, shingles=sets or None, words=words or None, decisions=decided)
    if form == "json":
        from notesense.report.json_out import summary_json

        write_bytes([summary_json(summary)])
    else:
        from notesense.report.text import print_overview

        print_overview(summary, result_console(), agree_of_100=agree_of_100(records))
    return 0


def agree_of_100(records: list[dict[str, Any]]) -> int | None:
    """What was measured for the model that the records name, where that model is at hand."""
    from notesense.errors import ModelError
    from notesense.label.model_store import load_model
    from notesense.paths import find_model

    named = next((record["model"] for record in records if isinstance(record.get("model"), dict)), None)
    try:
        model = load_model(find_model(str(named["name"]))) if named else None
    except ModelError:
        return None
    return model.agree_of_100 if model and model.label == named else None


def read_records(source: str) -> Iterator[dict[str, Any]]:
    """Read records back from a file, a run's folder or standard input.

    Parameters
    ----------
    source : str
        ``-`` is standard input.

    Raises
    ------
    InputError
        The source is missing or empty, or a line is no record; the message
        names the line, never what it holds.
    """
    if source == "-":
        yield from _lines(standard_input(), "-")
        return
    path = Path(source)
    if path.is_dir():
        path = labels_of(path)
    try:
        with path.open("rb") as stream:
            yield from _lines(stream, str(path))
    except FileNotFoundError:
        raise InputError("There is no such file.", where=source, next_step="Check the path.") from None
    except OSError as error:
        raise InputError(f"The file can't be read ({type(error).__name__}).", where=source) from None


def labels_of(folder: Path) -> Path:
    """Return the file of labels in a run's folder: the one that ``run.json`` names, else ``labels.jsonl``.

    Raises
    ------
    InputError
        The folder holds none.
    """
    import orjson

    name = "labels.jsonl"
    try:
        outputs = orjson.loads((folder / "run.json").read_bytes())["outputs"]
        name = next(output for output in outputs if output.startswith("labels"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
        pass
    # Only a name in this very folder: run.json may come from anywhere.
    path = folder / Path(name).name
    if not path.is_file():
        raise InputError("The folder holds no labels.jsonl.", where=str(folder), next_step=_FROM_REVIEW)
    return path


def _lines(stream: BinaryIO, where: str) -> Iterator[dict[str, Any]]:
    import orjson

    found = False
    for number, raw in enumerate(stream, start=1):
        line = raw.removeprefix(b"\xef\xbb\xbf").strip()
        if not line:
            continue
        found = True
        try:
            item = orjson.loads(line)
        except ValueError:
            if number == 1 and line == b"{":
                yield from _document(line + stream.read(), where)
                return
            item = None
        if not isinstance(item, dict):
            raise InputError("The line is no JSON object.", where=f"{where}, line {number}", next_step=_FROM_REVIEW)
        if item.get("kind") == "review":
            yield from _notes_of(item, where)
        else:
            yield _record(item, f"{where}, line {number}")
    if not found:
        raise InputError("There is nothing to sum up.", where=where, next_step=_FROM_REVIEW)


def _document(raw: bytes, where: str) -> Iterator[dict[str, Any]]:
    """Read the one document of ``review --to json``."""
    import orjson

    try:
        document = orjson.loads(raw)
    except ValueError:
        raise InputError(
            "The file is neither JSON lines nor one JSON document.", where=where, next_step=_FROM_REVIEW
        ) from None
    yield from _notes_of(document, where)


def _notes_of(document: dict[str, Any], where: str) -> Iterator[dict[str, Any]]:
    notes = document.get("notes")
    if document.get("kind") != "review" or not isinstance(notes, list):
        raise InputError("The document holds no notes.", where=where, next_step=_FROM_REVIEW)
    for number, item in enumerate(notes, start=1):
        yield _record(item, f"{where}, note {number}")


def _record(item: Any, where: str) -> dict[str, Any]:
    if not isinstance(item, dict) or "schema" not in item or not ("error" in item or "conversation" in item):
        raise InputError("This is no line of `review --to jsonl`.", where=where, next_step=_FROM_REVIEW)
    if not isinstance(item.get("id"), str):
        raise InputError("The line has no id.", where=where, next_step=_FROM_REVIEW)
    return item
