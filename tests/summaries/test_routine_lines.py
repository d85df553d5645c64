"""A screening line under every note is a routine line; a question asked once stays on the list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from made_notes import a_note, day

from notesense.records import LabelledNote, Sign
from notesense.summaries import summarise


def denied(number: int, *more: Sign, length: int = 20, **fields: Any) -> LabelledNote:
    """Build a note that ends in a line of so many characters, its words at 7 to 19."""
    note = a_note(f"n{number:02}", "enable_encourage other", date=day("2025-03-01", number), **fields)
    first, last = note.segments
    last = replace(last, end=last.start + length)
    signs = (Sign("attention", "asked_denied", last.start + 7, last.start + 19, whose="client"), *more)
    return replace(note, segments=(first, last), signs=signs)


def test_a_month_of_the_same_line_puts_none_of_them_on_the_list() -> None:
    summary = summarise([denied(number) for number in range(20)])
    assert summary.reading_list == ()
    kinds = {sign.kind for sign in summary.relationships[0].signs}
    assert kinds == {"routine_line"}
    assert not any(row["signs"] for row in summary.as_dict()["relationships"][0]["timeline"])


def test_the_one_note_among_them_that_says_more_is_listed() -> None:
    records = [denied(number) for number in range(20)]
    records.append(denied(30, Sign("attention", "stated", 0, 5, whose="client")))
    records.append(denied(31, length=60))
    assert [row.id for row in summarise(records).reading_list] == ["n30", "n31"]
    assert [reason.kind for reason in summarise(records).reading_list[0].reasons] == ["attention_stated"]


def test_in_doubt_it_stays_on_the_list() -> None:
    assert len(summarise([denied(number) for number in range(4)]).reading_list) == 4
    seldom = [denied(number) for number in range(5)]
    seldom += [a_note(f"o{number}", date=day("2025-03-01", number)) for number in range(20)]
    assert len(summarise(seldom).reading_list) == 5
    assert len(summarise([denied(number, mentor=None) for number in range(9)]).reading_list) == 9


def test_another_writer_s_habit_says_nothing_of_a_line() -> None:
    records = [denied(number) for number in range(10)] + [denied(11, mentor="M2")]
    assert [row.id for row in summarise(records).reading_list] == ["n11"]


def test_only_questions_that_were_denied_can_be_routine() -> None:
    records = [replace(note, signs=(replace(note.signs[0], kind="stated"),)) for note in (denied(n) for n in range(30))]
    assert len(summarise(records).reading_list) == 30
