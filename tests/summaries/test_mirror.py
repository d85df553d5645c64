"""A mentor's mirror: counts as in the relationships, examples that may be quoted, changes with a test behind them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from made_notes import SENTENCES, a_note, caseload, day

from notesense.codebook.labels import ROLES
from notesense.records import LabelledNote, Sign
from notesense.summaries import summarise
from notesense.summaries.mirror import EXAMPLES, NO_CHANGE, Mirror, mirror_of


def mirror(records: list, client: str | None = None) -> Mirror:
    lines = [record.as_dict() for record in records if isinstance(record, LabelledNote)]
    summary = summarise(lines)
    chosen = [each for each in summary.relationships if client in (None, each.client)]
    return mirror_of(chosen, {line["id"]: line for line in lines})


def test_the_balance_is_what_plain_counting_gives() -> None:
    lines = [record.as_dict() for record in caseload() if isinstance(record, LabelledNote)]
    met = [
        line for line in lines
        if line["client"] in {"C1", "C10", "C2"} and line["date"] and line["contacts"] == "one"
        and line["none_because"] != "no_contact"
    ]  # fmt: skip
    found = mirror(caseload())
    assert found.contacts == len(met) == 21
    assert found.balance["support"].count == sum(line["conversation"] == "support" for line in met)
    for role in ROLES:
        assert found.balance[role].count == sum(role in line["roles"] for line in met)
        assert found.balance[role].n == len(met)
    assert sum(found.none_because.values()) == sum(line["conversation"] == "none" for line in met)
    assert (found.first_date, found.last_date) == ("2025-01-07", "2025-05-16")


def test_of_one_relationship_it_says_word_for_word_what_the_summary_says() -> None:
    records = caseload()
    (relationship,) = [each for each in summarise(records).relationships if each.client == "C1"]
    found = mirror(records, "C1")
    assert found.changes == relationship.findings
    assert {role: found.balance[role] for role in ROLES} == {role: relationship.roles[role].share for role in ROLES}
    assert found.balance["support"] == relationship.conversations["support"]


def test_examples_are_own_sentences_of_their_label_in_different_notes() -> None:
    records = caseload()
    texts = {record.note.id: record.note.text for record in records if isinstance(record, LabelledNote)}
    for label, examples in mirror(records).examples.items():
        assert 0 < len(examples) <= EXAMPLES
        assert len({example.note for example in examples}) == len(examples)
        for example in examples:
            assert texts[example.note][example.start : example.end] == SENTENCES[label]
    assert {example.client for example in mirror(records).examples["support"]} == {"C1", "C10"}


@pytest.mark.parametrize("sign", ["attention", "self_disclosure", "role_question"])
def test_danger_and_own_history_are_nobodys_example(sign: str) -> None:
    signs = [Sign(sign, "stated" if sign == "attention" else None, 3, 9)]
    marked = a_note("a", "support other", signs=signs)
    plain = a_note("b", "support other", date="2025-03-10")
    (example,) = mirror([marked, plain]).examples["support"]
    assert example.note == "b"
    assert mirror([marked]).examples["support"] == ()


def test_what_the_client_did_is_no_example_of_the_mentor() -> None:
    note = a_note("a", "enable_encourage other")
    segments = (replace(note.segments[0], actor="client"), note.segments[1])
    assert mirror([replace(note, segments=segments)]).examples["enable_encourage"] == ()


def pairs(contacts: int, chance_of: dict[str, float], dice: random.Random, change: float = 0.0) -> list[LabelledNote]:
    """Three relationships; `change` is added to each chance over the course of one."""
    records = []
    for client in ("C1", "C2", "C3"):
        start = day("2025-01-06", dice.randrange(200))
        for number in range(contacts):
            shift = change * number / contacts
            labels = [label for label, chance in chance_of.items() if dice.random() < chance + shift] or ["other"]
            records.append(a_note(f"{client}-{number}", " ".join(labels), client=client, date=day(start, 7 * number)))
    return records


def test_of_relationships_without_a_change_at_most_one_in_twenty_is_said_to_have_one() -> None:
    dice = random.Random(20260105)
    chances = {"support": 0.4, "educate": 0.3, "enable_encourage": 0.5, "empower": 0.2}
    said = [any(change.outcome == "changed" for change in mirror(pairs(9, chances, dice)).changes) for _ in range(400)]
    # 5 % of 400 are 20; 32 would be three standard errors above it.
    assert sum(said) <= 32


def test_a_true_change_is_found_and_said_with_its_counts() -> None:
    dice = random.Random(3)
    found = mirror(pairs(20, {"empower": 0.02, "other": 1.0}, dice, change=0.9)).changes
    (change,) = [each for each in found if each.outcome == "changed"]
    assert change.about == "empower"
    assert change.says.startswith("Helping the client speak and act for themselves shows in more contacts")
    assert "of the first 30" in change.says
    assert change.test is not None
    assert change.test.p < 0.01


def test_a_changing_caseload_is_no_change_in_the_help() -> None:
    """All support with one client, then all skills with the next: neither relationship changed."""
    first = [a_note(f"a{i}", "support", client="C1", date=day("2025-01-06", 7 * i)) for i in range(12)]
    then = [a_note(f"b{i}", "enable_encourage", client="C2", date=day("2025-05-05", 7 * i)) for i in range(12)]
    (change,) = mirror(first + then).changes
    assert (change.outcome, change.says) == ("no_change_shown", NO_CHANGE)


def test_few_contacts_are_too_few_for_a_change() -> None:
    few = [
        a_note(f"{client}{i}", "support", client=client, date=day("2025-01-06", i)) for client in "AB" for i in (1, 2)
    ]
    (change,) = mirror(few).changes
    assert change.outcome == "too_few"


def test_questions_follow_what_the_notes_show() -> None:
    found = mirror(caseload(), "C2")
    assert 1 <= len(found.questions) <= 2
    # Only one kind of help shows, and no ending: nothing is asked about what is not there.
    assert not {question.when for question in found.questions} & {"empower", "ending", "rarer", "done_for"}


def test_the_order_of_the_notes_changes_nothing() -> None:
    records = caseload()
    shuffled = records[:]
    random.Random(1).shuffle(shuffled)
    assert mirror(shuffled).as_dict() == mirror(records).as_dict()


def test_no_sign_is_counted() -> None:
    values = mirror(caseload()).as_dict()
    assert not {"signs", "attention", "role_question", "self_disclosure", "mentor", "score"} & set(
        str(values).split("'")
    )
