"""Figures of tags against counts done by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notesense.read import LabelledExample
from notesense.read.labelled import GoldSegment
from notesense.records import LabelledNote, LabelledSegment, Note, Sign, Source
from notesense.train.tag_figures import tag_figures


def example(name: str, **tags: object) -> LabelledExample:
    segments = (GoldSegment(0, 5, "other"), GoldSegment(6, 11, "other"))
    return LabelledExample(name, "One. Two. X", segments, conversation="none", mentor="M1", **tags)  # type: ignore[arg-type]


def record(name: str, stage: str | None = None, tasks: tuple[str, ...] = (), *signs: Sign) -> LabelledNote:
    note = Note(name, "One. Two. X", Source("-"))
    segment = LabelledSegment(0, 11, "other", 0.9, "mentor", "done")
    return LabelledNote(
        note=note, conversation="none", conversation_scores={"support": 0, "mentoring": 0, "none": 1},
        candidates=("none",), none_because="admin", acts={"support": 0, "mentoring": 0}, mixed=False, roles=(),
        role_scores={}, acting_roles=(), segments=(segment,), stage=stage, tasks=tasks, signs=signs, look=(),
        model={"name": "m", "version": "1"}, codebook="3", reasons=False,
    )  # fmt: skip


def attention(kind: str, start: int, end: int, whose: str = "client") -> Sign:
    return Sign("attention", kind, start, end, whose)


def mark(kind: str, segment: int) -> dict[str, object]:
    return {"sign": "attention", "kind": kind, "whose": "client", "segment": segment}


def test_stage_and_tasks_beside_the_constant_answer() -> None:
    gold = [
        example("a", stage="ending", tasks=("resources",)),
        example("b", stage="initiation", tasks=("resources", "diversity")),
        example("c", stage="initiation"),
        example("d"),
    ]
    found = [
        record("a", "ending", ("resources",)),
        record("b", "ending", ("resources",)),
        record("c", "initiation", ("resources",)),
        record("d", "maturing"),
    ]
    figures = tag_figures(gold, found)
    assert figures["stage_exact"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["stage_exact"]["constant"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["ending_found"]["value"] == 1
    assert figures["ending_found"]["constant"] == 0
    assert figures["stage_said_where_none_is_marked"]["value"] == 1
    assert figures["task_resources_f1"]["value"] == pytest.approx(0.8)
    assert figures["task_diversity_f1"]["value"] == 0
    assert figures["tasks_macro_f1"]["value"] == pytest.approx(0.4)
    assert figures["tasks_macro_f1"]["constant"] == pytest.approx((2 / 3 + 0.4) / 2, abs=1e-4)
    assert not any(name.startswith("attention") for name in figures)


def test_attention_counts_by_mention_and_by_what_is_shown() -> None:
    gold = [
        example("a", signs=(mark("stated", 0), mark("past", 1))),
        example("b", signs=(mark("asked_denied", 0),)),
        example("c"),
        example("d", signs=({"sign": "role_question", "segment": 1},)),
    ]
    found = [
        record("a", None, (), attention("stated", 0, 4), attention("stated", 6, 9)),
        record("b", None, (), attention("past", 1, 3)),
        record("c", None, (), attention("stated", 0, 4)),
        record("d", None, (), Sign("role_question", None, 6, 9)),
    ]
    figures = tag_figures(gold, found)
    assert figures["attention_shown"]["value"] == 0.5
    assert figures["attention_shown"]["n"] == 2
    assert figures["attention_kind"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert figures["attention_whose"]["value"] == 1
    assert figures["attention_shown_where_none_is_marked"]["value"] == 0.5
    assert figures["role_question_precision"]["value"] == figures["role_question_recall"]["value"] == 1
    assert figures["role_question_precision"]["constant"] == 0.25


def test_a_denial_that_recurs_is_the_routine_line_that_summarise_makes_of_it() -> None:
    gold = [example(str(number), signs=(mark("routine_line", 0),)) for number in range(6)]
    found = [record(str(number), None, (), attention("asked_denied", 0, 4)) for number in range(6)]
    assert tag_figures(gold, found)["attention_kind"]["value"] == 1
    once = [replace(gold[0], mentor=None), *gold[1:2]]
    assert tag_figures(once, found[:2])["attention_kind"]["value"] == 0


def test_a_file_without_tags_has_no_figures_of_them() -> None:
    assert tag_figures([example("a")], [record("a")]) == {}
