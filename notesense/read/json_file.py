"""JSON and JSON lines: one object a note."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from notesense.errors import InputError, UsageError
from notesense.read.aliases import TEXT_ALIASES
from notesense.read.columns import map_columns, plain_name
from notesense.read.decoding import Lines, decode, is_lost, replace_surrogates, utf16_name
from notesense.read.streams import Opener
from notesense.read.tables import Fault, Row, Table
from notesense.settings import ReadSettings

# The keys of so many objects make the header.
_LOOK_AHEAD = 1000
_BAD_JSON = "This line is no readable JSON object. Mend the line or leave it out."
_WRONG_SHAPE = "The {} is a list or an object where one value is needed. Export it as plain text."


def read_json(opener: Opener, settings: ReadSettings | None = None) -> Table:
    """Make a table of a JSON array, an object that holds one, or JSON lines.

    Raises
    ------
    InputError
        The file is empty or no JSON.
    UsageError
        Several lists in the object could be the notes.
    """
    with opener.open() as stream:
        first_two = list(islice((line for line in Lines(stream) if line.strip()), 2))
    if not first_two:
        raise InputError("The file is empty.", where=opener.name, next_step="Export it again.")
    first = _object(first_two[0])
    objects: list[Any] | None = None
    if first is None:
        objects = _whole(opener)
    elif len(first_two) == 1:
        objects = _list_in(first, opener.name)

    def read_objects() -> Iterator[tuple[int, dict[str, Any] | None]]:
        if objects is not None:
            for number, item in enumerate(objects, start=1):
                yield number, item if isinstance(item, dict) else None
            return
        with opener.open() as stream:
            lines = Lines(stream)
            odd = 0
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                item = _object(line)
                if lines.odd != odd:
                    odd = lines.odd
                    if item is not None and any(is_lost(value) for value in item.values() if isinstance(value, str)):
                        item = None
                yield number, item

    header: dict[str, None] = {}
    seen = readable = 0
    for _, item in islice(read_objects(), _LOOK_AHEAD):
        seen += 1
        if item is not None:
            readable += 1
            header.update(dict.fromkeys(item))
    if not readable:
        raise InputError(
            "The file holds no JSON objects." if seen else "The file holds no notes.",
            where=opener.name,
            next_step="Give one object a note, as JSON lines or as one list.",
        )
    keys = tuple(header)
    table = Table(opener.name, opener.stem, tuple(map(replace_surrogates, keys)), lambda: iter(()), header_row=0)

    # of the columns that mean something, only the clients may be several
    fields = _fields(keys, settings or ReadSettings(), opener.name)
    plain = {key: name == "client" for key, name in fields.items()}

    def read_rows() -> Iterator[Row | Fault]:
        said = False
        for number, item in read_objects():
            if item is None:
                yield Fault(number, "bad_json", _BAD_JSON)
                continue
            if not said and not header.keys() >= item.keys():
                said = True
                message = f"{opener.name}: keys that first come after {_LOOK_AHEAD} notes are left out"
                if message not in table.warnings:
                    table.warnings.append(message)
            cells = [value if type(value) is str and value.isascii() else _cell(value) for value in map(item.get, keys)]
            wrong = next((key for key, lists in plain.items() if _is_wrong(item.get(key), lists=lists)), None)
            if wrong is not None:
                yield Fault(number, "bad_json", _WRONG_SHAPE.format(fields[wrong]), cells)
                continue
            yield Row(number, cells)

    table.read_rows = read_rows
    return table


def _fields(keys: tuple[str, ...], settings: ReadSettings, where: str) -> dict[str, str]:
    """Return the fields that keys are read as."""
    try:
        columns = map_columns(keys, settings, where=where)
    except UsageError:
        # is raised again where the whole table is mapped
        return {}
    fields = {keys[place]: name for name, place in columns.fields.items()}
    return fields | dict.fromkeys((keys[place] for place in columns.sections), "text")


def _is_wrong(value: Any, *, lists: bool) -> bool:
    if isinstance(value, list):
        return not lists or not all(isinstance(entry, str) for entry in value)
    return isinstance(value, dict)


def _object(line: str) -> dict[str, Any] | None:
    try:
        # strict=False: NUL and other control characters stay as they are
        item = json.loads(line, strict=False)
    except (ValueError, RecursionError):
        return None
    return item if isinstance(item, dict) else None


def _whole(opener: Opener) -> list[Any] | None:
    """Read a file that is one JSON value; None where it is rather JSON lines with a bad first line."""
    raw = opener.read()
    codec = utf16_name(raw)
    text = raw.decode(codec, "surrogatepass") if codec else decode(raw)[0]
    text = text.removeprefix("\ufeff")
    try:
        value = json.loads(text, strict=False)
    except RecursionError:
        value = None
    except ValueError:
        if any(_object(line) is not None for line in islice(text.splitlines(), _LOOK_AHEAD)):
            return None
        raise InputError(
            "The file is no JSON.", where=opener.name, next_step="Export it again; it may have been cut."
        ) from None
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return _list_in(value, opener.name) or [value]
    raise InputError("The file holds no JSON objects.", where=opener.name, next_step="Give one object a note.")


def _list_in(item: dict[str, Any], where: str) -> list[Any] | None:
    """Return the list of objects that an object wraps, such as ``{"notes": [...]}``."""
    if any(plain_name(key) in TEXT_ALIASES and isinstance(value, str) for key, value in item.items()):
        return None
    lists = {
        key: value
        for key, value in item.items()
        if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value)
    }
    if len(lists) > 1:
        raise UsageError(
            f"Several lists could be the notes: {', '.join(lists)}.",
            where=where,
            next_step="Leave only the notes in the file.",
        )
    return next(iter(lists.values()), None)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # only an escape can have smuggled a lone surrogate in; pairs are joined by then
        return value if value.isascii() else replace_surrogates(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and all(isinstance(entry, str) for entry in value):
        return replace_surrogates("; ".join(value))
    if isinstance(value, dict | list):
        return replace_surrogates(json.dumps(value, ensure_ascii=False))
    return str(value)
