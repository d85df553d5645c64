"""Which column of an export means what.

Names are compared without case and punctuation. The first alias of a field
that a header holds is taken, so the order of the aliases is a judgement: a
service date comes before a bare date, and that before an entry date. Where a
wrong guess would change what the numbers mean (which text, whose ``peer``),
the user is asked instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from notesense.errors import UsageError
from notesense.read.aliases import ALIASES, AMBIGUOUS_PEOPLE, LATE_TEXT_ALIASES, SECTION_FAMILIES, TEXT_ALIASES
from notesense.read.form_columns import FORM_FIELDS, find_form_columns
from notesense.settings import ReadSettings

_SENTENCE = re.compile(r"[!?\n]|\.(?:\s|$)")
_NOISE = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain_name(name: str) -> str:
    """Return a column's name without case, punctuation and camel humps.

    Examples
    --------
    >>> plain_name(" Service_Date "), plain_name("clientId"), plain_name("Note #")
    ('service date', 'client id', 'note number')
    """
    return _NOISE.sub(" ", _CAMEL.sub(" ", name.replace("#", " number "))).strip().casefold()


class ColumnMissing(UsageError):
    """A column that was asked for, or one that looks like the text, is not there."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Where each field stands in a row.

    Attributes
    ----------
    header : tuple of str
    fields : mapping of str to int
        Field to the column's place; ``text`` is missing where the text is
        composed of sections.
    sections : tuple of int
        The places of the section columns, in the order of the composed text.
    extra : tuple of int
        Columns that pass through.
    form : mapping of str to int
        Columns that a form check looks at (`notesense.read.form_columns`);
        they have their other uses too.
    """

    header: tuple[str, ...]
    fields: Mapping[str, int]
    sections: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())
    form: Mapping[str, int] = field(default_factory=dict)

    def describe(self) -> str:
        """Return the mapping as one line for standard error."""
        parts = [f"{name} = {self.header[place]}" for name, place in self.fields.items()]
        if self.sections:
            parts.insert(0, "text = " + " + ".join(self.header[place] for place in self.sections))
        if self.extra:
            parts.append("passes through: " + ", ".join(show_name(self.header, place) for place in self.extra))
        return "; ".join(parts)


def show_name(header: Sequence[str], place: int) -> str:
    """Return a column's name for a message; what may be a note's text is not shown.

    Examples
    --------
    >>> [show_name(["Goal area", "Met him. Talked."], place) for place in (0, 1)]
    ['Goal area', '(column 2)']
    """
    name = header[place].strip()
    # a file without a header has notes where the names should be
    if not name or len(name) > 40 or len(name.split()) > 6 or _SENTENCE.search(name):
        return f"(column {place + 1})"
    return name


def score_header(cells: Sequence[str], settings: ReadSettings) -> int:
    """Say how much a row looks like the header: the known names in it, a text column counting most."""
    names = [plain_name(cell) if 0 < len(cell) <= 60 else "" for cell in cells]
    wanted = {plain_name(name) for name in (*settings.profile.columns.values(), *settings.profile.sections)}
    wanted |= {plain_name(name) for name in settings.columns.values()}
    score = 0
    for name in set(names) - {""}:
        if name in wanted:
            score += 3
        elif name in TEXT_ALIASES or name in LATE_TEXT_ALIASES:
            score += 2
        elif name in _KNOWN:
            score += 1
    return score + (2 if _find_sections(names) else 0)


def has_text_column(header: Sequence[str], settings: ReadSettings) -> bool:
    """Say whether a header holds a column, or section columns, that the text can come from."""
    names = [plain_name(name) for name in header]
    asked = [settings.columns.get("text"), settings.profile.columns.get("text"), *settings.profile.sections]
    return (
        not TEXT_ALIASES.isdisjoint(names)
        or not LATE_TEXT_ALIASES.isdisjoint(names)
        or any(name is not None and _find(name, header, names) is not None for name in asked)
        or bool(_find_sections(names))
    )


def map_columns(header: Sequence[str], settings: ReadSettings, *, where: str) -> ColumnMap:
    """Map a header's columns to fields.

    Parameters
    ----------
    header : sequence of str
    settings : ReadSettings
        ``columns`` wins over the profile, and that over the aliases.
    where : str
        The file (and sheet), for errors.

    Raises
    ------
    UsageError
        A column named by the user is missing; no column or several could be
        the text; ``peer`` could be the worker or the client.

    Examples
    --------
    >>> map_columns(["Note ID", "Staff", "Member", "Narrative"], ReadSettings(), where="notes.csv").describe()
    'id = Note ID; client = Member; mentor = Staff; text = Narrative'
    """
    names = [plain_name(name) for name in header]
    asked = _places_asked_for(header, names, settings, where)
    fields = {name: place for name, place in asked.items() if name not in FORM_FIELDS}
    taken = set(fields.values())
    sections: tuple[int, ...] = ()
    if "text" not in fields:
        if settings.profile.sections:
            sections = tuple(_place_of(name, header, names, where) for name in settings.profile.sections)
        else:
            fields_text, sections = _find_text(header, names, taken, where)
            if fields_text is not None:
                fields["text"] = fields_text
    taken = set(fields.values()) | set(sections)
    for field_name, aliases in ALIASES.items():
        if field_name in fields:
            continue
        for alias in aliases:
            place = next((at for at, name in enumerate(names) if name == alias and at not in taken), None)
            if place is not None:
                fields[field_name] = place
                taken.add(place)
                break
    _ask_about_peer(header, names, fields, where)
    missing = [name for name in ("mentor", "client") if name not in fields]
    remarks = (
        [
            f"no column for the {' or the '.join(missing)}: the notes are labelled but belong to no pair; "
            f"name it with --column {missing[0]}=NAME"
        ]
        if missing
        else []
    )
    if "date" not in fields:
        remarks.append(
            "no column for the date: the notes stand in no month, and --since and --until keep them all; "
            "name it with --column date=NAME"
        )
    form = find_form_columns(names, asked, fields.get("date"))
    if settings.profile.require and form:
        found = "; ".join(f"{name} = {show_name(header, place)}" for name, place in form.items())
        remarks.append(f"for the form check: {found}")
    return ColumnMap(
        header=tuple(header),
        fields={name: fields[name] for name in (*ALIASES, "text") if name in fields},
        sections=sections,
        extra=tuple(place for place in range(len(header)) if place not in taken and header[place].strip()),
        notes=tuple(remarks),
        form=form,
    )


def _places_asked_for(
    header: Sequence[str], names: Sequence[str], settings: ReadSettings, where: str
) -> dict[str, int]:
    places: dict[str, int] = {}
    for field_name, column in settings.columns.items():
        places[field_name] = _place_of(column, header, names, where)
    for field_name, column in settings.profile.columns.items():
        # a profile serves all of an agency's exports, and not each has every column
        place = _find(column, header, names)
        if field_name not in places and place is not None:
            places[field_name] = place
    return places


def _find(column: str, header: Sequence[str], names: Sequence[str]) -> int | None:
    if column in header:
        return list(header).index(column)
    plain = plain_name(column)
    return names.index(plain) if plain and plain in names else None


def _place_of(column: str, header: Sequence[str], names: Sequence[str], where: str) -> int:
    place = _find(column, header, names)
    if place is None:
        raise ColumnMissing(f"There is no column '{column}'.", where=where, next_step=_columns_are(header))
    return place


def _columns_are(header: Sequence[str]) -> str:
    if not _KNOWN.union(TEXT_ALIASES).intersection(map(plain_name, header)):
        told = [place for place in range(len(header)) if show_name(header, place) != header[place].strip()]
        if told or any(any(map(str.isdigit, name)) for name in header):
            return f"None of its {len(header)} columns has a known name; it may lack a header."
    shown = [show_name(header, place) for place in range(len(header)) if header[place].strip()]
    return f"Its columns: {', '.join(shown)}."


def _find_text(
    header: Sequence[str], names: Sequence[str], taken: set[int], where: str
) -> tuple[int | None, tuple[int, ...]]:
    found = [place for place, name in enumerate(names) if name in TEXT_ALIASES and place not in taken]
    sections = tuple(place for place in _find_sections(names) if place not in taken)
    # a "goal" or "summary" column beside one text column is no second text
    if len(found) == 1 and not sections:
        return found[0], ()
    if sections and not found:
        return None, sections
    found = found or [place for place, name in enumerate(names) if name in LATE_TEXT_ALIASES and place not in taken]
    if len(found) == 1 and not sections:
        return found[0], ()
    if not found:
        raise ColumnMissing(
            "No column looks like the text of the notes.",
            where=where,
            next_step=f"Name it, as in --column text=NAME. {_columns_are(header)}",
        )
    candidates = [show_name(header, place) for place in (*found, *sections)]
    raise UsageError(
        f"{len(candidates)} columns could be the text of the notes: {', '.join(candidates)}.",
        where=where,
        next_step=f'Name the one to read, as in --column "text={candidates[0]}", '
        "or list them as sections in a profile (--profile).",
    )


def _find_sections(names: Sequence[str]) -> tuple[int, ...]:
    """Return the places of a family of section columns, where all but at most one stand in the header."""
    best: tuple[int, ...] = ()
    for family in SECTION_FAMILIES:
        places = [next((at for at, name in enumerate(names) if name in part), None) for part in family]
        found = tuple(place for place in places if place is not None)
        if len(found) >= max(2, len(family) - 1) and len(found) > len(best):
            best = found
    return best


def _ask_about_peer(header: Sequence[str], names: Sequence[str], fields: Mapping[str, int], where: str) -> None:
    if "mentor" in fields and "client" in fields:
        return
    for place, name in enumerate(names):
        if name in AMBIGUOUS_PEOPLE and place not in fields.values():
            column = header[place].strip()
            raise UsageError(
                f"'{column}' is the worker in some agencies and the client in others.",
                where=where,
                next_step=f'Say which: --column "mentor={column}" or --column "client={column}".',
            )


_KNOWN = frozenset(alias for aliases in ALIASES.values() for alias in aliases) | AMBIGUOUS_PEOPLE
