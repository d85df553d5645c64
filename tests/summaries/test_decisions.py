"""Decisions on the reading list: what was decided stays away until the text changes, and nothing else does."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from made_notes import a_note, day, unread

from notesense.records import LabelledNote, Sign, Source
from notesense.records.decisions import Decision
from notesense.records.text_hash import text_hash
from notesense.summaries import Summary, summarise


def asks(id: str, *signs: str, text: str | None = None, **fields: Any) -> LabelledNote:
    note = a_note(id, signs=[Sign(*name.partition(":")[::2], at, at + 5) for at, name in enumerate(signs)], **fields)
    return replace(note, note=replace(note.note, text=text)) if text else note


def decision(note: LabelledNote, *kinds: str, **fields: Any) -> Decision:
    settled = {"seen": True, "kinds": kinds, "text_hash": text_hash(note.note.text), **fields}
    return Decision(note.note.id, note.note.source, **settled)


def ids(records: list[Any], *decisions: Decision) -> list[str]:
    return [row.id for row in summarise(records, decisions=decisions).reading_list]


def standings(summary: Summary) -> list[str]:
    return [one.standing for one in summary.decisions]


ONE, TWO = asks("1", "role_question", text="Lent him a coat."), asks("2", "mentor_asks", text="Asked for training.")


@pytest.mark.parametrize("settled", [{}, {"seen": False, "verdict": "dismiss"}, {"seen": False, "verdict": "agree"}])
def test_what_was_decided_stays_away(settled: dict[str, Any]) -> None:
    assert ids([ONE, TWO]) == ["1", "2"]
    found = summarise([ONE, TWO], decisions=[decision(ONE, "role_question", **settled)])
    assert [row.id for row in found.reading_list] == ["2"]
    assert found.counts["reading_list"]["stays_away"] == 1
    assert standings(found) == ["in force"]


@pytest.mark.parametrize("kind", ["attention:stated", "attention:asked_denied"])
def test_attention_stays_away_too_once_somebody_decided(kind: str) -> None:
    note = asks("1", kind, text="Words.")
    assert ids([note]) == ["1"]
    assert ids([note], decision(note, kind.replace(":", "_"))) == []


def test_a_changed_text_comes_back_and_says_so() -> None:
    again = asks("1", "role_question", text="Lent him a coat and forty dollars.")
    found = summarise([again], decisions=[decision(ONE, "role_question")])
    (row,) = found.reading_list
    assert [reason.kind for reason in row.reasons] == ["role_question", "text_changed"]
    assert standings(found) == ["text changed"]
    # Decided on again, it is settled.
    assert ids([again], decision(ONE, "role_question"), decision(again, "role_question")) == []


def test_other_line_ends_and_blanks_are_no_change() -> None:
    assert ids([asks("1", "role_question", text="Lent him\r\na  coat. ")], decision(ONE, "role_question")) == []


def test_a_matter_that_is_new_in_the_note_is_listed() -> None:
    note = asks("1", "role_question", "attention:stated", text="Lent him a coat.")
    (row,) = summarise([note], decisions=[decision(ONE, "role_question")]).reading_list
    assert [reason.kind for reason in row.reasons] == ["attention_stated"]
    assert ids([note], decision(ONE)) == []  # A row without kinds settles all of them.


def test_a_pause_that_opens_after_another_matter_was_settled_is_listed() -> None:
    early = [asks("a", "role_question", date=day("2025-01-01", 0)), a_note("b", client="C2", date=day("2025-01-01", 5))]
    assert ids(early, decision(early[0], "role_question")) == []
    later = a_note("c", client="C2", date=day("2025-01-01", 90))
    (row, *_) = summarise([*early, later], decisions=[decision(early[0], "role_question")]).reading_list
    assert (row.id, [reason.kind for reason in row.reasons]) == ("a", ["contact_gap"])


def test_made_up_ids_move_with_their_rows_and_the_decision_goes_along() -> None:
    moved = asks("april#14", "role_question", text="Lent him a coat.")
    assert ids([moved], decision(ONE, "role_question")) == []
    # Where another note took the id, the decision stays with its text.
    other = asks("1", "role_question", text="Another matter altogether.")
    assert ids([moved, other], decision(ONE, "role_question")) == ["1"]
    # Two notes of one text under other ids: neither is surely the one decided on.
    twin = asks("april#15", "role_question", text="Lent him a coat.")
    assert ids([moved, twin], decision(ONE, "role_question")) == ["april#14", "april#15"]


def test_a_row_without_its_hash_settles_nothing_but_what_has_no_text() -> None:
    assert ids([ONE], decision(ONE, "role_question", text_hash=None)) == ["1"]
    broken = unread("u")
    read = Decision("u", Source("-"), kinds=("unread",), seen=True)
    assert ids([broken], read) == []
    assert ids([asks("u", "role_question", text="Now it can be read.")], read) == ["u"]
    german = replace(unread("de", "not_english"), text_hash="t1")
    seen = Decision("de", Source("-"), kinds=("not_english",), seen=True, text_hash="t1")
    assert ids([german], seen) == []
    assert ids([replace(german, text_hash="t2")], seen) == ["de"]


def test_the_room_of_what_stays_away_is_given_to_others() -> None:
    records = [asks(f"{n:02}", "role_question", text=f"Matter {n}.") for n in range(6)]
    first = [row.id for row in summarise(records, top=3).reading_list]
    done = [decision(note, "role_question") for note in records if note.note.id in first]
    second = [row.id for row in summarise(records, top=3, decisions=done).reading_list]
    assert sorted(first + second) == [note.note.id for note in records]


def test_decisions_on_notes_that_are_not_read_now_are_kept() -> None:
    found = summarise([TWO], decisions=[decision(ONE, "role_question", verdict="agree")])
    assert standings(found) == ["note not in this run"]
    assert found.counts["decisions"]["not_in_this_run"] == 1


def test_how_often_the_reader_agreed_is_counted_over_all_and_by_nobody() -> None:
    notes = [asks(f"n{n}", "role_question", text=f"Matter {n}.") for n in range(6)]
    verdicts = ["agree", "agree", "agree", "change to", "dismiss", None]
    made = [
        decision(note, "role_question", verdict=verdict, by="R. Lee")
        for note, verdict in zip(notes, verdicts, strict=True)
    ]
    made.append(decision(notes[0], "unsure", verdict="change to", change_to="support"))
    counts = summarise(notes, decisions=made).counts["decisions"]
    assert (counts["rows"], counts["unsure_settled"]) == (6, 1)
    assert (counts["agreed"]["count"], counts["agreed"]["of"]) == (3, 5)
    # No percentage under ten.
    assert counts["agreed"]["percent"] is None
    assert (counts["changed"], counts["dismissed"], counts["seen_only"]) == (1, 1, 1)
    assert "R. Lee" not in json.dumps(counts)
    assert summarise(notes).counts["decisions"] is None


def test_order_of_notes_and_of_decisions_changes_nothing() -> None:
    notes = [asks(f"n{n}", "role_question", text=f"Matter {n % 4}.") for n in range(8)]
    made = [decision(note, "role_question") for note in notes[::3]]
    assert ids(notes, *made) == ids(notes[::-1], *made[::-1])


def test_lines_of_json_settle_as_records_do() -> None:
    lines = [json.loads(json.dumps(note.as_dict())) for note in (ONE, TWO)]
    made = [decision(ONE, "role_question")]
    assert summarise(lines, decisions=made).as_dict() == summarise([ONE, TWO], decisions=made).as_dict()
