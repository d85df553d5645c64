"""The codebook's examples of attention: each stands once, and none in two kinds."""

from __future__ import annotations

from collections import Counter

from notesense.codebook.attention_examples import FILES, load_attention_examples
from notesense.codebook.labels import SIGNS
from notesense.codebook.wordings import look_says


def test_every_kind_has_examples_and_no_sentence_stands_twice() -> None:
    examples = load_attention_examples()
    assert {example.kind for example in examples} == {None, *SIGNS["attention"]}
    twice = [text for text, count in Counter(example.text.casefold() for example in examples).items() if count > 1]
    assert twice == []
    assert all(example.whose in (None, "client", "other") for example in examples)
    assert len(FILES) == len(SIGNS["attention"]) + 2


def test_only_what_is_stated_or_asked_and_denied_asks_for_a_look() -> None:
    assert {kind for kind in SIGNS["attention"] if look_says("attention", kind)} == {"stated", "asked_denied"}
    assert look_says("task", "resources") is None
