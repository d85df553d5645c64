"""Whether a note, and a batch, is unlike those of training: counted alike in any chunk, stored, never guessed."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from corpus_texts import demo_texts

from notesense.annotate.pipeline import Annotator
from notesense.errors import ModelError
from notesense.flow import Road
from notesense.label.familiarity import FORM_BUCKETS, Familiarity, Limits, known_table, word_forms
from notesense.label.model_store import load_model, save_model
from notesense.records import UNFAMILIAR

LIMITS = Limits(0.04, 0.1, 0.7, dict.fromkeys(UNFAMILIAR, ((3, 1.0), (5, 0.8), (10, 0.5), (100, 0.4))))


@pytest.fixture(scope="module")
def annotator():
    return Annotator()


def knowing(annotator, texts, limits=LIMITS):
    _, forms = word_forms(annotator.annotate(texts))
    return Familiarity(known_table(forms), limits)


def answers(annotator, familiarity, texts, score=0.9):
    batch = annotator.annotate(texts)
    return familiarity.unfamiliar(batch, np.full(batch.segments, score))


def test_words_are_told_from_marks_and_numbers(annotator):
    batch = annotator.annotate(['PSS met C7 at 10:15 - "fine" (45 min).\n\n* 3.5 h w/ mum!'])
    token, forms = word_forms(batch)
    words = [batch.texts[0][batch.start[t] : batch.end[t]] for t in token]
    assert words == ["PSS", "met", "C7", "at", "fine", "min", "h", "w/", "mum"]
    assert ((forms >= 0) & (forms < FORM_BUCKETS)).all()


def test_capitals_make_no_word_unknown(annotator):
    seen = "Member was anxious about the eviction hearing, so staff explained each line of the notice."
    familiarity = knowing(annotator, [seen])
    assert answers(annotator, familiarity, [seen.upper(), seen.lower(), seen.title()]) == [()] * 3


def test_a_note_of_unknown_words_is_told_and_one_odd_word_in_a_short_line_is_not(annotator):
    seen = ["Ct calm today, we looked at the bus times and he wrote them down himself."]
    familiarity = knowing(annotator, seen, replace(LIMITS, unknown_words=0.12))
    odd = "Ct calm zzyx."
    strange = "Xolpe vrimmed the quandle, snarfing blicket and wug till the dax torqued."
    assert answers(annotator, familiarity, [odd, strange]) == [(), ("unknown_words",)]


def test_low_scores_are_told_and_an_empty_note_is_neither(annotator):
    familiarity = knowing(annotator, ["We looked at the bus times."])
    texts = ["We looked at the bus times.", ""]
    assert answers(annotator, familiarity, texts, score=0.69) == [("low_scores",), ()]
    assert answers(annotator, familiarity, texts, score=0.7) == [(), ()]


def test_every_chunk_gives_the_same_answer(annotator):
    texts = list(demo_texts())[:60]
    familiarity = knowing(annotator, texts[:20], replace(LIMITS, unknown_words=0.12, low_scores=0.75))
    draw = np.random.default_rng(5)
    whole = annotator.annotate(texts)
    scores = draw.uniform(0.5, 1, whole.segments).round(4)
    expected = familiarity.unfamiliar(whole, scores)
    assert {kind for kinds in expected for kind in kinds} == set(UNFAMILIAR)
    assert () in expected
    for size in (1, 7, 25):
        found = []
        for low in range(0, len(texts), size):
            first, last = whole.note_segments[[low, min(low + size, len(texts))]]
            found += familiarity.unfamiliar(annotator.annotate(texts[low : low + size]), scores[first:last])
        assert found == expected


@pytest.mark.parametrize(
    ("notes", "unlike", "stands_out"),
    [
        (0, 0, False), (1, 1, False), (2, 2, False), (3, 3, False), (4, 4, False),
        (5, 4, False), (5, 5, True), (9, 7, False), (9, 8, True),
        (10, 5, False), (10, 6, True), (99, 49, False), (99, 50, True), (100, 40, False), (100, 41, True),
    ],
)  # fmt: skip
def test_a_batch_stands_out_beyond_its_share_and_a_small_one_only_where_it_is_very_clear(notes, unlike, stands_out):
    familiarity = Familiarity(np.zeros(FORM_BUCKETS, bool), LIMITS)
    both = unlike // 3
    found = {("unknown_words",): unlike - both, ("unknown_words", "low_scores"): both}
    assert familiarity.standing_out(notes, found) == (("unknown_words",) if stands_out else ())


def test_the_table_is_stored_and_loaded(road, annotator, tmp_path):
    familiarity = knowing(annotator, list(demo_texts()))
    save_model(replace(road.model, familiarity=familiarity), tmp_path)
    loaded = load_model(tmp_path)
    np.testing.assert_array_equal(loaded.familiarity.known, familiarity.known)
    assert loaded.familiarity.limits == LIMITS
    # Stored again, from what was loaded.
    save_model(loaded, tmp_path)
    assert load_model(tmp_path).familiarity.limits == LIMITS
    with np.load(tmp_path / "weights.npz", allow_pickle=False) as arrays:
        assert arrays["known_forms"].dtype == np.int32
        assert arrays["known_forms"].nbytes < 100_000
    assert "lease" not in (tmp_path / "model.json").read_text(encoding="utf-8")


def test_a_model_of_before_loads_and_says_nothing_of_it(road, tmp_path):
    save_model(replace(road.model, familiarity=None), tmp_path)
    meta = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    meta.pop("familiarity", None)
    (tmp_path / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    loaded = load_model(tmp_path)
    assert loaded.familiarity is None
    [record] = Road(loaded).label_texts(["Xolpe vrimmed the quandle."])
    assert record.unfamiliar is None
    assert "unfamiliar" not in record.as_dict()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("usual_unknown",), 1.2), (("unknown_words",), "many"), (("low_scores",), float("nan")),
        (("batches",), {}), (("batches", "low_scores"), [[10]]), (("batches", "unknown_words"), [[10, -0.1]]),
        ((), None),
    ],
)  # fmt: skip
def test_limits_that_are_none_are_refused(road, annotator, tmp_path, path, value):
    save_model(replace(road.model, familiarity=knowing(annotator, ["a"])), tmp_path)
    meta = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    inner, keys = meta, ("familiarity", *path)
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    (tmp_path / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    with pytest.raises(ModelError, match="damaged"):
        load_model(tmp_path)


@pytest.mark.parametrize("buckets", [[-1], [FORM_BUCKETS], [[1, 2]]])
def test_a_table_that_is_none_is_refused(buckets):
    with pytest.raises(ValueError, match="known_forms"):
        known_table(np.array(buckets))
