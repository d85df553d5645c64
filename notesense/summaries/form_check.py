"""Which parts that the agency requires are not found in a note: a check of form and of nothing else.

It needs the text, so it runs where notes are labelled. A note of no contact
can have no answer and no end, so only its signature and its day of writing
are looked at; summaries of a week or a month are no notes of a contact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from notesense.codebook.form_parts import Sections, form_parts, sections_of
from notesense.codebook.signatures import ends_in_a_name
from notesense.codebook.the_person import tells_of_the_person
from notesense.records import LabelledNote, Note
from notesense.records.requirements import FORM_SENTENCE, NOT_FOUND, Requirement
from notesense.summaries.clock_times import Booking, has_start_and_end, overlaps

# Where nothing that the mentor did is described, whatever else the note says.
_NOTHING_DONE = frozenset({"client_report", "not_described"})
_OF_NO_CONTACT = frozenset({"signature", "written_within"})


@dataclass(frozen=True, slots=True)
class FormRow:
    """One required part that was not found in one note."""

    note: Note
    requirement: Requirement
    detail: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.note.id,
            "source": self.note.source.as_dict(),
            "mentor": self.note.mentor,
            "client": self.note.client,
            "date": self.note.date,
            "part": self.requirement.part,
            "required": self.requirement.words,
            "says": NOT_FOUND,
            "detail": self.detail,
        }


@dataclass(frozen=True, slots=True)
class FormCheck:
    """What was required, and which notes lack it.

    Attributes
    ----------
    requirements : tuple of Requirement
    rows : tuple of FormRow
        In the order of the notes, then of the requirements.
    checked : mapping of str to int
        Part to how many notes it could be checked in.
    withheld : bool
        Whether all notes are one mentor's, so that a count would be a tally
        of that person.
    """

    requirements: tuple[Requirement, ...]
    rows: tuple[FormRow, ...]
    checked: Mapping[str, int] = field(default_factory=dict)
    withheld: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the check as JSON-able values."""
        missing = [row.requirement.part for row in self.rows]
        return {
            "says": FORM_SENTENCE,
            "required": [
                {
                    "part": str(one),
                    "words": one.words,
                    "checked": self.checked.get(one.part, 0),
                    "not_found": None if self.withheld else missing.count(one.part),
                }
                for one in self.requirements
            ],
            "rows": [row.as_dict() for row in self.rows],
        }


def form_check(records: Iterable[Any], requirements: Sequence[Requirement]) -> FormCheck:
    """Check notes for the parts that are required.

    Parameters
    ----------
    records : iterable
        Labelled notes; whatever else is among them is passed over.
    requirements : sequence of Requirement
    """
    labelled = [record for record in records if isinstance(record, LabelledNote) and record.note.contacts != "summary"]
    taken = overlaps(_bookings(labelled)) if any(one.part == "no_overlap" for one in requirements) else {}
    rows: list[FormRow] = []
    checked: Counter[str] = Counter()
    for record in labelled:
        sections: Sections | None = None
        for requirement in requirements:
            part = requirement.part
            if record.none_because == "no_contact" and part not in _OF_NO_CONTACT:
                continue
            if part == "no_overlap":
                found, detail = _alone(record, taken)
            elif part == "written_within":
                found, detail = _in_time(record.note, requirement.days or 0)
            else:
                sections = sections or sections_of(record.note.text)
                found, detail = _PARTS[part](record, sections), None
            if found is not None:
                checked[part] += 1
            if found is False:
                rows.append(FormRow(record.note, requirement, detail))
    withheld = len({record.note.mentor for record in labelled} - {None}) < 2
    return FormCheck(tuple(requirements), tuple(rows), checked, withheld)


def _mentor_did(record: LabelledNote, sections: Sections) -> bool:
    return record.none_because not in _NOTHING_DONE


def _response(record: LabelledNote, sections: Sections) -> bool:
    clients_own = any(segment.actor == "client" and segment.status != "planned" for segment in record.segments)
    return clients_own or sections.shows(form_parts()["response"]) or tells_of_the_person(record.note.text)


def _next_step(record: LabelledNote, sections: Sections) -> bool:
    return any(segment.status == "planned" for segment in record.segments) or sections.shows(form_parts()["next_step"])


def _goal(record: LabelledNote, sections: Sections) -> bool:
    return bool(record.note.goal) or sections.shows(form_parts()["goal"])


def _start_end(record: LabelledNote, sections: Sections) -> bool:
    return has_start_and_end(record.note.text, record.note.time, record.note.minutes)


def _signature(record: LabelledNote, sections: Sections) -> bool:
    signed = bool(record.note.signature) or sections.shows(form_parts()["signature"])
    return signed or ends_in_a_name(record.note.text)


_PARTS: dict[str, Callable[[LabelledNote, Sections], bool]] = {
    "mentor_did": _mentor_did,
    "response": _response,
    "next_step": _next_step,
    "goal": _goal,
    "start_end": _start_end,
    "signature": _signature,
}


def _in_time(note: Note, days: int) -> tuple[bool | None, str | None]:
    """Say whether a note was written in time; None where a day is missing."""
    if note.date is None or note.written is None:
        return None, None
    after = (date.fromisoformat(note.written) - date.fromisoformat(note.date)).days
    return after <= days, f"written {after} days after the contact" if after > days else None


def _alone(record: LabelledNote, taken: Mapping[str, Booking]) -> tuple[bool | None, str | None]:
    if not _can_be_booked(record):
        return None, None
    other = taken.get(record.note.id)
    return other is None, f"note {other.note} has {other.words} of that day" if other else None


def _can_be_booked(record: LabelledNote) -> bool:
    """A group meets at one time and may be noted once a member; an unanswered call takes none."""
    note = record.note
    known = note.mentor is not None and note.date is not None and note.time is not None
    return known and note.setting != "group" and note.contacts == "one" and record.none_because != "no_contact"


def _bookings(records: Iterable[LabelledNote]) -> list[Booking]:
    return [
        Booking(note.id, note.mentor, note.date, note.time, note.minutes)
        for record in records
        if _can_be_booked(record)
        for note in (record.note,)
        if note.mentor and note.date and note.time
    ]
