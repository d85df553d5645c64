"""Which reader reads which source: by its name, by its first bytes, and folders file by file."""

from __future__ import annotations

import os
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import BinaryIO

from notesense.errors import InputError, UsageError
from notesense.read.columns import has_text_column, score_header
from notesense.read.csv_file import DELIMITERS, find_delimiter, find_header, first_lines, first_rows, read_csv
from notesense.read.decoding import is_text
from notesense.read.documents import Document, table_of_docx
from notesense.read.docx import read_docx
from notesense.read.json_file import read_json
from notesense.read.parquet import read_parquet
from notesense.read.streams import Opener, keep_stream
from notesense.read.tables import Table
from notesense.read.xlsx import read_xlsx
from notesense.settings import ReadSettings

_KINDS = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".psv"), "csv"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "json"),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), "xlsx"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".docx", ".docm"), "docx"),
    **dict.fromkeys((".txt", ".md", ".markdown", ".text", ".rtf"), "text"),
}
_SAVE_AS = {
    ".doc": "Save it as DOCX.",
    ".odt": "Save it as DOCX.",
    ".pages": "Export it as DOCX.",
    ".pdf": "Save its text as DOCX or TXT.",
    ".numbers": "Export it as CSV or XLSX.",
    ".html": "Save its text as DOCX or TXT.",
    ".zip": "Unpack it first.",
}
_MARKUP = re.compile(rb"\s*<(?:(\?xml\b)|!doctype html\b|html\b)", re.I)
_JSON_START = re.compile(rb'\s*(?:\{\s*"|\[\s*[\{\]])')


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, whether it was named or found in a folder, and why it can't be read, where that is known."""

    opener: Opener
    in_folder: bool = False
    error: InputError | None = None


def find_sources(sources: Sequence[str | os.PathLike[str] | BinaryIO], messages: list[str]) -> list[Found]:
    """Find the files to read, folders in sorted order.

    Parameters
    ----------
    sources : sequence of str, path or binary stream
        ``-`` is standard input.
    messages : list of str
        What is skipped in folders is added here.

    Raises
    ------
    InputError
        The only source is missing, or a folder that holds nothing that can be
        read; among several it is found with its error.
    UsageError
        There is no source.
    """
    if not sources:
        raise UsageError("There is nothing to read.", next_step="Name a file, a folder, or - for standard input.")
    found: list[Found] = []
    for source in sources:
        if not isinstance(source, str | os.PathLike):
            name = getattr(source, "name", None)
            is_file = isinstance(name, str) and not name.startswith("<")
            found.append(Found(keep_stream(source, str(name) if is_file else "-")))
            continue
        path = os.fspath(source)
        if path == "-":
            found.append(Found(keep_stream(sys.stdin.buffer)))
        elif os.path.isdir(path) or not os.path.exists(path):
            try:
                found += [Found(opener, in_folder=True) for opener in _files_of(path, messages)]
            except InputError as error:
                if len(sources) == 1:
                    raise
                found.append(Found(Opener(path, path=path), error=error))
        elif not os.path.isfile(path):
            # a named pipe, as of a process substitution, gives what it holds only once
            with Opener(path, path=path).open() as stream:
                found.append(Found(keep_stream(stream, path)))
        else:
            found.append(Found(Opener(path, path=path)))
    return found


def _files_of(folder: str, messages: list[str]) -> list[Opener]:
    if not os.path.exists(folder):
        raise InputError("There is no such file.", where=folder, next_step="Check the path.")
    names: list[tuple[str, ...]] = []
    others: Counter[str] = Counter()

    def cannot_open(error: OSError) -> None:
        messages.append(f"{error.filename}: this folder can't be opened and is not read")

    for parent, folders, files in os.walk(folder, onerror=cannot_open):
        folders[:] = [name for name in folders if not name.startswith((".", "__MACOSX"))]
        inside = PurePath(parent).relative_to(folder).parts
        for name in files:
            # ~$ is the lock of a document that is open in Word or Excel
            if name.startswith((".", "~$", ".~lock")):
                continue
            if not os.path.isfile(os.path.join(parent, name)):
                # a pipe would wait for ever, and a broken link leads nowhere
                others["pipe or broken link"] += 1
            elif PurePath(name).suffix.lower() in _KINDS:
                names.append((*inside, name))
            else:
                others[PurePath(name).suffix.lower() or "no suffix"] += 1
    if others:
        kinds = ", ".join(f"{number} {suffix}" for suffix, number in sorted(others.items()))
        messages.append(f"{folder}: files of other kinds are not read: {kinds}")
    if not names:
        raise InputError(
            "The folder holds no file that can be read.",
            where=folder,
            next_step="It should hold CSV, XLSX, DOCX, TXT, MD, JSON or Parquet files.",
        )
    paths = [os.path.join(folder, *parts) for parts in sorted(names)]
    return [Opener(path, path=path) for path in paths]


def open_source(found: Found, settings: ReadSettings) -> Table | Document:
    """Open one source with the reader for its kind.

    Raises
    ------
    InputError
        It is empty, broken, or of a kind that can't be read.
    UsageError
        Something about it has to be said by the user.
    """
    opener = found.opener
    if found.error is not None:
        raise found.error
    start = opener.start()
    if not start.strip():
        raise InputError("The file is empty.", where=opener.name, next_step="Export it again.")
    kind = _kind(opener, start, settings)
    if kind == "json":
        return read_json(opener, settings)
    if kind == "xlsx":
        return read_xlsx(opener, settings)
    if kind == "parquet":
        return read_parquet(opener)
    if kind == "docx":
        content = read_docx(opener.read(), where=opener.name)
        return table_of_docx(opener, content, settings) or Document(opener, is_docx=True)
    if kind == "text":
        return Document(opener)
    return read_csv(opener, settings)


def _kind(opener: Opener, start: bytes, settings: ReadSettings) -> str:
    suffix = PurePath(opener.name).suffix.lower()
    kind = _KINDS.get(suffix)
    if kind in ("xlsx", "docx", "parquet"):
        return kind
    if start.startswith(b"PAR1"):
        return "parquet"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_package(opener)
    if suffix in _SAVE_AS:
        raise InputError(f"Files of the kind {suffix} can't be read.", where=opener.name, next_step=_SAVE_AS[suffix])
    if not is_text(start) and not _has_header(start, settings):
        raise InputError(
            "This is no text.",
            where=opener.name,
            next_step="Give a CSV, XLSX, DOCX, TXT, MD, JSON or Parquet file, named by its kind.",
        )
    if kind == "csv" or kind == "json":
        return kind
    if kind is None and (markup := _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf"))):
        raise InputError(
            f"The file holds {'XML' if markup[1] else 'HTML'}, which is not read.",
            where=opener.name,
            next_step="Export the notes as CSV or XLSX, or save the text as DOCX or TXT.",
        )
    if kind is None and _JSON_START.match(start.removeprefix(b"\xef\xbb\xbf")):
        return "json"
    if start.startswith(b"{\\rtf"):
        return "text"
    return "csv" if _is_table(opener, settings) else "text"


def _has_header(start: bytes, settings: ReadSettings) -> bool:
    """Say whether the first line names columns: then noise below it costs only its own rows."""
    line = start.partition(b"\n")[0]
    if not is_text(line):
        return False
    text = line.decode("utf-8", "replace")
    return any(score_header(text.split(delimiter), settings) >= 3 for delimiter in DELIMITERS)


def _kind_of_package(opener: Opener) -> str:
    try:
        with opener.open() as stream, zipfile.ZipFile(stream) as package:
            names = package.namelist()
    except zipfile.BadZipFile:
        names = []
    if any(name.startswith("word/") for name in names):
        return "docx"
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return "xlsx"
    raise InputError(
        "The file is an archive, or broken.", where=opener.name, next_step="Unpack it first, or export it again."
    )


def _is_table(opener: Opener, settings: ReadSettings) -> bool:
    """Say whether a text without a telling name begins with a header."""
    lines = first_lines(opener)
    delimiter = find_delimiter(lines, settings)
    rows = first_rows(lines, delimiter)
    number, header = find_header(rows, settings)
    if len(header) == 1:
        return len(rows) > number and bool(settings.columns) and has_text_column(header, settings)
    # a text column and another known one, or three known ones and no text: then the user is asked
    return score_header(header, settings) >= 3
