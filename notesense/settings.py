"""What an agency can set: its columns, its words for people, its role."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from notesense.errors import UsageError
from notesense.records.requirements import requirements_from

# What a column of an export can mean. "section" columns are composed into one text.
FIELDS = (
    "id", "client", "mentor", "date", "time", "end_time", "minutes", "channel",
    "purpose", "agreed", "text", "modified", "headcount", "setting", "register",
    # Looked at by a form check only.
    "written", "goal", "signature",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """An agency's own words, read from a TOML file.

    Attributes
    ----------
    columns : mapping of str to str
        Field (one of ``FIELDS``) to the column's name in the export.
    sections : tuple of str
        Columns that are composed into one note, in this order, with the
        column's name as the heading.
    workers, clients : tuple of str
        What the agency calls its workers and its clients in notes
        (``"navigator"``, ``"guest"``).
    non_directive : bool
        Whether the role is non-directive (peer, recovery, befriending).
    require : tuple of str
        The parts a note is required to have (`notesense.records.requirements`);
        naming any asks for a form check.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[str, ...] = ()
    workers: tuple[str, ...] = ()
    clients: tuple[str, ...] = ()
    non_directive: bool = False
    require: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How sources are read.

    Attributes
    ----------
    profile : Profile
    columns : mapping of str to str
        ``--column text=Narrative``; wins over the profile.
    only : mapping of str to tuple of str
        ``--only "Service Code=H0038,H0025"``: keep rows whose column holds
        one of the values.
    since, until : str or None
        ISO days, both inclusive; a note without a date is kept and counted.
    sheet : str or None
        The sheet to read of a workbook; without it the one sheet with notes.
    date_order : {"dmy", "mdy", "ymd"} or None
        For dates such as 03/04/2025; None: decided once a column.
    reflections : bool
        Whether notes of register ``reflection`` (a mentor's own journal) are
        read too; they stay out otherwise.
    """

    profile: Profile = field(default_factory=Profile)
    columns: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: str | None = None
    until: str | None = None
    sheet: str | None = None
    date_order: str | None = None
    reflections: bool = False


def load_profile(path: str | Path) -> Profile:
    """Read an agency profile.

    Parameters
    ----------
    path : str or Path
        A TOML file with the keys of `Profile`.

    Raises
    ------
    UsageError
        The file is missing, is no TOML, or holds an unknown or mistyped key.
    """
    place = str(path)
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UsageError("There is no such profile.", where=place, next_step="Check the path.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"The profile can't be read as TOML ({type(error).__name__}).",
            where=place,
            next_step="See `notesense review --help` for an example.",
        ) from None
    return profile_from(data, where=place)


def profile_from(data: Mapping[str, Any], *, where: str) -> Profile:
    """Build a profile from parsed TOML; `where` names the file in errors."""
    known = {
        "columns": dict,
        "sections": list,
        "workers": list,
        "clients": list,
        "non_directive": bool,
        "require": list,
    }
    for key, value in data.items():
        if key not in known:
            raise UsageError(f"Unknown key '{key}'.", where=where, next_step=f"Known keys: {', '.join(known)}.")
        if not isinstance(value, known[key]):
            raise UsageError(f"'{key}' must be a {known[key].__name__}.", where=where)
    columns = {str(key): str(value) for key, value in data.get("columns", {}).items()}
    for key in columns:
        if key not in FIELDS:
            raise UsageError(f"'columns.{key}' is no field.", where=where, next_step=f"Fields: {', '.join(FIELDS)}.")
    required = requirements_from(map(str, data.get("require", ())), where=f"{where}, require")
    return Profile(
        columns=columns,
        sections=tuple(map(str, data.get("sections", ()))),
        workers=tuple(map(str, data.get("workers", ()))),
        clients=tuple(map(str, data.get("clients", ()))),
        non_directive=bool(data.get("non_directive", False)),
        require=tuple(map(str, required)),
    )
