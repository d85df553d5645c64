"""The codebook's examples of signs: each stands once, and none both shows a sign and shows none."""

from __future__ import annotations

from collections import Counter
from importlib import resources

import pytest

from notesense.codebook.labels import SIGNS
from notesense.codebook.sign_examples import load_sign_examples
from notesense.codebook.wordings import look_says


@pytest.mark.parametrize("sign", sorted(set(SIGNS) - {"task", "stage"}))
def test_no_sentence_stands_twice_and_both_sides_are_shown(sign: str) -> None:
    examples = load_sign_examples(sign)
    assert {example.shows for example in examples} == {True, False}
    count = Counter(example.text.casefold() for example in examples)
    assert [text for text, times in count.items() if times > 1] == []


def test_every_kind_of_attention_has_examples() -> None:
    examples = load_sign_examples("attention")
    assert {example.kind for example in examples} == {None, *SIGNS["attention"]}
    assert {example.whose for example in examples} == {None, "client", "other"}


def test_every_file_is_read() -> None:
    folder = resources.files("notesense.codebook").joinpath("examples")
    lines = sum(len(file.read_text(encoding="utf-8").splitlines()) for file in folder.iterdir())
    assert lines == sum(len(load_sign_examples(sign)) for sign in SIGNS)


def test_only_what_is_stated_or_asked_and_denied_asks_for_a_look() -> None:
    assert {kind for kind in SIGNS["attention"] if look_says("attention", kind)} == {"stated", "asked_denied"}
    assert look_says("task", "resources") is None
