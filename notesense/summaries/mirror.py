"""A mentor's own mirror: the balance, examples, what changed, and what to think over.

This is the one place where the contacts of one mentor are added up, since it
is made for that mentor alone: it is shown on a screen and written nowhere
(`notesense reflect`). Places and counts, no text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import ACT_LABELS, NONE_BECAUSE, ROLES
from notesense.codebook.open_questions import OpenQuestion, choose_questions
from notesense.summaries.balance import ErrorRates, Share, share
from notesense.summaries.contact import Contact
from notesense.summaries.findings import Finding, changed_words, halves, too_few_words
from notesense.summaries.loose_ends import LooseEnd
from notesense.summaries.relationship import Relationship
from notesense.summaries.trends import FEWEST, trend, which_hold

# Sentences shown for each kind of help.
EXAMPLES = 2
# Shorter ones say too little by themselves, longer ones are better read in the note.
FEWEST_CHARACTERS, MOST_CHARACTERS = 25, 240
# What is nobody's example: somebody in danger, or the mentor's own history.
_NOT_QUOTED = frozenset({"attention", "self_disclosure", "role_question"})
FACTS: tuple[str, ...] = (
    "always", "support", "no_support", "support_and_mentoring", *ROLES, "kind_not_shown", "trust", "skills",
    "independence", "done_for", "rarer", "ending", "silent", "changed",
)  # fmt: skip
"""What notes can show that a question waits for (``codebook/open_questions.toml``)."""
NO_CHANGE = "No change shows in the kinds of conversation and help, all relationships taken together."


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of the mentor's own, by its place; ``sentence`` counts from 1."""

    note: str
    source: Mapping[str, Any]
    date: str | None
    client: str
    sentence: int
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "note": self.note,
            "source": dict(self.source),
            "date": self.date,
            "client": self.client,
            "sentence": self.sentence,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Mirror:
    """What a mentor's own notes show.

    Attributes
    ----------
    relationships : tuple of Relationship
    contacts : int
        Contacts that took place, over all of them.
    first_date, last_date : str or None
    balance : mapping of str to Share
        ``support``: contacts that were mainly support; each role: contacts that show it.
    none_because : mapping of str to int
        Contacts that show neither kind of conversation, by reason.
    examples : mapping of str to tuple of Example
        By segment label.
    changes : tuple of Finding
        Each with its test; of one relationship they are its own findings, word for word.
    loose_ends : tuple of (str, LooseEnd)
        Client and plan, the newest first.
    questions : tuple of OpenQuestion
    """

    relationships: tuple[Relationship, ...]
    contacts: int
    first_date: str | None
    last_date: str | None
    balance: Mapping[str, Share]
    none_because: Mapping[str, int]
    examples: Mapping[str, tuple[Example, ...]]
    changes: tuple[Finding, ...]
    loose_ends: tuple[tuple[str, LooseEnd], ...]
    questions: tuple[OpenQuestion, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the values that the terminal shows; no command prints or writes them as they are."""
        return {
            "contacts": self.contacts,
            "first_date": self.first_date,
            "last_date": self.last_date,
            "balance": {label: found.as_dict() for label, found in self.balance.items()},
            "none_because": dict(self.none_because),
            "relationships": [
                {
                    "client": each.client,
                    "contacts": each.contacts,
                    "counts": {label: _count(each, label) for label in ACT_LABELS},
                }
                for each in self.relationships
            ],
            "examples": {label: [each.as_dict() for each in found] for label, found in self.examples.items()},
            "changes": [change.says for change in self.changes],
            "loose_ends": [{"client": client, **end.as_dict()} for client, end in self.loose_ends],
            "questions": [question.asks for question in self.questions],
        }


def mirror_of(
    relationships: Sequence[Relationship],
    lines: Mapping[str, Mapping[str, Any]],
    error_rates: Mapping[str, ErrorRates] | None = None,
) -> Mirror:
    """Hold a mirror to the relationships of one mentor.

    Parameters
    ----------
    relationships : sequence of Relationship
        All of one mentor.
    lines : mapping of str to mapping
        By note id, lines of ``review --to jsonl``; those of the relationships.
    error_rates : mapping of str to ErrorRates, optional
        By conversation and role, for the intervals.
    """
    rates = error_rates or {}
    contacts = sum(relationship.contacts for relationship in relationships)
    counts = {label: sum(_count(relationship, label) for relationship in relationships) for label in ACT_LABELS}
    because: Counter[str] = Counter()
    for relationship in relationships:
        because.update(relationship.none_because)
    changes = relationships[0].findings if len(relationships) == 1 else _changes_over_all(relationships)
    last = max((relationship.last_date or "" for relationship in relationships), default="") or None
    ends = [(relationship.client, end) for relationship in relationships for end in relationship.loose_ends or ()]
    return Mirror(
        relationships=tuple(relationships),
        contacts=contacts,
        first_date=min((each.first_date for each in relationships if each.first_date), default=None),
        last_date=last,
        balance={label: share(count, contacts, rates.get(label)) for label, count in counts.items()},
        none_because={why: because[why] for why in NONE_BECAUSE if because[why]},
        examples={label: _examples(relationships, lines, label) for label in ACT_LABELS},
        changes=changes,
        loose_ends=tuple(sorted(ends, key=lambda entry: (entry[1].date or "", entry[1].note), reverse=True)),
        # Later notes bring other questions.
        questions=choose_questions(_facts(relationships, counts, changes), turn=contacts),
    )


def _count(relationship: Relationship, label: str) -> int:
    return (relationship.roles[label].share if label in ROLES else relationship.conversations[label]).count


def _met(relationship: Relationship) -> list[Contact]:
    return [contact for contact in relationship.timeline if contact.took_place]


def _changes_over_all(relationships: Sequence[Relationship]) -> tuple[Finding, ...]:
    """Test each kind over all relationships together, each against its own order of contacts.

    A caseload that changes (one relationship ends, another begins) is no
    change in the kind of help, so orders are never mixed.
    """
    met = [_met(relationship) for relationship in relationships]
    number = sum(map(len, met))
    if number < FEWEST:
        return (Finding("balance", "too_few", too_few_words("balance", number)),)
    shown = {"support": [[contact.conversation == "support" for contact in each] for each in met]}
    shown |= {role: [[role in contact.roles for contact in each] for each in met] for role in ROLES}
    tests = {about: trend(*series) for about, series in shown.items()}
    holding = which_hold(list(tests.values()))
    changed = []
    for (about, test), holds in zip(tests.items(), holding, strict=True):
        if holds:
            cut = [halves(series) for series in shown[about]]
            # The earlier halves of all relationships, then the later ones: one series with its middle there.
            flat = [value for which in (0, 1) for parts in cut for value in parts[which]]
            changed.append(Finding("balance", "changed", changed_words(about, flat, test), about, test))
    nearest = min(tests.values(), key=lambda test: test.p)
    return tuple(changed) or (Finding("balance", "no_change_shown", NO_CHANGE, test=nearest),)


def _examples(
    relationships: Sequence[Relationship], lines: Mapping[str, Mapping[str, Any]], label: str
) -> tuple[Example, ...]:
    """Choose the surest sentences, of different notes and, where there are several, of different clients."""
    found: list[tuple[float, Example]] = []
    for relationship in relationships:
        for contact in _met(relationship):
            line = lines[contact.id]
            for number, segment in enumerate(line.get("segments") or (), start=1):
                if segment["label"] == label and _may_be_quoted(segment, line):
                    example = Example(
                        contact.id,
                        contact.place.as_dict(),
                        contact.date,
                        relationship.client,
                        number,
                        segment["start"],
                        segment["end"],
                    )
                    found.append((segment["score"], example))
    # Scores within a hundredth are alike; among those the newest says most to the one who wrote it.
    found.sort(
        key=lambda entry: (round(entry[0], 2), entry[1].date or "", entry[1].note, -entry[1].start), reverse=True
    )
    chosen: list[Example] = []
    for taken in ({"client", "note"}, {"note"}):
        for _, example in found:
            alike = {name for name in taken for other in chosen if getattr(other, name) == getattr(example, name)}
            if len(chosen) < EXAMPLES and not alike:
                chosen.append(example)
    return tuple(sorted(chosen, key=lambda example: (example.date or "", example.note)))


def _may_be_quoted(segment: Mapping[str, Any], line: Mapping[str, Any]) -> bool:
    return (
        FEWEST_CHARACTERS <= segment["end"] - segment["start"] <= MOST_CHARACTERS
        and segment["actor"] in {"mentor", "unknown"}
        and not any(
            sign["sign"] in _NOT_QUOTED and sign["start"] < segment["end"] and segment["start"] < sign["end"]
            for sign in line.get("signs") or ()
        )
    )


def _facts(relationships: Sequence[Relationship], counts: Mapping[str, int], changes: Sequence[Finding]) -> set[str]:
    """Name what the notes show, as the questions of the codebook ask for it."""
    signs = {sign.sign for relationship in relationships for sign in relationship.signs}
    tasks = {task for relationship in relationships for task in relationship.tasks}
    endings = {relationship.ending.outcome for relationship in relationships}
    mentoring = sum(relationship.conversations["mentoring"].count for relationship in relationships)
    facts = {
        "always": True,
        "support": counts["support"] > 0,
        "no_support": counts["support"] == 0,
        "support_and_mentoring": counts["support"] > 0 and mentoring > 0,
        **{role: counts[role] > 0 for role in ROLES},
        "kind_not_shown": any(counts[role] == 0 for role in ROLES),
        "trust": "relationship" in tasks,
        "skills": "life_skills" in tasks,
        "independence": "independence" in signs,
        "done_for": "done_for" in signs,
        "rarer": any(
            change.kind == "involvement" and change.outcome == "changed" and change.test and change.test.rises
            for change in changes
        ),
        "ending": not endings.isdisjoint({"prepared", "in_the_last_contact"}),
        "silent": "silent" in endings,
        "changed": any(change.kind == "balance" and change.outcome == "changed" for change in changes),
    }
    return {fact for fact in FACTS if facts[fact]}
