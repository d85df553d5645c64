import json
from itertools import pairwise

import pytest

from notesense.examples.counts import count, distinct
from notesense.examples.diversity import SAMPLE_WORDS, diversity
from notesense.examples.sets import read_lines


def lines_of(tmp_path, notes):
    file = tmp_path / "notes.jsonl"
    file.write_text("".join(json.dumps(one) + "\n" for one in notes), encoding="utf-8")
    return list(read_lines([file]))


def note(name, text, voice="v1", register="service", **more):
    segments = [[text, "educate", {"acting_role": "source"}]]
    base = {
        "id": name,
        "register": register,
        "voice": voice,
        "segments": segments,
        "conversation": "mentoring",
        "roles": ["educate"],
    }
    return base | more


def test_pairs_are_told_apart_by_voice(tmp_path):
    notes = [note(f"a{i}", f"Told {i}.", "v1", mentor="M1", client="C1") for i in range(4)]
    notes += [note(f"b{i}", f"Said {i}.", "v2", mentor="M1", client="C1") for i in range(16)]
    found = count(distinct(lines_of(tmp_path, notes))[0])
    assert found["pairs"] == {"pairs": 2, "with_4_to_15_notes": 1, "longer": 1}
    assert found["acting_roles"]["source"] == 20
    assert found["by"]["voice"]["v2"]["notes"] == 16


def test_a_second_labelling_is_no_further_note(tmp_path):
    lines = lines_of(tmp_path, [note("a", "Told."), note("b", "Said.")])
    first, again = distinct([*lines, *lines])
    assert (len(first), again) == (2, 2)


def test_distinct_n_is_unique_by_total(tmp_path):
    found = diversity(lines_of(tmp_path, [note("a", "one two one two one")]))["overall"]
    assert (found["words"], found["distinct_1"], found["distinct_2"]) == (5, 0.4, 0.5)
    assert found["within_voice"] is None
    assert found["between_voices"] is None


def test_overlap_within_and_between_voices(tmp_path):
    same = "we went to the library and read"
    notes = [note("a", same), note("b", same), note("c", "then he cooked rice at home alone", "v2")]
    found = diversity(lines_of(tmp_path, notes))["by_register"]["service"]
    assert (found["within_voice"], found["between_voices"]) == (1.0, 0.0)


def test_overlap_is_the_dice_coefficient_of_word_pairs(tmp_path):
    one, two = "a b c d e", "a b c x y"
    found = diversity(lines_of(tmp_path, [note("a", one), note("b", two)]))["overall"]
    first, second = set(pairwise(one.split())), set(pairwise(two.split()))
    assert found["within_voice"] == pytest.approx(2 * len(first & second) / 8)


def test_the_same_on_each_run_and_measured_on_as_many_words(request):
    from notesense.examples.sets import find_files

    lines = distinct(read_lines(find_files([request.config.rootpath / "corpora"])))[0]
    found = diversity(lines)
    assert found == diversity(lines)
    assert all(measured["words"] <= SAMPLE_WORDS for measured in found["by_register"].values())
    assert found["overall"]["within_voice"] > found["overall"]["between_voices"]


def test_contrast_notes_and_lines_are_not_measured(tmp_path):
    notes = [note("a", "one two"), note("b", "three four", group=1), {"id": "l", "text": "five six", "label": "other"}]
    assert diversity(lines_of(tmp_path, notes))["overall"]["words"] == 2
