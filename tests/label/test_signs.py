"""Signs in context, by the model in force: who is harmed, what was denied, whose wording it is."""

from __future__ import annotations

import pytest

from notesense.annotate.pipeline import Annotator
from notesense.flow import Road
from notesense.label.tags import Tagger
from notesense.settings import Profile


@pytest.fixture(scope="module")
def road() -> Road:
    found = Road()
    if found.model.tags is None:
        pytest.skip("the model in force has no learnt tags: train it")
    return found


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def attention(road: Road, text: str) -> list[tuple[str | None, str | None]]:
    return [(sign.kind, sign.whose) for sign in road.label_texts([text])[0].signs if sign.sign == "attention"]


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
        pytest.param(
            "Her partner slapped her.", marks=pytest.mark.xfail(strict=True, reason="whom: read as somebody else's")
        ),
        "Stepdad touches her.",
        "Ex is stalking her.",
        "Denied plan to kill herself.",
    ],
)
def test_harm_to_the_client_is_stated(road: Road, text: str) -> None:
    assert attention(road, text) == [("stated", "client")]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "The kids have not eaten since Thursday.",
            marks=pytest.mark.xfail(strict=True, reason="whom: read as the client's own"),
        ),
        "His brother overdosed.",
        "Her friend is suicidal.",
        "Neighbour killed himself.",
        "Lost his cousin to an overdose.",
        "Her partner slapped her sister.",
        "Her cousin was stabbed.",
    ],
)
def test_harm_to_another_is_another_s(road: Road, text: str) -> None:
    assert attention(road, text) == [("stated", "other")]


@pytest.mark.parametrize(
    "text",
    [
        "Asked whether she has had thoughts of harming herself, she said no.",
        pytest.param(
            "Asked if she felt safe at home, she said yes.",
            marks=pytest.mark.xfail(strict=True, reason="asked without a word of harm"),
        ),
        "Denies any thoughts of killing herself.",
        "She denied that her boyfriend hit her.",
        "Member denied SI/HI.",
    ],
)
def test_what_was_asked_and_denied_is_so(road: Road, text: str) -> None:
    assert attention(road, text) == [("asked_denied", "client")]


@pytest.mark.parametrize(
    "text",
    ["Risk: nil.", "[ ] SI [ ] HI [x] none", "Safeguarding: nil to report", "No safety concerns noted."],
)
def test_a_form_line_is_routine_and_asks_for_no_look(road: Road, text: str) -> None:
    record = road.label_texts([text])[0]
    assert {sign.kind for sign in record.signs if sign.sign == "attention"} <= {"routine_line"}
    assert not record.look


def test_a_denial_ends_with_its_sentence(road: Road) -> None:
    kinds = [kind for kind, _ in attention(road, "Denies SI today. States boyfriend grabbed her.")]
    assert kinds == ["asked_denied", "stated"]


@pytest.mark.parametrize("text", ["Talked about the DV program.", "Taught the naloxone class, nine there."])
def test_a_class_is_a_topic(road: Road, text: str) -> None:
    assert [kind for kind, _ in attention(road, text)] == ["topic"]


@pytest.mark.parametrize(
    "text",
    [
        "This heat is killing me.",
        "He took a stab at the form.",
        "The boss cut her hours.",
        "Her plan was shot down.",
        "Her dad hit the gym.",
        "Her husband beat cancer.",
        "He smashed his target at work.",
        "We talked about her exam and she is dying to see her friends.",
    ],
)
def test_idioms_are_none(road: Road, text: str) -> None:
    assert attention(road, text) == []


def test_who_was_told_stands_beside_it_in_the_notes_words(road: Road) -> None:
    def told(text: str) -> list[str | None]:
        return [sign.told for sign in road.label_texts([text])[0].signs if sign.sign == "attention"]

    assert told("She cut her arm again. Supervisor notified at 2pm.") == ["Supervisor"]
    assert told("He took an overdose on Friday.") == ["the note does not say who was told"]
    assert told("Member denied SI/HI.") == [None]


@pytest.mark.parametrize(
    ("text", "directive", "non_directive"),
    [
        ("Told her to stop seeing him, she has no choice but to move out.", False, True),
        ("Told him he must wear a harness.", False, False),
    ],
)
def test_a_command_is_a_question_only_where_the_role_is_non_directive(
    annotator: Annotator, text: str, directive: bool, non_directive: bool
) -> None:
    for wanted, profile in ((directive, False), (non_directive, True)):
        signs = Tagger(annotator.cues, non_directive=profile).signs(annotator.annotate([text]))[0]
        assert any(sign.sign == "role_question" for sign in signs) == wanted


def test_a_learnt_role_question_that_is_a_mere_command_follows_the_profile(road: Road) -> None:
    text = "Told client he must stop drinking."
    strict = Road(road.model, Profile(non_directive=True))
    assert not any(sign.sign == "role_question" for sign in road.label_texts([text])[0].signs)
    assert any(sign.sign == "role_question" for sign in strict.label_texts([text])[0].signs)
