"""No ruling without an example, no rule or row without three cases."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from load import load_cases

from notesense.codebook.labels import ACTORS, BY_LABEL, LABELS, SIGNS, STATUSES, codebook_text
from notesense.codebook.look_alikes import Rule, load_look_alikes, load_rules, look_alikes_of


def test_every_row_of_the_codebook_is_data() -> None:
    table = codebook_text().split("## Look-alikes")[1].split("\n## ")[0]
    rows = [int(row) for row in re.findall(r"^\| (\d+) \|", table, flags=re.MULTILINE)]
    assert rows == list(range(1, len(rows) + 1))
    assert {one.row for one in load_look_alikes()} == set(rows)


@pytest.mark.parametrize("row", sorted({one.row for one in load_look_alikes()}))
def test_row_has_cases_and_examples(row: int) -> None:
    assert sum(case.row == row for case in load_cases()) >= 3
    for one in load_look_alikes():
        if one.row == row:
            assert one.says
            assert one.because
            assert one.examples


@pytest.mark.parametrize("rule", load_rules(), ids=lambda rule: rule.id)
def test_rule_has_cases_and_examples(rule: Rule) -> None:
    assert sum(case.rule == rule.id for case in load_cases()) >= 3
    assert rule.examples
    assert rule.because


def test_a_labelled_look_alike_has_an_example_of_its_label() -> None:
    for one in load_look_alikes():
        if one.label:
            assert {example.label for example in one.examples} == {one.label}, one.id


def test_cases_use_known_names() -> None:
    for case in load_cases():
        assert case.label in LABELS, case.name
        assert case.actor in ACTORS, case.name
        assert case.status in STATUSES, case.name
        assert case.sign is None or case.sign in SIGNS, case.name
        assert (case.row is None) != (case.rule is None), case.name


def test_what_somebody_else_did_or_nobody_did_is_other() -> None:
    for case in load_cases():
        if case.actor != "mentor" or case.status != "done":
            assert case.label == "other", case.name


def test_no_text_stands_twice_with_two_labels() -> None:
    labels: dict[tuple[str, int], set[str]] = {}
    for case in load_cases():
        labels.setdefault((case.text.lower(), case.segment), set()).add(case.label)
    assert [text for text, found in labels.items() if len(found) > 1] == []
    assert max(Counter(case.text.lower() for case in load_cases()).values()) <= 2


@pytest.mark.parametrize("label", LABELS)
def test_every_label_has_look_alikes_of_another_label(label: str) -> None:
    found = look_alikes_of(label)
    assert any(one.label == label for one in found)
    assert any(one.label not in (label, None) for one in found)


def test_the_codebook_names_every_label_and_sign() -> None:
    text = codebook_text()
    for name in [*BY_LABEL, *(sign for sign in SIGNS if sign not in ("task", "stage"))]:
        assert f"`{name}`" in text
    for kinds in SIGNS.values():
        assert all(f"`{kind}`" in text for kind in kinds)
