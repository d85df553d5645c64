"""Example sets as files: every line with its place, faulty ones kept as what is wrong with them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from notesense.errors import InputError
from notesense.read import LabelledExample, read_labelled


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a labelled file.

    Attributes
    ----------
    file : str
    number : int
        The first line is 1.
    example : LabelledExample or None
    fault : str or None
        What is wrong with the line; never quotes it.
    """

    file: str
    number: int
    example: LabelledExample | None
    fault: str | None = None

    @property
    def where(self) -> str:
        """File, line and id, for people."""
        name = f" ({self.example.id})" if self.example else ""
        return f"{self.file}, line {self.number}{name}"


def find_files(paths: Iterable[str | Path]) -> list[Path]:
    """Name the labelled files of some files and folders; folders are searched to their depths.

    Raises
    ------
    InputError
        A path is missing, or a folder holds no JSON lines.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*.jsonl") if not file.name.startswith("."))
            if not inside:
                raise InputError(
                    "The folder holds no JSON lines.", where=str(path), next_step="Give a folder such as corpora/."
                )
            files += inside
        elif path.exists():
            files.append(path)
        else:
            raise InputError("There is no such file.", where=str(path), next_step="Check the path.")
    return list(dict.fromkeys(files))


def read_lines(files: Sequence[Path]) -> Iterator[Line]:
    """Read labelled files line by line; a faulty line does not end the reading.

    Raises
    ------
    InputError
        A file can't be opened.
    """
    for file in files:
        try:
            raw = file.read_bytes()
        except OSError as error:
            raise InputError(f"The file can't be opened ({type(error).__name__}).", where=str(file)) from None
        found = False
        for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
            if not line.strip():
                continue
            found = True
            try:
                yield Line(str(file), number, next(read_labelled(io.BytesIO(line))))
            except InputError as error:
                yield Line(str(file), number, None, error.what)
        if not found:
            yield Line(str(file), 1, None, "The file holds no labelled notes.")


def is_line(example: LabelledExample) -> bool:
    """Whether an example is a line of a line bank: one segment, nothing said of a note."""
    return example.conversation is None and len(example.segments) == 1 and not example.roles


def own_split(example: LabelledExample) -> bool:
    """Whether an example is prose that no mentor wrote: its set has a split of its own, and no voices or registers."""
    return isinstance(example.extra.get("split"), str)
