"""A tiny model knows its notes from strange ones; the limits come from registers left out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from notesense.commands.main import run
from notesense.flow import Road
from notesense.label.model_store import load_model, save_model
from notesense.train.fit_familiarity import BATCH_SIZES, batch_limits, fit_familiarity
from notesense.train.splits import Splits
from notesense.train.training import Corpus, load_corpora, prepare, train_model

CORPORA = Path(__file__).parents[2] / "corpora"
# Logs of a workshop: English, dated, by a person, and nothing like a contact note.
STRANGE = [
    "Flushed the coolant, bled the brakes and reset the tyre pressure sensors.",
    "Cylinder three misfires; traced to a cracked ignition coil, torqued the lug nuts to spec.",
    "Oil weeping from the valve cover gasket, camber adjusted, tie rod ends loose.",
    "Serpentine belt squeals on cold start, tensioner worn, rotors and pads replaced.",
]


@pytest.fixture(scope="module")
def whole():
    corpus = load_corpora(CORPORA)
    return [one for one, keep in zip(corpus.examples, corpus.whole_notes(), strict=True) if keep]


@pytest.fixture(scope="module")
def folder(whole, tmp_path_factory):
    """A model trained on about 200 notes, none of them one of every tenth."""
    path = tmp_path_factory.mktemp("models") / "tiny"
    few = [one for index, one in enumerate(whole) if index % 10][:: max(1, len(whole) // 200)]
    save_model(train_model(Corpus(tuple(few), Splits(), {}), name="tiny", version="0"), path)
    return path


@pytest.fixture(scope="module")
def road(folder):
    return Road(load_model(folder))


def standing_out(road, texts):
    found = Counter(record.unfamiliar for record in road.label_texts(texts))
    return road.model.familiarity.standing_out(len(texts), found)


def test_training_derives_the_limits_and_stores_them(road, folder):
    limits = json.loads((folder / "model.json").read_text(encoding="utf-8"))["familiarity"]
    assert 0 < limits["usual_unknown"] < limits["unknown_words"] < 1
    assert 0.2 < limits["low_scores"] < 1
    for kind, batches in limits["batches"].items():
        sizes, shares = zip(*batches, strict=True)
        assert sizes == BATCH_SIZES, kind
        # From ten notes on the level is one, and more notes vary less.
        assert list(shares[2:]) == sorted(shares[2:], reverse=True), kind
    assert 1000 < road.model.familiarity.known.sum() < 20_000


def test_strange_notes_stand_out_and_notes_of_mentors_do_not(road, whole):
    assert "unknown_words" in standing_out(road, STRANGE * 8)
    # Notes by the same kind of people that were not trained on; then the registers one by one.
    fresh = whole[::10]
    assert standing_out(road, [one.text for one in fresh]) == ()
    registers = sorted({one.register for one in fresh})
    warned = [
        register
        for register in registers
        if len(texts := [one.text for one in fresh if one.register == register]) >= 5 and standing_out(road, texts)
    ]
    assert len(warned) <= len(registers) / 10


def test_one_batch_in_a_hundred_lies_beyond_the_limit():
    rates = {"plain": 0.02, "odd": 0.3}
    register = np.repeat(list(rates), 100)
    beyond = np.concatenate([np.arange(100) < 100 * rate for rate in rates.values()])
    draw = np.random.default_rng(2)
    limits = dict(batch_limits(beyond, register))
    assert limits[3] == 1.0
    for size in (10, 30, 100):
        shares = np.concatenate([draw.binomial(size, rate, 20_000) for rate in rates.values()]) / size
        assert (shares > limits[size]).mean() <= 0.012
        assert (shares > limits[size] - 1.001 / size).mean() > 0.008


def test_without_registers_there_is_nothing_to_compare_with(whole):
    data, _ = prepare([replace(one, register=None) for one in whole[::20]], None)
    assert fit_familiarity(data, None) is None


def write_notes(path, texts, mentors):
    rows = ["id,client,mentor,date,note"]
    rows += [f'{i},C{i % 5},{mentors[i % len(mentors)]},2025-03-{i % 28 + 1:02},"{one}"' for i, one in enumerate(texts)]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return str(path)


def review(*args, capsys):
    capsys.readouterr()
    assert run(["review", *map(str, args)]) == 0
    out, err = capsys.readouterr()
    return out, " ".join(err.split())


WARNING = "look unlike the notes that this model was trained on (many unknown words"


def test_review_warns_at_its_end_and_counts(folder, tmp_path, capsys):
    notes = write_notes(tmp_path / "n.csv", STRANGE * 8, ["M1", "M2"])
    out, err = review(notes, "--model", folder, "--out", tmp_path / "run", capsys=capsys)
    assert f"32 of 32 notes {WARNING}" in err
    assert "notesense trial" in err
    assert "32 in words or scores unlike" in " ".join(out.split())
    run_json = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    assert run_json["counts"]["unfamiliar"] == 32
    assert "32 notes in words or scores unlike" in (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    # Nothing of a note, and nobody by name.
    assert not any(word in err for word in ("coolant", "torqued", "M1", "M2"))


def test_lines_of_json_say_it_note_by_note_and_the_summary_counts_them(folder, tmp_path, capsys):
    notes = write_notes(tmp_path / "n.csv", STRANGE * 8, ["M1", "M2"])
    out, err = review(notes, "--model", folder, "--to", "jsonl", capsys=capsys)
    assert WARNING in err
    lines = [json.loads(line) for line in out.splitlines()]
    assert all("unknown_words" in line["unfamiliar"] for line in lines)
    (tmp_path / "lines.jsonl").write_text(out, encoding="utf-8")
    assert run(["summarise", str(tmp_path / "lines.jsonl"), "--to", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["unfamiliar"] == 32


def test_one_mentors_notes_get_the_warning_without_a_count(folder, tmp_path, capsys):
    notes = write_notes(tmp_path / "n.csv", STRANGE * 8, ["M1"])
    out, err = review(notes, "--model", folder, "--to", "json", capsys=capsys)
    assert f"Many of these notes {WARNING}" in err
    assert "32" not in err
    assert json.loads(out)["summary"]["counts"]["unfamiliar"] is None


def test_quiet_few_or_usual_notes_get_no_warning(folder, whole, tmp_path, capsys):
    few = write_notes(tmp_path / "few.csv", STRANGE[:2], ["M1", "M2"])
    assert WARNING not in review(few, "--model", folder, capsys=capsys)[1]
    many = write_notes(tmp_path / "many.csv", STRANGE * 8, ["M1", "M2"])
    assert review(many, "--model", folder, "-q", capsys=capsys)[1] == ""
    usual = write_notes(tmp_path / "usual.csv", [one.text.replace('"', "'") for one in whole[::40]], ["M1", "M2"])
    assert "unlike the notes" not in review(usual, "--model", folder, capsys=capsys)[1]
