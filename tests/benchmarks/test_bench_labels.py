"""The committed benchmark of labels is a full run on the corpora as they stand; its parts do what they say."""

from __future__ import annotations

import copy
import json

import bench_labels
import embedding_peer
import label_table
import numpy as np
import pytest
import textcat_peers

from notesense.codebook.labels import LABELS

LABELLERS = 7
COMMITTED = bench_labels.PLACE / "benchmark.json"
RUN_AGAIN = "run the benchmark again: just bench-labels"


@pytest.fixture(scope="module")
def corpus():
    return bench_labels.load_corpora(bench_labels.CORPORA)


@pytest.fixture(scope="module")
def document():
    if not COMMITTED.exists():
        pytest.skip(f"there is no {COMMITTED.name} yet: just bench-labels")
    return json.loads(COMMITTED.read_text(encoding="utf-8"))


def test_the_benchmark_was_run_on_the_corpora_as_they_stand(document, corpus):
    assert document["corpora_sha256"] == bench_labels.checksums(corpus), RUN_AGAIN


def test_it_is_a_full_run_of_everybody(document):
    assert not document["quick"]
    assert len({row["name"] for row in document["labellers"]}) == LABELLERS
    for row in document["labellers"]:
        if row["not_run"] is None:
            assert list(row["figures"]) == [key for key, _ in label_table.COLUMNS], row["name"]


def test_the_page_shows_the_figures(document):
    assert COMMITTED.with_name("BENCHMARK.md").read_text(encoding="utf-8") == label_table.page(document), RUN_AGAIN


SMALL = {
    "quick": False,
    "settings": {"folds": 1, "notes": 5, "rounds": 1},
    "libraries": {"python": "3"},
    "folds": [{"left_out": ["email", "log"], "trained_on": 9, "scored": 2}],
    "labellers": [
        {
            "name": "plain",
            "about": "a plain one",
            "not_run": None,
            "figures": {
                key: {"value": 0.5, "low": 0.4, "high": 0.6, "n": 30 + place}
                for place, (key, _) in enumerate(label_table.COLUMNS)
            },
            "notesense_ahead": {key: {"value": 0.1, "low": -0.05, "high": 0.2, "n": 30} for key in label_table.AHEAD},
            "notes_a_second": {"median": 1234.5, "least": 1.0, "most": 2000.0},
            "megabytes": 1.25,
        },
        {"name": "absent", "about": "needs more", "not_run": "not installed: torch"},
    ],
}


def cells(document, name):
    row = next(line for line in label_table.table(document) if line.startswith(f"| {name} |"))
    return row.strip("| ").split(" | ")


def test_the_table_shows_intervals_for_all_but_the_calibration_error():
    shown = cells(SMALL, "plain")
    assert shown == ["plain", *["0.500 (0.400 to 0.600)"] * 5, "0.500", "1,234", "1.2"]


def test_a_lead_is_shown_with_its_sign():
    assert label_table.lead(SMALL)[2:] == ["| plain |" + " +0.100 (−0.050 to +0.200) |" * 3]


def test_who_was_not_run_is_said_to_be():
    assert cells(SMALL, "absent")[:2] == ["absent", "not run"]
    assert "Not run: absent (not installed: torch)." in label_table.page(SMALL)


def test_a_figure_that_a_labeller_cannot_have_is_a_dash():
    document = copy.deepcopy(SMALL)
    document["labellers"][0]["figures"]["calibration_error"] = None
    document["labellers"][0]["megabytes"] = None
    assert cells(document, "plain")[-3:] == ["–", "1,234", "–"]


def test_a_quick_try_says_that_its_figures_mean_nothing():
    assert "no figure here means anything" in label_table.page(SMALL | {"quick": True})
    assert "no figure here means anything" not in label_table.page(SMALL)


TEXTS = [f"{act} {thing}" for thing in ("rent", "bus", "court", "form") for act in ("comforted", "explained", "met at")]
LABEL = np.array([LABELS.index(name) for name in ("support", "educate", "other")] * 4)


@pytest.mark.parametrize("model", [textcat_peers.BAG_OF_WORDS, textcat_peers.CNN], ids=["bag of words", "cnn"])
def test_a_text_categorizer_learns_and_does_so_the_same_way_twice(model):
    one, two = (textcat_peers.fit_textcat(TEXTS, LABEL, model=model, epochs=15) for _ in range(2))
    probability = one.probabilities(TEXTS)
    np.testing.assert_array_equal(probability, two.probabilities(TEXTS))
    np.testing.assert_allclose(probability.sum(axis=1), 1, rtol=1e-5)
    assert (probability.argmax(axis=1) == LABEL).mean() > 0.9
    assert one.probabilities([]).shape == (0, len(LABELS))


def test_without_its_packages_the_embedding_peer_names_them(monkeypatch):
    monkeypatch.setattr(embedding_peer, "find_spec", lambda name: None)
    assert "torch" in embedding_peer.missing()
    assert "notesense[bench]" in embedding_peer.missing()


def test_a_refit_on_vectors_uses_only_the_rows_of_the_fold():
    vectors = np.eye(len(LABELS))[LABEL]
    regression = embedding_peer.fit_on_vectors(vectors, LABEL)
    assert (regression.probabilities(vectors).argmax(axis=1) == LABEL).all()
    unseen = regression.probabilities(vectors)[:, LABELS.index("empower")]
    assert unseen.max() < 1e-3


def test_a_quick_try_keeps_contrast_groups_whole(corpus):
    kept = bench_labels.few(corpus)
    assert 0.08 < len(kept.examples) / len(corpus.examples) < 0.18
    groups = {one.group for one in kept.examples if one.group}
    assert sum(one.group in groups for one in corpus.examples) == sum(one.group in groups for one in kept.examples)
