"""A reason never contradicts its label, lies inside its segment, and never quotes the note."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pytest
from corpus_texts import example_sets, set_texts
from rich.console import Console

from notesense.annotate import lexemes
from notesense.codebook.cues import OBJECTS, load_cues
from notesense.codebook.labels import LABELS, OTHER
from notesense.label import familiarity, reasons
from notesense.label.cue_rules import rule_for
from notesense.label.evidence import Evidence
from notesense.label.reasons import NO_ONE_WORD, RULE_SAYS, TEMPTING, WHO_AS_READ, WHO_DID_IT, WORD_SAYS
from notesense.label.ruled_out import (
    ACTOR_SAYS,
    DECLINED,
    MAY_BE_AN_ACT,
    NO_ACT,
    SIGN_SAYS,
    STATUS_SAYS,
    TELLS_OF,
    TOPIC,
    UNANSWERED,
    VERB_ALONE,
)
from notesense.records import LabelledSegment, Note, Source
from notesense.report.explain import print_note, reason_lines

ACTS = [cue for cue in load_cues() if cue.kind == "act"]


def cue_rules(label):
    """All that a cue can say for a label."""
    return {
        rule_for(cue, label, about)
        for cue in ACTS
        for about in (None, *OBJECTS)
        if label == (cue.objects.get(about) if about in cue.objects else cue.label)
    }


# All that a reason may say, by label and kind; none of it is made of a note.
MAY_SAY = {
    label: {
        "cue": cue_rules(label),
        "word": {WORD_SAYS[label]},
        "whole": {NO_ONE_WORD},
        "who": {WHO_DID_IT, WHO_AS_READ},
        "rule": {RULE_SAYS[label]},
    }
    for label in LABELS[:OTHER]
}
MAY_SAY["other"] = {
    "cue": cue_rules("other") | {TOPIC, VERB_ALONE, MAY_BE_AN_ACT, SIGN_SAYS["done_for"]},
    "status": {*STATUS_SAYS.values(), DECLINED, UNANSWERED},
    "actor": {*ACTOR_SAYS.values(), *TELLS_OF.values(), SIGN_SAYS["alone"]},
    "word": {WORD_SAYS["other"]},
    "rule": {NO_ACT},
}
# What would contradict a label, wherever it is said of it.
NAMES = {
    "support": r"support",
    "educate": r"educate|advice",
    "enable_encourage": r"enable_encourage|skill work|worked on a skill",
    "empower": r"empower",
    "other": r"other|planned|declined|not done|earlier contact|client did|somebody else|no act|done for the client",
}


def contradicts(says, label):
    """Return the first words that speak for another label."""
    for name, words in NAMES.items():
        if name != label and (found := re.search(rf"\b(?:{words})\b", says)):
            return found[0]
    return "the mentor did it" if label == "other" and "the mentor did" in says else None


def labelled(road, texts):
    """Yield each record of some texts with its batch, its first segment there, and the probabilities."""
    for low in range(0, len(texts), 250):
        part = texts[low : low + 250]
        batch = road.annotator.annotate(part)
        probability = road.labeller.classifier.probabilities(batch)
        records = road.labeller.label(batch, [Note("n", text, Source("-")) for text in part], reasons=True)
        for first, record in zip(batch.note_segments.tolist(), records, strict=False):
            yield record, batch, first, probability


def explain(road, text, label):
    """Return the reasons that a text of one segment would have for a label."""
    batch = road.annotator.annotate([text])
    assert batch.segments == 1
    [found] = road.labeller.reasoner.reasons(batch, np.array([LABELS.index(label)]), np.full((1, 5), 0.2))
    return found


@pytest.mark.parametrize("label", LABELS)
def test_no_wording_contradicts_its_label(label):
    assert {says: contradicts(says, label) for of_kind in MAY_SAY[label].values() for says in of_kind} == dict.fromkeys(
        says for of_kind in MAY_SAY[label].values() for says in of_kind
    )


@pytest.mark.parametrize("name", example_sets())
def test_reasons_of_every_example(road, name):
    evidence = Evidence(road.labeller.cues, road.labeller.features)
    hits_of = {}
    seen = set()
    for record, batch, first, probability in labelled(road, set_texts(name)):
        if id(batch) not in hits_of:
            hits_of = {id(batch): evidence.hits(batch)}
        for at, segment in enumerate(record.segments, first):
            acts = [hit for hit in hits_of[id(batch)][at] if hit.says == "act"]
            kinds = [reason.kind for reason in segment.reasons]
            if segment.label == "other":
                tempting = bool(acts) or probability[at, :OTHER].max() >= TEMPTING
                assert bool(kinds) == tempting
                assert "who" not in kinds
            else:
                assert kinds[-2:] == ["who", "rule"]
                assert kinds[0] in ("cue", "word", "whole")
                did_it = (segment.actor, segment.status) == ("mentor", "done")
                assert segment.reasons[-2].says == (WHO_DID_IT if did_it else WHO_AS_READ)
            for reason in segment.reasons:
                seen.add((reason.kind, segment.label == "other"))
                assert reason.says in MAY_SAY[segment.label][reason.kind]
                assert segment.start <= reason.start < reason.end <= segment.end
                here = [hit for hit in acts if (hit.start, hit.end) == (reason.start, reason.end)]
                if segment.label != "other" and reason.kind == "cue":
                    mine = [hit for hit in here if LABELS[hit.vote] == segment.label]
                    assert {(hit.who, hit.when) for hit in mine} == {("mentor", "done")}
                if reason.says in STATUS_SAYS.values():
                    code = next(code for code, says in STATUS_SAYS.items() if says == reason.says)
                    assert code in {hit.when for hit in here} or (not acts and segment.status == code)
                if reason.says in ACTOR_SAYS.values():
                    assert reason.says in {ACTOR_SAYS.get(hit.who) for hit in here}
                if reason.says == MAY_BE_AN_ACT:
                    assert any(
                        0 <= hit.vote < OTHER and hit.who in ("mentor", "unknown") and hit.when in ("done", "unknown")
                        for hit in here
                    )
    wanted = {("rule", False), ("cue", False), ("word", False), ("who", False)}
    assert wanted | {("cue", True), ("status", True), ("actor", True)} <= seen


@pytest.mark.parametrize("name", example_sets())
def test_what_explain_prints_contradicts_no_label(road, name):
    for record, *_ in labelled(road, set_texts(name)[::5]):
        for segment in record.segments:
            for line in reason_lines(record.note.text, segment):
                # The words between quotation marks are the note's own.
                assert contradicts(line.rpartition("”")[2], segment.label) is None


def test_reasons_are_given_only_on_request(road):
    text = "CPS explained the lease to member."
    [plain] = road.labeller.label(road.annotator.annotate([text]), [Note("n", text, Source("-"))])
    assert plain.segments[0].reasons == ()
    assert "reasons" not in plain.as_dict()["segments"][0]


def test_the_clients_own_explaining_is_no_reason_for_the_mentors(road):
    text = "Client explained the rules to me and I sat with her grief."
    assert all(reason.kind != "cue" for reason in explain(road, text, "educate"))
    assert any(reason.kind == "cue" for reason in explain(road, text, "support"))


@pytest.mark.parametrize(
    ("text", "words", "kind", "says"),
    [
        ("Client explained the rules to me.", "explained", "actor", "the client did it (codebook, section 2, rule 1)"),
        ("Member called the landlord on her own.", "on her own", "actor", "the client did it alone"),
        ("The nurse explained the side effects.", "explained", "actor", "somebody else did it"),
        ("Did not explain the rules.", "explain", "status", "not done"),
        ("Member declined to practise the interview.", "practise", "status", "declined"),
        ("Will explain the rules.", "explain", "status", "planned, not done"),
        ("Last week CPS explained the rules.", "explained", "status", "an earlier contact"),
        ("Texted her that the clinic takes walk-ins, no reply.", "Texted her that", "status", "nobody answered"),
        ("Called the landlord for her about the leak.", "Called the landlord for", "cue", "done for the client"),
        ("Discussed housing.", "Discussed", "cue", "a topic is named, no act"),
        ("Asked him to bring both letters.", "Asked him to bring", "cue", "asked or requested that he do X"),
        ("CPS met with member.", "met with", "cue", "greeting and logistics"),
        # Two acts: the one that was not done is explained, not the plain word beside it.
        ("CPS met with member, who did not want to practise the interview.", "practise", "status", "declined"),
    ],
)
def test_other_says_what_ruled_a_tempting_cue_out(road, text, words, kind, says):
    [reason] = explain(road, text, "other")
    assert (reason.kind, text[reason.start : reason.end]) == (kind, words)
    assert reason.says.startswith(says)


def test_an_act_says_its_cue_who_did_it_and_the_rule(road):
    cue, who, rule = explain(road, "CPS explained the lease.", "educate")
    assert cue.says.startswith("told, explained, read out.")
    assert cue.says.endswith("(codebook, section 1)")
    assert who.says == "the mentor did it, in this contact (codebook, section 2)"
    assert rule.says == "the mentor passed on information or advice (codebook, section 1)"
    cue, *_ = explain(road, "Discussed her grief.", "support")
    assert cue.says == "goes by what it is about, here a feeling (codebook, section 3)"


def test_words_shown_are_no_marks_numbers_persons_or_small_words(road):
    text = "- and she had him weigh the 3 pros with the cons, 15 min, for Marcus"
    [*words, who, rule] = explain(road, text, "enable_encourage")
    shown = {text[word.start : word.end] for word in words}
    assert shown <= {"weigh", "pros", "cons", "min"}
    assert shown
    assert {word.kind for word in words} == {"word"}
    assert (who.kind, rule.kind) == ("who", "rule")


def test_flag_bits_are_those_of_the_annotator():
    for module, names in (
        (reasons, ("SPACE", "NUMBER", "PUNCTUATION", "AUXILIARY", "CONJUNCTION", "FUNCTION", "DETERMINER")),
        (familiarity, ("SPACE", "NUMBER", "PUNCTUATION")),
    ):
        assert {name: getattr(module, name) for name in names} == {name: getattr(lexemes, name) for name in names}


def test_an_act_that_the_annotation_reads_otherwise_is_explained_without_a_contradiction(road):
    # Printed as an act, though the first verb is the client's and only wished for.
    text = "Led the circle on what they want to tell the council themselves on Tuesday."
    segment = LabelledSegment(0, len(text), "empower", 0.9, "client", "planned", None, explain(road, text, "empower"))
    [(record, *_)] = labelled(road, [text])
    file = io.StringIO()
    print_note(replace(record, segments=(segment,)), Console(file=file, width=200))
    shown = file.getvalue().partition("Segment by segment")[2].partition("Letters")[0]
    assert "rule: the mentor helped the client speak and act" in shown
    assert not re.search(r"client (did|does|acts|plans|wants)|planned|wants to", shown)
