"""Labelled notes made by hand: what the stages before would hand over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from notesense.codebook.labels import BY_LABEL, CODEBOOK_VERSION, CONVERSATIONS, ROLES
from notesense.records import LabelledNote, LabelledSegment, Look, Note, Reason, Sign, Source, UnreadNote

# A sentence a label; SECRET stands in every text and must appear in no output but `explain`.
SECRET = "Xylophone-Marmalade"
SENTENCES = {
    "support": f"Listened to {SECRET} worries.",
    "educate": f"Explained {SECRET} walk-in hours.",
    "enable_encourage": f"Practised {SECRET} interview answers with her.",
    "empower": f"Sat beside her while she spoke to {SECRET} landlord.",
    "other": f"Met at {SECRET} library.",
}


def a_note(
    id: str,
    labels: str = "other enable_encourage",
    *,
    mentor: str | None = "M1",
    client: str | None = "C1",
    date: str | None = "2025-03-03",
    time: str | None = None,
    none_because: str | None = None,
    stage: str | None = None,
    tasks: Iterable[str] = (),
    signs: Iterable[Sign] = (),
    look: Iterable[Look] = (),
    acting_roles: Iterable[str] = (),
    unsure: bool = False,
    row: int = 2,
    **fields: object,
) -> LabelledNote:
    """Build a note whose conversation and roles follow from its segments, as the codebook asks."""
    names = labels.split()
    segments, at = [], 0
    for name in names:
        sentence = SENTENCES[name]
        segments.append(
            LabelledSegment(
                at, at + len(sentence), name, 0.9, "mentor", "done",
                reasons=(Reason("cue", at, at + 8, f"cue for {name}; codebook, section 1"),),
            )
        )  # fmt: skip
        at += len(sentence) + 1
    kinds = [BY_LABEL[name].conversation for name in names]
    mentoring, support = kinds.count("mentoring"), kinds.count("support")
    conversation = "none" if not mentoring + support else "mentoring" if mentoring >= support else "support"
    roles = tuple(role for role in ROLES if role in names)
    return LabelledNote(
        note=Note(
            id=id,
            text=" ".join(SENTENCES[name] for name in names),
            source=Source("notes.csv", None, row, 1),
            mentor=mentor,
            client=client,
            date=date,
            time=time,
            **fields,  # type: ignore[arg-type]
        ),
        conversation=conversation,
        conversation_scores={kind: 0.9 if kind == conversation else 0.05 for kind in CONVERSATIONS},
        candidates=("support", "mentoring") if unsure else (conversation,),
        none_because=(none_because or "not_described") if conversation == "none" else None,
        acts={"support": support, "mentoring": mentoring},
        mixed=abs(mentoring - support) <= 1 and bool(mentoring and support),
        roles=roles,
        role_scores={role: 0.95 if role in roles else 0.04 for role in ROLES},
        acting_roles=tuple(acting_roles),
        segments=tuple(segments),
        stage=stage,
        tasks=tuple(tasks),
        signs=tuple(signs),
        look=tuple(look),
        model={"name": "made", "version": "0"},
        codebook=CODEBOOK_VERSION,
    )


def unread(id: str, kind: str = "empty", says: str = "The note is empty.", row: int = 3) -> UnreadNote:
    return UnreadNote(id, Source("notes.csv", None, row), kind, says, mentor="M1", client="C1", date="2025-03-05")


def day(start: str, days: int) -> str:
    return (date.fromisoformat(start) + timedelta(days)).isoformat()


def caseload() -> list[LabelledNote | UnreadNote]:
    """A small caseload: a relationship that grows and ends, one that pauses, one that begins, and what fits no pair."""
    records: list[LabelledNote | UnreadNote] = []
    grows = [
        (0, "other support educate", {"stage": "initiation", "tasks": ["relationship"]}),
        (7, "support support other", {"stage": "establishing", "tasks": ["relationship"]}),
        (14, "other educate", {"tasks": ["resources"], "signs": [Sign("done_for", None, 0, 12)]}),
        (20, "other", {"none_because": "no_contact"}),
        (23, "enable_encourage enable_encourage", {"tasks": ["life_skills"], "acting_roles": ["observer"]}),
        (30, "enable_encourage educate other", {"tasks": ["life_skills"], "acting_roles": ["demonstrator"]}),
        (37, "support other", {"signs": [Sign("self_disclosure", "comfort", 0, 10)]}),
        (44, "empower enable_encourage", {"stage": "maturing", "acting_roles": ["facilitator", "observer"]}),
        (60, "empower empower other", {"acting_roles": ["facilitator"], "unsure": True}),
        (76, "other enable_encourage", {"signs": [Sign("independence", None, 0, 20)]}),
        (92, "other", {"none_because": "client_report", "signs": [Sign("independence", None, 0, 9)]}),
        (110, "enable_encourage support", {"stage": "ending", "tasks": ["relationship"]}),
    ]
    for number, (after, labels, more) in enumerate(grows, 1):
        records.append(a_note(f"g-{number:02}", labels, mentor="M1", client="C1", date=day("2025-01-07", after),
                              row=number, **more))  # type: ignore[arg-type]  # fmt: skip
    pauses = [
        (0, "support other", {}), (6, "support support", {}), (13, "other educate", {}),
        (20, "other", {"none_because": "time_together"}), (64, "support other", {}),
        (70, "other", {"none_because": "not_described"}), (77, "educate enable_encourage", {}),
    ]  # fmt: skip
    for number, (after, labels, more) in enumerate(pauses, 1):
        signs = (
            [Sign("attention", "stated", 4, 19, whose="client", told=f"told {SECRET} the supervisor")]
            if number == 5 else []
        )  # fmt: skip
        records.append(a_note(f"p-{number:02}", labels, mentor="M2", client="C10", date=day("2025-01-20", after),
                              signs=signs, row=100 + number, **more))  # type: ignore[arg-type]  # fmt: skip
    for number, after in enumerate((0, 7, 15), 1):
        signs = [Sign("role_question", None, 3, 9)] if number == 2 else [Sign("client_says", None, 1, 7)]
        records.append(a_note(f"b-{number:02}", "other educate", mentor="M1", client="C2",
                              date=day("2025-05-01", after), signs=signs, row=200 + number))  # fmt: skip
    records += [
        a_note("group-1", "educate", setting="group", client=None, headcount=6, date="2025-02-02", row=300),
        a_note("week-1", "enable_encourage", contacts="summary", client="C1", date="2025-02-03", row=301),
        a_note("many-1", "support educate", contacts="many", client="C1", date="2025-02-04", row=302),
        a_note("who-1", "support", client=None, date="2025-02-05", row=303),
        a_note("when-1", "support", date=None, row=304,
               signs=[Sign("attention", "asked_denied", 2, 8), Sign("attention", "topic", 10, 12)]),
        unread("empty-1", row=305),
        unread("es-1", "not_english", "The note is not in English.", row=306),
    ]  # fmt: skip
    return records
