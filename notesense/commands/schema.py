"""``notesense schema``: the JSON Schemas of what comes out and of labelled notes."""

from __future__ import annotations

import click

from notesense.commands.output import write_bytes
from notesense.schemas import NAMES, schema_bytes


@click.command("schema")
@click.argument("name", required=False, type=click.Choice(NAMES), metavar="[NAME]")
def command(name: str | None) -> int:
    """Print the JSON Schemas of what comes out.

    \b
    NAME is one of:
      record         a line of `review --to jsonl`
      summary        `summarise --to json`
      evaluation     `evaluate --to json`
      labelled_note  a line of the corpora, which `evaluate` and `train` read
      run            run.json in the folder of `review --out`

    Without NAME all of them are printed as one JSON object, by name.

    \b
    Example:
      notesense schema record > record.schema.json
    """  # noqa: D301 - click reads the escape
    if name:
        write_bytes([schema_bytes(name)])
        return 0
    import json

    every = {each: json.loads(schema_bytes(each)) for each in NAMES}
    write_bytes([json.dumps(every, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"])
    return 0
