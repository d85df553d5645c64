import io
import json
import math
import random
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from notesense.codebook.labels import LABELS
from notesense.errors import InputError
from notesense.read import read_labelled
from notesense.train.agreement import cohen_kappa, compare


def examples(*notes):
    return list(read_labelled(io.BytesIO("".join(json.dumps(one) + "\n" for one in notes).encode())))


def note(name, *labels, register="service", conversation="mentoring"):
    segments = [[f"Segment {number}.", label] for number, label in enumerate(labels)]
    return {"id": name, "register": register, "segments": segments, "conversation": conversation}


@given(st.lists(st.tuples(st.sampled_from(LABELS), st.sampled_from(LABELS)), min_size=1))
def test_kappa_is_scikit_learns(pairs):
    first, second = [one for one, _ in pairs], [two for _, two in pairs]
    ours = cohen_kappa(first, second)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(first, second)
    if ours is None:
        assert math.isnan(theirs)
    else:
        assert ours == pytest.approx(theirs)


def test_kappa_by_hand_and_where_it_is_not_defined():
    # Cohen's own kind of table: 45, 15, 25, 15.
    first = ["y"] * 60 + ["n"] * 40
    second = ["y"] * 45 + ["n"] * 15 + ["y"] * 25 + ["n"] * 15
    assert cohen_kappa(first, second) == pytest.approx(0.1304, abs=1e-4)
    assert cohen_kappa([], []) is None
    assert cohen_kappa(["a"], ["a"]) is None
    with pytest.raises(ValueError, match="held against"):
        cohen_kappa(["a"], [])


def test_figures_overall_by_label_and_by_register():
    draw = random.Random(1)
    first = [note(f"n{i}", *draw.choices(LABELS, k=4), register=draw.choice(["service", "log"])) for i in range(40)]
    second = [
        {**one, "segments": [[text, draw.choice([label, "other"])] for text, label in one["segments"]]} for one in first
    ]
    found = compare(examples(*first), examples(*second)).as_dict()
    mine = [label for one in first for _, label in one["segments"]]
    theirs = [label for one in second for _, label in one["segments"]]
    assert found["segments"]["kappa"] == pytest.approx(cohen_kappa_score(mine, theirs), abs=1e-4)
    assert found["segments"]["percent"] == round(100 * sum(a == b for a, b in zip(mine, theirs, strict=True)) / 160, 1)
    for label in LABELS:
        one_label = found["by_label"][label]
        expected = cohen_kappa_score([a == label for a in mine], [b == label for b in theirs])
        assert one_label["kappa"] == pytest.approx(expected, abs=1e-4)
        assert (one_label["first"], one_label["second"]) == (mine.count(label), theirs.count(label))
    assert set(found["by_register"]) == {"service", "log"}
    assert sum(figures["n"] for figures in found["by_register"].values()) == 160
    assert found["conversations"] == {"n": 40, "percent": 100.0, "kappa": None}
    assert sum(difference["n"] for difference in found["differences"]) == sum(
        a != b for a, b in zip(mine, theirs, strict=True)
    )


def test_ids_that_one_lacks_are_named():
    found = compare(
        examples(note("a", "other"), note("b", "other")), examples(note("c", "other"), note("b", "educate"))
    )
    assert (found.notes, found.only_first, found.only_second) == (1, ("a",), ("c",))


def test_segments_cut_otherwise_take_the_label_that_covers_most():
    first = {"id": "a", "text": "One two three.", "segments": [[0, 14, "educate"]]}
    second = {"id": "a", "text": "One two three.", "segments": [[0, 3, "other"], [4, 14, "educate"]]}
    found = compare(examples(first), examples(second))
    assert found.pairs == [("", "educate", "educate")]
    assert found.cut_otherwise == 1
    nothing = {"id": "a", "text": "One two three.", "segments": [[0, 3, "educate"]]}
    elsewhere = {"id": "a", "text": "One two three.", "segments": [[4, 14, "educate"]]}
    assert compare(examples(nothing), examples(elsewhere)).pairs == [("", "educate", "other")]


def test_what_can_not_be_compared():
    with pytest.raises(InputError, match="no id in common"):
        compare(examples(note("a", "other")), examples(note("b", "other")))
    with pytest.raises(InputError, match="stands 2 times"):
        compare(examples(note("a", "other"), note("a", "other")), examples(note("a", "other")))
    with pytest.raises(InputError, match="not the same") as caught:
        compare(examples(note("a", "other")), examples(note("a", "other", "other")))
    assert "Segment" not in str(caught.value)
