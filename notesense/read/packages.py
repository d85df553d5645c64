"""Office files are zip archives of XML: opened within limits, and without a look outside.

A crafted file may unpack to more than a disk holds, or name an entity that
is fetched from the network. Nothing here is written to disk, sizes are
checked before anything is unpacked, and no entity is resolved.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from notesense.errors import InputError

# A workbook of a million notes stays below; a bomb does not.
_LARGEST_PART = 2 * 1024**3
_LARGEST_WHOLE = 3 * 1024**3
_LARGEST_RATIO = 250
_RATIO_MATTERS_FROM = 64 * 1024**2
_MOST_PARTS = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@contextmanager
def open_package(raw: bytes, *, where: str, kind: str) -> Iterator[zipfile.ZipFile]:
    """Open an Office file.

    Parameters
    ----------
    raw : bytes
    where : str
        The file's name, for errors.
    kind : str
        What it should be, for errors ("workbook").

    Raises
    ------
    InputError
        It is protected by a password, broken, or unpacks to too much.
    """
    if raw.startswith(_OLE):
        raise InputError(
            f"The {kind} is protected by a password or in an old format.",
            where=where,
            next_step="Open it, and save it without a password in the present format.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            _check_sizes(package, len(raw), where)
            yield package
    except (
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        zlib.error,
        KeyError,
        EOFError,
        NotImplementedError,
        RuntimeError,
    ):
        raise InputError(
            f"The {kind} is broken.", where=where, next_step="Open it in the program it comes from and save it again."
        ) from None


def _check_sizes(package: zipfile.ZipFile, packed: int, where: str) -> None:
    parts = package.infolist()
    whole = sum(part.file_size for part in parts)
    if (
        len(parts) > _MOST_PARTS
        or whole > _LARGEST_WHOLE
        or any(part.file_size > _LARGEST_PART for part in parts)
        or (whole > _RATIO_MATTERS_FROM and whole > packed * _LARGEST_RATIO)
    ):
        raise InputError(
            "The file unpacks to more than any file of notes; it may be made to do harm.",
            where=where,
            next_step="Save it again from the program it comes from, or split it.",
        )


def parse_part(package: zipfile.ZipFile, name: str) -> etree._Element:
    """Parse one XML part; entities stay unresolved and nothing is fetched.

    Raises
    ------
    KeyError
        There is no such part.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    with package.open(name) as part:
        return etree.parse(part, parser).getroot()
