import json

import pytest

from notesense.codebook.labels import ACTING_ROLES, LABELS, NONE_BECAUSE, SIGNS, STAGES, TASKS, codebook_text
from notesense.codebook.look_alikes import load_look_alikes, load_rules


def test_the_table_has_every_name(cli):
    ran = cli("codebook", "--to", "json")
    assert ran.code == 0
    entries = json.loads(ran.out)["entries"]
    named = {entry["name"] for entry in entries}
    assert named >= {*LABELS, *ACTING_ROLES, *NONE_BECAUSE, *SIGNS, *STAGES, *TASKS, "support", "mentoring", "none"}
    assert all(entry["means"] for entry in entries)
    text = cli("codebook").text
    assert all(name in text for name in named)


def test_markdown_without_a_name_is_the_whole_codebook(cli):
    assert cli("codebook", "--to", "md").text == codebook_text()


@pytest.mark.parametrize("label", LABELS)
def test_a_label_comes_with_its_look_alikes(cli, label):
    entry = next(
        e for e in json.loads(cli("codebook", label, "--to", "json").out)["entries"] if e["kind"] == "segment label"
    )
    assert entry["name"] == label
    own = {one.id for one in load_look_alikes() if one.label == label}
    assert own <= {one["name"] for one in entry["look_alikes"]}
    assert any(one["label"] != label for one in entry["look_alikes"])
    assert "Look-alikes" in cli("codebook", label).text
    assert "| the note says | label | because |" in cli("codebook", label, "--to", "md").text


def test_rules_by_name_and_number(cli):
    for rule in load_rules():
        for name in (rule.id, f"{rule.section}.{rule.number}"):
            entries = json.loads(cli("codebook", name, "--to", "json").out)["entries"]
            assert rule.says in [entry["means"] for entry in entries]
    assert "What was not done" in cli("codebook", "negation").text
    assert len(json.loads(cli("codebook", "section 2", "--to", "json").out)["entries"]) == 6


def test_a_look_alike_by_name(cli):
    ran = cli("codebook", load_look_alikes()[0].id)
    assert ran.code == 0
    assert "look-alike" in ran.text


def test_a_name_with_several_meanings_shows_all(cli):
    kinds = {entry["kind"] for entry in json.loads(cli("codebook", "done_for", "--to", "json").out)["entries"]}
    assert {"none because", "sign", "rule"} <= kinds
    assert cli("codebook", "done for").out == cli("codebook", "done_for").out


def test_letters_work_as_names(cli):
    assert json.loads(cli("codebook", "P", "--to", "json").out)["entries"][0]["name"] == "empower"


def test_an_unknown_name_is_wrong_usage_with_a_hint(cli):
    ran = cli("codebook", "empowr")
    assert ran.code == 2
    assert "Did you mean empower" in ran.err
    assert "lists the names" in cli("codebook", "qqqqq").err
