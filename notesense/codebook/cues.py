"""The cue files, read once: people, status words, headings, acts, objects, signs.

A cue is data. Each file in ``cue_files/`` is TOML that a trainer can edit;
`load_cues` reads them all and compiles nothing, so that it stays free of
spaCy. Adding a cue touches no code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from notesense.codebook.labels import ACTING_ROLES, LABELS, SIGNS
from notesense.errors import NotesenseError

# What a cue file may be about; each kind has its own table name in TOML.
KINDS = ("person", "status", "heading", "act", "object", "sign")
PERSONS = ("mentor", "client", "third", "decider", "first", "we", "he_she", "you")
STATUS_SCOPES = ("negated", "planned", "past", "negated_all", "planned_all", "past_all", "planned_first", "done")
SECTIONS = ("data", "intervention", "response", "plan", "admin", "goal")
OBJECTS = ("feeling", "information", "skill", "institution", "material", "logistics", "neutral")


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that say the same thing, and what they say.

    Attributes
    ----------
    kind : str
        One of ``KINDS``.
    id : str
        Unique within its kind.
    forms : tuple of str
        Phrases of one to six words, lower case, with spelling variants.
    label : str or None
        For acts: the segment label without a telling object.
    objects : mapping of str to str
        For acts: object class to segment label, where the object decides.
    within : int
        For acts: the largest gap to the object, in tokens.
    acting_role : str or None
    code : str
        For people, status, headings and objects: their class; for signs the
        sign's name.
    detail : str or None
        For signs: the kind.
    actor, status : str or None
        For signs: who must act and whether, for the cue to count.
    why : str
        The rule of the codebook it rests on, or where the wording was heard.
    hit, miss : str
        A sentence it must find, and one in which it must not count.
    """

    kind: str
    id: str
    forms: tuple[str, ...]
    label: str | None = None
    objects: Mapping[str, str] = field(default_factory=dict)
    within: int = 6
    acting_role: str | None = None
    code: str = ""
    detail: str | None = None
    actor: str | None = None
    status: str | None = None
    why: str = ""
    hit: str = ""
    miss: str = ""

    @property
    def is_no_contact(self) -> bool:
        """Whether it says that a contact did not take place (codebook, section 2, rule 6)."""
        return self.kind == "status" and self.id == "no_contact"


@cache
def load_cues() -> tuple[Cue, ...]:
    """Read every cue file that ships with notesense.

    Raises
    ------
    NotesenseError
        A file breaks the format; the message names the file and the cue.

    Examples
    --------
    >>> any(cue.kind == "act" and "explained" in cue.forms for cue in load_cues())
    True
    """
    folder = resources.files("notesense.codebook").joinpath("cue_files")
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    cues: list[Cue] = []
    for file in files:
        cues.extend(parse_cues(tomllib.loads(file.read_text(encoding="utf-8")), where=file.name))
    seen: set[tuple[str, str]] = set()
    for cue in cues:
        if (cue.kind, cue.id) in seen:
            raise NotesenseError(f"The {cue.kind} cue '{cue.id}' stands twice.", where="cue_files")
        seen.add((cue.kind, cue.id))
    return tuple(cues)


def parse_cues(data: Mapping[str, Any], *, where: str) -> list[Cue]:
    """Turn parsed TOML into cues, checked.

    Parameters
    ----------
    data : mapping
        Tables of arrays, one a kind: ``[[act]]``, ``[[sign]]`` …
    where : str
        The file's name, for errors.
    """
    cues = []
    for kind, entries in data.items():
        if kind not in KINDS:
            raise NotesenseError(f"Unknown table '{kind}'.", where=where, next_step=f"Known: {', '.join(KINDS)}.")
        for entry in entries:
            cues.append(_cue(kind, entry, where=where))
    return cues


def _cue(kind: str, entry: Mapping[str, Any], *, where: str) -> Cue:
    place = f"{where}, {kind} cue '{entry.get('id', '?')}'"
    try:
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in entry.items()}
        cue = Cue(kind=kind, **values)
    except TypeError as error:
        raise NotesenseError(f"Key missing or unknown ({error}).", where=place) from None
    _require(all(form == form.lower() and 0 < len(form.split()) <= 6 for form in cue.forms), "forms", place)
    _require(bool(cue.forms), "forms", place)
    codes: Iterable[str] = {
        "person": PERSONS, "status": STATUS_SCOPES, "heading": SECTIONS, "object": OBJECTS, "sign": SIGNS, "act": ("",),
    }[kind]  # fmt: skip
    _require(cue.code in codes, "code", place)
    _require(cue.label is None or cue.label in LABELS, "label", place)
    _require(cue.acting_role is None or cue.acting_role in ACTING_ROLES, "acting_role", place)
    for object_class, label in cue.objects.items():
        _require(object_class in OBJECTS and label in LABELS, "objects", place)
    if kind == "sign" and SIGNS[cue.code]:
        _require(cue.detail in SIGNS[cue.code], "detail", place)
    if kind in ("act", "sign"):
        _require(bool(cue.why and cue.hit and cue.miss), "why, hit and miss", place)
    return cue


def _require(holds: bool, key: str, place: str) -> None:
    if not holds:
        raise NotesenseError(f"'{key}' is missing or not one of the known values.", where=place)
