"""Every cue has a sentence it finds and one in which it must not count."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from notesense.annotate.cues import LONGEST
from notesense.annotate.pipeline import Annotator
from notesense.codebook.cues import OBJECTS, Cue, load_cues, parse_cues
from notesense.errors import NotesenseError
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES

ACTS = [cue for cue in load_cues() if cue.kind == "act"]
CUE_SIGNS = [cue for cue in load_cues() if cue.kind == "sign"]

# Sentences that the engine reads wrongly so far; each is right as it stands here.
# When the engine learns to read one, its line goes (strict).
ENGINE_GAPS: dict[str, str] = {
    # "Attended … with him" names the client, "attended …" alone could be either's.
    "attend.hit": "dropped subject with a reporting verb",
}


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def counting(annotator: Annotator, cue: Cue, text: str) -> list[str | None]:
    """Return the labels of the cue's hits that count, longer hits of the same kind first."""
    batch = annotator.annotate([text])
    index = annotator.cues.index(cue)
    found = []
    for hit in np.flatnonzero(batch.hit_cue == index):
        token, end = batch.hit_token[hit], batch.hit_token[hit] + batch.hit_length[hit]
        actor, status = ACTOR_CODES[batch.subject[token]], STATUS_CODES[batch.status[token]]
        if cue.kind == "act":
            object_class = OBJECTS[batch.hit_object[hit] - 1] if batch.hit_object[hit] else None
            if actor == "mentor" and status == "done":
                found.append(cue.objects.get(object_class or "", cue.label))
        elif cue.actor in (None, actor) and cue.status in (None, status):
            longer = (batch.hit_token <= token) & (batch.hit_token + batch.hit_length >= end)
            longer &= batch.hit_length > batch.hit_length[hit]
            if not any(annotator.cues[other].code == cue.code for other in batch.hit_cue[longer]):
                found.append(cue.detail)
    return found


def cases(cues: list[Cue], which: str) -> list[object]:
    return [
        pytest.param(cue, id=cue.id, marks=[pytest.mark.xfail(reason=ENGINE_GAPS[f"{cue.id}.{which}"])])
        if f"{cue.id}.{which}" in ENGINE_GAPS
        else pytest.param(cue, id=cue.id)
        for cue in cues
    ]


@pytest.mark.parametrize("cue", cases(ACTS + CUE_SIGNS, "hit"))
def test_the_cue_counts_in_its_hit(annotator: Annotator, cue: Cue) -> None:
    assert counting(annotator, cue, cue.hit)


@pytest.mark.parametrize("cue", cases(ACTS + CUE_SIGNS, "miss"))
def test_the_cue_does_not_count_in_its_miss(annotator: Annotator, cue: Cue) -> None:
    wanted = set(counting(annotator, cue, cue.hit)) or {cue.label}
    assert not wanted & set(counting(annotator, cue, cue.miss))


@pytest.mark.parametrize("kind", ["act", "object", "heading", "person"])
def test_a_phrase_says_one_thing(kind: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for cue in load_cues():
        if cue.kind == kind:
            for form in cue.forms:
                owners[form].add(cue.id)
    assert {form: ids for form, ids in owners.items() if len(ids) > 1} == {}


def test_no_form_stands_twice_in_a_cue() -> None:
    for cue in load_cues():
        assert len(set(cue.forms)) == len(cue.forms), (cue.kind, cue.id)


def test_no_phrase_is_too_long_to_be_found(annotator: Annotator) -> None:
    for cue in load_cues():
        for form in cue.forms:
            assert len(annotator.nlp.make_doc(form)) <= LONGEST, (cue.id, form)


def test_there_is_a_trained_readers_knowledge() -> None:
    assert sum(len(cue.forms) for cue in ACTS) >= 450
    labels = {cue.label for cue in ACTS} | {label for cue in ACTS for label in cue.objects.values()}
    assert labels >= {"support", "educate", "enable_encourage", "empower", "other"}
    for name in OBJECTS:
        assert any(cue.kind == "object" and cue.code == name for cue in load_cues())


def test_verbs_that_say_nothing_have_no_label_of_their_own() -> None:
    by_id = {cue.id: cue for cue in ACTS}
    for name in ("discuss", "talk_about", "explore", "process", "review", "address", "work_on"):
        assert by_id[name].label is None
        assert by_id[name].objects["feeling"] == "support"
        assert by_id[name].objects["institution"] == "empower"
        assert by_id[name].objects["neutral"] == "other"


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ({"id": "x", "forms": []}, "forms"),
        ({"id": "x", "forms": ["Told"], "why": "w", "hit": "h", "miss": "m"}, "forms"),
        ({"id": "x", "forms": ["told"], "label": "teach", "why": "w", "hit": "h", "miss": "m"}, "label"),
        ({"id": "x", "forms": ["told"], "objects": {"moon": "other"}, "why": "w", "hit": "h", "miss": "m"}, "objects"),
        ({"id": "x", "forms": ["told"]}, "why, hit and miss"),
        ({"id": "x", "forms": ["told"], "colour": "red"}, "colour"),
    ],
)
def test_a_broken_cue_is_named(entry: dict[str, object], word: str) -> None:
    with pytest.raises(NotesenseError, match=word) as caught:
        parse_cues({"act": [entry]}, where="mine.toml")
    assert "mine.toml" in str(caught.value)


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(NotesenseError, match="verbs"):
        parse_cues({"verbs": []}, where="mine.toml")
