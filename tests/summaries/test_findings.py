"""What is said of a relationship: paths of tasks, changes with their tests, and the words for them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from made_notes import a_note, caseload, day
from pairs import pair_of, path_notes, weekly

from notesense.records import LabelledNote, Sign
from notesense.summaries import ErrorRates, Relationship, summarise
from notesense.summaries.findings import KINDS, OUTCOMES
from notesense.summaries.steps import steps_of


def line(
    segments: list[tuple[int, int, str | None]], signs: list[tuple[str, str | None, int]], tasks: list[str]
) -> Any:
    return {
        "segments": [
            {"start": start, "end": end, **({"acting_role": role} if role else {})} for start, end, role in segments
        ],
        "signs": [{"sign": sign, "kind": kind, "start": start, "end": start + 2} for sign, kind, start in signs],
        "tasks": tasks,
    }


def test_a_step_has_the_task_of_its_own_segment() -> None:
    found = steps_of(
        line(
            [(0, 20, None), (20, 40, "facilitator"), (40, 60, None)],
            [("task", "resources", 5), ("done_for", None, 8), ("task", "life_skills", 25), ("independence", None, 45)],
            ["life_skills", "resources"],
        )
    )
    assert [(step.step, step.task) for step in found] == [
        ("done_for", "resources"), ("beside", "life_skills"), ("alone", None)
    ]  # fmt: skip


def test_praise_and_an_opened_door_are_not_beside() -> None:
    assert steps_of(line([(0, 9, "cheerleader"), (9, 18, "sponsor"), (18, 27, "source")], [], ["resources"])) == ()


def test_one_task_in_the_whole_note_is_that_of_every_step_and_each_step_counts_once() -> None:
    found = steps_of(line([(0, 20, None)], [("done_for", None, 1), ("done_for", None, 9)], ["resources"]))
    assert [(step.step, step.task, step.start) for step in found] == [("done_for", "resources", 1)]


def test_the_path_of_a_task_is_told_in_order_with_its_notes() -> None:
    (path,) = pair_of(path_notes(["done_for", "done_for", "independence"])).paths
    assert path.says == "resources: done for the client 6 January to 16 January 2025; done alone 26 January 2025"
    assert [(step.step, step.note) for step in path.steps] == [
        ("done_for", "n00"),
        ("done_for", "n01"),
        ("alone", "n02"),
    ]


def test_more_alone_is_said_where_the_notes_carry_it() -> None:
    findings = pair_of(path_notes(["done_for"] * 5 + ["independence"] * 5)).findings
    (moved,) = [finding for finding in findings if finding.kind == "independence"]
    assert moved.outcome == "changed"
    assert moved.says.startswith(
        "Tasks seem to have moved towards done alone: done for the client in 5 of the first 5 "
    )
    assert moved.says.endswith("notes of a task and 0 of the last 5, done alone in 0 and 5.")
    assert moved.test is not None
    assert moved.test.p < 0.05


def rarer_and_rarer(count: int = 12, **fields: Any) -> list[LabelledNote]:
    at, notes = 0, []
    for n in range(count):
        notes.append(a_note(f"n{n:02}", "support", date=day("2025-01-06", at), **fields))
        at += 7 + 3 * n
    return notes


def finding(relationship: Relationship, kind: str) -> Any:
    (found,) = [one for one in relationship.findings if one.kind == kind]
    return found


def test_tapering_is_said_with_its_counts_and_its_test() -> None:
    found = finding(pair_of(rarer_and_rarer()), "involvement")
    assert found.outcome == "changed"
    assert found.says == (
        "Contacts have become rarer: about 13 days apart in the first half, about 31 in the second. "
        "The notes do not show that the client does more alone."
    )
    assert found.test.as_dict() == {"name": "Mann-Kendall", "n": 11, "p": 0.0001}


def test_tapering_as_the_client_grows() -> None:
    notes = [
        a_note(
            f"n{n:02}", "support", date=day("2025-01-06", 7 * n + n * (n - 1) * 3 // 2), tasks=["life_skills"],
            signs=[Sign("done_for" if n < 6 else "independence", None, 0, 4)],
        )
        for n in range(12)
    ]  # fmt: skip
    assert finding(pair_of(notes), "involvement").says.endswith("in the second, while the client does more alone.")


def test_more_frequent_contacts_are_no_tapering() -> None:
    notes = rarer_and_rarer()
    days = [date.fromisoformat(note.note.date or "") for note in notes]
    mirrored = [a_note(f"m{n}", "support", date=str(days[0] + (days[-1] - day))) for n, day in enumerate(days)]
    found = finding(pair_of(mirrored), "involvement")
    assert found.says.startswith("Contacts have become more frequent: about 31 days apart in the first half, about 13")
    assert "alone" not in found.says


def test_a_steady_rhythm_is_no_finding_of_change() -> None:
    found = finding(pair_of(weekly(20)), "involvement")
    assert (found.outcome, found.test.p) == ("no_change_shown", 1.0)


def test_too_few_contacts_are_not_tested() -> None:
    outcomes = {one.kind: (one.outcome, one.test) for one in pair_of(weekly(5)).findings}
    assert outcomes == dict.fromkeys(KINDS, ("too_few", None))


def test_all_alike_looks_the_same_since_the_month_it_began() -> None:
    found = finding(pair_of(weekly(14, "other enable_encourage", tasks=["life_skills"])), "balance")
    assert found.outcome == "same"
    assert found.says == "Looks the same since January 2025: over 14 contacts a change in half of them would show."
    # A model that errs more needs more contacts for the same sentence.
    rates = dict.fromkeys(("support", "educate", "enable_encourage", "empower"), ErrorRates(75, 100, 90, 100))
    erring = finding(pair_of(weekly(14, "other enable_encourage"), error_rates=rates), "balance")
    assert erring.outcome == "no_change_shown"


def test_a_change_of_conversation_and_roles_is_said_by_counts() -> None:
    notes = [
        a_note(f"n{n:02}", "support" if n < 7 else "enable_encourage", date=day("2025-01-06", 7 * n)) for n in range(14)
    ]
    said = {one.about: one.says for one in pair_of(notes).findings if one.outcome == "changed"}
    assert said == {
        "support": "A support conversation shows in fewer contacts as time goes on: 7 of the first 7, 0 of the last 7.",
        "enable_encourage": "Working on a skill or a behaviour shows in more contacts as time goes on: "
        "0 of the first 7, 7 of the last 7.",
    }


def test_findings_are_calm_and_count() -> None:
    said = [
        found
        for notes in (weekly(3), weekly(14), rarer_and_rarer(), path_notes(["done_for"] * 5 + ["independence"] * 6))
        for found in pair_of(notes).findings
    ] + [found for relationship in summarise(caseload()).relationships for found in relationship.findings]
    for found in said:
        assert found.kind in KINDS
        assert found.outcome in OUTCOMES
        assert (found.test is None) == (found.outcome == "too_few")
        assert "%" not in found.says
        assert re.search(r"\d", found.says)
        assert not re.search(
            r"relapse|violation|ladder|level|better|worse|progress|stuck|only support|score", found.says
        )
