"""The relationship over time: channels, rhythm, periods, stages, what was agreed, and endings."""

from __future__ import annotations

import pytest
from made_notes import a_note, day
from pairs import pair_of, weekly

from notesense.records import LabelledNote, Sign


def test_channels_are_counted_by_contact_commonest_first() -> None:
    channels = ["Phone", "Visit", None, "Visit"]
    notes = [
        a_note(f"n{n}", "support", date=day("2025-01-06", n), channel=channel) for n, channel in enumerate(channels)
    ]
    notes.append(a_note("tried", "other", none_because="no_contact", channel="Phone"))
    found = pair_of(notes)
    assert list(found.channels.items()) == [("Visit", 2), ("", 1), ("Phone", 1)]
    assert [place.note for place in found.attempts] == ["tried"]


def test_rhythm_says_how_sustained_and_how_regular() -> None:
    days = [0, 7, 14, 21, 80, 87]
    rhythm = pair_of([a_note(f"n{n}", "support", date=day("2025-01-06", n)) for n in days]).rhythm
    assert (rhythm.months, rhythm.months_with_contact) == (4, 3)
    assert (rhythm.pauses, rhythm.usual_pauses) == (5, 4)
    assert (rhythm.early_days, rhythm.late_days) == (7.0, 33.0)


def test_one_contact_has_no_pauses() -> None:
    rhythm = pair_of(weekly(1)).rhythm
    assert (rhythm.months, rhythm.pauses, rhythm.early_days) == (1, 0, None)


@pytest.mark.parametrize(
    ("count", "days", "periods"),
    [(26, 7, 6), (12, 14, 3), (3, 100, 1), (1, 7, 1), (40, 2, 3), (8, 180, 1)],
)
def test_periods_hold_about_four_contacts_or_are_one(count: int, days: int, periods: int) -> None:
    notes = [a_note(f"n{n}", "support", date=day("2025-01-06", days * n)) for n in range(count)]
    found = pair_of(notes).periods
    assert len(found) == periods
    assert sum(period.contacts for period in found) == count
    assert found[0].first_day == "2025-01-01"
    assert found[-1].last_day[:7] == notes[-1].note.date[:7]


def test_a_period_without_contact_is_there_and_empty() -> None:
    notes = [a_note(f"n{n:02}", "support", date=day("2025-01-06", 3 * n)) for n in range(60)]
    away = pair_of([note for note in notes if not "2025-03" <= (note.note.date or "") < "2025-04"]).periods[2]
    assert (away.first_day, away.contacts) == ("2025-03-01", 0)
    assert away.conversations["support"].as_dict()["percent"] is None


def test_a_stage_has_its_notes_and_its_words() -> None:
    notes = weekly(4)
    notes[0] = a_note(
        "w00", "support", date="2025-01-06", stage="initiation", signs=[Sign("stage", "initiation", 5, 9)]
    )
    notes[2] = a_note("w02", "support", date="2025-01-20", stage="initiation",
                      signs=[Sign("stage", "initiation", 1, 3), Sign("stage", "initiation", 7, 9)])  # fmt: skip
    seen = pair_of(notes).as_dict()["stages"]["initiation"]
    assert (seen["note"], seen["date"], seen["start"], seen["last"]) == ("w00", "2025-01-06", 5, "2025-01-20")
    assert [(place["note"], place["start"]) for place in seen["notes"]] == [("w00", 5), ("w02", 1)]
    assert [(sign["note"], sign["start"]) for sign in seen["signs"]] == [("w00", 5), ("w02", 1), ("w02", 7)]


def test_what_a_column_declares_at_the_start_stands_beside_the_tasks() -> None:
    notes = weekly(6, tasks=["resources"])
    notes[1] = a_note("w01", "educate", date="2025-01-13", purpose="Find a flat", stage="initiation")
    agreed = pair_of(notes).agreed
    assert (agreed.declared, agreed.declared_in) == ("Find a flat", "w01")
    assert [place.note for place in agreed.contract] == ["w01"]
    assert agreed.worked_at == {"resources": 5}


def test_a_column_of_what_was_agreed_goes_before_a_purpose() -> None:
    notes = weekly(6, purpose="Visit")
    notes[2] = a_note("w02", "support", date="2025-01-20", purpose="Visit", agreed="Keep the job")
    agreed = pair_of(notes).agreed
    assert (agreed.declared, agreed.declared_in) == ("Keep the job", "w02")


def test_a_purpose_named_late_was_not_agreed_at_the_start() -> None:
    notes = weekly(6)
    notes[4] = a_note("w04", "support", date="2025-02-03", purpose="Find a flat", stage="initiation")
    agreed = pair_of(notes).agreed
    assert (agreed.declared, agreed.contract) == (None, ())


def test_purpose_and_what_it_was_stand_in_the_timeline_without_a_finding() -> None:
    notes = [
        a_note("a", "support", purpose="Goals"), a_note("b", "other", date="2025-03-04", purpose="Visit"),
        a_note("c", "other", date="2025-03-05", purpose="Visit", none_because="no_contact"),
        a_note("d", date="2025-03-06"),
    ]  # fmt: skip
    rows = pair_of(notes).as_dict()["timeline"]
    assert [row["purpose_beside"] for row in rows] == [
        "planned: Goals · was: support", "planned: Visit · was: neither support nor mentoring is shown", None, None
    ]  # fmt: skip


def with_stages(*stages: str | None) -> list[LabelledNote]:
    return [a_note(f"w{n:02}", "support", date=day("2025-01-06", 7 * n), stage=stage) for n, stage in enumerate(stages)]


@pytest.mark.parametrize(
    ("stages", "outcome", "notes"),
    [
        ((None, None, None), "open", 0),
        ((None, "ending", "ending"), "prepared", 2),
        ((None, "ending", None), "prepared", 1),
        ((None, None, "ending"), "in_the_last_contact", 1),
        (("ending", "maturing", None), "open", 0),
        (("ending", "maturing", "ending"), "in_the_last_contact", 1),
    ],
)
def test_endings(stages: tuple[str | None, ...], outcome: str, notes: int) -> None:
    ending = pair_of(with_stages(*stages)).ending
    assert (ending.outcome, len(ending.notes)) == (outcome, notes)


def test_a_silence_without_a_goodbye_is_said_and_one_after_it_is_not() -> None:
    newest = a_note("new", "support", mentor="M2", client="C9", date="2025-06-01")
    silent = pair_of(with_stages(None, None, None), newest).ending
    assert silent.outcome == "silent"
    assert silent.says == (
        "The last contact noted is of 20 January 2025, 132 days before the newest note; no note speaks of an ending."
    )
    assert pair_of(with_stages(None, "ending", None), newest).ending.outcome == "prepared"
    assert pair_of(with_stages(None), newest).ending.outcome == "open"
