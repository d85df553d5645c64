"""From labelled notes to a summary: who belongs to which pair, and what stays outside."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import CONVERSATIONS, NONE_BECAUSE, ROLES, SIGNS
from notesense.records import SCHEMA
from notesense.records.decisions import Decision
from notesense.summaries.balance import ErrorRates
from notesense.summaries.contact import Contact, Record, Unread, contact_from
from notesense.summaries.decisions import Standing, take_up
from notesense.summaries.form_check import FormCheck
from notesense.summaries.loose_ends import NoteWords
from notesense.summaries.near_copies import Shingles, near_copies
from notesense.summaries.queue import ALWAYS, ReadingRow, reading_list
from notesense.summaries.reading_errors import measured_for
from notesense.summaries.relationship import Relationship, relate
from notesense.summaries.routine import with_routine_lines

# Why a labelled note belongs to no pair; the first that fits is counted.
OUTSIDE: dict[str, str] = {
    "group": "notes of a group",
    "many": "several contacts in one text that could not be told apart",
    "summary": "weekly or monthly summaries",
    "no_mentor": "notes without a mentor",
    "no_client": "notes without a client",
    "no_date": "notes without a date",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set of notes shows.

    Attributes
    ----------
    counts : mapping
        Of the whole set; nothing is totalled by mentor.
    relationships : tuple of Relationship
        By client, then mentor.
    reading_list : tuple of ReadingRow
    decisions : tuple of Standing
        What was decided before, and how each decision stands now.
    form_check : FormCheck or None
        Where one was asked for.
    """

    counts: Mapping[str, Any]
    relationships: tuple[Relationship, ...]
    reading_list: tuple[ReadingRow, ...]
    decisions: tuple[Standing, ...] = ()
    form_check: FormCheck | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the summary as JSON-able values: counts, offsets and reasons, no text."""
        return {
            "schema": SCHEMA,
            "kind": "summary",
            "counts": dict(self.counts),
            "reading_list": [row.as_dict() for row in self.reading_list],
            "decisions": [standing.as_dict() for standing in self.decisions],
            "form_check": self.form_check.as_dict() if self.form_check else None,
            "relationships": [relationship.as_dict() for relationship in self.relationships],
        }


def summarise(
    records: Iterable[Record],
    *,
    top: int | None = None,
    shingles: Mapping[str, Shingles] | None = None,
    error_rates: Mapping[str, ErrorRates] | None = None,
    words: Mapping[str, NoteWords] | None = None,
    decisions: Iterable[Decision] = (),
) -> Summary:
    """Sum up notes by relationship and say which to read first.

    Parameters
    ----------
    records : iterable of LabelledNote, UnreadNote or mapping
        From `notesense.review`, or the parsed lines of ``review --to jsonl``;
        both give the same summary, and so does any order.
    top : int, optional
        How many rows the reading list has besides those that always show; by
        default 20 or 5 % of the notes, whichever is larger.
    shingles : mapping of str to int64 array, optional
        Note id to hashes (`notesense.summaries.near_copies.shingles`); with
        it notes that share most words are listed.
    error_rates : mapping of str to ErrorRates, optional
        How often the model errs, by conversation and role, for the intervals;
        by default what was measured for the model that the notes name
        (`notesense.summaries.reading_errors`). An empty mapping counts no
        reading errors.
    words : mapping of str to NoteWords, optional
        Note id to hashed words (`notesense.summaries.loose_ends.note_words`);
        with it plans are listed that are not mentioned again.
    decisions : iterable of Decision, optional
        What a reader decided before (`notesense.read.decisions`); these
        matters stay off the reading list unless the note's text changed.

    Raises
    ------
    InputError
        A mapping is no line of ``review --to jsonl``, or of a later schema.
    """
    contacts: list[Contact] = []
    unread: list[Unread] = []
    for record in records:
        read = contact_from(record)
        if isinstance(read, Contact):
            contacts.append(read)
        else:
            unread.append(read)
    contacts.sort(key=lambda contact: contact.order)
    contacts = with_routine_lines(contacts)
    pairs: defaultdict[tuple[str, str], list[Contact]] = defaultdict(list)
    outside: Counter[str] = Counter()
    for contact in contacts:
        why = why_outside(contact)
        if why or contact.mentor is None or contact.client is None:
            outside[why or "no_client"] += 1
        else:
            pairs[contact.mentor, contact.client].append(contact)
    rates = measured_for({contact.model for contact in contacts}) if error_rates is None else error_rates
    newest = max((contact.date for contact in contacts if contact.date), default=None)
    relationships = tuple(
        relate(mentor, client, pairs[mentor, client], rates, newest=newest, words=words)
        for mentor, client in sorted(pairs, key=lambda pair: (_natural(pair[1]), _natural(pair[0])))
    )
    copies = near_copies(shingles, [contact.id for contact in contacts]) if shingles else None
    hashes = [(note.id, note.text_hash) for note in contacts] + [(note.id, note.text_hash) for note in unread]
    decided = take_up(decisions, hashes)
    first = reading_list(contacts, unread, relationships, copies=copies, top=top, decided=decided)
    withheld = len({mentor for mentor, _ in pairs}) == 1
    counts = _counts(contacts, unread, outside, withheld=withheld)
    counts["relationships"] = len(relationships)
    counts["reading_list"] = first.counts(withheld=_of_one_person(contacts))
    counts["decisions"] = decided.counts()
    return Summary(counts, relationships, first.rows, decided.standings)


def why_outside(contact: Contact) -> str | None:
    """Name the reason why a labelled note is in no pair; None if it is in one."""
    if contact.setting == "group":
        return "group"
    if contact.contacts in {"many", "summary"}:
        return contact.contacts
    for key, value in (("no_mentor", contact.mentor), ("no_client", contact.client), ("no_date", contact.date)):
        if not value:
            return key
    return None


def _counts(contacts: list[Contact], unread: list[Unread], outside: Counter[str], *, withheld: bool) -> dict[str, Any]:
    """Count what was read and what it shows.

    The notes of one mentor alone are withheld: what they show in all would be
    a total for that person, so it stays unsaid (None).
    """
    conversations = Counter(contact.conversation for contact in contacts)
    because = Counter(contact.none_because for contact in contacts)
    roles = Counter(role for contact in contacts for role in contact.roles)
    dates = sorted(contact.date for contact in contacts if contact.date)
    return {
        "notes": len(contacts) + len(unread),
        "labelled": len(contacts),
        "unread": sum(note.kind != "not_english" for note in unread),
        "not_english": sum(note.kind == "not_english" for note in unread),
        "first_date": dates[0] if dates else None,
        "last_date": dates[-1] if dates else None,
        "in_relationships": len(contacts) - sum(outside.values()),
        "outside_relationships": {why: outside[why] for why in OUTSIDE if outside[why]},
        "conversations": None if withheld else {kind: conversations[kind] for kind in CONVERSATIONS},
        "none_because": None if withheld else {why: because[why] for why in NONE_BECAUSE if because[why]},
        "roles": None if withheld else {role: roles[role] for role in ROLES},
        "attention_not_listed": _attention_not_listed(contacts),
        "mixed": sum(contact.mixed for contact in contacts),
        "unsure": sum(contact.unsure for contact in contacts),
        "unfamiliar": None if withheld else _unfamiliar(contacts),
    }


def _unfamiliar(contacts: list[Contact]) -> int | None:
    """Count the notes that look unlike those of training; None where the model could not tell."""
    told = [contact.unfamiliar for contact in contacts if contact.unfamiliar is not None]
    return sum(told) if told else None


def _attention_not_listed(contacts: list[Contact]) -> dict[str, int] | None:
    """Count the notes whose attention words never reach the list (past, routine lines, topics).

    None for the notes of one mentor or of one client: a count there would be
    a tally of that person, which the codebook rules out.
    """
    if _of_one_person(contacts):
        return None
    kinds = Counter(
        kind for contact in contacts for kind in {sign.kind for sign in contact.signs if sign.sign == "attention"}
    )
    return {kind: kinds[kind] for kind in SIGNS["attention"] if kinds[kind] and f"attention_{kind}" not in ALWAYS}


def _of_one_person(contacts: list[Contact]) -> bool:
    """Whether all notes are one mentor's or one client's."""
    people = ({contact.mentor for contact in contacts}, {contact.client for contact in contacts})
    return any(len(names - {None}) < 2 for names in people)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Order C2 before C10.

    Examples
    --------
    >>> sorted(["C10", "C2", "a", "7"], key=_natural)
    ['7', 'C2', 'C10', 'a']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    # Digits by length, then by value as text: a "number" of any length is no trouble so.
    digits = [part.lstrip("0") for part in parts]
    return (
        *((0, len(bare), bare) if part.isdecimal() else (1, 0, part) for part, bare in zip(parts, digits, strict=True)),
        (-1, 0, name),
    )
