"""The records that walk the road: read -> annotate -> label -> summarise -> report.

Stages never import each other; they meet here. Every record is frozen, so a
stage can add to a note only by making the next record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from notesense.records.text_hash import text_hash

SCHEMA = 1
# In what a note can be unlike those that the model was trained on.
UNFAMILIAR: dict[str, str] = {"unknown_words": "many unknown words", "low_scores": "labels less sure than usual"}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a note was found.

    Attributes
    ----------
    file : str
        The name of the file as the user gave it; ``-`` for standard input.
    sheet : str or None
        The sheet of a workbook.
    row : int or None
        The row in the file as a spreadsheet program counts it (the first line
        is 1), the line in JSON lines, the paragraph in a DOCX; None for a
        file that is one note.
    part : int
        1 to n where one text holds several contacts.
    """

    file: str
    sheet: str | None = None
    row: int | None = None
    part: int = 1

    def as_dict(self) -> dict[str, Any]:
        return {"file": self.file, "sheet": self.sheet, "row": self.row, "part": self.part}


@dataclass(frozen=True, slots=True)
class Note:
    """One note as read: the text of one contact with one client.

    Attributes
    ----------
    id : str
        As given, as text (``007`` stays); ``<file stem>#<row>`` where missing.
    text : str
        The decoded text, untouched; all offsets count its code points.
    source : Source
    mentor, client : str or None
        As given. A note without either is labelled and belongs to no pair.
    clients : tuple of str
        All clients of a note that names several; else empty.
    headcount : int or None
        How many clients took part in a group.
    date : str or None
        ISO 8601 day of the contact.
    time : str or None
        ``HH:MM``, 24 hours.
    minutes : float or None
        How long the contact took.
    channel, purpose : str or None
        As given.
    agreed : str or None
        The level or the goals agreed at the start, where a column tells them.
    register : str or None
        A register of the corpora, where the file carries one.
    setting : {"individual", "group"}
    contacts : {"one", "many", "summary"}
        ``many``: several contacts that could not be split; ``summary``: a
        weekly or monthly summary, which counts as no contact.
    extra : mapping of str to str
        Columns that notesense does not use; they pass through to the tables.
    written : str or None
        ISO 8601 day on which the note was written, where a column tells.
    goal, signature : str or None
        What a column of that name holds. These three are read where a form
        check is asked for.
    """

    id: str
    text: str
    source: Source
    mentor: str | None = None
    client: str | None = None
    clients: tuple[str, ...] = ()
    headcount: int | None = None
    date: str | None = None
    time: str | None = None
    minutes: float | None = None
    channel: str | None = None
    purpose: str | None = None
    agreed: str | None = None
    register: str | None = None
    setting: str = "individual"
    contacts: str = "one"
    extra: Mapping[str, str] = field(default_factory=dict)
    written: str | None = None
    goal: str | None = None
    signature: str | None = None


@dataclass(frozen=True, slots=True)
class UnreadNote:
    """A note that could not be processed; the run goes on without it.

    Attributes
    ----------
    id : str
    source : Source
    kind : str
        One of ``empty``, ``ragged_row``, ``open_quote``, ``undecodable``,
        ``bad_json``, ``bad_date``, ``too_long``, ``not_english``, ``failed``.
    says : str
        What happened and what to do, without any text of the note.
    mentor, client, date : str or None
        Where they could be read, so that the reading list can show the row.
    text_hash : str or None
        Of the text, where there is one (`notesense.records.text_hash`).
    """

    id: str
    source: Source
    kind: str
    says: str
    mentor: str | None = None
    client: str | None = None
    date: str | None = None
    text_hash: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "id": self.id,
            "source": self.source.as_dict(),
            "mentor": self.mentor,
            "client": self.client,
            "date": self.date,
            **({"text_hash": self.text_hash} if self.text_hash else {}),
            "error": {"kind": self.kind, "says": self.says},
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a segment has its label: a cue, who and when, or weighty words.

    ``says`` quotes the cue or the codebook, never the note; ``start`` and
    ``end`` are code points of the note's text.
    """

    kind: str
    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class LabelledSegment:
    """A sentence, bullet or form line with its label and its evidence."""

    start: int
    end: int
    label: str
    score: float
    actor: str
    status: str
    acting_role: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Sign:
    """The evidence of a tag: a task, a stage, or a sign that asks for a look."""

    sign: str
    kind: str | None
    start: int
    end: int
    whose: str | None = None
    told: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """What this note alone gives a reader to look at."""

    kind: str
    start: int
    end: int
    says: str


@dataclass(frozen=True, slots=True)
class LabelledNote:
    """One labelled note: what ``review --to jsonl`` prints as a line.

    ``unfamiliar`` says in what the note is unlike those that the model was
    trained on (keys of ``UNFAMILIAR``); None where the model can't tell.
    """

    note: Note
    conversation: str
    conversation_scores: Mapping[str, float]
    candidates: tuple[str, ...]
    none_because: str | None
    acts: Mapping[str, int]
    mixed: bool
    roles: tuple[str, ...]
    role_scores: Mapping[str, float]
    acting_roles: tuple[str, ...]
    segments: tuple[LabelledSegment, ...]
    stage: str | None
    tasks: tuple[str, ...]
    signs: tuple[Sign, ...]
    look: tuple[Look, ...]
    model: Mapping[str, str]
    codebook: str
    reasons: bool = False
    unfamiliar: tuple[str, ...] | None = None

    @property
    def unsure(self) -> bool:
        """Not exactly one conversation is left in the conformal set."""
        return len(self.candidates) != 1

    def as_dict(self, *, with_text: bool = False) -> dict[str, Any]:
        """Return the record of schema 1, its keys in the order of the contract."""
        note = self.note
        record: dict[str, Any] = {
            "schema": SCHEMA,
            "id": note.id,
            "source": note.source.as_dict(),
            "mentor": note.mentor,
            "client": note.client,
            "clients": list(note.clients),
            "headcount": note.headcount,
            "date": note.date,
            "time": note.time,
            "channel": note.channel,
            "purpose": note.purpose,
            "setting": note.setting,
            "contacts": note.contacts,
            "chars": len(note.text),
            "text_hash": text_hash(note.text),
            "codebook": self.codebook,
            "conversation": self.conversation,
            "conversation_scores": dict(self.conversation_scores),
            "candidates": list(self.candidates),
            "unsure": self.unsure,
            "none_because": self.none_because,
            "acts": dict(self.acts),
            "mixed": self.mixed,
            "roles": list(self.roles),
            "role_scores": dict(self.role_scores),
            "acting_roles": list(self.acting_roles),
            "segments": [self._segment(segment) for segment in self.segments],
            "stage": self.stage,
            "tasks": list(self.tasks),
            "signs": [_sign(sign) for sign in self.signs],
            "look": [
                {"kind": look.kind, "start": look.start, "end": look.end, "says": look.says} for look in self.look
            ],
            "model": dict(self.model),
        }
        if note.agreed is not None:
            record["agreed"] = note.agreed
        if self.unfamiliar is not None:
            record["unfamiliar"] = list(self.unfamiliar)
        if with_text:
            record["text"] = note.text
        return record

    def _segment(self, segment: LabelledSegment) -> dict[str, Any]:
        record: dict[str, Any] = {
            "start": segment.start,
            "end": segment.end,
            "label": segment.label,
            "score": segment.score,
            "actor": segment.actor,
            "status": segment.status,
        }
        if segment.acting_role:
            record["acting_role"] = segment.acting_role
        if self.reasons:
            record["reasons"] = [
                {"kind": reason.kind, "start": reason.start, "end": reason.end, "says": reason.says}
                for reason in segment.reasons
            ]
        return record


def _sign(sign: Sign) -> dict[str, Any]:
    record: dict[str, Any] = {"sign": sign.sign, "kind": sign.kind, "start": sign.start, "end": sign.end}
    if sign.whose is not None:
        record["whose"] = sign.whose
    if sign.told is not None:
        record["told"] = sign.told
    return record
