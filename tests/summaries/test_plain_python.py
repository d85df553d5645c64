"""A summary equals what plain Python computes from the lines of ``review --to jsonl``, for three relationships.

The lines are those of the demo caseload, labelled by the model that ships.
Nothing of `notesense.summaries` is used on the plain side.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest

import notesense
from notesense.report.json_out import json_line
from notesense.summaries import summarise

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo" / "caseload.csv"
PAIRS = [("M1", "C01"), ("M2", "C06"), ("M3", "C09")]
KINDS, ROLES = ("support", "mentoring", "none"), ("educate", "enable_encourage", "empower")
TASKS = ("relationship", "life_skills", "resources", "diversity")
STAGES = ("initiation", "establishing", "maturing", "ending")


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return [json.loads(json_line(record)) for record in notesense.review(DEMO)]


@pytest.fixture(scope="module")
def summary(lines: list[dict[str, Any]]) -> dict[str, Any]:
    return summarise(lines, error_rates={}).as_dict()


@pytest.fixture(params=PAIRS, ids=lambda pair: "-".join(pair))
def both(
    request: pytest.FixtureRequest, lines: list[dict[str, Any]], summary: dict[str, Any]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """The lines of a pair in order, those of its contacts, and what the summary says of it."""
    mine = [
        line for line in lines
        if (line.get("mentor"), line.get("client")) == request.param and "error" not in line and line["date"]
        and line["setting"] == "individual" and line["contacts"] == "one"
    ]  # fmt: skip
    mine.sort(key=lambda line: (line["date"], line["time"] or "~", line["id"]))
    (found,) = [
        relationship for relationship in summary["relationships"]
        if (relationship["mentor"], relationship["client"]) == request.param
    ]  # fmt: skip
    return mine, [line for line in mine if line["none_because"] != "no_contact"], found


def test_contacts_channels_and_rhythm(both) -> None:
    mine, met, found = both
    days = [date.fromisoformat(line["date"]) for line in met]
    pauses = [(later - earlier).days for earlier, later in pairwise(sorted(set(days)))]
    assert len(met) >= 8
    assert (found["contacts"], found["no_contacts"]) == (len(met), len(mine) - len(met))
    assert (found["first_date"], found["last_date"]) == (str(days[0]), str(days[-1]))
    assert found["span_days"] == (days[-1] - days[0]).days
    assert found["channels"] == dict(Counter(line["channel"] for line in met))
    assert list(found["channels"].values()) == sorted(found["channels"].values(), reverse=True)
    assert [place["note"] for place in found["attempts"]] == [
        line["id"] for line in mine if line["none_because"] == "no_contact"
    ]
    assert found["gaps"]["median_days"] == median(pauses)
    assert found["gaps"]["longest"]["days"] == max(pauses)
    assert [gap["days"] for gap in found["gaps"]["long"]] == [
        days for days in pauses if days > 21 and days > 2 * median(pauses)
    ]
    half = len(pauses) // 2
    assert found["rhythm"] == {
        "months": (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1,
        "months_with_contact": len({(day.year, day.month) for day in days}),
        "pauses": len(pauses),
        "usual_pauses": sum(median(pauses) / 2 <= pause <= 2 * median(pauses) for pause in pauses),
        "early_days": median(pauses[:half]),
        "late_days": median(pauses[-half:]),
    }


def wilson(count: int, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    root = z * math.sqrt(z * z + 4 * count * (n - count) / n)
    low, high = (2 * count + z * z - root) / (2 * (n + z * z)), (2 * count + z * z + root) / (2 * (n + z * z))
    return round(max(0.0, low) * n, 1), round(min(1.0, high) * n, 1)


def share(count: int, n: int) -> dict[str, Any]:
    low, high = wilson(count, n)
    return {
        "count": count, "of": n, "low": low, "high": high,
        "percent": round(100 * count / n) if n >= 10 else None, "reading_errors_counted": False,
    }  # fmt: skip


def showing(met: list[dict[str, Any]], key: str, value: str) -> dict[str, Any]:
    shown = [line["date"] for line in met if value in line[key]]
    return {
        **share(len(shown), len(met)),
        "first": shown[0] if shown else None,
        "last": shown[-1] if shown else None,
    }


def test_conversations_roles_and_tasks(both) -> None:
    _, met, found = both
    assert found["conversations"] == {
        kind: share(sum(line["conversation"] == kind for line in met), len(met)) for kind in KINDS
    }
    assert found["roles"] == {role: showing(met, "roles", role) for role in ROLES}
    assert found["tasks"] == {
        task: showing(met, "tasks", task) for task in TASKS if any(task in line["tasks"] for line in met)
    }
    assert found["none_because"] == dict(Counter(line["none_because"] for line in met if line["none_because"]))
    assert found["acting_roles"] == dict(Counter(role for line in met for role in line["acting_roles"]))
    assert found["unsure"] == sum(len(line["candidates"]) != 1 for line in met)


def test_periods(both) -> None:
    _, met, found = both
    first, last = date.fromisoformat(met[0]["date"]), date.fromisoformat(met[-1]["date"])
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    length = next(length for length in (1, 2, 3, 6, 12, months) if len(met) >= 4 * math.ceil(months / length))
    assert len(found["periods"]) == math.ceil(months / length)
    assert found["periods"][0]["first_day"] == str(first.replace(day=1))
    assert found["periods"][-1]["last_day"] == str(
        date(last.year + last.month // 12, last.month % 12 + 1, 1) - timedelta(1)
    )
    for earlier, later in pairwise(found["periods"]):
        assert date.fromisoformat(later["first_day"]) - date.fromisoformat(earlier["last_day"]) == timedelta(1)
    for period in found["periods"]:
        inside = [line for line in met if period["first_day"] <= line["date"] <= period["last_day"]]
        assert period["contacts"] == len(inside)
        for kind in KINDS:
            assert period["conversations"][kind] == share(
                sum(line["conversation"] == kind for line in inside), len(inside)
            )
        for role in ROLES:
            assert period["roles"][role] == share(sum(role in line["roles"] for line in inside), len(inside))
    assert sum(period["contacts"] for period in found["periods"]) == len(met)


def test_stages_signs_and_ending(both) -> None:
    mine, met, found = both
    assert set(found["stages"]) == {line["stage"] for line in mine if line["stage"]}
    for stage, seen in found["stages"].items():
        notes = [line for line in mine if line["stage"] == stage]
        assert [place["note"] for place in seen["notes"]] == [line["id"] for line in notes]
        assert (seen["note"], seen["date"], seen["last"]) == (notes[0]["id"], notes[0]["date"], notes[-1]["date"])
        assert [(sign["note"], sign["start"], sign["end"]) for sign in seen["signs"]] == [
            (line["id"], sign["start"], sign["end"])
            for line in notes for sign in line["signs"] if (sign["sign"], sign["kind"]) == ("stage", stage)
        ]  # fmt: skip
    signs = [
        (line["date"], line["id"], sign["start"], sign["end"], sign["sign"])
        for line in mine for sign in line["signs"] if sign["sign"] not in {"task", "stage"}
    ]  # fmt: skip
    assert [
        (sign["date"], sign["note"], sign["start"], sign["end"], sign["sign"]) for sign in found["signs"]
    ] == sorted(signs)
    for key in ("mentor_asks", "client_says"):
        assert [sign["note"] for sign in found[key]] == [note for _, note, _, _, sign in sorted(signs) if sign == key]
    staged = [line["stage"] for line in met]
    since = max((place for place, stage in enumerate(staged) if stage and stage != "ending"), default=-1) + 1
    endings = [line["id"] for line in met[since:] if line["stage"] == "ending"]
    assert [place["note"] for place in found["ending"]["notes"]] == endings
    if endings:
        assert found["ending"]["outcome"] == ("prepared" if endings[0] != met[-1]["id"] else "in_the_last_contact")
    else:
        assert found["ending"]["outcome"] in {"open", "silent"}


def steps_of(line: dict[str, Any]) -> set[tuple[str, str | None]]:
    """The steps of a note and their tasks, by the rule of the codebook's path."""
    places = [
        ({"done_for": "done_for", "independence": "alone"}[sign["sign"]], sign["start"])
        for sign in line["signs"] if sign["sign"] in {"done_for", "independence"}
    ]  # fmt: skip
    places += [
        ("beside", segment["start"]) for segment in line["segments"]
        if segment.get("acting_role") in {"facilitator", "demonstrator"}
    ]  # fmt: skip
    steps = set()
    for step, start in places:
        (segment,) = [one for one in line["segments"] if one["start"] <= start < one["end"]]
        tasks = [
            sign["kind"] for sign in line["signs"]
            if sign["sign"] == "task" and segment["start"] <= sign["start"] < segment["end"]
        ]  # fmt: skip
        steps.add((step, tasks[0] if tasks else line["tasks"][0] if len(line["tasks"]) == 1 else None))
    return steps


def test_paths(both) -> None:
    _, met, found = both
    assert {
        (path["task"], step["step"], step["note"]) for path in found["paths"] for step in path["steps"]
    } == {(task, step, line["id"]) for line in met for step, task in steps_of(line)}  # fmt: skip
    for path in found["paths"]:
        dates = [step["date"] for step in path["steps"]]
        assert dates == sorted(dates)


def kendall(*series: list[float]) -> tuple[float, float, float]:
    """The Mann-Kendall test from its definition: direction, two-sided p, and the smallest p of any order."""
    s = most = variance = 0.0
    for values in series:
        s += sum((b > a) - (b < a) for a, b in combinations(values, 2))
        most += sum(a != b for a, b in combinations(values, 2))
        n, ties = len(values), Counter(values).values()
        variance += (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18

    def p(score: float) -> float:
        return max(1e-4, round(math.erfc((abs(score) - 1) / math.sqrt(2 * variance)), 4)) if score and variance else 1.0

    return s, p(s), p(most)


def holding(tests: dict[str, tuple[float, float, float]]) -> set[str]:
    """Tarone's rule at 5 %: only tests that could have held at all share the error."""
    for shares in range(1, len(tests) + 1):
        if sum(least <= 0.05 / shares for _, _, least in tests.values()) <= shares:
            break
    return {key for key, (s, p, _) in tests.items() if s and p <= 0.05 / shares}


def test_findings(both) -> None:
    _, met, found = both
    days = sorted({date.fromisoformat(line["date"]) for line in met})
    pauses = [float((later - earlier).days) for earlier, later in pairwise(days)]
    level = {"done_for": 0, "beside": 1, "alone": 2}
    moves = []
    for task in {task for line in met for _, task in steps_of(line)}:
        of_notes = [[level[step] for step, of in steps_of(line) if of == task] for line in met]
        moves.append([sum(values) / len(values) for values in of_notes if values])
    shown = {"support": kendall([float(line["conversation"] == "support") for line in met])}
    shown |= {role: kendall([float(role in line["roles"]) for line in met]) for role in ROLES}
    tests = dict(shown)
    if sum(map(len, moves)) >= 8:
        tests["independence"] = kendall(*moves)
    hold = holding(tests)

    balance = [finding for finding in found["findings"] if finding["kind"] == "balance"]
    assert {finding["about"] for finding in balance if finding["outcome"] == "changed"} == hold - {"independence"}
    if not hold - {"independence"}:
        assert balance[0]["outcome"] in {"no_change_shown", "same"}
        assert balance[0]["test"]["p"] == min(p for _, p, _ in shown.values())
    (involvement,) = [finding for finding in found["findings"] if finding["kind"] == "involvement"]
    if len(pauses) >= 8:
        s, p, _ = kendall(pauses)
        assert involvement["test"] == {"name": "Mann-Kendall", "n": len(pauses), "p": p}
        assert (involvement["outcome"] == "changed") == (p <= 0.05 and s != 0)
        assert ("rarer" in involvement["says"]) == (p <= 0.05 and s > 0)
    else:
        assert involvement["outcome"] == "too_few"
    (independence,) = [finding for finding in found["findings"] if finding["kind"] == "independence"]
    if "independence" in tests:
        assert independence["test"]["p"] == tests["independence"][1]
        assert (independence["outcome"] == "changed") == ("independence" in hold)
    else:
        assert independence["outcome"] == "too_few"


def test_the_timeline_has_every_note(both) -> None:
    mine, met, found = both
    last = None
    for line, row in zip(mine, found["timeline"], strict=True):
        for key in ("id", "date", "time", "channel", "purpose", "conversation", "none_because", "mixed", "unsure",
                    "roles", "acting_roles", "tasks", "stage"):  # fmt: skip
            assert row[key] == line[key], key
        assert row["took_place"] == (line in met)
        assert row["days_since_last"] == (
            (date.fromisoformat(line["date"]) - date.fromisoformat(last)).days if last else None
        )
        assert {(step["step"], step["task"]) for step in row["steps"]} == steps_of(line)
        if line in met:
            last = line["date"]
            was = "neither support nor mentoring is shown" if line["conversation"] == "none" else line["conversation"]
            assert row["purpose_beside"] == (f"planned: {line['purpose']} · was: {was}" if line["purpose"] else None)


def test_what_was_agreed_stands_beside_what_was_worked_at(both) -> None:
    _, met, found = both
    agreed = found["agreed"]
    declared = next((line for line in met[:3] if line["purpose"]), None)
    assert (agreed["declared"], agreed["declared_in"]) == (declared["purpose"], declared["id"])
    assert [place["note"] for place in agreed["contract"]] == [
        line["id"] for line in met[:3] if line["stage"] == "initiation"
    ]
    assert agreed["worked_at"] == {
        task: count for task in TASKS if (count := sum(task in line["tasks"] for line in met))
    }
