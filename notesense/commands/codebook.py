"""``notesense codebook``: what a label means, with its look-alikes; the rules, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from notesense.commands.output import result_console, write_bytes
from notesense.errors import UsageError

Entry = Mapping[str, Any]


@click.command("codebook")
@click.argument("name", required=False, metavar="[LABEL|RULE]")
@click.option("--to", "form", type=click.Choice(["text", "md", "json"]), default="text", show_default=True,
              help="What standard output carries.")  # fmt: skip
def command(name: str | None, form: str) -> int:
    """Show what a label means, with its look-alikes.

    Without a name: the table of everything that can be said of a segment, a
    note and a sign (with --to md the whole codebook). LABEL is any name in
    that table. RULE is a rule's name or number, such as negation or 2.2, or
    the name of a look-alike.

    \b
    Examples:
      notesense codebook
      notesense codebook enable_encourage
      notesense codebook negation --to md
    """  # noqa: D301 - click reads the escape
    if name is None:
        if form == "md":
            from notesense.codebook.labels import codebook_text

            write_bytes([codebook_text().encode("utf-8")])
            return 0
        entries = whole_table()
    else:
        entries = entries_named(name)
    if form == "json":
        import json

        from notesense.codebook.labels import CODEBOOK_VERSION

        found = {"schema": 1, "kind": "codebook", "codebook": CODEBOOK_VERSION, "entries": entries}
        write_bytes([json.dumps(found, indent=2, ensure_ascii=False).encode("utf-8") + b"\n"])
    elif form == "md":
        write_bytes(["\n".join(_markdown(entries)).encode("utf-8") + b"\n"])
    else:
        _print(entries, whole=name is None)
    return 0


def whole_table() -> list[Entry]:
    """Return everything that has a name in the label table, in its order."""
    from notesense.codebook import labels as table

    entries: list[Entry] = [
        {
            "kind": "segment label",
            "name": label.key,
            "letter": label.letter,
            "colour": label.colour,
            "conversation": label.conversation,
            "level": label.level,
            "means": f"the mentor {label.means}" if label.level else label.means,
        }
        for label in table.SEGMENT_LABELS
    ]
    kinds: list[tuple[str, Mapping[str, str]]] = [
        ("acting role", table.ACTING_ROLES),
        ("conversation", _conversations()),
        ("none because", table.NONE_BECAUSE),
        ("primary task", table.TASKS),
        ("stage", table.STAGES),
    ]
    entries += [{"kind": kind, "name": name, "means": means} for kind, names in kinds for name, means in names.items()]
    entries += [
        {"kind": "sign", "name": sign, "means": _sign_means(sign, given), "kinds": list(given)}
        for sign, given in table.SIGNS.items()
    ]
    return entries


def entries_named(name: str) -> list[Entry]:
    """Return every entry of a name: labels with their look-alikes, rules, look-alikes.

    Raises
    ------
    UsageError
        Nothing has this name; the message gives names that come near.
    """
    from notesense.codebook.labels import LABELS
    from notesense.codebook.look_alikes import load_look_alikes, load_rules, look_alikes_of

    wanted = name.strip().lower().replace(" ", "_").replace("-", "_")
    found: list[Entry] = []
    for entry in whole_table():
        if entry["name"] == wanted or entry.get("letter", "").lower() == wanted:
            if entry["name"] in LABELS and entry["kind"] == "segment label":
                entry = {**entry, "look_alikes": [_look_alike(one) for one in look_alikes_of(entry["name"])]}
            found.append(entry)
    rules = load_rules()
    found += [
        {
            "kind": "rule",
            "name": rule.id,
            "number": f"{rule.section}.{rule.number}",
            "means": rule.says,
            "because": rule.because,
            "examples": [_example(example) for example in rule.examples],
        }
        for rule in rules
        if wanted in (rule.id, f"{rule.section}.{rule.number}") or wanted.removeprefix("section_") == str(rule.section)
    ]
    look_alikes = load_look_alikes()
    found += [{"kind": "look-alike", **_look_alike(one)} for one in look_alikes if one.id == wanted]
    if not found:
        from difflib import get_close_matches

        names = (
            {entry["name"] for entry in whole_table()} | {rule.id for rule in rules} | {one.id for one in look_alikes}
        )
        begin = sorted(name for name in names if name.startswith(wanted[:4]))
        near = list(dict.fromkeys([*begin, *get_close_matches(wanted, sorted(names))]))[:3]
        raise UsageError(
            f"The codebook has no '{name}'.",
            next_step=f"Did you mean {' or '.join(near)}?" if near else "`notesense codebook` lists the names.",
        )
    return found


def _conversations() -> dict[str, str]:
    from notesense.report.letters import CONVERSATION_LETTERS

    means = {name: letter.means.partition(": ")[2] for name, letter in CONVERSATION_LETTERS.items()}
    return {**means, "none": "neither kind is shown; always with the reason why"}


def _sign_means(sign: str, kinds: tuple[str, ...]) -> str:
    from notesense.report.letters import SIGN_LETTERS

    own = {"task": "words that show a primary task", "stage": "words that show a stage"}
    means = SIGN_LETTERS[sign].means if sign in SIGN_LETTERS else own.get(sign, "")
    return "; ".join(filter(None, [means, "kinds: " + ", ".join(kinds) if kinds else ""]))


def _look_alike(one: Any) -> dict[str, Any]:
    return {
        "name": one.id,
        "row": one.row,
        "means": one.says,
        "label": "that of the line before" if one.line_before and one.label is None else one.label,
        "because": one.because,
        "acting_role": one.acting_role,
        "signs": list(one.signs),
        "examples": [_example(example) for example in one.examples],
    }


def _example(example: Any) -> dict[str, Any]:
    found = {"text": example.text, "label": example.label, "actor": example.actor, "status": example.status}
    return found | ({"sign": example.sign} if example.sign else {})


def _decides(look_alike: Entry) -> str:
    return look_alike["label"] or "by what it is about"


def _markdown(entries: list[Entry]) -> list[str]:
    lines: list[str] = []
    for entry in entries:
        lines += [f"## `{entry['name']}` ({entry['kind']}{' ' + entry['number'] if 'number' in entry else ''})", ""]
        if entry["means"]:
            lines += [entry["means"], ""]
        if entry.get("because"):
            lines += [f"*Because:* {entry['because']}.", ""]
        if entry.get("look_alikes"):
            lines += ["| the note says | label | because |", "| --- | --- | --- |"]
            lines += [
                f"| {_cell(one['means'])} | {_code(_decides(one))} | {_cell(one['because'])} |"
                for one in entry["look_alikes"]
            ]
            lines.append("")
        lines += [f"* “{_cell(example['text'])}” → `{example['label']}`" for example in entry.get("examples", ())]
        lines += [""] if entry.get("examples") else []
    return lines[:-1] if lines and not lines[-1] else lines


def _code(label: str) -> str:
    return label if " " in label else f"`{label}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _print(entries: list[Entry], *, whole: bool) -> None:

    console = result_console()
    if whole:
        _print_table(entries, console)
    else:
        for entry in entries:
            _print_entry(entry, console)


def _print_table(entries: list[Entry], console: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    kind = None
    for entry in entries:
        if entry["kind"] != kind:
            kind = entry["kind"]
            table.add_row("", Text(("\n" if entry is not entries[0] else "") + kind, "italic"), "")
        style = entry.get("colour", "")
        table.add_row(Text(entry.get("letter", ""), style), Text(entry["name"], style), Text(entry["means"]))
    console.print(table)
    console.print(
        Text("\n`notesense codebook NAME` shows one with its look-alikes, `--to md` the whole codebook.", "dim")
    )


def _print_entry(entry: Entry, console: Any) -> None:
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    colour = entry.get("colour", "")
    heading = Text(f"{entry['letter']} " if "letter" in entry else "", colour).append(
        entry["name"], f"bold {colour}".strip()
    )
    console.print(heading.append(f"  {entry['kind']} {entry.get('number', '')}".rstrip(), "dim"))
    for words in (entry["means"], entry.get("because")):
        if words:
            console.print(Padding(Text(words), (0, 0, 0, 2)))
    if entry["kind"] == "look-alike":
        console.print(Padding(Text(f"label: {_decides(entry)}"), (0, 0, 0, 2)))
    if entry.get("look_alikes"):
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
        table.add_column("the note says", overflow="fold", ratio=5)
        table.add_column("label", overflow="fold", min_width=16)
        table.add_column("because", overflow="fold", ratio=4)
        last = None
        for one in entry["look_alikes"]:
            if last is not None and one["row"] != last:
                table.add_row("", "", "")
            last = one["row"]
            style = "bold" if one["label"] == entry["name"] else ""
            table.add_row(Text(one["means"], style), Text(_decides(one), style), Text(one["because"]))
        console.print(Padding(Text("Look-alikes", "bold underline"), (1, 0, 0, 0)))
        console.print(Padding(table, (0, 0, 0, 2)))
    for example in entry.get("examples", ()):
        console.print(Padding(Text(f"“{' '.join(example['text'].split())}” → {example['label']}"), (0, 0, 0, 2)))
    console.print()
