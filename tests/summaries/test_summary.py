"""The summary as a whole: from objects, from JSON, in any order, against plain Python."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from made_notes import SECRET, a_note, caseload, unread

from notesense.errors import InputError
from notesense.records import Sign
from notesense.summaries import ErrorRates, summarise
from notesense.summaries.balance import wilson_interval


def as_lines(records: list[Any]) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(record.as_dict())) for record in records]


def test_objects_and_their_json_give_the_same_summary() -> None:
    records = caseload()
    assert summarise(as_lines(records)) == summarise(records)
    assert summarise(as_lines(records)).as_dict() == summarise(records).as_dict()


def test_the_summary_survives_json() -> None:
    values = summarise(caseload()).as_dict()
    assert json.loads(json.dumps(values)) == values
    assert (values["schema"], values["kind"]) == (1, "summary")


@pytest.mark.parametrize("seed", range(5))
def test_order_of_input_changes_nothing(seed: int) -> None:
    records = caseload()
    # Notes alike in everything but their place must not depend on who came first either.
    records += [a_note("twin", "support", row=row) for row in (901, 902, 903)]
    shuffled = records.copy()
    random.Random(seed).shuffle(shuffled)
    assert summarise(shuffled) == summarise(records)


def test_a_generator_is_enough() -> None:
    assert summarise(record for record in caseload()) == summarise(caseload())


def test_nothing_gives_an_empty_summary() -> None:
    summary = summarise([])
    assert summary.relationships == () == summary.reading_list
    assert summary.counts["notes"] == 0
    assert summary.counts["first_date"] is None


@pytest.mark.parametrize("pair", [("M1", "C1"), ("M1", "C2"), ("M2", "C10")])
def test_three_relationships_equal_what_plain_python_computes(pair: tuple[str, str]) -> None:
    lines = as_lines(caseload())
    mine = sorted(
        (
            line for line in lines
            if (line["mentor"], line["client"]) == pair and "error" not in line and line["date"]
            and line["contacts"] == "one" and line["setting"] == "individual"
        ),
        key=lambda line: line["date"],
    )  # fmt: skip
    met = [line for line in mine if line["none_because"] != "no_contact"]
    days = [date.fromisoformat(line["date"]) for line in met]
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    found = next(
        relationship for relationship in summarise(lines).as_dict()["relationships"]
        if (relationship["mentor"], relationship["client"]) == pair
    )  # fmt: skip
    assert found["contacts"] == len(met)
    assert found["no_contacts"] == len(mine) - len(met)
    assert (found["first_date"], found["last_date"]) == (met[0]["date"], met[-1]["date"])
    assert found["span_days"] == (days[-1] - days[0]).days
    assert found["gaps"]["median_days"] == median(gaps)
    assert found["gaps"]["longest"]["days"] == max(gaps)
    assert [gap["days"] for gap in found["gaps"]["long"]] == [
        gap for gap in gaps if gap > 21 and gap > 2 * median(gaps)
    ]
    kinds = Counter(line["conversation"] for line in met)
    assert {kind: share["count"] for kind, share in found["conversations"].items()} == {
        kind: kinds[kind] for kind in ("support", "mentoring", "none")
    }
    assert found["none_because"] == dict(Counter(line["none_because"] for line in met if line["none_because"]))
    for role, share in found["roles"].items():
        showing = [line["date"] for line in met if role in line["roles"]]
        low, high = wilson_interval(len(showing), len(met))
        assert share == {
            "count": len(showing), "of": len(met),
            "low": round(low * len(met), 1), "high": round(high * len(met), 1),
            "percent": round(100 * len(showing) / len(met)) if len(met) >= 10 else None,
            "reading_errors_counted": False,
            "first": showing[0] if showing else None, "last": showing[-1] if showing else None,
        }  # fmt: skip
    assert found["acting_roles"] == dict(Counter(role for line in met for role in line["acting_roles"]))
    assert {task: share["count"] for task, share in found["tasks"].items()} == dict(
        Counter(task for line in met for task in line["tasks"])
    )
    assert {stage: seen["date"] for stage, seen in found["stages"].items()} == {
        line["stage"]: line["date"] for line in reversed(mine) if line["stage"]
    }
    assert [(sign["note"], sign["sign"], sign["start"], sign["end"]) for sign in found["signs"]] == [
        (line["id"], sign["sign"], sign["start"], sign["end"]) for line in mine for sign in line["signs"]
    ]
    assert [row["id"] for row in found["timeline"]] == [line["id"] for line in mine]


def test_notes_of_no_pair_are_labelled_counted_and_said() -> None:
    summary = summarise(caseload())
    assert summary.counts["outside_relationships"] == {
        "group": 1, "many": 1, "summary": 1, "no_client": 1, "no_date": 1
    }  # fmt: skip
    in_pairs = sum(len(relationship.timeline) for relationship in summary.relationships)
    assert summary.counts["in_relationships"] == in_pairs
    assert in_pairs + 5 == summary.counts["labelled"]
    assert summary.counts["unread"] == summary.counts["not_english"] == 1
    everywhere = {contact.id for relationship in summary.relationships for contact in relationship.timeline}
    assert not everywhere & {"group-1", "week-1", "many-1", "who-1", "when-1"}


def test_no_show_is_no_contact_and_in_no_count() -> None:
    summary = summarise(
        [a_note("1", "other", none_because="no_contact"), a_note("2", "support", date="2025-03-10"),
         a_note("3", "other", none_because="no_contact", date="2025-03-20")]
    )  # fmt: skip
    (pair,) = summary.relationships
    assert (pair.contacts, pair.no_contacts) == (1, 2)
    assert (pair.first_date, pair.last_date, pair.span_days) == ("2025-03-10", "2025-03-10", 0)
    assert pair.gaps.longest is None


def test_a_pair_of_no_shows_only_is_a_pair_without_contact() -> None:
    (pair,) = summarise([a_note("1", "other", none_because="no_contact")]).relationships
    assert (pair.contacts, pair.first_date, pair.span_days) == (0, None, 0)


def test_clients_stand_in_the_order_of_their_numbers() -> None:
    names = ["C10", "C2", "C1", "Ana"]
    relationships = summarise([a_note(name, client=name) for name in names]).relationships
    assert [relationship.client for relationship in relationships] == ["Ana", "C1", "C2", "C10"]


def test_reading_errors_are_counted_where_they_are_known() -> None:
    rates = {"educate": ErrorRates(found=80, shown=100, left_out=95, not_shown=100)}
    (pair,) = summarise(
        [a_note(str(n), "educate", date=f"2025-03-{n:02}") for n in range(1, 7)], error_rates=rates
    ).relationships
    assert pair.roles["educate"].share.corrected
    assert not pair.roles["empower"].share.corrected


def test_no_text_and_no_words_of_the_note_come_through() -> None:
    assert SECRET not in json.dumps(summarise(caseload()).as_dict())


def test_own_stories_are_places_not_sentences() -> None:
    (sign,) = (
        summarise([a_note("1", "support", signs=[Sign("self_disclosure", "comfort", 0, 9)])]).relationships[0].signs
    )
    assert sign.as_dict() == {
        "note": "1", "date": "2025-03-03", "sign": "self_disclosure", "kind": "comfort", "start": 0, "end": 9
    }  # fmt: skip


def keys_and_values(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}/{key}", inner
            yield from keys_and_values(inner, f"{path}/{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from keys_and_values(inner, path)


def test_no_key_totals_anything_by_mentor() -> None:
    values = summarise(caseload()).as_dict()
    people = {"M1", "M2"}
    for path, inner in keys_and_values(values):
        key = path.rsplit("/", 1)[1]
        assert key not in people, path
        if key == "mentor":
            # A mentor is named beside one client, or beside one note, and nowhere else.
            assert path in {"/relationships/mentor", "/reading_list/mentor"}
        else:
            assert "mentor" not in key.replace("mentoring", "").replace("mentor_asks", ""), path
            assert not (isinstance(inner, str) and inner in people), path
        assert key not in {"score", "rank", "rating", "total"}, path


def test_signs_of_a_person_are_never_counted() -> None:
    values = summarise(caseload()).as_dict()
    tallied = [
        path for path, inner in keys_and_values(values)
        if path.rsplit("/", 1)[1] in {"role_question", "self_disclosure", "attention", "client_says"}
        and isinstance(inner, int)
    ]  # fmt: skip
    assert not tallied


def test_what_is_not_listed_is_not_tallied_for_one_person() -> None:
    signs = [Sign("attention", "topic", 0, 3)]
    one_mentor = [a_note("1", signs=signs), a_note("2", client="C2", signs=signs)]
    assert summarise(one_mentor).counts["attention_not_listed"] is None
    two = [*one_mentor, a_note("3", mentor="M2", client="C3")]
    assert summarise(two).counts["attention_not_listed"] == {"topic": 2}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"schema": 2}, "schema 2"),
        ({"date": "yesterday"}, "no ISO day"),
        ({"date": 5}, "no ISO day"),
        ({"signs": [{"kind": "x"}]}, "no line of"),
        ({"source": {"row": "two"}}, "no line of"),
    ],
)
def test_a_line_of_something_else_is_refused_by_name(change: dict[str, Any], says: str) -> None:
    line = {**a_note("svc-1").as_dict(), **change}
    with pytest.raises(InputError, match=says) as caught:
        summarise([line])
    assert "svc-1" in str(caught.value)


def test_unknown_keys_are_ignored() -> None:
    line = a_note("1").as_dict()
    assert summarise([{**line, "new": 1, "source": {**line["source"], "url": "x"}}]) == summarise([line])


def test_a_missing_conversation_is_no_silent_none() -> None:
    with pytest.raises(InputError):
        summarise([{"id": "1"}])


def test_unread_notes_round_trip() -> None:
    assert summarise(as_lines([unread("x")])) == summarise([unread("x")])


def test_the_notes_of_one_mentor_are_not_totalled() -> None:
    shown = ("conversations", "none_because", "roles")
    one = summarise([a_note("1", mentor="M1", client="C1"), a_note("2", mentor="M1", client="C2")])
    assert [one.counts[key] for key in shown] == [None, None, None]
    assert len(one.relationships) == 2
    two = summarise([a_note("1", mentor="M1", client="C1"), a_note("2", mentor="M2", client="C2")])
    assert None not in [two.counts[key] for key in shown]
    none = summarise([a_note("1", mentor="M1", client=None)])
    assert None not in [none.counts[key] for key in shown]


def test_notes_unlike_those_of_training_are_counted_where_the_model_can_tell() -> None:
    from dataclasses import replace

    plain = [a_note(str(i), mentor=f"M{i % 2}") for i in range(6)]
    assert summarise(plain).counts["unfamiliar"] is None
    answers: tuple[tuple[str, ...], ...] = ((), ("unknown_words",), ("unknown_words", "low_scores"))
    told = [replace(note, unfamiliar=answers[i % 3]) for i, note in enumerate(plain)]
    assert summarise(told).counts["unfamiliar"] == 4
    assert summarise(as_lines(told)) == summarise(told)
    # One mentor's notes alone: a count would be a total for a person.
    assert summarise([one for one in told if one.note.mentor == "M1"]).counts["unfamiliar"] is None
