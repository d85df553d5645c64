"""Why a note is worth reading first: what could not be read, what its signs ask, pauses, look-alikes.

The words of ``KINDS`` are what people see; none accuses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notesense.summaries.contact import Contact, Place, SignReference, Unread
from notesense.summaries.relationship import Relationship
from notesense.summaries.timeline import days_between, is_long

Key = tuple[str, Place]

# In order of reading.
KINDS: dict[str, str] = {
    "unread": "could not be read",
    "not_english": "not in English: not labelled, not checked for attention words",
    "attention_stated": "words about harm, suicide, overdose, abuse or threats, now or lately",
    "attention_asked_denied": "harm or suicide was asked about and denied",
    "role_question": "a question about the mentor's role, to talk over together",
    "client_says": "the client says what they want of the mentoring: to stop, a change, a complaint, or thanks",
    "mentor_asks": "the mentor asks for supervision, help or training",
    "contact_gap": "no contact noted for longer than usual in this relationship",
    "near_copy": "shares most words with another note (templates do this)",
    "look": "something in this note to look at",
    "text_changed": "its text changed since it was decided on",
}
PLACE_IN_ORDER = {kind: place for place, kind in enumerate(KINDS)}
# What the labeller leaves open goes to trainers, as a count; it is no reason to read a note first.
_COUNTED_ONLY = frozenset({"unsure", "mixed"})
_SIGNS = frozenset({"attention", "role_question", "client_says", "mentor_asks"})
_OWN_ENTRY_ONLY = frozenset({"task", "stage", "self_disclosure", "independence", "done_for"})


@dataclass(frozen=True, slots=True)
class ReadingReason:
    """Why a note is on the list; ``start`` and ``end`` where words in it are the reason."""

    kind: str
    says: str
    start: int | None = None
    end: int | None = None

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "says": self.says, "start": self.start, "end": self.end}

    @property
    def order(self) -> tuple[int, int, int, str]:
        return (PLACE_IN_ORDER[self.kind], self.start or 0, self.end or 0, self.says)


def reasons_of(
    contacts: Sequence[Contact],
    unread: Sequence[Unread],
    relationships: Iterable[Relationship],
    copies: Mapping[str, str] | None = None,
) -> Mapping[Key, list[ReadingReason]]:
    """Find every reason, by the note's id and place; notes without any are missing.

    Parameters
    ----------
    contacts : sequence of Contact
    unread : sequence of Unread
    relationships : iterable of Relationship
        For pauses since the last contact.
    copies : mapping of str to str, optional
        What `notesense.summaries.near_copies.near_copies` found.
    """
    reasons: defaultdict[Key, list[ReadingReason]] = defaultdict(list)
    for note in unread:
        reasons[note.id, note.place].append(_of_unread(note))
    for contact in contacts:
        found = _of_note(contact)
        if copies and contact.id in copies:
            says = f"shares most words with note {copies[contact.id]} (templates do this)"
            found.append(ReadingReason("near_copy", says))
        if found:
            reasons[contact.id, contact.place] += found
    for last, pause in _pauses(contacts, tuple(relationships)):
        reasons[last.id, last.place].append(pause)
    return reasons


def _pauses(
    contacts: Sequence[Contact], relationships: Sequence[Relationship]
) -> Iterable[tuple[Contact, ReadingReason]]:
    """Find the relationships that have been silent for long, each by its last contact."""
    newest = max((contact.date for contact in contacts if contact.date), default=None)
    last_met: dict[str, str] = {}
    for one in relationships:
        last_met[one.client] = max(last_met.get(one.client, ""), one.last_date or "")
    for one in relationships:
        pause = _pause(one, newest, last_met[one.client])
        if pause:
            yield pause


def _of_unread(note: Unread) -> ReadingReason:
    if note.kind == "not_english":
        return ReadingReason("not_english", KINDS["not_english"])
    return ReadingReason("unread", f"{KINDS['unread']}: {note.says}")


def _of_note(contact: Contact) -> list[ReadingReason]:
    found: dict[tuple[str, int, int], ReadingReason] = {}
    for sign in contact.signs:
        kind = f"attention_{sign.kind}" if sign.sign == "attention" else sign.sign
        if kind in KINDS:
            found[sign.sign, sign.start, sign.end] = ReadingReason(kind, _says(kind, sign), sign.start, sign.end)
    for look in contact.look:
        # A look at a sign repeats it; the sign's own kind (stated, past …) has decided already.
        if look.kind in _COUNTED_ONLY | _SIGNS | _OWN_ENTRY_ONLY or look.kind.startswith("attention"):
            continue
        found.setdefault(
            (look.kind, look.start, look.end),
            ReadingReason(look.kind if look.kind in KINDS else "look", look.says, look.start, look.end),
        )
    return list(found.values())


def _says(kind: str, sign: SignReference) -> str:
    says = KINDS[kind]
    if sign.sign != "attention":
        return says
    if sign.whose:
        says += f"; whose: {'the client' if sign.whose == 'client' else 'someone else'}"
    if sign.told is not None:
        says += "; the note says who was told" if sign.told else "; the note does not say who was told"
    return says


def _pause(
    relationship: Relationship, newest: str | None, client_last_met: str
) -> tuple[Contact, ReadingReason] | None:
    """Say whether a pair has been silent for long, seen from the newest note of all."""
    met = [contact for contact in relationship.timeline if contact.took_place]
    if not met or newest is None or met[-1].date is None:
        return None
    last = met[-1]
    # A goodbye that the notes show explains the silence after it, unless a later contact took it back.
    latest_stage = next((contact.stage for contact in reversed(met) if contact.stage), None)
    days = days_between(met[-1].date, newest)
    usual = relationship.gaps.median_days
    if latest_stage == "ending" or not is_long(days, usual):
        return None
    by_others = client_last_met > met[-1].date
    if by_others and usual is None:
        # Somebody stood in once; the client's own relationship went on.
        return None
    says = f"the last contact noted in this relationship; {days} days before the newest note read"
    if usual is not None:
        says += f", where about {round(usual)} days between contacts were usual"
    tried = sum(not contact.took_place and (contact.date or "") >= met[-1].date for contact in relationship.timeline)
    if tried:
        says += f"; {tried} unanswered attempt{'s' if tried > 1 else ''} or no-show{'s' if tried > 1 else ''} since"
    if by_others:
        says += "; others met the client since"
    return last, ReadingReason("contact_gap", says)
