"""Learnt tags: each stands on a sentence, none depends on the chunk, and a model without them still labels."""

from __future__ import annotations

import tomllib
from importlib import resources

import numpy as np
import pytest

from notesense.annotate.pipeline import Annotator
from notesense.label.features import SegmentFeatures
from notesense.label.form_classes import load_classes
from notesense.label.model_store import load_model, save_model
from notesense.label.note_model import NOTE_COLUMNS
from notesense.label.phrasing import ORDER_BUCKETS, Phrasing
from notesense.label.tag_model import HEADS, KINDS, TagModel, TagWeights, note_sums
from notesense.label.tags import Tagger
from notesense.paths import DEFAULT_MODEL, find_model

TEXTS = [
    "Met at the library. She said how she did it. I told him how I did mine. Goodbye.",
    "No show.",
    "",
    "PP told CG about PP's own first year. CG went by herself. Last visit, said goodbye and looked back.",
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.fixture(scope="module")
def weights() -> TagWeights:
    """Made-up weights that speak of about half of what they see."""
    draw = np.random.default_rng(5)
    made = TagWeights.silent()
    made.words[:] = draw.normal(size=made.words.shape)
    made.phrasing[:] = draw.normal(size=made.phrasing.shape)
    made.labels[:] = draw.normal(size=made.labels.shape) / 10
    made.least[:] = 0
    return made


def found(annotator: Annotator, weights: TagWeights, texts: list[str]):
    batch = annotator.annotate(texts)
    model = TagModel(weights, Phrasing(annotator.cues))
    table = np.ones((batch.notes, NOTE_COLUMNS))
    learnt = model.find(batch, SegmentFeatures(annotator.cues).matrix(batch), table)
    return Tagger(annotator.cues).signs(batch, learnt, np.zeros(batch.segments, np.int64))


def test_every_learnt_tag_stands_on_a_sentence_of_its_note(annotator, weights):
    signs = found(annotator, weights, TEXTS)
    assert sum(len(several) for several in signs) > 4
    for text, several in zip(TEXTS, signs, strict=True):
        sentences = annotator.annotate([text]).note(0).spans()
        for sign in several:
            assert (sign.start, sign.end) in sentences
        assert sum(sign.sign == "stage" for sign in several) <= 1


def test_tags_do_not_depend_on_the_chunk(annotator, weights):
    together = found(annotator, weights, TEXTS)
    alone = [found(annotator, weights, [text])[0] for text in TEXTS]
    turned = found(annotator, weights, TEXTS[::-1])[::-1]
    assert together == alone == turned


def test_the_evidence_of_a_task_is_the_sentence_that_weighs_most(annotator):
    weights = TagWeights.silent()
    head = HEADS.index("resources")
    batch = annotator.annotate([TEXTS[0]])
    matrix = SegmentFeatures(annotator.cues).matrix(batch)
    only_last = np.setdiff1d(matrix[-1].indices, matrix[:-1].indices)
    weights.words[only_last, head] = 1
    weights.least[head] = 0.01
    learnt = TagModel(weights, Phrasing(annotator.cues)).find(batch, matrix, np.zeros((1, NOTE_COLUMNS)))
    assert learnt.tasks == [("resources", 0, batch.segments - 1)]
    assert learnt.signs == learnt.stages == []


def test_silent_weights_say_nothing_and_an_empty_note_has_no_tag(annotator, weights):
    assert found(annotator, TagWeights.silent(), TEXTS) == [()] * len(TEXTS)
    assert found(annotator, weights, ["", " \n"]) == [(), ()]


def test_one_phrasing_for_many_words(annotator):
    batch = annotator.annotate(
        ["PP shared how PP paid hers.", "TSO told how TSO kept his.", "She painted the old fence."]
    )
    table = Phrasing(annotator.cues).matrix(batch).toarray()
    alike, unlike = (table[0] @ table[1], table[0] @ table[2])
    assert alike > 2 * unlike


def test_a_renewed_tokenizer_changes_no_phrasing(annotator):
    phrasing = Phrasing(annotator.cues)
    before = phrasing.matrix(annotator.annotate(TEXTS))
    other = Annotator()
    other.annotate(["words that come first here", "and fill the table"])
    again = phrasing.matrix(other.annotate(TEXTS))
    assert (before != again).nnz == 0


@pytest.mark.parametrize("name", ["phrasing.toml", "harm_words.toml"])
def test_every_class_keeps_a_word_of_its_own(name):
    text = resources.files("notesense.codebook").joinpath(name).read_text(encoding="utf-8")
    assert len(set(load_classes(name).values())) == len(tomllib.loads(text)["classes"])


def test_a_word_of_harm_weighs_alike_in_a_short_and_in_a_long_sentence(annotator):
    short, long = "She overdosed.", "She overdosed, and then we went over the rent, the bus times and the garden club."
    table = Phrasing(annotator.cues).matrix(annotator.annotate([short, long])).toarray()[:, ORDER_BUCKETS:]
    shared = (table[0] > 0) & (table[1] > 0)
    assert shared.any()
    assert (table[0][shared] == table[1][shared]).all()


def test_attention_is_shown_where_the_model_is_sure_or_a_cue_names_harm(annotator):
    weights = TagWeights.silent()
    none, stated = HEADS.index("no attention"), HEADS.index("stated")
    weights.least[none] = 0.5
    batch = annotator.annotate(["She is suicidal.", "She is at home."])
    matrix, table = SegmentFeatures(annotator.cues).matrix(batch), np.zeros((2, NOTE_COLUMNS))
    weights.intercept[[HEADS.index(kind) for kind in KINDS]] = -20
    # Attention of probability 0.99, 0.12, 0.0001.
    for bias, kinds in ((5, [["stated"], ["stated"]]), (-2, [["stated"], []]), (-9, [[], []])):
        weights.intercept[stated] = bias
        learnt = TagModel(weights, Phrasing(annotator.cues)).find(batch, matrix, table)
        assert [[s.kind for s in signs] for signs in Tagger(annotator.cues).signs(batch, learnt)] == kinds


def test_a_model_gives_back_its_tags_and_one_without_them_still_labels(tmp_path, weights):
    model = load_model(find_model(DEFAULT_MODEL))
    model.tags = TagWeights(*(np.round(getattr(weights, name), 1) for name in TagWeights.__slots__))
    save_model(model, tmp_path / "with")
    loaded = load_model(tmp_path / "with")
    for name in TagWeights.__slots__:
        np.testing.assert_allclose(getattr(loaded.tags, name), getattr(model.tags, name), atol=0.01)
    model.tags = None
    save_model(model, tmp_path / "without")
    assert load_model(tmp_path / "without").tags is None
    assert "tags" not in load_model(tmp_path / "without").meta


def test_a_sum_over_a_note_does_not_shout_in_long_notes():
    sums = note_sums(np.ones((5, 1)), np.array([0, 4, 4, 5]))
    assert sums.ravel().tolist() == [2, 0, 1]
