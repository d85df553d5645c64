"""Which error rates a summary counts: those measured for the one model that labelled its notes."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from drawn import measured
from made_notes import a_note, day

from notesense.records import LabelledNote
from notesense.summaries import summarise
from notesense.summaries.reading_errors import _measured, measured_for, rates_from

COUNTED = {"found": 80, "shown": 100, "found_alike": 0.0, "left_out": 190, "not_shown": 200, "left_out_alike": 0.0}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model's folder as the summaries see it: a description with what was measured."""
    folder = tmp_path / "erring"
    folder.mkdir()
    meta = {"name": "erring", "version": "1.2", "reading_errors": measured(random.Random(1))}
    (folder / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    monkeypatch.setenv("NOTESENSE_MODELS", str(tmp_path))
    _measured.cache_clear()
    return folder


def notes(version: str = "1.2", name: str = "erring") -> list[LabelledNote]:
    return [
        replace(a_note(f"n{n}", "support", date=day("2025-01-06", n)), model={"name": name, "version": version})
        for n in range(6)
    ]


def corrected(records: list[LabelledNote]) -> bool:
    found = summarise(records).relationships[0]
    shares = {*found.conversations.values(), *(role.share for role in found.roles.values())}
    shares |= {share for period in found.periods for share in (*period.conversations.values(), *period.roles.values())}
    (said,) = {share.corrected for share in shares}
    return said


def test_the_notes_own_model_is_counted_without_asking(model: Path) -> None:
    assert corrected(notes())
    assert summarise(notes(), error_rates={}) != summarise(notes())


def test_another_version_no_model_or_several_count_nothing_and_say_so(model: Path) -> None:
    assert not corrected(notes(version="9"))
    assert not corrected(notes(name="not-at-hand"))
    assert not corrected([*notes(), *notes(name="not-at-hand")])
    assert measured_for({None}) == measured_for(()) == {}


@pytest.mark.parametrize(
    "damage", ["{", "[]", '{"name": "erring", "version": "1.2", "reading_errors": {"support": 3}}']
)
def test_a_damaged_model_is_no_reason_to_fail(model: Path, damage: str) -> None:
    (model / "model.json").write_text(damage, encoding="utf-8")
    assert not corrected(notes())


def test_errors_alike_in_a_writer_count_as_fewer_notes() -> None:
    apart = rates_from({"support": COUNTED})["support"]
    alike = rates_from({"support": {**COUNTED, "found_alike": 0.05}})["support"]
    assert (apart.found, apart.shown) == (80.0, 100.0)
    assert alike.shown == pytest.approx(19)
    assert alike.found / alike.shown == pytest.approx(0.8)
    assert (alike.left_out, alike.not_shown) == (190.0, 200.0)
    single = rates_from({"support": {**COUNTED, "found_alike": 1.0}})["support"]
    assert single.shown == 1.0


def test_what_no_note_showed_has_no_rate() -> None:
    assert rates_from({"support": {**COUNTED, "shown": 0, "found": 0}}) == {}
