"""Slices, paired changes, coverage, confusions: hand-made cases come out as by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import binomtest
from scored_examples import K, example, random_notes, scored

from notesense.codebook.labels import LABELS, OTHER
from notesense.train.confusions import MEANS, worst_confusions
from notesense.train.coverage import coverage, exact_interval
from notesense.train.evaluate import SET_ASIDE, always_mentoring, evaluate, figures, macro_f1
from notesense.train.paired import change
from notesense.train.slices import SLICES, length_of, slices


@pytest.mark.parametrize(
    ("segments", "name"), [(1, "1–2"), (2, "1–2"), (3, "3–7"), (7, "3–7"), (8, "8–15"), (15, "8–15"), (16, "16+")]
)
def test_a_notes_class_of_length(segments, name):
    assert length_of(example([OTHER] * segments)) == name


def test_slices_are_apart_and_in_order():
    examples = [
        example([OTHER] * n, trade=trade, extra={"english": english} if english else {})
        for n, trade, english in [(20, "b", "indian"), (1, "a", None), (4, "b", "british"), (9, None, "indian")]
    ]
    found = {key: {name: np.flatnonzero(m).tolist() for name, m in slices(examples, key).items()} for key in SLICES}
    assert found["length"] == {"1–2": [1], "3–7": [2], "8–15": [3], "16+": [0]}
    assert list(found["length"]) == ["1–2", "3–7", "8–15", "16+"]
    assert found["english"] == {"british": [2], "indian": [0, 3]}
    assert found["trade"] == {"a": [1], "b": [0, 2]}
    assert found["register"] == found["voice"] == {}


def test_a_slice_is_what_its_notes_alone_would_be():
    notes = [(g, p, {**more, "extra": {"english": "indian" if i % 3 else "british"}}) for i, (g, p, more) in
             enumerate(random_notes(5))]  # fmt: skip
    whole = evaluate(scored(notes))
    alone = evaluate(scored([one for one in notes if one[2]["extra"]["english"] == "indian"]), slices=False)
    part = whole["by"]["english"]["indian"]
    assert part["conversation_accuracy"] == alone["overall"]["conversation_accuracy"]
    assert part["segment_kappa"] == alone["overall"]["segment_kappa"]


def table_of(made):
    table = np.zeros((K, K))
    np.add.at(table, (made.gold, made.predicted), 1)
    return table


def test_a_change_is_the_difference_of_the_two_figures():
    notes = random_notes(6, count=60)
    draw = np.random.default_rng(7)
    worse = [(g, np.where(draw.random(len(g)) < 0.3, OTHER, p).tolist(), more) for g, p, more in notes]
    before, after = scored(notes), scored(worse)
    found = change(before, after)
    wanted = float(macro_f1(table_of(after)) - macro_f1(table_of(before)))
    assert found["segment_macro_f1"]["value"] == pytest.approx(wanted, abs=1e-4)
    assert found["segment_macro_f1"]["low"] < wanted < found["segment_macro_f1"]["high"] < 0
    back = change(after, before)["segment_macro_f1"]
    assert back["value"] == -found["segment_macro_f1"]["value"]
    # Paired: narrower than the difference of two figures of different notes would be.
    own = figures(before)["segment_macro_f1"]
    assert found["segment_macro_f1"]["high"] - found["segment_macro_f1"]["low"] < 1.2 * (own["high"] - own["low"])


def test_no_change_is_none_at_all():
    made = scored([*random_notes(8), ([0], [1], {"conversation": "support", "group": 1})])
    for figure in change(made, made).values():
        assert (figure["value"], figure["low"], figure["high"]) == (0, 0, 0)


def test_groups_won_and_lost_are_counted():
    def groups(right):
        return scored(
            [([0], [0 if one else 1], {"conversation": "support", "group": i}) for i, one in enumerate(right)]
        )

    found = change(groups([True, True, False, False]), groups([False, True, True, True]))["groups_solved"]
    assert (found["value"], found["n"]) == (0.25, 4)
    assert found["low"] <= 0.25 <= found["high"]


def test_other_notes_are_not_compared():
    made = scored(random_notes(9))
    other = replace(made, examples=tuple(replace(one, id=one.id + "x") for one in made.examples))
    with pytest.raises(ValueError, match="same notes"):
        change(made, other)


@pytest.mark.parametrize(("hits", "n"), [(0, 5), (5, 5), (19, 20), (3, 40), (27, 29)])
def test_the_exact_interval_is_that_of_the_binomial_test(hits, n):
    wanted = binomtest(hits, n).proportion_ci(method="exact")
    assert exact_interval(hits, n) == pytest.approx((wanted.low, wanted.high))


def test_coverage_by_register():
    held = {"log": 20, "form": 12, "diary": 40}
    size = {"log": 20, "form": 20, "diary": 40}
    notes, candidates = [], []
    for register, hits in held.items():
        for number in range(size[register]):
            notes.append(([0], [0], {"conversation": "support", "register": register}))
            candidates.append([number < hits, True, False])
    notes.append(([0], [0], {"conversation": None, "register": "log"}))
    candidates.append([False, False, False])
    found = coverage(scored(notes, candidates=np.array(candidates)), 0.9)
    assert (found["all"]["value"], found["all"]["n"]) == (0.9, 80)
    assert found["register"]["form"]["value"] == 0.6
    assert (found["within"], found["under"], found["over"], found["lowest"]) == (1, ["form"], ["diary"], "form")


def test_the_least_sure_tenth_is_set_aside():
    notes = [([0], [0 if i % 4 else 1], {"conversation": "support"}) for i in range(40)]
    made = scored(notes)
    # All that is wrong is among the least sure: a tenth of 40 leaves six of ten wrong ones.
    made.conversation_scores = np.where(made.conversation[:, None] == 0, 0.9, 0.4) * np.ones((40, 3))
    found = figures(made)["conversation_accuracy_surest"]
    assert found["n"] == 40 - round(40 * SET_ASIDE)
    assert found["value"] == pytest.approx(30 / 36, abs=1e-4)


def test_one_answer_gets_the_share_of_that_answer():
    notes = random_notes(11, count=70)
    share = np.mean([more["conversation"] == "mentoring" for _, _, more in notes])
    found = always_mentoring(scored(notes))
    assert (found["value"], found["n"]) == (pytest.approx(share, abs=1e-4), 70)


def test_every_confusion_has_its_meaning():
    assert set(MEANS) == set(permutations(LABELS, 2))


def confused(notes):
    """Notes of whole sentences, each ``Talked of <note><place> on the phone.``, from what `scored` takes."""
    made = scored(notes)
    examples = []
    for number, source in enumerate(made.examples):
        sentences = [f"Talked of {number}{at} on the phone." for at in range(len(source.segments))]
        starts = np.cumsum([0, *(len(sentence) + 1 for sentence in sentences)])
        segments = tuple(
            replace(segment, start=int(start), end=int(start) + len(sentence))
            for segment, start, sentence in zip(source.segments, starts, sentences, strict=False)
        )
        examples.append(replace(source, text=" ".join(sentences), segments=segments))
    return replace(made, examples=tuple(examples))


def test_confusions_come_by_their_share():
    made = confused([([0, 0, 1, 1], [0, 1, 1, 1], {}), ([1, 0], [2, 1], {}), ([0], [1], {})])
    worst = worst_confusions(made)
    assert [(c["gold"], c["predicted"], c["n"], c["share"]) for c in worst] == [
        ("support", "educate", 3, 0.75),
        ("educate", "enable_encourage", 1, 0.3333),
    ]
    assert worst_confusions(made, most=1) == worst[:1]


def test_examples_are_the_surest_by_different_writers_cut_as_the_reader_did():
    wrong = ([0], [1])
    notes = [(*wrong, {"voice": "a"}), (*wrong, {"voice": "a"}), (*wrong, {"voice": "b"}), (*wrong, {"voice": "c"})]
    made = confused(notes)
    made.confidence = np.array([0.8, 0.9, 0.6, 0.99])
    made.boundaries[3] = (0, 1, 1)
    (worst,) = worst_confusions(made)
    assert worst["examples"] == ["Talked of 10 on the phone.", "Talked of 20 on the phone."]
    # One writer alone gives two examples; a note that was cut otherwise comes last.
    (worst,) = worst_confusions(made.part(np.array([True, True, False, False])))
    assert worst["examples"] == ["Talked of 10 on the phone.", "Talked of 00 on the phone."]


def test_contested_segments_are_no_confusion():
    assert worst_confusions(scored([([0], [1], {"contested": (0,)})])) == []
