"""The card and the README's figures: made from what was measured, readable, and told when a part was not measured."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from scored_examples import random_notes, scored

from notesense.codebook.labels import CONVERSATIONS
from notesense.errors import InputError
from notesense.label.labeller import Labeller
from notesense.label.model_store import load_model
from notesense.paths import find_model
from notesense.read.labelled import GoldSegment, LabelledExample
from notesense.train.confusions import worst_confusions
from notesense.train.coverage import coverage
from notesense.train.evaluate import always_mentoring, evaluate, figures
from notesense.train.model_card import ABLATION, CARD, EVALUATION, card_text, rewrite, write_card
from notesense.train.no_mentor import measure_no_mentor
from notesense.train.noise import CHANGES
from notesense.train.paired import change
from notesense.train.plain_figures import BEGIN, END, plain_sentence, readme_part, write_readme
from notesense.train.splits import Splits
from notesense.train.training import Corpus


@pytest.fixture(scope="module")
def model():
    return load_model(find_model("en_default"))


@pytest.fixture(scope="module")
def parts():
    """The splits of a made-up evaluation: training and test voices in three registers."""
    found = {}
    for seed, key in enumerate(("left_out_register", "left_out_register_test", "held_out_voices")):
        notes = [
            (
                gold,
                predicted,
                more | {"register": ("log", "form", "diary")[i % 3], "trade": "housing", "voice": f"v{i}"},
            )
            for i, (gold, predicted, more) in enumerate(random_notes(seed, count=90))
        ]
        found[key] = scored(notes)
    return found


@pytest.fixture(scope="module")
def result(parts):
    measured = {key: evaluate(part) for key, part in parts.items()}
    plain = parts["left_out_register"]
    forms = {name: {"segment_macro_f1": figures(plain)["segment_macro_f1"]} for name in CHANGES}
    for name in list(forms)[1:]:
        forms[name]["change"] = change(plain, plain)
    share = {"value": 0.75, "low": 0.19, "high": 0.99, "n": 4}
    none = {"none_or_unsure": share, "answers": {"none": 3, "support": 1}, "wrong_by_kind": {"police_log": 1}}
    peer = {key: figures(part) for key, part in parts.items()}
    return {
        "corpora_sha256": {"a": "1"},
        **measured,
        "held_out_groups": {"groups_solved": {"value": 0.4, "low": 0.3, "high": 0.5, "n": 9}},
        "peers": {"TF-IDF + logistic regression": peer, "majority": peer},
        "always_mentoring": {key: always_mentoring(part) for key, part in parts.items()},
        "coverage": {key: coverage(part, 0.95) for key, part in parts.items()},
        "confusions": worst_confusions(plain),
        "noise": {"left_out_register": forms},
        "no_mentor": {"development": none, "test": none},
    }


@pytest.fixture(scope="module")
def ablation(parts):
    plain = parts["left_out_register"]
    own = change(plain, plain) | {"groups_solved": {"value": -0.1, "low": -0.2, "high": 0.0, "n": 9}}
    full = {key: {"value": 0.8, "low": 0.7, "high": 0.9, "n": 9} for key in own}
    return {"folds": 5, "corpora_sha256": {"a": "1"}, "full": full, "left_out": [{"name": "the lot", "change": own}]}


def tables(card):
    """Every table of a card as its rows of cells."""
    found = []
    for block in re.split(r"\n\s*\n", card):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        if rows:
            found.append([re.split(r"(?<!\\)\|", row)[1:-1] for row in rows])
    return found


def test_the_plain_sentence_says_the_figures_of_the_ruling_split(result, parts):
    ruling = parts["left_out_register_test"]
    agreed = round(100 * (ruling.conversation == ruling.conversation_gold).mean())
    constant = round(100 * (ruling.conversation_gold == CONVERSATIONS.index("mentoring")).mean())
    sentence = plain_sentence(result)
    assert [int(n) for n in re.findall(r"\d+", sentence)] == [100, agreed, 0, constant]


def test_a_card_tells_all_that_was_measured(model, result, ablation):
    card = card_text(model, result, ablation)
    for heading in (
        "How well it does", "Peers", "Where it does well", "By register", "By trade", "By length", "By voice",
        "How sure it is", "What is confused", "Badly typed", "Prose that no mentor wrote", "What each part brings",
    ):  # fmt: skip
        assert re.search(rf"^##+ {heading}", card, re.M), heading
    for rows in tables(card):
        assert len({len(row) for row in rows}) == 1, rows[0]
    assert card.count("<details>") == card.count("</details>")
    assert "police log 1" in card
    assert "as they stood before" not in card
    assert not re.search(r"\bnan\b|None|\{|\}", card)


def test_what_was_not_measured_has_no_section(model, result):
    bare = {key: result[key] for key in ("left_out_register", "peers", "always_mentoring", "corpora_sha256")}
    card = card_text(model, bare)
    for words in ("How sure it is", "What is confused", "Badly typed", "no mentor wrote", "each part brings"):
        assert words not in card
    assert "By register" in card


def test_parts_measured_on_earlier_example_sets_say_so(model, result, ablation):
    assert "as they stood before" in card_text(model, result, ablation | {"corpora_sha256": {"a": "2"}})


def test_a_card_is_written_again_from_what_lies_beside_the_model(model, result, ablation, tmp_path):
    folder = find_model("en_default")
    for name in ("model.json", "weights.npz"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / ABLATION).write_text(json.dumps(ablation), encoding="utf-8")
    own = {key: value for key, value in result.items() if key != "corpora_sha256"}
    write_card(model, own, Corpus((), Splits(), {"a": "1"}), tmp_path)
    card = (tmp_path / CARD).read_text(encoding="utf-8")
    readme = tmp_path / "README.md"
    readme.write_text(f"# Mine\n\n{BEGIN}\nold words\n{END}\n\nThe rest.\n", encoding="utf-8")
    (tmp_path / CARD).unlink()
    rewrite(tmp_path, readme)
    assert (tmp_path / CARD).read_text(encoding="utf-8") == card
    assert "the lot" in card
    written = readme.read_text(encoding="utf-8")
    assert "old words" not in written
    assert written.startswith("# Mine\n")
    assert written.endswith(f"{END}\n\nThe rest.\n")
    measured = json.loads((tmp_path / EVALUATION).read_text(encoding="utf-8"))
    assert plain_sentence(measured) in " ".join(written.split())
    rewrite(tmp_path, readme)
    assert readme.read_text(encoding="utf-8") == written


def test_a_readme_without_marks_is_left_alone(result, tmp_path):
    (tmp_path / "README.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(InputError, match="marks"):
        write_readme(tmp_path / "README.md", result)
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "# Mine\n"


def test_the_readmes_table_is_one(result):
    ((head, *rows),) = tables(readme_part(result))
    assert {len(row) for row in rows} == {len(head)}
    assert "contrast groups solved" in rows[-1][0]


def prose(name, split, text, kind="police_log"):
    return LabelledExample(
        name, text, (GoldSegment(0, len(text), "other"),), conversation="none", extra={"split": split, "kind": kind}
    )


def test_prose_is_counted_by_what_it_is_called(model, monkeypatch):
    examples = [
        prose("a", "development", "Fuel 3/4. Horn ok."),
        prose("b", "development", "I listened to her grief."),
        prose("c", "test", "I explained the lease to her."),
    ]
    label = Labeller.label

    def with_given_labels(self, batch, notes, **more):
        called = {"Fuel": ("none", ("none",)), "I lis": ("support", ("support",)), "I exp": ("mentoring", ())}
        return [
            replace(record, conversation=conversation, candidates=candidates)
            for record in label(self, batch, notes, **more)
            for start, (conversation, candidates) in called.items()
            if record.note.text.startswith(start)
        ]

    monkeypatch.setattr(Labeller, "label", with_given_labels)
    found = measure_no_mentor(model, examples)
    assert found["development"]["answers"] == {"none": 1, "support": 1}
    assert found["development"]["none_or_unsure"]["value"] == 0.5
    assert found["development"]["wrong_by_kind"] == {"police_log": 1}
    assert [one["id"] for one in found["development"]["wrong"]] == ["b"]
    # The test half is counted and never named.
    assert found["test"]["answers"] == {"unsure": 1}
    assert "wrong" not in found["test"]
    assert np.isclose(found["test"]["none_or_unsure"]["value"], 1)
