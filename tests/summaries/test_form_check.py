"""The form check: what is found and what not, where, and that it says no more than that."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from made_notes import SECRET, a_note, unread

from notesense.codebook.form_parts import form_parts
from notesense.errors import UsageError
from notesense.records import LabelledNote
from notesense.records.requirements import EVERYTHING, PARTS, Requirement, requirements_from
from notesense.summaries.form_check import form_check


def note(text: str, id: str = "1", **fields: Any) -> LabelledNote:
    """Build a note whose text alone shows its parts: no segment has an actor or a status."""
    bare = a_note(id, "educate", **fields)
    segment = replace(bare.segments[0], start=0, end=len(text), actor="unknown", status="unknown")
    return replace(bare, note=replace(bare.note, text=text), segments=(segment,))


def missing(records: list[Any], *parts: str) -> list[tuple[str, str]]:
    rows = form_check(records, requirements_from(parts, where="here")).rows
    return [(row.note.id, row.requirement.part) for row in rows]


EXAMPLES = [
    (part.name, text, found)
    for part in form_parts().values()
    for found, texts in ((True, part.hit), (False, part.miss))
    for text in texts
]


@pytest.mark.parametrize(("part", "text", "found"), EXAMPLES)
def test_each_part_s_own_examples(part: str, text: str, found: bool) -> None:
    assert missing([note(text)], part) == ([] if found else [("1", part)])


def test_every_part_that_rests_on_words_has_examples_of_both_kinds() -> None:
    assert set(form_parts()) == set(PARTS) - {"mentor_did", "written_within", "no_overlap"}
    assert all(part.hit and part.miss for part in form_parts().values())


@pytest.mark.parametrize(
    ("because", "found"),
    [("not_described", False), ("client_report", False), ("admin", True), ("done_for", True), ("time_together", True)],
)
def test_what_the_mentor_did_is_found_where_the_codebook_says_so(because: str, found: bool) -> None:
    shown = a_note("1", "other", none_because=because)
    assert missing([shown], "mentor_did") == ([] if found else [("1", "mentor_did")])
    assert missing([a_note("2", "support")], "mentor_did") == []


def test_who_acts_and_whether_comes_from_the_labels_too() -> None:
    bare = note("Lorem ipsum.")
    acts = replace(bare, segments=(replace(bare.segments[0], actor="client", status="done"),))
    plans = replace(bare, segments=(replace(bare.segments[0], actor="client", status="planned"),))
    assert missing([bare], "response", "next_step") == [("1", "response"), ("1", "next_step")]
    assert missing([acts], "response", "next_step") == [("1", "next_step")]
    assert missing([plans], "response", "next_step") == [("1", "response")]


def test_columns_count_as_the_note(tmp_path: Any) -> None:
    bare = note("Lorem ipsum.")
    assert missing([bare], "goal", "start_end", "signature") == [("1", p) for p in ("goal", "start_end", "signature")]
    columns = replace(bare.note, goal="own flat", signature="J. Diaz", time="10:00", minutes=45.0)
    assert missing([replace(bare, note=columns)], "goal", "start_end", "signature") == []
    assert missing([replace(bare, note=replace(bare.note, time="10:00"))], "start_end") == [("1", "start_end")]


@pytest.mark.parametrize(
    ("written", "days", "late"), [("2025-03-06", 3, False), ("2025-03-07", 3, True), ("2025-03-04", 0, True)]
)
def test_written_later_than_allowed(written: str, days: int, late: bool) -> None:
    one = a_note("1", date="2025-03-03")
    one = replace(one, note=replace(one.note, written=written))
    check = form_check([one], [Requirement("written_within", days)])
    assert bool(check.rows) == late
    if late:
        after = int(written[-2:]) - 3
        assert check.rows[0].as_dict()["detail"] == f"written {after} days after the contact"


def test_where_no_day_of_writing_is_known_nothing_is_said_of_a_note() -> None:
    check = form_check([a_note("1")], [Requirement("written_within", 3)])
    assert check.rows == ()
    assert check.as_dict()["required"][0]["checked"] == 0


def booked(id: str, time: str, minutes: float | None = 60.0, **fields: Any) -> LabelledNote:
    return a_note(id, "support", time=time, minutes=minutes, client=fields.pop("client", f"C{id}"), **fields)


def test_two_contacts_of_one_mentor_at_one_time_are_both_named() -> None:
    check = form_check(
        [booked("1", "10:00"), booked("2", "10:30"), booked("3", "11:30")], requirements_from(["no_overlap"], where="")
    )
    rows = [row.as_dict() for row in check.rows]
    assert [(row["id"], row["detail"]) for row in rows] == [
        ("1", "note 2 has 10:30 to 11:30 of that day"), ("2", "note 1 has 10:00 to 11:00 of that day"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        booked("2", "11:00"), booked("2", "10:30", mentor="M2"), booked("2", "10:30", date="2025-03-04"),
        booked("2", "10:30", mentor=None), booked("2", "10:30", setting="group"), booked("2", "10:30", contacts="many"),
        a_note("2", "other", none_because="no_contact", time="10:30", minutes=5.0), a_note("2", "support"),
    ],
)  # fmt: skip
def test_no_overlap_where_it_is_none(other: LabelledNote) -> None:
    assert missing([booked("1", "10:00"), other], "no_overlap") == []


def test_two_contacts_that_start_at_once_overlap_even_without_a_length() -> None:
    assert len(missing([booked("1", "10:00", None), booked("2", "10:00", None)], "no_overlap")) == 2
    assert missing([booked("1", "10:00", None), booked("2", "10:15", None)], "no_overlap") == []


def test_a_note_of_no_contact_is_asked_for_no_answer_and_a_summary_for_nothing() -> None:
    voicemail = a_note("1", "other", none_because="no_contact")
    parts = [part for part in PARTS if part != "no_overlap"]
    assert missing([voicemail], *parts) == [("1", "signature")]
    assert missing([a_note("2", "educate", contacts="summary"), unread("u")], *PARTS) == []


def test_the_rows_say_no_more_than_that_it_was_not_found() -> None:
    made = [note(f"Lorem {SECRET}."), a_note("2", mentor="M2")]
    check = form_check(made, EVERYTHING).as_dict()
    assert check["says"] == "A check of form; says nothing about whether a service was given or may be billed."
    assert {row["says"] for row in check["rows"]} == {"not found in this note"}
    assert SECRET not in json.dumps(check)
    counts = {one["part"]: one["not_found"] for one in check["required"]}
    assert counts["goal"] == 2


def test_nothing_is_counted_for_one_mentor_alone() -> None:
    check = form_check([note("Lorem."), note("Ipsum.", "2")], EVERYTHING).as_dict()
    assert {one["not_found"] for one in check["required"]} == {None}
    assert len(check["rows"]) > 4


@pytest.mark.parametrize("bad", ["notes", "goal=3", "written_within=soon", "written_within=", ""])
def test_a_part_that_nobody_knows_is_refused_with_those_that_are_known(bad: str) -> None:
    with pytest.raises(UsageError) as caught:
        requirements_from([bad], where="agency.toml, require")
    assert "agency.toml, require" in str(caught.value)
    assert "written_within=3" in str(caught.value)


def test_a_part_named_twice_counts_once_and_the_last_number_holds() -> None:
    assert requirements_from(["goal", "written_within", "Goal", "written within=2"], where="") == (
        Requirement("goal"), Requirement("written_within", 2)
    )  # fmt: skip
