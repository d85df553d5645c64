"""What follows for the note from its segments, by the codebook's fourth section."""

from __future__ import annotations

import pytest
from corpus_texts import example_sets, set_texts, some
from hypothesis import given, settings
from hypothesis import strategies as st

from notesense.codebook.labels import ACTING_ROLES, CONVERSATIONS, LABELS, NONE_BECAUSE, ROLES
from notesense.codebook.wordings import declared_purpose
from notesense.label.note_rules import judge_note
from notesense.records import Note, Source

SEGMENTS = st.lists(st.tuples(st.sampled_from(LABELS), st.integers(1, 60)), max_size=12)
PURPOSES = st.sampled_from([None, "support", "mentoring"])
MANY = settings(max_examples=300, deadline=None)


def verdict_of(segments, purpose=None):
    return judge_note([label for label, _ in segments], [words for _, words in segments], purpose)


@MANY
@given(SEGMENTS, PURPOSES)
def test_the_verdict_follows_from_the_labels(segments, purpose):
    labels = [label for label, _ in segments]
    found = verdict_of(segments, purpose)
    support, mentoring = labels.count("support"), sum(label in ROLES for label in labels)
    assert found.acts == {"support": support, "mentoring": mentoring}
    assert (found.conversation == "none") == (support == mentoring == 0)
    assert set(found.roles) == set(labels) & set(ROLES)
    assert list(found.roles) == [role for role in ROLES if role in found.roles]
    assert found.mixed == (support > 0 and mentoring > 0 and abs(support - mentoring) < 2)
    if support > mentoring:
        assert found.conversation == "support"
    if mentoring > support:
        assert found.conversation == "mentoring"


@MANY
@given(SEGMENTS, PURPOSES, st.randoms())
def test_the_order_of_segments_changes_nothing(segments, purpose, rnd):
    shuffled = list(segments)
    rnd.shuffle(shuffled)
    assert verdict_of(shuffled, purpose) == verdict_of(segments, purpose)


@MANY
@given(SEGMENTS, st.integers(0, 5), PURPOSES)
def test_what_is_other_changes_nothing(segments, more, purpose):
    assert verdict_of([*segments, *[("other", 50)] * more], purpose) == verdict_of(segments, purpose)


@MANY
@given(SEGMENTS)
def test_a_purpose_breaks_ties_and_nothing_else(segments):
    free = verdict_of(segments)
    tied = free.acts["support"] == free.acts["mentoring"] > 0
    for purpose in ("support", "mentoring"):
        found = verdict_of(segments, purpose)
        assert found.conversation == (purpose if tied else free.conversation)
        assert (found.acts, found.mixed, found.roles) == (free.acts, free.mixed, free.roles)


@pytest.mark.parametrize(
    ("segments", "purpose", "conversation", "mixed"),
    [
        ([], None, "none", False),
        ([("other", 40), ("other", 3)], None, "none", False),
        ([("other", 40), ("educate", 3)], None, "mentoring", False),
        ([("support", 3)], None, "support", False),
        ([("support", 3), ("support", 3), ("educate", 90)], None, "support", True),
        ([("support", 90), ("educate", 3), ("empower", 3)], None, "mentoring", True),
        ([("support", 3), ("support", 3), ("support", 3), ("educate", 90)], None, "support", False),
        ([("support", 9), ("educate", 8)], None, "support", True),
        ([("support", 8), ("educate", 9)], None, "mentoring", True),
        ([("support", 5), ("support", 5), ("educate", 4), ("empower", 7)], None, "mentoring", True),
        ([("support", 8), ("educate", 9)], "support", "support", True),
        ([("support", 9), ("educate", 8)], "mentoring", "mentoring", True),
        ([("support", 9), ("educate", 8)], "visit", "support", True),
        ([("other", 9)], "support", "none", False),
    ],
)
def test_cases_of_the_codebook(segments, purpose, conversation, mixed):
    found = verdict_of(segments, purpose)
    assert (found.conversation, found.mixed) == (conversation, mixed)


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [
        ("Emotional support", "support"), ("Wellbeing call", "support"), ("CRISIS", "support"),
        ("Goal setting", "mentoring"),
        ("Job coaching", "mentoring"), ("Budget", "mentoring"), ("Visit", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_what_a_purpose_declares(purpose, kind):
    assert declared_purpose(purpose) == kind


@pytest.mark.parametrize("name", example_sets())
def test_records_follow_from_their_printed_segments(road, name):
    texts = some(set_texts(name), 500)
    batch = road.annotator.annotate(texts)
    seen = set()
    records = road.labeller.label(batch, [Note("n", text, Source("-")) for text in texts])
    for text, record in zip(texts, records, strict=True):
        labels = [segment.label for segment in record.segments]
        support, mentoring = labels.count("support"), sum(label in ROLES for label in labels)
        assert record.acts == {"support": support, "mentoring": mentoring}
        assert set(record.roles) == set(labels) & set(ROLES)
        assert (record.conversation == "none") == (not support and not mentoring)
        if support != mentoring:
            assert record.conversation == ("support" if support > mentoring else "mentoring")
        assert (record.none_because is not None) == (record.conversation == "none")
        assert record.none_because is None or record.none_because in NONE_BECAUSE
        assert record.conversation in record.candidates
        assert set(record.candidates) <= set(CONVERSATIONS)
        assert record.unsure == (len(record.candidates) != 1)
        assert abs(sum(record.conversation_scores.values()) - 1) < 1e-3
        for segment in record.segments:
            assert (segment.acting_role is None) == (segment.label in ("support", "other"))
            assert segment.acting_role is None or segment.acting_role in ACTING_ROLES
        assert set(record.acting_roles) == {segment.acting_role for segment in record.segments} - {None}
        for tag in (*record.signs, *record.look):
            assert 0 <= tag.start < tag.end <= len(text)
        seen.add(record.conversation)
    assert seen == set(CONVERSATIONS)


def test_a_purpose_column_breaks_the_tie_of_a_real_note(road):
    text = "Validated her grief. Explained how the waiting list works."
    batch = road.annotator.annotate([text])
    for purpose, conversation in (("Emotional support", "support"), ("Job goals", "mentoring")):
        [record] = road.labeller.label(batch, [Note("n", text, Source("-"), purpose=purpose)])
        assert record.acts == {"support": 1, "mentoring": 1}
        assert (record.conversation, record.mixed) == (conversation, True)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("No show. LVM.", "no_contact"),
        ("Called ct, no answer, left voicemail.", "no_contact"),
        ("Called the landlord for her and faxed the form on her behalf.", "done_for"),
        ("Completed the PHQ-9. Release forms signed. Service plan filed.", "admin"),
        ("Went bowling together, had pizza after.", "time_together"),
        ("Ct reported she slept badly. She said her mum called. She has a new job.", "client_report"),
    ],
)
def test_why_a_note_shows_neither_kind(road, text, because):
    [record] = road.label_texts([text])
    assert record.conversation == "none"
    assert record.none_because == because
