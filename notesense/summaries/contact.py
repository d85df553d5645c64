"""What a summary keeps of a note: facts and offsets, never text.

Labelled notes and the lines of ``review --to jsonl`` take the same way in, so
that a summary of either is the same summary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from notesense.errors import InputError
from notesense.records import SCHEMA, LabelledNote, UnreadNote
from notesense.summaries.shapes import shapes_of
from notesense.summaries.steps import Step, steps_of

Record = LabelledNote | UnreadNote | Mapping[str, Any]
"""What `summarise` takes: a labelled note, an unread one, or a line of JSON of either."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a note stands in what the user gave; orders notes that are otherwise alike."""

    file: str
    sheet: str
    row: int
    part: int

    def as_dict(self) -> dict[str, Any]:
        return {"file": self.file, "sheet": self.sheet or None, "row": self.row or None, "part": self.part}


@dataclass(frozen=True, slots=True)
class SignReference:
    """A sign by note, date and offsets: enough to find it, nothing to quote.

    Attributes
    ----------
    note, date : str, str or None
        The note's id and day.
    sign, kind, start, end, whose
        As in `notesense.records.Sign`.
    told : bool or None
        Whether the note says who was told (attention only); None where the
        labeller did not look. The words in which it says so are the note's
        own and stay there.
    shapes : tuple of tuple of int
        Where an attention sign stands in its segment and near the note's
        end: tells recurring lines without their words
        (`notesense.summaries.shapes.shapes_of`).
    """

    note: str
    date: str | None
    sign: str
    kind: str | None
    start: int
    end: int
    whose: str | None = None
    told: bool | None = None
    shapes: tuple[tuple[int, ...], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        record: dict[str, Any] = {
            "note": self.note,
            "date": self.date,
            "sign": self.sign,
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
        }
        if self.sign == "attention":
            record |= {"whose": self.whose, "told": self.told}
        return record


@dataclass(frozen=True, slots=True)
class LookReference:
    """What the note alone gives a reader to look at; ``says`` never quotes the note."""

    kind: str
    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class Contact:
    """One labelled note as the summary sees it.

    A note of ``none_because: no_contact`` (no-show, voicemail) is kept in the
    order of things but is no contact: see `took_place`. ``purpose`` and
    ``agreed`` are columns as given; ``model`` names who labelled it. ``unfamiliar`` is None
    where the model could not tell.
    """

    id: str
    place: Place
    mentor: str | None
    client: str | None
    date: str | None
    time: str | None
    channel: str | None
    setting: str
    contacts: str
    conversation: str
    none_because: str | None
    mixed: bool
    unsure: bool
    roles: tuple[str, ...]
    acting_roles: tuple[str, ...]
    tasks: tuple[str, ...]
    stage: str | None
    signs: tuple[SignReference, ...]
    look: tuple[LookReference, ...]
    unfamiliar: bool | None = None
    text_hash: str | None = None
    purpose: str | None = None
    agreed: str | None = None
    steps: tuple[Step, ...] = ()
    model: tuple[str, str] | None = None

    @property
    def took_place(self) -> bool:
        return self.none_because != "no_contact"

    @property
    def order(self) -> tuple[str, str, str, Place]:
        """Sort key: day, time within the day (those without a time last), id, place."""
        return (self.date or "", self.time or "~", self.id, self.place)


@dataclass(frozen=True, slots=True)
class Unread:
    """A note that could not be processed."""

    id: str
    place: Place
    mentor: str | None
    client: str | None
    date: str | None
    kind: str
    says: str
    text_hash: str | None = None


def contact_from(record: Record) -> Contact | Unread:
    """Take from a record what a summary needs.

    Parameters
    ----------
    record : LabelledNote, UnreadNote or mapping
        A mapping is a parsed line of ``review --to jsonl`` (schema 1; unknown
        keys are ignored).

    Raises
    ------
    InputError
        The mapping is no line of that output, is of a later schema, or its
        date is no ISO day.
    """
    line = record.as_dict() if isinstance(record, LabelledNote | UnreadNote) else record
    name = f"note {line.get('id')}"
    schema = line.get("schema", SCHEMA)
    if schema != SCHEMA:
        raise InputError(f"The line is of schema {schema}; this version reads schema {SCHEMA}.", where=name)
    day = line.get("date")
    try:
        if day is not None:
            # Through a date and back: "20250304" and "2025-03-04" are one day.
            day = date.fromisoformat(day).isoformat()
    except (TypeError, ValueError):
        raise InputError("The date is no ISO day.", where=name, next_step="Write it as 2025-03-04.") from None
    try:
        source = line.get("source") or {}
        place = Place(
            str(source.get("file") or "-"),
            str(source.get("sheet") or ""),
            int(source.get("row") or 0),
            int(source.get("part") or 1),
        )
        if "error" in line:
            return Unread(
                id=line["id"],
                place=place,
                mentor=line.get("mentor"),
                client=line.get("client"),
                date=day,
                kind=line["error"]["kind"],
                says=line["error"]["says"],
                text_hash=line.get("text_hash"),
            )
        return Contact(
            id=line["id"],
            place=place,
            mentor=line.get("mentor"),
            client=line.get("client"),
            date=day,
            time=line.get("time"),
            channel=line.get("channel"),
            setting=line.get("setting") or "individual",
            contacts=line.get("contacts") or "one",
            conversation=line["conversation"],
            none_because=line.get("none_because"),
            mixed=bool(line.get("mixed")),
            unsure=bool(line.get("unsure")),
            roles=tuple(line.get("roles") or ()),
            acting_roles=tuple(line.get("acting_roles") or ()),
            tasks=tuple(line.get("tasks") or ()),
            stage=line.get("stage"),
            signs=tuple(_reference(line, day, sign) for sign in line.get("signs") or ()),
            look=tuple(
                LookReference(look["kind"], look["start"], look["end"], look["says"]) for look in line.get("look") or ()
            ),
            unfamiliar=bool(line["unfamiliar"]) if "unfamiliar" in line else None,
            text_hash=line.get("text_hash"),
            purpose=line.get("purpose") or None,
            agreed=line.get("agreed") or None,
            steps=steps_of(line),
            model=_model(line),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InputError(
            f"This is no line of `review --to jsonl` ({type(error).__name__}).",
            where=name,
            next_step="Give the output of `notesense review … --to jsonl` or the folder of `--out`.",
        ) from None


def _model(line: Mapping[str, Any]) -> tuple[str, str] | None:
    named = line.get("model")
    return (str(named.get("name")), str(named.get("version"))) if isinstance(named, Mapping) else None


def _reference(line: Mapping[str, Any], day: str | None, sign: Mapping[str, Any]) -> SignReference:
    told: bool | None = None
    shapes: tuple[tuple[int, ...], ...] = ()
    start, end = sign["start"], sign["end"]
    if sign["sign"] == "attention":
        words = sign.get("told")
        if words:
            # The labeller writes the absence out ("the note does not say who was told").
            told = not str(words).lower().startswith("the note does not say")
        shapes = shapes_of(start, end, line.get("chars"), line.get("segments") or ())
    return SignReference(
        note=line["id"],
        date=day,
        sign=sign["sign"],
        kind=sign.get("kind"),
        start=start,
        end=end,
        whose=sign.get("whose"),
        told=told,
        shapes=shapes,
    )
