"""``notesense doctor``: what is installed, whether it is intact, and that it stays offline."""

from __future__ import annotations

import io
import platform
import re
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

import click

from notesense.commands.options import model_option
from notesense.commands.output import result_console, write_bytes

# Three invented contacts, enough to walk the whole road.
_TRIAL = (
    b"id,client,mentor,date,note\n"
    b"1,C1,M1,2025-03-04,CPS met with member and explained the lease to her. She said she feels calmer.\n"
    b"2,C1,M1,2025-03-11,Sat with member after the call with her mother and listened. Practised the interview.\n"
    b"3,C1,M1,2025-03-18,Member did not show. Left a message.\n"
)
# What of the socket module opens a way out; a hook for these sees calls from C too.
_WAYS_OUT = (
    "socket.__new__",
    "socket.connect",
    "socket.bind",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.sendto",
)
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:>=\s*([0-9][0-9.]*))?")
_REINSTALL = "install notesense again"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what, whether it is well, and what was found."""

    name: str
    ok: bool
    says: str


@click.command("doctor")
@click.option("--to", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What standard output carries.")  # fmt: skip
@model_option
def command(form: str, model: str) -> int:
    """Say what is installed, whether it is intact, and that it stays offline.

    Looks at the versions of Python and of every library, at the model's files
    (hashes, and its stored predictions made again), at the cue files, and
    reviews a small invented caseload while no socket may be opened. The exit
    code is 1 when something is wrong.

    \b
    Example:
      notesense doctor --to json
    """  # noqa: D301 - click reads the escape
    checks = [_python(), *_libraries(), _cues(), *_model(model), _offline(model)]
    well = all(check.ok for check in checks)
    if form == "json":
        import json

        found = {"schema": 1, "kind": "doctor", "ok": well, "checks": [asdict(check) for check in checks]}
        write_bytes([json.dumps(found, indent=2).encode("utf-8") + b"\n"])
    else:
        _print(checks, well)
    return 0 if well else 1


def _print(checks: list[Check], well: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    console = result_console()
    table = Table.grid(padding=(0, 2))
    for check in checks:
        mark = Text("ok", "green") if check.ok else Text("WRONG", "bold red")
        table.add_row(mark, Text(check.name), Text(check.says))
    console.print(table)
    wrong = sum(not check.ok for check in checks)
    console.print("All is well." if well else f"{wrong} of {len(checks)} checks found something wrong.")


def _python() -> Check:
    return Check(
        "python",
        sys.version_info >= (3, 11),
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
    )


def _libraries() -> Iterator[Check]:
    from notesense import __version__

    yield Check("notesense", True, __version__)
    needed = requirements()
    if not needed:
        yield Check("libraries", False, f"what notesense needs can't be found out: {_REINSTALL}")
    for requirement in needed:
        parts = _REQUIREMENT.match(requirement)
        if parts is None:
            continue
        name, least = parts.group(1), parts.group(2)
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Check(name, False, f"is missing: {_REINSTALL}")
            continue
        if least and _number(version) < _number(least):
            yield Check(name, False, f"{version} is older than {least}: {_REINSTALL}")
        else:
            yield Check(name, True, version)


def requirements() -> list[str]:
    """Return the runtime requirements, from the installed package or the checkout's pyproject.toml."""
    try:
        named = metadata.requires("notesense") or []
    except metadata.PackageNotFoundError:
        try:
            text = (Path(__file__).resolve().parents[2] / "pyproject.toml").read_text(encoding="utf-8")
            named = tomllib.loads(text)["project"]["dependencies"]
        except (OSError, ValueError, KeyError):
            return []
    return [one for one in named if "extra ==" not in one]


def _number(version: str) -> tuple[int, ...]:
    """Return a version's numbers, as far as they go.

    Examples
    --------
    >>> _number("3.8.18") > _number("3.8.7"), _number("2.0rc1")
    (True, (2, 0))
    """
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in numbers.group().split(".")) if numbers else ()


def _cues() -> Check:
    from notesense.codebook.cues import load_cues
    from notesense.errors import NotesenseError

    try:
        cues = load_cues()
    except (NotesenseError, OSError, ValueError) as error:
        return Check("cue files", False, f"can't be read ({error}): {_REINSTALL}")
    kinds: dict[str, int] = {}
    for cue in cues:
        kinds[cue.kind] = kinds.get(cue.kind, 0) + 1
    says = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    return Check("cue files", bool(cues), f"{sum(len(cue.forms) for cue in cues)} phrases: {says}")


def _model(name: str) -> Iterator[Check]:
    from notesense.errors import NotesenseError
    from notesense.flow import Road
    from notesense.label.model_store import load_model
    from notesense.paths import find_model

    try:
        model = load_model(find_model(name))
    except NotesenseError as error:
        yield Check("model", False, str(error))
        return
    yield Check("model", True, f"{model.name} {model.version}: files are those that were written")
    golden = model.meta.get("golden")
    if not golden:
        yield Check("golden predictions", True, "the model stores none")
        return
    try:
        changed = _changed(Road(model), golden)
    except (KeyError, TypeError):
        yield Check("golden predictions", False, "can't be read: train the model again")
        return
    if changed:
        yield Check(
            "golden predictions", False, f"{changed} of {len(golden)} texts are labelled otherwise than at training"
        )
    else:
        yield Check("golden predictions", True, f"{len(golden)} texts are labelled as at training")


def _changed(road: Any, golden: list[dict[str, Any]]) -> int:
    """Count the stored texts whose labels are no longer those stored."""
    from notesense.records import LabelledNote, Note, Source

    notes = [Note(str(number), item["text"], Source("-")) for number, item in enumerate(golden, start=1)]
    changed = 0
    for item, record in zip(golden, road.label(notes), strict=True):
        labels = [segment.label for segment in record.segments] if isinstance(record, LabelledNote) else None
        changed += labels != list(item["labels"])
    return changed


def _offline(model: str) -> Check:
    from notesense.errors import NotesenseError
    from notesense.flow import Road
    from notesense.read import open_caseload
    from notesense.report.json_out import json_lines
    from notesense.summaries import summarise

    name = "offline"
    # spaCy is imported by now. Its import has urllib3 look for IPv6, with a socket bound to this machine itself.
    with no_sockets() as tried:
        try:
            caseload = open_caseload([io.BytesIO(_TRIAL)])
            records = list(Road(model).label(caseload, reasons=True))
            lines = list(json_lines(records))
            summarise(records)
        except (NotesenseError, OSError) as error:
            if tried:
                return Check(name, False, f"a small review tried to open a socket ({', '.join(sorted(set(tried)))})")
            return Check(name, False, f"a small review did not end well ({error})")
    if tried:
        return Check(name, False, f"a small review tried to open a socket ({', '.join(sorted(set(tried)))})")
    return Check(name, len(lines) == 3, f"{len(lines)} notes reviewed with every socket blocked; none was asked for")


_guards: list[list[str]] = []
_hooked = False


@contextmanager
def no_sockets() -> Iterator[list[str]]:
    """Let no socket be opened and no name be looked up in the block; what was tried is noted.

    Works by an audit hook, which sees what C code does as well. Python keeps
    such a hook for the rest of the process; outside the block it does nothing.

    Yields
    ------
    list of str
        The events that were stopped.
    """
    global _hooked
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked = True
    tried: list[str] = []
    _guards.append(tried)
    try:
        yield tried
    finally:
        # By identity: two lists without events are equal.
        _guards[:] = [guard for guard in _guards if guard is not tried]


def _hook(event: str, _: tuple[Any, ...]) -> None:
    if _guards and event in _WAYS_OUT:
        _guards[-1].append(event)
        raise OSError("no socket may be opened here")
