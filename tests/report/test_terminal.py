"""The overview, the explained note and JSON: what is said, and what never shows."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from made_notes import SECRET, a_note, caseload, unread
from rich.console import Console

from notesense.codebook.labels import SEGMENT_LABELS
from notesense.records import LabelledNote, Note, Reason, Sign, Source
from notesense.report.explain import marked_text, print_note, why_conversation
from notesense.report.html import render_report
from notesense.report.json_out import json_document, json_line, json_lines, summary_json
from notesense.report.letters import CONVERSATION_LETTERS, NONE_LETTERS, ROLE_LETTERS, SIGN_LETTERS
from notesense.report.text import print_overview
from notesense.summaries import summarise


def printed(print_it: Any, *arguments: Any, width: int = 120, **options: Any) -> str:
    file = io.StringIO()
    print_it(*arguments, Console(file=file, width=width, **options))
    return file.getvalue()


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_overview_says_what_a_supervisor_asks_first() -> None:
    text = flat(printed(print_overview, summarise(caseload())))
    for says in (
        "29 notes · 7 Jan – 16 May 2025 · 3 relationships",
        "Reads notes, not people. Not part of the client's record; not for pay, discipline or billing decisions. "
        "A note without a mark is not an all-clear.",
        "1 could not be read",
        "not in English: not labelled, not checked for attention words",
        "5 labelled, in no relationship",
        "16 mentoring: mainly information",
        "1 what was done is not described",
        "C10 M2 7 20 Jan – 7 Apr 2025 SSMt…SuM E 2 N 1 P 0",
        "44 days",
    ):
        assert says in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_it_fits_the_width(width: int) -> None:
    text = printed(print_overview, summarise(caseload()), width=width)
    assert max(map(len, text.splitlines())) <= width


def test_the_bare_word_none_is_never_shown() -> None:
    text = printed(print_overview, summarise(caseload()))
    assert "none " not in text.replace("or none clearly", "").replace("or none)", "").replace("none shown", "")


def test_no_text_of_a_note_shows() -> None:
    assert SECRET not in printed(print_overview, summarise(caseload()))


def test_colours_are_an_addition(monkeypatch: pytest.MonkeyPatch) -> None:
    summary = summarise(caseload())
    plain = printed(print_overview, summary)
    assert "\x1b" not in plain
    monkeypatch.setenv("NO_COLOR", "1")
    without = printed(print_overview, summary, force_terminal=True)
    assert "\x1b[3" not in without.replace("\x1b[3m", "")
    monkeypatch.delenv("NO_COLOR")
    assert "\x1b[1;35m" in printed(print_overview, summary, force_terminal=True, color_system="standard")


def test_attention_is_never_cut_from_the_short_list_and_the_rest_is_counted() -> None:
    stated = [a_note(f"a{n:02}", signs=[Sign("attention", "stated", 0, 3)]) for n in range(30)]
    asked = [a_note(f"r{n:02}", signs=[Sign("role_question", None, 0, 3)]) for n in range(25)]
    broken = [unread(f"u{n:02}", row=n) for n in range(40)]
    text = printed(print_overview, summarise([*stated, *asked, *broken]))
    assert all(note.note.id in text for note in stated)
    # Of 20 listed role questions 12 show, of 40 unread 5; 5 role questions are beyond the list.
    assert "and 43 more notes on the list" in text
    assert "5 further notes with a reason" in text


def test_names_cannot_steer_the_terminal() -> None:
    evil = "C\x1b[31m[bold]\u202e7\n"
    text = printed(print_overview, summarise([a_note("n", client=evil, signs=[Sign("role_question", None, 0, 1)])]))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "[bold]" in text


def test_an_empty_run_is_calm() -> None:
    assert "0 notes" in printed(print_overview, summarise([]))


def test_the_summary_s_json_gives_the_same_overview() -> None:
    summary = summarise(caseload())
    again = json.loads(summary_json(summary))
    assert printed(print_overview, again) == printed(print_overview, summary)


def test_letters_are_unambiguous() -> None:
    contacts = [letter.letter for letter in (*CONVERSATION_LETTERS.values(), *NONE_LETTERS.values())]
    assert len(set(contacts)) == len(contacts)
    signs = [letter.letter for letter in (*SIGN_LETTERS.values(), *ROLE_LETTERS.values())]
    assert len(set(signs)) == len(signs)
    assert not set(signs) & set(contacts)


def explained(note: LabelledNote, **options: Any) -> str:
    return printed(print_note, note, **options)


def test_a_note_is_explained_with_letters_and_reasons() -> None:
    note = a_note("svc-1", "other support educate", signs=[Sign("attention", "stated", 0, 3, whose="client")])
    text = flat(explained(note))
    for says in (
        "[1 o] Met at", "[2 S] Listened to", "[3 E] Explained", "score 0.90",
        "cue: “Explaine” → cue for educate", "1 segment shows support, 1 mentoring",
        "mixed", "support 0.05, mentoring 0.90, neither 0.05", "attention (stated)", "Reads notes, not people",
    ):  # fmt: skip
        assert says in text


def test_letters_say_what_colours_say() -> None:
    note = a_note("1", "support educate enable_encourage empower other")
    plain = marked_text(note).plain
    for number, name in enumerate(("support", "educate", "enable_encourage", "empower", "other"), 1):
        letter = next(label.letter for label in SEGMENT_LABELS if label.key == name)
        assert f"[{number} {letter}] " in plain


def test_text_outside_the_segments_stays() -> None:
    note = a_note("1", "educate")
    text = f"  \n* {note.note.text}\r\n--\x07"
    segment = replace(note.segments[0], start=5, end=5 + len(note.note.text))
    moved = replace(note, note=replace(note.note, text=text), segments=(segment,))
    assert marked_text(moved).plain == f"  \n* [1 E] {note.note.text}␍\n--␇"


def test_what_rules_an_act_out_is_quoted_from_the_codebook() -> None:
    note = a_note("1", "other")
    for actor, status, says in (
        ("client", "done", "section 2, rules 1 and 4"), ("third", "done", "third party"),
        ("mentor", "negated", "section 2, rule 2"), ("mentor", "planned", "section 2, rule 3"),
        ("mentor", "past", "earlier contacts"),
    ):  # fmt: skip
        segment = replace(note.segments[0], actor=actor, status=status, reasons=())
        assert says in explained(replace(note, segments=(segment,)))


def test_a_reason_that_names_the_rule_needs_no_second() -> None:
    note = a_note("1", "educate")
    rule = Reason("rule", 0, note.segments[0].end, "codebook, section 1: the labeller's own words")
    text = explained(replace(note, segments=(replace(note.segments[0], reasons=(rule,)),)))
    assert "the labeller's own words" in text
    assert "the mentor passed on" not in text.split("Letters")[0].split("Segment by segment")[1]


def test_none_is_said_in_its_plain_words() -> None:
    note = a_note("1", "other", none_because="time_together")
    assert why_conversation(note).endswith("time spent together")
    assert "time spent together" in explained(note)


def test_a_note_of_nothing_can_be_explained() -> None:
    empty = replace(a_note("1", "other"), note=Note("1", "", Source("-")), segments=())
    assert "note 1" in explained(empty)


def test_json_lines_are_the_records() -> None:
    records = caseload()
    lines = b"".join(json_lines(records)).splitlines()
    assert [json.loads(line) for line in lines] == [record.as_dict() for record in records]
    assert SECRET.encode() not in b"".join(
        json_lines([record for record in records if not any(sign.told for sign in getattr(record, "signs", ()))])
    )
    assert SECRET.encode() in json_line(records[0], with_text=True)


def test_one_document_holds_both() -> None:
    records = caseload()
    document = json.loads(json_document(records, summarise(records)))
    assert (document["schema"], document["kind"]) == (1, "review")
    assert document["summary"] == summarise(records).as_dict()
    assert len(document["notes"]) == len(records)


def test_one_mentor_s_notes_show_no_totals() -> None:
    summary = summarise([a_note("1"), a_note("2", "support", client="C2")])
    for text in (printed(print_overview, summary), render_report([], summary, {})):
        assert "All notes are one mentor's: no totals are shown." in flat(unescape(text))
        assert "What each labelled note is about" not in text
        assert "kinds of help (a note may show several" not in text
        assert "C2" in text
    both = summarise([a_note("1"), a_note("2", mentor="M2")])
    assert "no totals are shown" not in printed(print_overview, both)
    assert "no totals are shown" not in render_report([], both, {})


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_breaks_between_a_letter_and_its_number(width: int) -> None:
    text = printed(print_overview, summarise(caseload()), width=width)
    assert "E2" in text
    assert not any(line.rstrip().endswith((" E", " N", " P")) for line in text.split("Relationships")[1].splitlines())


def test_the_page_says_how_to_see_a_place() -> None:
    note = a_note("N7", "other support", signs=[Sign("role_question", None, 50, 53)])
    page = render_report([note], summarise([note]), {})
    assert page.count("notesense explain FILE --id N7") == 1
    assert "segment&nbsp;2, characters&nbsp;50&nbsp;to&nbsp;53" in page
