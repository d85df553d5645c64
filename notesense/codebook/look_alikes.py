"""The codebook's look-alikes and rules as data: what a note says, its label, why, and examples.

``CODEBOOK.md`` is for reading from the first line to the last; the files in
``rulings/`` hold the same rulings one by one, so that `notesense codebook`
can show a label beside what is easily taken for it, and so that no ruling is
without an example.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from notesense.codebook.labels import ACTING_ROLES, ACTORS, LABELS, SIGNS, STATUSES
from notesense.errors import NotesenseError


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence or two as a note has them, labelled.

    Attributes
    ----------
    text : str
        One segment, or several where the ruling needs the line before.
    label : str
        Label of the segment meant.
    segment : int
        Which segment of the text is meant, counted from 0.
    actor, status : str
        Who acts in it, and whether it was done.
    sign : str or None
        A sign that the segment shows besides.
    """

    text: str
    label: str
    segment: int = 0
    actor: str = "mentor"
    status: str = "done"
    sign: str | None = None


@dataclass(frozen=True, slots=True)
class LookAlike:
    """One alternative of a row of the codebook's table of look-alikes.

    Attributes
    ----------
    id : str
    row : int
        Row of the table, counted from 1.
    says : str
        What the note says.
    label : str or None
        The label; None where the object or the line before decides.
    because : str
        The reason, in the codebook's words.
    examples : tuple of Example
    acting_role : str or None
    signs : tuple of str
        Signs that go with it.
    line_before : bool
        Takes the label of the line before.
    """

    id: str
    row: int
    says: str
    because: str
    examples: tuple[Example, ...]
    label: str | None = None
    acting_role: str | None = None
    signs: tuple[str, ...] = ()
    line_before: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on segments (section 1) or on who, whether and when (section 2)."""

    id: str
    section: int
    number: int
    says: str
    because: str
    examples: tuple[Example, ...]


Kind = TypeVar("Kind", LookAlike, Rule)


@cache
def load_look_alikes() -> tuple[LookAlike, ...]:
    """Return every look-alike, in the order of the codebook's table.

    Raises
    ------
    NotesenseError
        A file breaks the format; the message names the file and the entry.

    Examples
    --------
    >>> load_look_alikes()[0].label
    'support'
    """
    found: list[LookAlike] = []
    for where, data in _files("look_alikes_"):
        for entry in data["look_alike"]:
            one = _build(LookAlike, entry, where)
            _require(one.label is None or one.label in LABELS, "label", where, one.id)
            _require(one.acting_role is None or one.acting_role in ACTING_ROLES, "acting_role", where, one.id)
            _require(all(sign in SIGNS for sign in one.signs), "signs", where, one.id)
            found.append(one)
    _require_unique([one.id for one in found], "look-alike")
    return tuple(sorted(found, key=lambda one: one.row))


def look_alikes_of(label: str) -> tuple[LookAlike, ...]:
    """Return the look-alikes of a label: its own entries, and those that share a row with them.

    Parameters
    ----------
    label : str
        A segment label.

    Examples
    --------
    >>> sorted(str(one.label) for one in look_alikes_of("support") if one.row == 4)
    ['enable_encourage', 'support']
    """
    every = load_look_alikes()
    rows = {one.row for one in every if one.label == label or any(label == each.label for each in one.examples)}
    return tuple(one for one in every if one.row in rows)


@cache
def load_rules() -> tuple[Rule, ...]:
    """Return the rules on segments and on who, whether and when.

    Examples
    --------
    >>> [rule.id for rule in load_rules() if rule.section == 2][:3]
    ['actor', 'negation', 'time_and_mood']
    """
    found = [_build(Rule, entry, where) for where, data in _files("rules") for entry in data["rule"]]
    _require_unique([rule.id for rule in found], "rule")
    return tuple(found)


def _files(prefix: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    folder = resources.files("notesense.codebook").joinpath("rulings")
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.startswith(prefix) and file.name.endswith(".toml"):
            yield file.name, tomllib.loads(file.read_text(encoding="utf-8"))


def _build(kind: type[Kind], entry: Mapping[str, Any], where: str) -> Kind:
    values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
    name = str(entry.get("id", "?"))
    try:
        values["examples"] = tuple(Example(**example) for example in values.get("examples", ()))
        built = kind(**values)
    except TypeError as error:
        raise NotesenseError(f"Key missing or unknown ({error}).", where=f"{where}, '{name}'") from None
    _require(bool(built.examples), "examples", where, name)
    for example in built.examples:
        _require(example.label in LABELS, "label of an example", where, name)
        _require(example.actor in ACTORS and example.status in STATUSES, "actor or status", where, name)
        _require(example.sign is None or example.sign in SIGNS, "sign of an example", where, name)
    return built


def _require(holds: bool, key: str, where: str, name: str) -> None:
    if not holds:
        raise NotesenseError(f"'{key}' is missing or not one of the known values.", where=f"{where}, '{name}'")


def _require_unique(names: list[str], what: str) -> None:
    for name in names:
        _require(names.count(name) == 1, f"{what} id", "rulings", name)
