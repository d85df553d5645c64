"""The folder of ``review --out``: labels, tables, a page, and how the run was made.

Everything is written with owner-only rights and becomes visible whole or not
at all. Nothing here repeats a note's text.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from notesense import __version__
from notesense.errors import NotesenseError, OutputError

_OTHER_FOLDER = "Choose another folder with --out."
# How long the tables and the page take beside reading and labelling, which is timed as one.
_TIMED_AS_ONE = "read_label_summarise"


class RunFolder:
    """A folder that takes the results of one run.

    Parameters
    ----------
    path : str or Path
        Is made, owner-only, where it is missing; a folder that is there keeps
        its rights and its other files.
    kind : {"csv", "xlsx", "parquet"}
        The kind of tables.

    Attributes
    ----------
    path : Path
    written : list of str
        Names of the files written, after `write`.

    Raises
    ------
    OutputError
        The folder can't be made or written to; before anything is labelled.
    """

    def __init__(self, path: str | Path, *, kind: str = "csv") -> None:
        self.path = Path(path)
        self.kind = kind
        self.written: list[str] = []
        self._begun = time.perf_counter()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"The folder can't be made ({error.strerror or type(error).__name__}).",
                where=str(self.path),
                next_step=_OTHER_FOLDER,
            ) from None
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise OutputError("The folder can't be written to.", where=str(self.path), next_step=_OTHER_FOLDER)

    def write(
        self,
        records: Sequence[Any],
        summary: Any,
        *,
        passthrough: Sequence[str],
        model: Mapping[str, str],
        sources: Sequence[str],
        settings: Any,
        agree_of_100: int | None = None,
    ) -> list[str]:
        """Write everything.

        Parameters
        ----------
        records : sequence of LabelledNote or UnreadNote
        summary : Summary
        passthrough : sequence of str
            Columns of the source that follow ours in the notes table.
        model : mapping of str to str
            Name and version.
        sources : sequence of str
            As the user gave them; ``-`` is standard input.
        settings : ReadSettings

        Returns
        -------
        list of str
            Warnings: files that could not be replaced and have a new name.

        Raises
        ------
        OutputError
            The folder can't be written to.
        """
        from notesense.report.html import render_report
        from notesense.report.json_out import json_lines
        from notesense.report.tables import write_tables

        seconds: dict[str, float] = {_TIMED_AS_ONE: time.perf_counter() - self._begun}
        warnings: list[str] = []
        self.written = []
        run: dict[str, Any] = {
            "schema": 1,
            "kind": "run",
            "inputs": [self._input(name) for name in _files_of(sources)],
            "settings": {**dataclasses.asdict(settings), "tables": self.kind},
            "model": dict(model),
            "versions": _versions(),
            "counts": dict(summary.counts),
        }

        def step(name: str, work: Callable[[], list[str]]) -> None:
            start = time.perf_counter()
            before = self._files()
            warnings.extend(work())
            self.written += [file for file, place in self._files().items() if before.get(file) != place]
            seconds[name] = time.perf_counter() - start

        with _owner_only():
            step("labels", lambda: self._put("labels.jsonl", json_lines(records, with_text=False)))
            step(
                "tables",
                lambda: write_tables(
                    self.path, records, summary, kind=self.kind, passthrough=passthrough, agree_of_100=agree_of_100
                ),
            )
            step(
                "report",
                lambda: self._put(
                    "report.html",
                    [render_report(records, summary, {**run, "agree_of_100": agree_of_100}).encode("utf-8")],
                ),
            )
            run["outputs"] = [*self.written, "run.json", "timings.json"]
            step("run", lambda: self._put("run.json", [_json(run)]))
            timings = {
                "schema": 1,
                "kind": "timings",
                "notes": len(records),
                "seconds": {name: round(taken, 4) for name, taken in seconds.items()},
            }
            step("timings", lambda: self._put("timings.json", [_json(timings)]))
        return warnings

    def _put(self, name: str, chunks: Iterator[bytes] | Sequence[bytes]) -> list[str]:
        from notesense.report.files import whole_file

        with whole_file(self.path / name) as target, target.temporary.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        return [target.warning] if target.warning else []

    def _files(self) -> dict[str, tuple[int, int]]:
        """Names with what tells a file from the one it replaced, in order of name."""
        found = {}
        for entry in sorted(os.scandir(self.path), key=lambda item: item.name):
            if entry.is_file() and not entry.name.startswith("."):
                state = entry.stat()
                found[entry.name] = (state.st_ino, state.st_mtime_ns)
        return found

    def _input(self, name: str) -> dict[str, Any]:
        if name == "-":
            return {"file": "-", "from_here": None, "sha256": None}
        try:
            # So that the folder still finds its source when both are moved together.
            from_here: str | None = Path(os.path.relpath(name, self.path)).as_posix()
        except ValueError:
            from_here = None
        try:
            with open(name, "rb") as file:
                digest: str | None = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            digest = None
        return {"file": name, "from_here": from_here, "sha256": digest}


def _files_of(sources: Sequence[str]) -> list[str]:
    """Name every input file once, those of folders one by one."""
    from notesense.read.sources import find_sources

    names: list[str] = []
    for source in sources:
        if source != "-" and os.path.isdir(source):
            try:
                names += [found.opener.name for found in find_sources([source], [])]
            except NotesenseError:
                names.append(source)
        else:
            names.append(source)
    return list(dict.fromkeys(names))


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {"notesense": __version__, "python": platform.python_version()}
    for name in ("spacy", "numpy"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = None
    return found


def _json(value: Mapping[str, Any]) -> bytes:
    import orjson

    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


@contextmanager
def _owner_only() -> Iterator[None]:
    """Give every file made within the block to its owner alone, from its first byte on."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)
