"""What is told of a relationship, line by line: the same words on the page, on a terminal and in tables.

Our own words, counts and days, each with the notes that it stands on; nothing
of a note's text. Self-disclosure has its letter in the timeline and no line
here. Plans that no later note mentions are the mentor's own to see first
(`notesense reflect`), so no report tells them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import NONE_BECAUSE
from notesense.report.wording import plural, span_words


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what it is about, what is said, and the ids of the notes that it stands on."""

    topic: str
    says: str
    notes: tuple[str, ...] = ()


def told_of(relationship: Mapping[str, Any]) -> list[Told]:
    """Tell a relationship in lines.

    Parameters
    ----------
    relationship : mapping
        As in the summary's JSON.

    Examples
    --------
    >>> told_of({"findings": [{"says": "Looks the same."}], "ending": {"says": "No note speaks of one.", "notes": []}})
    [Told(topic='what changed', says='Looks the same.', notes=()), Told(topic='ending', \
says='No note speaks of one.', notes=())]
    """
    return [
        *(Told("what changed", finding["says"]) for finding in relationship.get("findings", ())),
        *_how_often(relationship),
        *_what_contacts_were(relationship),
        *_tasks(relationship),
        *(Told("step by step", path["says"], _ids(path["steps"])) for path in relationship.get("paths", ())),
        *_stages(relationship.get("stages") or {}),
        *_agreed(relationship.get("agreed")),
        *_ending(relationship.get("ending")),
        *_said_by("the client says", "what they want of the mentoring", relationship.get("client_says", ())),
        *_said_by("the mentor asks", "for supervision, help or training", relationship.get("mentor_asks", ())),
    ]


def _how_often(relationship: Mapping[str, Any]) -> Iterable[Told]:
    rhythm = relationship.get("rhythm")
    if rhythm and rhythm["pauses"]:
        says = f"contacts in {rhythm['months_with_contact']} of {plural(rhythm['months'], 'month')}"
        says += f"; {rhythm['usual_pauses']} of {plural(rhythm['pauses'], 'pause')} about as long as usual"
        yield Told("how often", says)
    for gap in (relationship.get("gaps") or {}).get("long", ()):
        says = f"{gap['days']} days between contacts, {span_words(gap['after'], gap['before'])}"
        if gap["attempts"]:
            says += f", with {plural(gap['attempts'], 'note')} of no contact in between"
        yield Told("how often", says)
    channels = {name: count for name, count in (relationship.get("channels") or {}).items() if name}
    if channels:
        yield Told("how they met", ", ".join(f"{name} {count}" for name, count in channels.items()))


def _what_contacts_were(relationship: Mapping[str, Any]) -> Iterable[Told]:
    because = relationship.get("none_because")
    if because:
        yield Told("neither kind shown", ", ".join(f"{NONE_BECAUSE[why]} {count}" for why, count in because.items()))
    acting = relationship.get("acting_roles")
    if acting:
        yield Told("the mentor acted as", ", ".join(f"{role.replace('_', ' ')} {n}" for role, n in acting.items()))


def _tasks(relationship: Mapping[str, Any]) -> Iterable[Told]:
    for task, found in (relationship.get("tasks") or {}).items():
        contacts = plural(found["count"], "contact")
        yield Told("worked on", f"{task.replace('_', ' ')}: {contacts}, {span_words(found['first'], found['last'])}")


def _stages(stages: Mapping[str, Mapping[str, Any]]) -> Iterable[Told]:
    for stage, seen in sorted(stages.items(), key=lambda item: item[1]["date"] or ""):
        notes = seen.get("notes", ())
        yield Told("stage", f"{stage}: signs on {span_words(seen['date'], seen['last'])}", _ids(notes))


def _agreed(agreed: Mapping[str, Any] | None) -> Iterable[Told]:
    if not agreed:
        return
    if agreed["declared"]:
        yield Told("at the start", f"declared: {agreed['declared']}", (agreed["declared_in"],))
    if agreed["contract"]:
        yield Told("at the start", "signs of expectations, a contract or goals gone through", _ids(agreed["contract"]))


def _ending(ending: Mapping[str, Any] | None) -> Iterable[Told]:
    if ending:
        yield Told("ending", ending["says"], _ids(ending["notes"]))


def _said_by(topic: str, says: str, signs: Sequence[Mapping[str, Any]]) -> Iterable[Told]:
    # By note, never as a count: it would be a tally of a person.
    if signs:
        yield Told(topic, says, _ids(signs))


def _ids(places: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place["note"] for place in places))
