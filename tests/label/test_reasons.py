"""A reason never contradicts its label, lies inside its segment, and never quotes the note."""

from __future__ import annotations

import numpy as np
import pytest
from corpus_texts import example_sets, set_texts

from notesense.codebook.cues import load_cues
from notesense.codebook.labels import BY_LABEL, LABELS
from notesense.label.reasons import describe
from notesense.records import Note, Source
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES

# All that a reason may say; none of it is made of a note.
# Cues may rest on the same rule in the same words.
QUOTES = {
    cue.why: {other.id for other in load_cues() if other.kind == "act" and other.why == cue.why}
    for cue in load_cues()
    if cue.kind == "act"
}
SAYINGS = {
    "status": {
        "not done (codebook, section 2: negation)": "negated",
        "planned or offered, not done (codebook, section 2: time and mood)": "planned",
        "an earlier contact (codebook, section 2: time and mood)": "past",
    },
    "actor": {
        "the client did it (codebook, section 2: actor)": "client",
        "somebody else did it (codebook, section 2: actor)": "third",
    },
    "word": {"a word that speaks for this label in the examples": ""},
    "who": {"the mentor did it": ""},
    "rule": {f"codebook, section 1: the mentor {BY_LABEL[label].means}": label for label in LABELS},
}


def label(road, texts):
    """Yield each segment with its batch, its index there and its text."""
    for low in range(0, len(texts), 250):
        part = texts[low : low + 250]
        batch = road.annotator.annotate(part)
        at = 0
        for record in road.labeller.label(batch, [Note("n", text, Source("-")) for text in part], reasons=True):
            for segment in record.segments:
                yield batch, at, segment
                at += 1


def hits_at(road, batch, reason, at):
    """Return the act hits of the segment that stand exactly where the reason points."""
    low, high = batch.segment_tokens[at : at + 2]
    hits = np.flatnonzero((batch.hit_token >= low) & (batch.hit_token < high))
    ends = batch.end[batch.hit_token + batch.hit_length - 1]
    return [
        hit
        for hit in hits.tolist()
        if road.labeller.features.is_act[batch.hit_cue[hit]]
        and batch.start[batch.hit_token[hit]] == reason.start
        and ends[hit] == reason.end
    ]


@pytest.mark.parametrize("name", example_sets())
def test_reasons_of_every_example(road, name):
    features = road.labeller.features
    seen = set()
    for batch, at, segment in label(road, set_texts(name)):
        kinds = [reason.kind for reason in segment.reasons]
        acted = segment.label != "other"
        assert ("rule" in kinds) == acted
        if acted:
            assert kinds.count("rule") == 1
            assert ("who" in kinds) == (segment.actor == "mentor" and segment.status == "done")
            assert not {"status", "actor"} & set(kinds)
        else:
            assert len(kinds) <= 1
            assert set(kinds) <= {"cue", "status", "actor"}
        for reason in segment.reasons:
            seen.add((reason.kind, acted))
            assert segment.start <= reason.start < reason.end <= segment.end
            if reason.kind != "cue":
                assert reason.says in SAYINGS[reason.kind]
            if reason.kind == "rule":
                assert SAYINGS["rule"][reason.says] == segment.label
            if reason.kind not in ("cue", "status", "actor"):
                continue
            hits = hits_at(road, batch, reason, at)
            votes = [
                (hit, LABELS[vote])
                for hit in hits
                if (vote := features.vote[batch.hit_cue[hit], batch.hit_object[hit]]) >= 0
            ]
            if reason.kind == "cue":
                rests_on = QUOTES[reason.says]
                mine = [
                    hit
                    for hit, vote in votes
                    if vote == segment.label and road.labeller.cues[batch.hit_cue[hit]].id in rests_on
                ]
                assert mine
                if acted:
                    tokens = batch.hit_token[mine]
                    assert {ACTOR_CODES[code] for code in batch.subject[tokens]} == {"mentor"}
                    assert {STATUS_CODES[code] for code in batch.status[tokens]} == {"done"}
            else:
                codes, names = (batch.status, STATUS_CODES) if reason.kind == "status" else (batch.subject, ACTOR_CODES)
                ruled = SAYINGS[reason.kind][reason.says]
                assert any(vote != "other" and names[codes[batch.hit_token[hit]]] == ruled for hit, vote in votes)
    assert {("rule", True), ("cue", True), ("word", True), ("cue", False)} <= seen


def test_reasons_are_given_only_on_request(road):
    text = "CPS explained the lease to member."
    [plain] = road.labeller.label(road.annotator.annotate([text]), [Note("n", text, Source("-"))])
    assert plain.segments[0].reasons == ()
    assert "reasons" not in plain.as_dict()["segments"][0]


def test_the_clients_own_explaining_is_no_reason_for_the_mentors(road):
    text = "Client explained the rules to me and I sat with her grief."
    batch = road.annotator.annotate([text])
    found = road.labeller.reasoner.reasons(batch, 0, "educate")
    assert all(reason.kind != "cue" for reason in found)
    assert any(reason.kind == "cue" for reason in road.labeller.reasoner.reasons(batch, 0, "support"))


@pytest.mark.parametrize(
    ("text", "kind", "says"),
    [
        ("Client explained the rules to me.", "actor", "the client did it"),
        ("The nurse explained the side effects.", "actor", "somebody else did it"),
        ("Did not explain the rules.", "status", "not done"),
        ("Will explain the rules.", "status", "planned or offered"),
        ("Last week CPS explained the rules.", "status", "an earlier contact"),
    ],
)
def test_other_says_what_ruled_a_tempting_cue_out(road, text, kind, says):
    [reason] = road.labeller.reasoner.reasons(road.annotator.annotate([text]), 0, "other")
    assert reason.kind == kind
    assert reason.says.startswith(says)


def test_who_and_when_in_plain_words():
    assert describe("third", "done") == "somebody else, done"
    assert describe("mentor", "unknown") == "the mentor"
