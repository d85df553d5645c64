"""What must hold of the committed default model. Apart from the tests of code: a model is trained, not edited."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from notesense.codebook.labels import CODEBOOK_VERSION, LABELS
from notesense.flow import Road
from notesense.train.evaluate import figures
from notesense.train.scored import score_records
from notesense.train.training import load_corpora

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / "en_default"
CORPORA = ROOT / "corpora"
MUST = tomllib.loads(Path(__file__).with_name("must_hold.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def meta():
    return json.loads((MODEL / "model.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def evaluation():
    path = MODEL / "evaluation.json"
    if not path.exists():
        pytest.skip("the default model has no evaluation.json yet: train it with --evaluate")
    return json.loads(path.read_text(encoding="utf-8"))


def figure(evaluation, split, name):
    found = evaluation[split]
    return found.get("overall", found)[name]


def test_the_model_was_trained_on_the_corpora_as_they_stand(meta):
    now = load_corpora(CORPORA).checksums
    trained = meta["trained_on"]["corpora_sha256"]
    if trained != now and not (MODEL / "evaluation.json").exists():
        changed = sorted(name for name in {*now, *trained} if now.get(name) != trained.get(name))
        pytest.skip(f"neither evaluated nor in step with the corpora: {', '.join(changed)}")
    assert trained == now


def test_the_evaluation_is_of_this_model(meta, evaluation):
    assert evaluation["model"] == {"name": meta["name"], "version": meta["version"]}
    assert evaluation["corpora_sha256"] == meta["trained_on"]["corpora_sha256"]


def test_the_model_says_what_it_is(meta):
    assert meta["codebook"] == CODEBOOK_VERSION
    assert meta["labels"] == list(LABELS)
    assert set(meta["libraries"]) >= {"python", "numpy", "scikit-learn", "spacy"}
    assert sum(path.stat().st_size for path in MODEL.iterdir()) < MUST["size"]["bytes"]


@pytest.mark.parametrize(
    ("split", "name", "least"),
    [(split, name, least) for split, rows in MUST["least"].items() for name, least in rows.items()],
)
def test_a_figure_is_at_least(evaluation, split, name, least):
    found = figure(evaluation, split, name)
    assert found["value"] >= least, found
    assert found["low"] <= found["value"] <= found["high"]
    assert found["n"] > 0


@pytest.mark.parametrize("name", MUST["ahead"]["figures"])
@pytest.mark.parametrize("split", MUST["ahead"]["splits"])
def test_ours_is_ahead_of_each_peer(evaluation, split, name):
    ours = figure(evaluation, split, name)["value"]
    peers = {peer: figure(found, split, name)["value"] for peer, found in evaluation["peers"].items()}
    assert len(peers) >= 3
    assert all(ours > value for value in peers.values()), peers


def test_every_register_is_measured(evaluation):
    by_register = evaluation["left_out_register"]["by"]["register"]
    assert len(by_register) >= 20
    assert all("conversation_accuracy" in found for found in by_register.values())


@pytest.fixture(scope="module")
def held_out():
    """The shipped model on the whole notes of the test voices, labelled here and now."""
    corpus = load_corpora(CORPORA)
    kept = corpus.held_out() & corpus.whole_notes()
    examples = [example for example, wanted in zip(corpus.examples, kept, strict=True) if wanted]
    assert len(examples) > 100
    return figures(score_records(examples, Road().label_texts([example.text for example in examples])))


@pytest.mark.parametrize(("name", "least"), MUST["now"]["least"].items())
def test_on_test_voices_here_and_now(held_out, name, least):
    assert held_out[name]["value"] >= least, held_out[name]


@pytest.mark.parametrize(("name", "most"), MUST["now"]["most"].items())
def test_on_test_voices_at_most(held_out, name, most):
    assert held_out[name]["value"] <= most, held_out[name]


def test_the_label_order_has_no_empty_class():
    weights = Road().model.segments
    assert (np.abs(weights.words).max(axis=0) > 0).all()
    assert (np.abs(weights.characters).max(axis=0) > 0).all()
