"""Plans that no later note mentions; looked for only where the texts are at hand."""

from __future__ import annotations

from typing import Any

from made_notes import SECRET, a_note, day

from notesense.summaries import summarise
from notesense.summaries.loose_ends import words_of


def told(id: str, number: int, text: str, planned: str = "") -> dict[str, Any]:
    whole = f"{text} {planned}".strip()
    segments = [{"start": 0, "end": len(text), "label": "other", "actor": "client", "status": "done"}]
    if planned:
        segments.append(
            {"start": len(text) + 1, "end": len(whole), "label": "other", "actor": "mentor", "status": "planned"}
        )
    return {
        "schema": 1, "id": id, "source": {"file": "n.jsonl", "row": number + 1}, "mentor": "M1", "client": "C1",
        "date": day("2025-01-06", 7 * number), "conversation": "support", "none_because": None, "segments": segments,
        "text": whole,
    }  # fmt: skip


def loose_ends(*lines: dict[str, Any]) -> list[tuple[str, int]] | None:
    ends = summarise(lines, words=words_of(lines)).relationships[0].loose_ends
    return None if ends is None else [(end.note, end.start) for end in ends]


QUIET = [told(f"q{n}", n, "Walked along the river.") for n in range(1, 4)]


def test_a_plan_of_which_no_later_contact_has_a_word_is_a_loose_end() -> None:
    first = told("a", 0, "Talked at home.", "Will ask the apprenticeship office about welding.")
    assert loose_ends(first, *QUIET) == [("a", 16)]


def test_a_plan_that_any_later_contact_mentions_is_none() -> None:
    first = told("a", 0, "Talked at home.", "Will ask the apprenticeship office about welding.")
    assert loose_ends(first, *QUIET, told("b", 4, "He showed me what he had welded.")) == []


def test_dates_and_everyday_words_alone_are_no_plan() -> None:
    assert loose_ends(told("a", 0, "Talked at home.", "Will meet again next Thursday at ten."), *QUIET) == []


def test_what_was_planned_lately_is_still_to_come() -> None:
    last = told("z", 4, "Talked at home.", "Will ask the apprenticeship office about welding.")
    assert loose_ends(*QUIET, last, told("y", 5, "Walked along the river.")) == []


def test_without_texts_nothing_is_looked_for() -> None:
    first = told("a", 0, "Talked at home.", "Will ask the apprenticeship office about welding.")
    (found,) = summarise([first, *QUIET]).relationships
    assert found.loose_ends is None
    assert found.as_dict()["loose_ends"] is None


def test_hashes_of_words_hold_no_words() -> None:
    (note,) = words_of([a_note("1", "support")]).values()
    assert SECRET.lower() not in str(note)
    assert all(isinstance(word, int) for word in note.said)
