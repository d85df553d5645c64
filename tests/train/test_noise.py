"""Noise: one edit a word, as many words as said, segments kept; and what it does to figures."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notesense.annotate.pipeline import Annotator
from notesense.codebook.labels import ROLES
from notesense.label.classifier import training_matrix
from notesense.label.features import SegmentFeatures
from notesense.read.labelled import GoldSegment, LabelledExample
from notesense.train.crossval import fit_folds, score_folds
from notesense.train.dataset import build_dataset
from notesense.train.fit import FitSettings
from notesense.train.noise import (
    CHANGES,
    lower_case,
    measure_noise,
    mistyped,
    neighbour_keys,
    noised,
    on_given_segments,
    one_edit,
    without_punctuation,
)
from notesense.train.splits import leave_one_register_out

TEXT = "Helped her list the questions for the housing office, then we practised what she wants to say there. "


def note(name="a", labels=("other", "educate"), texts=("Met at 9:30, café.", "Told her, twice: it's free!"), **more):
    joined, segments, at = " ".join(texts), [], 0
    for text, label in zip(texts, labels, strict=True):
        segments.append(GoldSegment(at, at + len(text), label))
        at += len(text) + 1
    return LabelledExample(name, joined, tuple(segments), **more)


@settings(max_examples=300, deadline=None)
@given(st.text("abcdefgzüß", min_size=2, max_size=12), st.integers(0, 10_000))
def test_a_mistyped_word_is_one_edit_away(word, seed):
    wrong = one_edit(word, random.Random(seed))
    assert abs(len(wrong) - len(word)) <= 1
    if len(wrong) == len(word):
        differ = [i for i in range(len(word)) if wrong[i] != word[i]]
        assert len(differ) <= 2
        if len(differ) == 2:
            first, second = differ
            assert (wrong[first], wrong[second], second) == (word[second], word[first], first + 1)
        elif differ:
            assert wrong[differ[0]] in neighbour_keys()[word[differ[0]]]
    else:
        short, long = sorted((word, wrong), key=len)
        assert short in {long[:i] + long[i + 1 :] for i in range(len(long))}


def test_keys_are_neighbours_of_each_other():
    keys = neighbour_keys()
    assert len(keys) == 26
    assert all(letter in keys[near] for letter, all_near in keys.items() for near in all_near)


def test_about_a_tenth_of_the_words_is_mistyped():
    words = (TEXT * 200).split()
    wrong = mistyped(TEXT * 200, random.Random(3)).split()
    assert len(wrong) == len(words)
    assert 0.07 < sum(a != b for a, b in zip(words, wrong, strict=True)) / len(words) < 0.12


def test_numbers_and_marks_are_not_mistyped():
    assert mistyped("10:30 - 11:45, 988!", random.Random(1), rate=1.0) == "10:30 - 11:45, 988!"


@given(st.text(max_size=60))
def test_lower_case_keeps_the_length(text):
    assert len(lower_case(text, random.Random(0))) == len(text)
    assert lower_case("Met HER", random.Random(0)) == "met her"


@given(st.text(max_size=60))
def test_no_mark_is_left(text):
    assert not re.search(r"[^\w\s]|_", without_punctuation(text, random.Random(0)))


@pytest.mark.parametrize("name", CHANGES)
def test_segments_hold_the_changed_text_and_the_same_note_changes_the_same_way(name):
    original = note(texts=("- ", "Told her, twice: it's free!\n"), labels=("other", "educate"))
    made = noised(original, CHANGES[name])
    assert made == noised(original, CHANGES[name])
    assert [segment.label for segment in made.segments] == ["other", "educate"]
    assert all(segment.end > segment.start for segment in made.segments)
    assert made.segments[0].end <= made.segments[1].start
    if name == "as written":
        assert made == original
    if name == "no punctuation":
        assert made.text[slice(made.segments[1].start, made.segments[1].end)] == "Told her twice its free"


def test_gold_segments_are_the_programs_segments():
    data = on_given_segments([note(), note("b")], Annotator())
    assert data.gold_segment.tolist() == [0, 1, 2, 3]
    assert data.label.tolist() == data.gold_label.tolist()


@pytest.fixture(scope="module")
def fitted():
    """Forty short notes in four registers whose words give their labels away."""
    acts = {"support": "Listened to her grief about {}.", "educate": "Explained the form for {} to her.",
            "enable_encourage": "Practised the {} call with her.", "empower": "Wrote her points on {} for the judge.",
            "other": "Plan: meet on {} again."}  # fmt: skip
    things = ["rent", "Monday", "school", "work", "the bus", "money", "food", "court", "the lease", "the clinic"]
    examples = []
    for number, thing in enumerate(things * 4):
        labels = [list(acts)[number % 5], "other"]
        conversation = "none" if number % 5 == 4 else "support" if number % 5 == 0 else "mentoring"
        examples.append(
            note(
                f"n{number}",
                labels,
                [acts[label].format(thing) for label in labels],
                conversation=conversation,
                roles=tuple(set(labels) & set(ROLES)),
                register=("log", "form", "diary", "email")[number // 10],
                voice=f"v{number // 5}",
            )
        )
    annotator = Annotator()
    data, features = build_dataset(examples, annotator), SegmentFeatures(annotator.cues)
    fits = fit_folds(data, features, list(leave_one_register_out(examples)), FitSettings(groups=2, max_iter=60))
    return examples, fits


def test_unchanged_notes_score_as_in_the_cross_validation(fitted):
    examples, fits = fitted
    found = measure_noise(fits, examples, Annotator(), {"all": lambda _: True, "none": lambda _: False})
    assert set(found) == {"all"}
    annotator = Annotator()
    data = on_given_segments(examples, annotator)
    scored = score_folds(fits, data, training_matrix(SegmentFeatures(annotator.cues), data.batch))
    right = float((scored.gold == scored.predicted).mean())
    assert right > 0.9
    figures = found["all"]
    assert set(figures) == set(CHANGES)
    assert figures["as written"]["segment_macro_f1"]["value"] > 0.85
    assert "change" not in figures["as written"]
    for name in CHANGES:
        if name != "as written":
            fall = figures[name]["change"]["segment_macro_f1"]["value"]
            wanted = figures[name]["segment_macro_f1"]["value"] - figures["as written"]["segment_macro_f1"]["value"]
            assert fall == pytest.approx(wanted, abs=2e-4)
