"""Figures equal scikit-learn's, intervals hold their value, and hand-made cases come out as by hand."""

from __future__ import annotations

import io
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scored_examples import K, random_notes, scored
from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    confusion_matrix,
    f1_score,
    precision_recall_fscore_support,
)

from notesense.codebook.labels import CONVERSATIONS, LABELS, OTHER, ROLES
from notesense.flow import Road
from notesense.read import read_labelled
from notesense.train.agreement import cohen_kappa, compare
from notesense.train.evaluate import LEAST_GOLD, calibration_error, evaluate, figures, groups_solved, kappa, macro_f1
from notesense.train.scored import score_dataset, score_records

PAIRS = st.lists(st.tuples(st.integers(0, K - 1), st.integers(0, K - 1)), min_size=1, max_size=80)


@settings(max_examples=150, deadline=None)
@given(PAIRS)
def test_macro_f1_and_kappa_equal_scikit_learns(pairs):
    gold, predicted = zip(*pairs, strict=True)
    table = confusion_matrix(gold, predicted, labels=range(K)).astype(float)
    expected = f1_score(gold, predicted, average="macro", labels=range(K), zero_division=0)
    assert float(macro_f1(table)) == pytest.approx(expected)
    present = sorted(set(gold))
    some = f1_score(gold, predicted, average="macro", labels=present, zero_division=0)
    assert float(macro_f1(table, present)) == pytest.approx(some)
    names = [LABELS[label] for label in gold], [LABELS[label] for label in predicted]
    if len({*gold, *predicted}) > 1:
        assert float(kappa(table)) == pytest.approx(cohen_kappa_score(gold, predicted))
        assert cohen_kappa(*names) == pytest.approx(cohen_kappa_score(*names))
    else:
        assert float(kappa(table)) == 0
        assert cohen_kappa(*names) is None


def test_many_tables_at_once_are_the_tables_one_by_one():
    tables = np.random.default_rng(1).integers(0, 9, (20, K, K)).astype(float)
    assert macro_f1(tables).tolist() == [float(macro_f1(one)) for one in tables]
    np.testing.assert_allclose(kappa(tables), [float(kappa(one)) for one in tables])


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_equals_scikit_learns_and_lies_in_its_interval(seed):
    notes = random_notes(seed)
    made = scored(notes)
    found = evaluate(made, slices=False)["overall"]
    gold, predicted = made.gold, made.predicted
    expected = {
        "segment_macro_f1": f1_score(gold, predicted, average="macro", labels=range(K), zero_division=0),
        "segment_kappa": cohen_kappa_score(gold, predicted),
        "conversation_macro_f1": f1_score(
            made.conversation_gold, made.conversation, average="macro", labels=np.unique(made.conversation_gold)
        ),
        "conversation_accuracy": accuracy_score(made.conversation_gold, made.conversation),
        "role_macro_f1": f1_score(made.roles_gold, made.roles, average="macro", zero_division=0),
        "boundary_f1": 1.0,
        "share_unsure": 0.0,
    }
    parts = precision_recall_fscore_support(gold, predicted, labels=range(K), zero_division=0)
    for index, label in enumerate(LABELS):
        for name, values in zip(("precision", "recall", "f1"), parts, strict=False):
            expected[f"{label}_{name}"] = values[index]
    for name, value in expected.items():
        assert found[name]["value"] == pytest.approx(value, abs=6e-5), name
        assert found[name]["low"] <= found[name]["value"] <= found[name]["high"], name
    assert found["segment_macro_f1"]["n"] == len(gold)
    assert found["conversation_accuracy"]["n"] == len(notes)
    assert found["segment_macro_f1"]["low"] < found["segment_macro_f1"]["high"]


def test_intervals_are_the_same_every_time_and_narrow_with_more_notes():
    few, many = figures(scored(random_notes(1, 25))), figures(scored(random_notes(1, 400)))
    assert figures(scored(random_notes(1, 25))) == few
    width = [one["segment_macro_f1"]["high"] - one["segment_macro_f1"]["low"] for one in (few, many)]
    assert width[1] < width[0] / 2


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    # Segments right with probability 0.7, in notes of three: the interval is over notes.
    draw = np.random.default_rng(2)
    covered = 0
    for _ in range(60):
        notes = []
        for _ in range(60):
            right = draw.random(3) < 0.7
            notes.append(([1, 1, 1], np.where(right, 1, OTHER).tolist(), {"conversation": None}))
        found = figures(scored(notes))["educate_recall"]
        covered += found["low"] <= 0.7 <= found["high"]
    assert covered >= 51


def test_a_perfect_predictor():
    notes = [(gold, gold, more) for gold, _, more in random_notes(3)]
    notes += [
        ([label], [label], {"conversation": CONVERSATIONS[[0, 1, 1, 1, 2][label]], "group": 1}) for label in range(K)
    ]
    found = figures(scored(notes, confidence=np.ones(sum(len(gold) for gold, _, _ in notes))))
    for name, figure in found.items():
        if "value" in figure:
            wanted = 0 if name in ("calibration_error", "share_unsure") else 1
            assert (figure["value"], figure["high"]) == (wanted, wanted), name


def test_a_constant_predictor():
    notes = [(gold, [OTHER] * len(gold), more) for gold, _, more in random_notes(4)]
    made = scored(notes)
    found = figures(made)
    share = (made.gold == OTHER).mean()
    assert found["segment_kappa"]["value"] == 0
    assert found["other_recall"]["value"] == 1
    assert found["other_precision"]["value"] == pytest.approx(share, abs=1e-4)
    assert found["segment_macro_f1"]["value"] == pytest.approx(2 * share / (1 + share) / K, abs=1e-4)
    assert found["educate_f1"]["value"] == found["role_macro_f1"]["value"] == 0
    assert found["conversation_accuracy"]["value"] == pytest.approx((made.conversation_gold == 2).mean(), abs=1e-4)


def test_calibration_error_by_hand():
    # One bin at 0.9 with 3 of 4 right (off by 0.15), one at 0.6 with 1 of 2 right (off by 0.1).
    confidence = np.array([0.9, 0.9, 0.9, 0.9, 0.6, 0.6])
    right = np.array([True, True, True, False, True, False])
    assert calibration_error(confidence, right) == pytest.approx((4 * 0.15 + 2 * 0.1) / 6)
    # Within a bin the means count: 0.92 and 0.98, one of two right.
    assert calibration_error(np.array([0.92, 0.98]), np.array([True, False])) == pytest.approx(0.45)
    assert calibration_error(np.array([1.0, 1.0]), np.array([True, True])) == 0
    assert calibration_error(np.array([0.0]), np.array([True])) == 1
    assert math.isnan(calibration_error(np.array([]), np.array([], bool)))


def test_calibration_of_an_evaluation_is_the_same_figure():
    notes = random_notes(5)
    count = sum(len(gold) for gold, _, _ in notes)
    made = scored(notes, confidence=np.random.default_rng(5).uniform(0.2, 1, count))
    found = figures(made)["calibration_error"]
    assert found["value"] == pytest.approx(calibration_error(made.confidence, made.gold == made.predicted), abs=6e-5)
    assert found["n"] == count
    assert found["low"] <= found["high"]


def test_contested_segments_are_skipped_and_counted_wrong_beside():
    notes = [
        ([0, 1, 2], [0, 1, 2], {"contested": (1,)}),
        ([3, 4, 0], [3, 4, 1], {"contested": (2,)}),
    ]
    found = figures(scored(notes))
    assert found["contested"] == {"n": 2}
    assert found["segment_macro_f1"]["n"] == 4
    assert found["segment_macro_f1_contested_wrong"]["n"] == 6
    # Skipped: four of four right, no gold educate left. Counted: both contested ones are errors.
    assert found["segment_macro_f1"]["value"] == pytest.approx(4 / 5)
    assert found["segment_macro_f1_contested_wrong"]["value"] < found["segment_macro_f1"]["value"]
    gold = [0, 1, 2, 3, 4, 0]
    wrong = [0, 2, 2, 3, 4, 1]
    expected = f1_score(gold, wrong, average="macro", labels=range(K), zero_division=0)
    assert found["segment_macro_f1_contested_wrong"]["value"] == pytest.approx(expected, abs=1e-4)


def test_a_group_is_solved_only_when_every_segment_of_every_note_is_right():
    notes = [
        ([0, 1], [0, 1], {"group": 1}), ([1], [1], {"group": 1}),
        ([0, 1], [0, 1], {"group": "b"}), ([1], [2], {"group": "b"}),
        ([2, 2], [2, 0], {"group": 3, "contested": (1,)}),
        ([2], [0], {}),
    ]  # fmt: skip
    made = scored(notes)
    assert groups_solved(made) == {"1": True, "b": False, "3": True}
    found = figures(made)["groups_solved"]
    assert (found["value"], found["n"]) == (pytest.approx(2 / 3, abs=1e-4), 3)
    assert found["low"] <= found["value"] <= found["high"]
    assert "groups_solved" not in figures(scored(notes[-1:]))


def test_slices_count_only_labels_with_enough_gold():
    many = [([0] * LEAST_GOLD, [0] * LEAST_GOLD, {"register": "service", "voice": "v1", "trade": "peer"})]
    few = [
        ([1] * (LEAST_GOLD - 1) + [4] * LEAST_GOLD, [0] * (LEAST_GOLD - 1) + [4] * LEAST_GOLD, {"register": "service"})
    ]
    found = evaluate(scored(many + few))
    assert set(found["by"]) == {"register", "trade", "voice", "english", "length"}
    assert set(found["by"]["voice"]) == {"v1"}
    figure = found["by"]["register"]["service"]["segment_macro_f1"]
    assert figure["labels"] == ["support", "other"]
    assert figure["n"] == 3 * LEAST_GOLD - 1
    assert found["overall"]["segment_macro_f1"]["labels"] == list(LABELS)
    assert found["labels"] == list(LABELS)
    assert np.array(found["confusion"])[1].tolist() == [LEAST_GOLD - 1, 0, 0, 0, 0]


def test_the_parts_of_an_evaluation_are_those_of_their_notes():
    notes = random_notes(6, 20)
    made = scored(notes)
    mask = np.arange(20) % 3 == 0
    part, alone = made.part(mask), scored([note for note, keep in zip(notes, mask, strict=True) if keep])
    for name in ("gold", "predicted", "note", "contested", "conversation", "candidates", "roles", "boundaries"):
        assert getattr(part, name).tolist() == getattr(alone, name).tolist(), name


def test_unsure_notes_and_coverage():
    notes = [
        ([0], [0], {"conversation": "support"}),
        ([0], [1], {"conversation": "support"}),
        ([4], [0], {"conversation": "none"}),
    ]
    candidates = np.array([[1, 0, 0], [1, 1, 0], [1, 0, 0]], bool)
    found = figures(scored(notes, candidates=candidates))
    assert found["share_unsure"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["conversation_accuracy"]["value"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["conversation_accuracy_sure"] == {**found["conversation_accuracy_sure"], "value": 0.5, "n": 2}
    assert found["coverage"]["value"] == pytest.approx(2 / 3, abs=1e-4)


def labelled(*rows):
    text = "\n".join(json.dumps(row) for row in rows)
    return list(read_labelled(io.BytesIO(text.encode())))


def test_records_and_data_sets_are_scored_alike():
    from notesense.label.classifier import SegmentClassifier
    from notesense.label.note_model import note_features, note_scores
    from notesense.train.dataset import build_dataset

    rows = [
        {
            "id": "1",
            "segments": [["CPS explained the lease.", "educate"], ["Ct smiled.", "other"]],
            "conversation": "mentoring",
        },
        {"id": "2", "segments": [["Listened to her grief.", "support"], ["Left.", "other"]], "conversation": "support"},
        # Gold segments that the program cuts otherwise.
        {
            "id": "3",
            "segments": [["Listened. Left.", "support"], ["Practised the call. Praised her.", "enable_encourage"]],
        },
        {"id": "4", "text": "Met her. Explained it.", "segments": [[0, 3, "other"], [9, 22, "educate"]]},
    ]
    examples = labelled(*rows)
    road = Road()
    one = score_records(examples, road.label_texts([example.text for example in examples]))
    data = build_dataset(examples, road.annotator)
    classifier = SegmentClassifier(road.model.segments, road.labeller.features)
    probability = classifier.probabilities(data.batch)
    decided = classifier.decide(probability)
    conversation, _ = note_scores(road.model.notes, note_features(probability, decided, data.batch.note_segments))
    two = score_dataset(data, decided, probability, conversation, road.model.notes.quantile)
    for name in ("gold", "predicted", "note", "confidence", "conversation", "conversation_gold", "roles", "boundaries"):
        assert getattr(one, name).tolist() == getattr(two, name).tolist(), name
    assert one.candidates.tolist() == two.candidates.tolist()
    assert one.roles_gold.tolist() == [[False] * len(ROLES)] * 4


def test_given_segments_are_labelled_as_they_are_given():
    [example] = labelled({"id": "1", "segments": [["Listened. Practised the call.", "support"], ["Left.", "other"]]})
    spans = [[(segment.start, segment.end) for segment in example.segments]]
    [record] = Road().label_texts([example.text], spans=spans)
    assert [(segment.start, segment.end) for segment in record.segments] == spans[0]


@pytest.mark.parametrize("length", [0, 3])
def test_a_gold_segment_that_nothing_covers_counts_as_other(length):
    [example] = labelled({"id": "1", "text": " " * 4 + "Met." * length, "segments": [[0, 2, "support"]]})
    made = score_records([example], Road().label_texts([example.text]))
    assert made.predicted.tolist() == [OTHER]
    assert made.confidence.tolist() == [1.0]


def test_agreement_of_a_labelling_with_itself_and_with_another():
    first = labelled(
        {"id": "1", "register": "log", "segments": [["A.", "support"], ["B.", "other"]], "conversation": "support"}
    )
    second = labelled({"id": "1", "segments": [["A.", "educate"], ["B.", "other"]], "conversation": "mentoring"})
    same, other = compare(first, first).as_dict(), compare(first, second).as_dict()
    assert same["segments"] == {"n": 2, "percent": 100.0, "kappa": 1.0}
    assert other["segments"]["percent"] == 50.0
    assert other["by_register"]["log"]["n"] == 2
    assert other["differences"] == [{"first": "support", "second": "educate", "n": 1}]
