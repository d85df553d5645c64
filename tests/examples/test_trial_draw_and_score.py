"""A trial: the draw is by chance, and the figures are those that a person counts by hand."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "summaries"))
from made_notes import SECRET, a_note, unread

from notesense.examples.trial import draw, reasons_to_list, score
from notesense.examples.trial_workbook import FilledTrial, Judged
from notesense.records import LabelledSegment, Note, Reason, Sign, Source
from notesense.records.text_hash import text_hash
from notesense.summaries import summarise


def notes(number: int) -> list[Note]:
    return [Note(f"n{index}", f"Met {index}.", Source("notes.csv")) for index in range(number)]


def test_the_draw_favours_no_note() -> None:
    drawn = Counter(note.id for seed in range(600) for note in draw(notes(30), 10, seed))
    # 600 draws of 10 in 30: each about 200 times, give or take four standard errors of 11.5.
    assert len(drawn) == 30
    assert all(154 <= count <= 246 for count in drawn.values())


def test_the_draw_hangs_on_seed_and_ids_alone() -> None:
    some = notes(50)
    assert draw(some, 9, 3) == draw(some[::-1], 9, 3)
    assert draw(some, 9, 3) != draw(some, 9, 4)
    assert len(draw(some, 80, 3)) == 50
    # Neighbours in the file (one client's notes) do not stand beside each other.
    assert [note.id for note in draw(some, 50, 3)] != [note.id for note in some]


def test_what_no_cell_holds_is_not_drawn() -> None:
    long = Note("long", "x" * 40_000, Source("n.csv"))
    emoji = Note("emoji", "\N{GRINNING FACE}" * 20_000, Source("n.csv"))
    fits = Note("fits", "x" * 32_767, Source("n.csv"))
    assert draw([long, emoji, fits], 40, 1) == [fits]


def chose(conversation: str | None = None, first: str | None = None, **roles: str) -> Judged:
    answers = {"conversation": conversation, "read_first": first, **roles}
    return Judged({key: value for key, value in answers.items() if value})


def filled(records: list, you: dict[str, Judged], colleague: dict[str, Judged] | None = None) -> FilledTrial:
    marks = {record.note.id: text_hash(record.note.text) for record in records}
    return FilledTrial(marks, {"you": you, "colleague": colleague or {}})


def scored(records: list, trial: FilledTrial, *, top: int | None = None):
    listed = summarise(records, top=top).reading_list
    return score(trial, records, listed, reasons_to_list(summarise(records, top=len(records)).reading_list))


RECORDS = [
    a_note("a", "other support", row=2),
    a_note("b", "educate other", row=3, signs=[Sign("role_question", None, 0, 5)]),
    a_note("c", "enable_encourage educate", row=4, date="2025-03-10"),
    a_note("d", "other", row=5, none_because="no_contact", date="2025-03-11"),
    a_note("e", "support", row=6, date="2025-03-12", signs=[Sign("attention", "stated", 0, 5, whose="client")]),
]


def test_counts_are_those_by_hand() -> None:
    you = {
        "a": chose("support", "no", educate="no"),
        "b": chose("mentoring", "yes", educate="yes"),
        "c": chose("support", "yes", educate="no", empower="yes"),
        "d": chose("neither", educate="no"),
        "e": chose(None, "no"),
    }
    colleague = {"a": chose("support"), "c": chose("mentoring"), "e": chose("support")}
    found = scored(RECORDS, filled(RECORDS, you, colleague))
    tool = found.tool
    assert (tool["conversation"].agreed, tool["conversation"].of) == (3, 4)
    assert (tool["conversation"].low, tool["conversation"].high) == (1, 4)
    assert (tool["educate"].agreed, tool["educate"].of) == (3, 4)
    assert (tool["empower"].agreed, tool["empower"].of) == (0, 1)
    assert (tool["enable_encourage"].agreed, tool["enable_encourage"].of) == (0, 0)
    # What only one of the two judged counts for neither.
    assert (found.colleague["conversation"].agreed, found.colleague["conversation"].of) == (1, 2)
    assert found.colleague["educate"].of == 0
    assert found.colleague_differs == ("c",)
    assert [(each.id, each.about, each.you, each.tool) for each in found.differences] == [
        ("c", "conversation", "support", "mentoring"),
        ("c", "educate", "no", "yes"),
        ("c", "empower", "yes", "no"),
    ]
    assert found.first_asked == 4
    assert found.wanted == ("b", "c")
    assert [(each.id, each.why) for each in found.missed] == [
        ("c", "the tool found nothing in it that puts a note on the list")
    ]
    assert [each.id for each in found.listed_besides] == ["e"]
    assert "harm" in found.listed_besides[0].why


def test_a_note_below_the_end_of_the_list_is_missed_for_that_reason() -> None:
    found = scored(RECORDS, filled(RECORDS, {"b": chose(first="yes"), "e": chose(first="yes")}), top=0)
    (missed,) = found.missed
    assert missed.id == "b"
    assert missed.why.startswith(
        "below the end of the list (raise --top to see it): a question about the mentor's role"
    )


def test_a_note_changed_or_gone_since_the_draw_is_left_out() -> None:
    trial = filled(RECORDS, {name: chose("neither") for name in "abcde"})
    later = [a_note("a", "other support support", row=2), *RECORDS[2:], unread("b")]
    found = scored(later, trial)
    assert found.gone == ("a", "b")
    assert found.tool["conversation"].of == 3


def test_each_difference_has_a_reason_and_none_quotes_the_note() -> None:
    text = f"Explained {SECRET} hours. Will show {SECRET} the form."
    planned = LabelledSegment(
        len(text) // 2, len(text), "other", 0.8, "mentor", "planned",
        reasons=(Reason("status", 30, 34, "planned or offered, not done (codebook, section 2: time and mood)"),),
    )  # fmt: skip
    told = a_note("t", "educate").segments[0]
    record = replace(a_note("t", "educate"), segments=(told, planned))
    trial = filled([record], {"t": chose("support", educate="no", enable_encourage="yes")})
    whys = {each.about: each.why for each in scored([record], trial).differences}
    assert whys["conversation"] == "0 segments show support, 1 mentoring"
    assert whys["educate"] == "sentence 1: cue for educate; codebook, section 1"
    assert whys["enable and encourage"] == (
        "no sentence counts as enable and encourage (1 educate, 1 other); not counted: "
        "sentence 2: planned or offered, not done (codebook, section 2: time and mood)"
    )
    assert SECRET not in "".join(whys.values())


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_notes_changes_no_figure(order: int) -> None:
    you = {name: chose("support", "yes", educate="yes") for name in "abcde"}
    found = scored(RECORDS[::order], filled(RECORDS, you))
    assert found == scored(RECORDS, filled(RECORDS, you))
