"""One mentor and one client: what their notes show, counted by contact.

Roles are kinds of help and stand in the codebook's order, which is no ladder.
Signs are listed by note and never counted here: a relationship has one mentor
and one client, so a count would be a tally of a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import ACTING_ROLES, CONVERSATIONS, NONE_BECAUSE, ROLES, STAGES, TASKS
from notesense.summaries.agreed import Agreed, agreed_of
from notesense.summaries.balance import ErrorRates, Share, share
from notesense.summaries.contact import Contact, SignReference
from notesense.summaries.development import findings_of
from notesense.summaries.endings import Ending, NotePlace, ending_of, stage_places
from notesense.summaries.findings import Finding
from notesense.summaries.independence import TaskPath, paths_of
from notesense.summaries.involvement import Rhythm, rhythm_of
from notesense.summaries.loose_ends import LooseEnd, NoteWords, loose_ends_of
from notesense.summaries.periods import Period, periods_of
from notesense.summaries.timeline import Gaps, days_between, gaps_between, in_order, is_long, rows


@dataclass(frozen=True, slots=True)
class Showing:
    """How many contacts show a thing, and when first and last.

    ``first`` and ``last`` are ISO days, None where no contact shows it.
    """

    share: Share
    first: str | None
    last: str | None

    def as_dict(self) -> dict[str, Any]:
        return {**self.share.as_dict(), "first": self.first, "last": self.last}


@dataclass(frozen=True, slots=True)
class StageSeen:
    """The note in which a stage shows for the first time, with the words' offsets where the note has them.

    ``notes`` are all contacts of the stage in order, ``signs`` every word of
    it in them.
    """

    note: str
    date: str | None
    start: int | None
    end: int | None
    notes: tuple[NotePlace, ...] = ()
    signs: tuple[SignReference, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        return {
            "note": self.note,
            "date": self.date,
            "start": self.start,
            "end": self.end,
            "last": self.notes[-1].date if self.notes else self.date,
            "notes": [place.as_dict() for place in self.notes],
            "signs": [sign.as_dict() for sign in self.signs],
        }


@dataclass(frozen=True, slots=True)
class Relationship:
    """What the notes of one mentor with one client show.

    Attributes
    ----------
    mentor, client : str
    contacts : int
        Notes of a contact that took place, whatever it was.
    no_contacts : int
        Notes of no contact (no-show, voicemail); in no other count here.
    first_date, last_date : str or None
        Of the contacts, ISO; None where none took place.
    span_days : int
        From the first contact to the last, in days.
    gaps : Gaps
    conversations : mapping of str to Share
        Support, mentoring and none, of the contacts.
    none_because : mapping of str to int
        The contacts of conversation ``none`` by reason.
    roles, tasks : mapping of str to Showing
    acting_roles : mapping of str to int
        Contacts that show each.
    stages : mapping of str to StageSeen
    signs : tuple of SignReference
        In order of date; from every note of the pair. No text.
    unsure : int
        Contacts whose conversation the labeller leaves open.
    timeline : tuple of Contact
        Every note of the pair in order, those of no contact too.
    channels : mapping of str to int
        Contacts by channel as given, the commonest first; ``""`` where none is.
    attempts : tuple of NotePlace
        The notes of no contact, in order.
    rhythm : Rhythm
    periods : tuple of Period
        The balance of conversations and roles, some months at a time.
    paths : tuple of TaskPath
        Done for, beside, alone: a task each.
    agreed : Agreed
    ending : Ending
    loose_ends : tuple of LooseEnd or None
        For the mentor first; None where the texts were not at hand.
    mentor_asks, client_says : tuple of SignReference
        Those of ``signs``.
    findings : tuple of Finding
        What changed, each in words with its test; at least one of each kind.
    """

    mentor: str
    client: str
    contacts: int
    no_contacts: int
    first_date: str | None
    last_date: str | None
    span_days: int
    gaps: Gaps
    conversations: Mapping[str, Share]
    none_because: Mapping[str, int]
    roles: Mapping[str, Showing]
    acting_roles: Mapping[str, int]
    tasks: Mapping[str, Showing]
    stages: Mapping[str, StageSeen]
    signs: tuple[SignReference, ...]
    unsure: int
    timeline: tuple[Contact, ...]
    channels: Mapping[str, int]
    attempts: tuple[NotePlace, ...]
    rhythm: Rhythm
    periods: tuple[Period, ...]
    paths: tuple[TaskPath, ...]
    agreed: Agreed
    ending: Ending
    loose_ends: tuple[LooseEnd, ...] | None
    mentor_asks: tuple[SignReference, ...]
    client_says: tuple[SignReference, ...]
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the relationship as JSON-able values; ``timeline`` has one row a note."""
        return {
            "mentor": self.mentor,
            "client": self.client,
            "contacts": self.contacts,
            "no_contacts": self.no_contacts,
            "first_date": self.first_date,
            "last_date": self.last_date,
            "span_days": self.span_days,
            "gaps": self.gaps.as_dict(),
            "conversations": {kind: found.as_dict() for kind, found in self.conversations.items()},
            "none_because": dict(self.none_because),
            "roles": {role: found.as_dict() for role, found in self.roles.items()},
            "acting_roles": dict(self.acting_roles),
            "tasks": {task: found.as_dict() for task, found in self.tasks.items()},
            "stages": {stage: seen.as_dict() for stage, seen in self.stages.items()},
            "signs": [sign.as_dict() for sign in self.signs],
            "unsure": self.unsure,
            "channels": dict(self.channels),
            "attempts": [place.as_dict() for place in self.attempts],
            "rhythm": self.rhythm.as_dict(),
            "periods": [period.as_dict() for period in self.periods],
            "paths": [path.as_dict() for path in self.paths],
            "agreed": self.agreed.as_dict(),
            "ending": self.ending.as_dict(),
            "loose_ends": None if self.loose_ends is None else [end.as_dict() for end in self.loose_ends],
            "mentor_asks": [sign.as_dict() for sign in self.mentor_asks],
            "client_says": [sign.as_dict() for sign in self.client_says],
            "findings": [finding.as_dict() for finding in self.findings],
            "timeline": rows(self.timeline),
        }


def relate(
    mentor: str,
    client: str,
    notes: Sequence[Contact],
    error_rates: Mapping[str, ErrorRates] | None = None,
    *,
    newest: str | None = None,
    words: Mapping[str, NoteWords] | None = None,
) -> Relationship:
    """Sum up the notes of one pair.

    Parameters
    ----------
    mentor, client : str
    notes : sequence of Contact
        All of this pair and dated, in any order.
    error_rates : mapping of str to ErrorRates, optional
        By conversation and role, for the intervals.
    newest : str, optional
        Day of the newest note of all, from which a silence is measured.
    words : mapping of str to NoteWords, optional
        By note id, for the loose ends.
    """
    rates = error_rates or {}
    timeline = in_order(notes)
    met = [contact for contact in timeline if contact.took_place]
    first = met[0].date if met else None
    last = met[-1].date if met else None

    def showing(key: str, shown_by: Callable[[Contact], tuple[str, ...]]) -> Showing:
        dates = [contact.date for contact in met if key in shown_by(contact)]
        return Showing(
            share(len(dates), len(met), rates.get(key)),
            first=dates[0] if dates else None,
            last=dates[-1] if dates else None,
        )

    conversations = Counter(contact.conversation for contact in met)
    because = Counter(contact.none_because for contact in met)
    acting = Counter(role for contact in met for role in set(contact.acting_roles))
    channels = Counter(contact.channel or "" for contact in met)
    gaps = gaps_between(timeline)
    silent = days_between(last, newest) if last and newest else 0
    paths = paths_of(met)
    signs = _signs(timeline)
    return Relationship(
        mentor=mentor,
        client=client,
        contacts=len(met),
        no_contacts=len(timeline) - len(met),
        first_date=first,
        last_date=last,
        span_days=days_between(first, last) if first and last else 0,
        gaps=gaps,
        conversations={kind: share(conversations[kind], len(met), rates.get(kind)) for kind in CONVERSATIONS},
        none_because={kind: because[kind] for kind in NONE_BECAUSE if because[kind]},
        roles={role: showing(role, lambda contact: contact.roles) for role in ROLES},
        acting_roles={role: acting[role] for role in ACTING_ROLES if acting[role]},
        tasks={
            task: showing(task, lambda contact: contact.tasks)
            for task in TASKS
            if any(task in contact.tasks for contact in met)
        },
        stages=_stages(timeline),
        signs=signs,
        unsure=sum(contact.unsure for contact in met),
        timeline=timeline,
        channels=dict(sorted(channels.items(), key=lambda item: (-item[1], item[0]))),
        attempts=tuple(
            NotePlace(contact.id, contact.date, None, None) for contact in timeline if not contact.took_place
        ),
        rhythm=rhythm_of(met),
        periods=periods_of(met, rates),
        paths=paths,
        agreed=agreed_of(met),
        # A single contact has no rhythm that silence could break.
        ending=ending_of(met, silent_days=silent if gaps.median_days and is_long(silent, gaps.median_days) else None),
        loose_ends=None if words is None else loose_ends_of(met, words),
        mentor_asks=tuple(sign for sign in signs if sign.sign == "mentor_asks"),
        client_says=tuple(sign for sign in signs if sign.sign == "client_says"),
        findings=findings_of(met, paths, rates),
    )


def _signs(timeline: Sequence[Contact]) -> tuple[SignReference, ...]:
    return tuple(
        sorted(
            (sign for contact in timeline for sign in contact.signs if sign.sign not in {"task", "stage"}),
            key=lambda sign: (sign.date or "", sign.note, sign.start, sign.end, sign.sign, sign.kind or ""),
        )
    )


def _stages(timeline: Sequence[Contact]) -> dict[str, StageSeen]:
    seen: dict[str, StageSeen] = {}
    for stage in STAGES:
        places = stage_places(timeline, stage)
        if not places:
            continue
        first = places[0]
        signs = tuple(
            sign
            for contact in timeline
            if contact.stage == stage
            for sign in contact.signs
            if sign.sign == "stage" and sign.kind == stage
        )
        seen[stage] = StageSeen(first.note, first.date, first.start, first.end, places, signs)
    return seen
