"""A screening line under every note is a routine line; a question asked once stays on the list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from made_notes import a_note, day

from notesense.records import LabelledNote, Sign
from notesense.summaries import summarise


def denied(
    number: int, *more: Sign, before: str = "Practised it. ", line: str = "Member denied SI/HI.", **fields: Any
) -> LabelledNote:
    """Build a note that ends in a line with its words; `before` without a full stop runs the line into its segment."""
    note = a_note(f"n{number:02}", "enable_encourage other", date=day("2025-03-01", number), **fields)
    first, last = note.segments
    start = len(before) if before.endswith(". ") else 0
    sign = len(before) + line.index("denied")
    last = replace(last, start=start, end=len(before + line))
    first = replace(first, start=0, end=max(1, start - 1))
    signs = (Sign("attention", "asked_denied", sign, sign + len("denied SI/HI"), whose="client"), *more)
    return replace(
        note,
        note=replace(note.note, text=before + line),
        segments=(first, last) if start else (last,),
        signs=signs,
    )


def test_a_month_of_the_same_line_puts_none_of_them_on_the_list() -> None:
    summary = summarise([denied(number) for number in range(20)])
    assert summary.reading_list == ()
    kinds = {sign.kind for sign in summary.relationships[0].signs}
    assert kinds == {"routine_line"}
    assert not any(row["signs"] for row in summary.as_dict()["relationships"][0]["timeline"])


def test_the_one_note_among_them_that_says_more_is_listed() -> None:
    records = [denied(number) for number in range(20)]
    records.append(denied(30, Sign("attention", "stated", 0, 5, whose="client")))
    records.append(
        denied(31, line="Member denied SI/HI when asked about the letter that he left on the kitchen table.")
    )
    assert [row.id for row in summarise(records).reading_list] == ["n30", "n31"]
    assert [reason.kind for reason in summarise(records).reading_list[0].reasons] == ["attention_stated"]


def test_in_doubt_it_stays_on_the_list() -> None:
    assert len(summarise([denied(number) for number in range(4)]).reading_list) == 4
    seldom = [denied(number) for number in range(5)]
    seldom += [a_note(f"o{number}", date=day("2025-03-01", number)) for number in range(20)]
    assert len(summarise(seldom).reading_list) == 5
    unnamed = [denied(number, mentor=None) for number in range(9)]
    unnamed += [a_note(f"o{number}", mentor=None, date=day("2025-03-01", number)) for number in range(3)]
    assert len(summarise(unnamed).reading_list) == 9


def test_another_writer_s_habit_says_nothing_of_a_line() -> None:
    records = [denied(number) for number in range(10)] + [denied(11, mentor="M2")]
    records += [a_note(f"o{number}", mentor="M2", date=day("2025-03-01", number)) for number in range(4)]
    assert [row.id for row in summarise(records).reading_list] == ["n11"]


def test_a_line_in_nearly_every_note_is_the_agency_s_form_whoever_wrote_it() -> None:
    writers = ["M1", "M1", "M1", "M2", "M2", "M3", None, None, "M4"]
    records = [denied(number, mentor=writer) for number, writer in enumerate(writers)]
    assert summarise([*records, a_note("other")]).reading_list == ()
    assert len(summarise([*records, *(a_note(f"o{n}") for n in range(4))]).reading_list) == 9


def test_a_line_that_ran_into_the_sentence_before_it_is_the_same_line() -> None:
    records = [denied(number) for number in range(20)]
    records.append(denied(30, before="met at the library and went over the bus times then we stopped "))
    assert summarise(records).reading_list == ()


def test_only_questions_that_were_denied_can_be_routine() -> None:
    records = [replace(note, signs=(replace(note.signs[0], kind="stated"),)) for note in (denied(n) for n in range(30))]
    assert len(summarise(records).reading_list) == 30
