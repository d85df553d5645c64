"""A handful of notes with all that is said of them, reasons included.

After training anew, or a change that is meant: ``NOTESENSE_UPDATE_GOLDEN=1
pytest tests/golden`` writes ``expected.jsonl`` again; look at the difference
before it is committed.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path

import pytest

from notesense.flow import Road
from notesense.records import Note, Source

HERE = Path(__file__).parent
EXPECTED = HERE / "expected.jsonl"
# Scores may differ in their last decimals from one machine's arithmetic to another's; nothing else may.
LAST_DECIMALS = 0.002


def lines_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


NOTES = lines_of(HERE / "notes.jsonl")


@cache
def found():
    notes = [Note(source=Source("notes.jsonl", row=row), **one) for row, one in enumerate(NOTES, start=1)]
    records = {
        one["id"]: record.as_dict() for one, record in zip(NOTES, Road().label(notes, reasons=True), strict=True)
    }
    return json.loads(json.dumps(records))


@cache
def expected():
    """Return what is expected; written anew on request."""
    if os.environ.get("NOTESENSE_UPDATE_GOLDEN"):
        lines = [json.dumps(record, ensure_ascii=False) for record in found().values()]
        EXPECTED.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return {record["id"]: record for record in lines_of(EXPECTED)}


def rounder(value):
    """The same with numbers between brackets of their tolerance."""
    if isinstance(value, float):
        return pytest.approx(value, abs=LAST_DECIMALS)
    if isinstance(value, dict):
        return {key: rounder(one) for key, one in value.items()}
    return [rounder(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", [one["id"] for one in NOTES])
def test_all_that_is_said_of_a_note(name):
    assert found()[name] == rounder(expected()[name])


def test_every_golden_note_is_expected_and_no_other():
    assert list(expected()) == [one["id"] for one in NOTES]


def test_the_golden_notes_show_much_of_what_can_be_said():
    segments = [segment for record in expected().values() for segment in record["segments"]]
    assert {segment["label"] for segment in segments} == {"support", "educate", "enable_encourage", "empower", "other"}
    assert {segment["actor"] for segment in segments} >= {"mentor", "client", "third"}
    assert {segment["status"] for segment in segments} >= {"done", "negated", "planned", "past"}
    assert {record["conversation"] for record in expected().values()} == {"support", "mentoring", "none"}
    assert {reason["kind"] for segment in segments for reason in segment["reasons"]} >= {
        "cue",
        "who",
        "rule",
        "status",
        "actor",
    }
