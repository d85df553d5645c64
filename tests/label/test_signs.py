"""Signs in context: who is harmed, what was denied, whose wording it is."""

from __future__ import annotations

import pytest

from notesense.annotate.pipeline import Annotator
from notesense.label.tags import Tagger


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def found(annotator: Annotator, text: str, sign: str, *, non_directive: bool = False) -> list[tuple[str | None, ...]]:
    tagger = Tagger(annotator.cues, non_directive=non_directive)
    return [(one.kind, one.whose) for one in tagger.signs(annotator.annotate([text]))[0] if one.sign == sign]


@pytest.mark.parametrize(
    "text",
    [
        "He grabbed her by the throat.",
        "She took a handful of her mum's pills.",
        "She was in A&E overnight after the pills.",
        "Found him unresponsive, gave Narcan.",
        "I noticed new cuts on her forearm.",
        "Her nephew takes his benefit card and keeps the money.",
        "He nodded out at the shelter and turned blue.",
        "He made a noose.",
        "She wrote goodbye letters.",
        "The manager keeps putting his hand on her back.",
        "Asked if she felt safe at home, she said no.",
        "Asked whether he had thought of ending it; he nodded.",
        "Her partner slapped her.",
        "Stepdad touches her.",
        "Ex is stalking her.",
        "Denied plan to kill herself.",
    ],
)
def test_harm_to_the_client_is_stated(annotator: Annotator, text: str) -> None:
    assert set(found(annotator, text, "attention")) == {("stated", "client")}


@pytest.mark.parametrize(
    "text",
    [
        "The kids have not eaten since Thursday.",
        "His brother overdosed.",
        "Her friend is suicidal.",
        "Neighbour killed himself.",
        "Lost his cousin to an overdose.",
        "Her partner slapped her sister.",
        "Her cousin was stabbed.",
    ],
)
def test_harm_to_another_is_another_s(annotator: Annotator, text: str) -> None:
    assert set(found(annotator, text, "attention")) == {("stated", "other")}


@pytest.mark.parametrize(
    "text",
    [
        "Asked whether she has had thoughts of harming herself, she said no.",
        "Asked if she felt safe at home, she said yes.",
        "Denies any thoughts of killing herself.",
        "She denied that her boyfriend hit her.",
    ],
)
def test_what_was_asked_and_denied_is_so(annotator: Annotator, text: str) -> None:
    assert set(found(annotator, text, "attention")) == {("asked_denied", "client")}


def test_a_denial_ends_with_its_sentence(annotator: Annotator) -> None:
    kinds = [kind for kind, _ in found(annotator, "Denies SI today. States boyfriend grabbed her.", "attention")]
    assert kinds == ["asked_denied", "stated"]


@pytest.mark.parametrize("text", ["Talked about the DV program.", "Went to a domestic violence shelter talk."])
def test_a_class_is_a_topic(annotator: Annotator, text: str) -> None:
    assert found(annotator, text, "attention") == [("topic", "client")]


@pytest.mark.parametrize(
    "text",
    [
        "This heat is killing me.",
        "He took a stab at the form.",
        "The boss cut her hours.",
        "Her plan was shot down.",
        "Her dad hit the gym.",
        "Her husband beat cancer and her brother hit the roof.",
    ],
)
def test_idioms_are_none(annotator: Annotator, text: str) -> None:
    assert found(annotator, text, "attention") == []


@pytest.mark.parametrize(
    ("text", "directive", "non_directive"),
    [
        ("Client is lazy and makes excuses.", 1, 1),
        ("Told her she is lazy.", 1, 1),
        ("Talked about her fear of being seen as lazy.", 0, 0),
        ("Her mum calls her lazy.", 0, 0),
        ("Told her she has to stop seeing him.", 0, 1),
        ("Told him he must wear a harness.", 0, 0),
    ],
)
def test_a_role_question_is_the_mentors_own(
    annotator: Annotator, text: str, directive: int, non_directive: int
) -> None:
    assert bool(found(annotator, text, "role_question")) == directive
    assert bool(found(annotator, text, "role_question", non_directive=True)) == non_directive
