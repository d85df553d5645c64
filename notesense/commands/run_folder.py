"""The folder of ``review --out``: labels, tables, a page, and how the run was made.

Everything is written with owner-only rights and becomes visible whole or not
at all. Nothing here repeats a note's text.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import platform
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from notesense import __version__
from notesense.commands.filled_in import hashes_of_lists, keep_filled_in
from notesense.errors import NotesenseError, OutputError

_OTHER_FOLDER = "Choose another folder with --out."
# How long the tables and the page take beside reading and labelling, which is timed as one.
_TIMED_AS_ONE = "read_label_summarise"
# Every name that a run gives to a file; "-2" where the first was held open.
_OUR_NAMES = re.compile(
    r"(?:labels|notes|segments|relationships|periods|told|reading_list|unsure|decisions|reader_labels|form_check|report"
    r"|notesense|run|timings)(?:-[0-9]+)?"
    r"\.(?:jsonl|csv|xlsx|parquet|html|json)"
)
# run.json is written just after the tables; a file much newer was changed by somebody since.
_CLOCK_SLACK_NS = 2_000_000_000


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
            Warnings: files that could not be replaced and have a new name,
            lists that were filled in and are kept.

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
        earlier = self._earlier_outputs()
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
            warnings += keep_filled_in(self.path)
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
            run["lists"] = hashes_of_lists(self.path, self.written)
            step("run", lambda: self._put("run.json", [_json(run)]))
            timings = {
                "schema": 1,
                "kind": "timings",
                "notes": len(records),
                "seconds": {name: round(taken, 4) for name, taken in seconds.items()},
            }
            step("timings", lambda: self._put("timings.json", [_json(timings)]))
        warnings += self._remove(earlier, keep=_files_of(sources))
        return warnings

    def _earlier_outputs(self) -> dict[str, tuple[int, int]]:
        """Name what an earlier run wrote here and nobody touched since, with what tells each file from another.

        Only names that a run gives count, and only plain files no newer than
        that run's own account of them: run.json may come from anywhere.
        """
        import orjson

        try:
            account = (self.path / "run.json").stat()
            run = orjson.loads((self.path / "run.json").read_bytes())
            names = run["outputs"] if run["kind"] == "run" else []
            listed = {name for name in names if isinstance(name, str) and _OUR_NAMES.fullmatch(name)}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        newest = account.st_mtime_ns + _CLOCK_SLACK_NS
        return {
            name: state
            for name, state in self._files().items()
            if name in listed and state[1] <= newest and not (self.path / name).is_symlink()
        }

    def _remove(self, earlier: Mapping[str, tuple[int, int]], *, keep: Sequence[str]) -> list[str]:
        """Remove what an earlier run left and this one did not write; say so."""
        now = self._files()
        read = {os.path.realpath(name) for name in keep if name != "-"}
        removed = []
        for name, state in earlier.items():
            path = self.path / name
            if name in self.written or now.get(name) != state or os.path.realpath(path) in read:
                continue
            try:
                path.unlink()
            except OSError:
                continue
            removed.append(name)
        return [f"Removed from an earlier run: {', '.join(removed)}."] if removed else []

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
