"""Labels are the same for any chunk, any order, and after the tokenizer was renewed."""

from __future__ import annotations

import random

import pytest
from corpus_texts import demo_texts, set_texts, some
from hypothesis import given, settings
from hypothesis import strategies as st

from notesense.annotate import pipeline
from notesense.flow import Road
from notesense.records import Note, Source

# Notes whose ends and beginnings would go together if chunks had no borders.
TRAPS = [
    "Met with client", "listened to his worries", "He left.", '"I am tired" she said.', "Will", "explained the lease",
    "Was she", "shown the form by", "the nurse", "Plan: budget", "practised it", "", " \n", "\nlate start", "- ", "- a",
    "x " * 32 + "and then we\nlower start here\n" + "Abc " * 16 + "\n", "lower case note", "told", "him so",
    "Dr.", "Lopez came",
]  # fmt: skip


def label(road, texts, size):
    """Return what is said of each text, labelled in chunks of a size, with all scores and reasons."""
    said = []
    for low in range(0, len(texts), size):
        part = texts[low : low + size]
        batch = road.annotator.annotate(part)
        notes = [Note("n", text, Source("-")) for text in part]
        said.extend(record.as_dict() for record in road.labeller.label(batch, notes, reasons=True))
    return said


@pytest.fixture(scope="module")
def texts():
    return [*some(set_texts("notes/notes.jsonl"), 450), *demo_texts(), *TRAPS]


@pytest.fixture(scope="module")
def alone(road, texts):
    return label(road, texts, 1)


@pytest.mark.parametrize("size", [7, 50, 250, 2000])
def test_any_chunk_gives_the_same_records(road, texts, alone, size):
    assert label(road, texts, size) == alone


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_gives_the_same_records(road, texts, alone, seed):
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    shuffled = label(road, [texts[index] for index in order], 250)
    assert shuffled == [alone[index] for index in order]


def test_a_renewed_tokenizer_changes_nothing(road, texts, alone, monkeypatch):
    monkeypatch.setattr(pipeline, "RENEW_AT", 0)
    fresh = Road(road.model)
    before = fresh.annotator.nlp
    assert label(fresh, texts[::4], 40) == alone[::4]
    assert fresh.annotator.nlp is not before


def test_a_tokenizer_is_renewed_only_when_it_has_grown(road, monkeypatch):
    fresh = Road(road.model)
    nlp = fresh.annotator.nlp
    monkeypatch.setattr(pipeline, "RENEW_AT", len(nlp.vocab.strings) + 50)
    fresh.label_texts(["Met her."])
    assert fresh.annotator.nlp is nlp
    fresh.label_texts([" ".join(f"word{number}x" for number in range(100))])
    assert fresh.annotator.nlp is nlp
    fresh.label_texts(["Met her."])
    assert fresh.annotator.nlp is not nlp


def test_one_classifier_may_serve_two_annotators(road):
    # The second table has the letters of the first, with rows of marks between them.
    first, second = "Listened Praised", "Listened ! Praised . ? ; ( :"
    wanted = road.labeller.classifier.logits(road.annotator.annotate([second]))
    fresh = Road(road.model)
    fresh.labeller.classifier.logits(fresh.annotator.annotate([first]))
    found = fresh.labeller.classifier.logits(pipeline.Annotator(cutter=road.model.cutter).annotate([second]))
    assert found.tolist() == wanted.tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*TRAPS, "CPS explained the lease.", "Ct cried.", "😀\x00"]), min_size=2, max_size=6))
def test_neighbours_change_nothing(road, texts):
    assert label(road, texts, len(texts)) == [one for text in texts for one in label(road, [text], 1)]
