"""Writing a file so that it is whole or not there, and never at the price of a run.

The bytes go under a temporary name in the same folder and take the real name
at the end. A file that can't be replaced, because a spreadsheet program holds
it open, is left alone and the new one takes the next free name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from notesense.errors import OutputError

# After so many names that are all held open something else is wrong.
MOST_NAMES = 99


@dataclass(slots=True)
class Target:
    """A file being written: write to ``temporary``; ``path`` and ``warning`` are set at the end."""

    temporary: Path
    path: Path
    warning: str | None = field(default=None)


@contextmanager
def whole_file(path: Path) -> Iterator[Target]:
    """Give a temporary name to write to, and the real one to it when the block ends well.

    Parameters
    ----------
    path : Path
        Where the file belongs.

    Raises
    ------
    OutputError
        The folder can't be written to, or no name is free.
    """
    target = Target(path.with_name(f".{path.stem}-{os.getpid()}.partial{path.suffix}"), path)
    try:
        yield target
        _take_name(target)
    except OSError as error:
        raise OutputError(
            f"The file can't be written ({error.strerror or type(error).__name__}).",
            where=str(path),
            next_step="Check the folder's rights and free space, or choose another with --out.",
        ) from None
    finally:
        target.temporary.unlink(missing_ok=True)


def _take_name(target: Target) -> None:
    wanted = target.path
    for number in range(1, MOST_NAMES + 1):
        path = wanted if number == 1 else wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        try:
            os.replace(target.temporary, path)
        except (PermissionError, IsADirectoryError):
            continue
        target.path = path
        if number > 1:
            target.warning = f"{wanted.name} can't be replaced (is it open in Excel?); written as {path.name} instead."
        return
    raise OutputError(
        "The file can't be replaced, nor is another name free.",
        where=str(wanted),
        next_step="Close it in Excel, or choose another folder with --out.",
    )
