"""Sources as something that can be opened again: files, and streams kept for a second look.

The order of day and month and the amended notes are settled before the first
note is given out, so every source is read from its start more than once.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from notesense.errors import InputError

# Standard input beyond this goes to a file without a name, which the system
# removes even if the run is killed.
_IN_MEMORY = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opener:
    """A named source that can be opened again and again.

    Attributes
    ----------
    name : str
        As the user gave it.
    path : str or None
    stream : BinaryIO or None
        A seekable stream, where there is no path.
    """

    name: str
    path: str | None = None
    stream: BinaryIO | None = None

    @property
    def stem(self) -> str:
        """The start of ids made up for rows without one."""
        if self.name.startswith(("/dev/fd/", "/proc/self/fd/")):
            return "pipe"
        return PurePath(self.name).stem if self.path else ("stdin" if self.name == "-" else self.name)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the source at its start.

        Raises
        ------
        InputError
            There is no such file, or it can't be opened.
        """
        if self.path is None:
            assert self.stream is not None
            self.stream.seek(0)
            yield self.stream
            return
        try:
            file = open(self.path, "rb")  # noqa: SIM115 - closed below; only opening is translated
        except FileNotFoundError:
            raise InputError("There is no such file.", where=self.name, next_step="Check the path.") from None
        except PermissionError:
            raise InputError(
                "The file can't be opened.", where=self.name, next_step="Close it elsewhere, or read a copy of it."
            ) from None
        except OSError as error:
            raise InputError(f"The file can't be opened ({type(error).__name__}).", where=self.name) from None
        with file:
            yield file

    def read(self) -> bytes:
        """Read the whole source."""
        with self.open() as stream:
            return stream.read()

    def start(self, size: int = 1 << 16) -> bytes:
        """Read the first bytes."""
        with self.open() as stream:
            return stream.read(size)


class _Kept(tempfile.SpooledTemporaryFile[bytes]):
    """Lives as long as the caseload that reads it, and then closes without ado."""

    def __del__(self) -> None:
        self.close()


def keep_stream(stream: BinaryIO, name: str = "-") -> Opener:
    """Keep a stream's content so that it can be read twice.

    Parameters
    ----------
    stream : BinaryIO
    name : str
        What messages call it.
    """
    if isinstance(stream, io.BytesIO):
        return Opener(name, stream=stream)
    kept = _Kept(max_size=_IN_MEMORY)
    shutil.copyfileobj(stream, kept)
    kept.seek(0, os.SEEK_SET)
    return Opener(name, stream=kept)  # type: ignore[arg-type]
