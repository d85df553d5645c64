"""What to read first: what always shows, the order, the limit, pauses and look-alikes."""

from __future__ import annotations

import numpy as np
import pytest
from made_notes import SECRET, a_note, caseload, day, unread

from notesense.records import LabelledNote, Look, Sign
from notesense.summaries import summarise
from notesense.summaries.near_copies import near_copies, shingles
from notesense.summaries.reading_reasons import KINDS


def kinds(summary_of: list[object], **options: object) -> list[tuple[str, list[str]]]:
    rows = summarise(summary_of, **options).reading_list  # type: ignore[arg-type]
    return [(row.id, [reason.kind for reason in row.reasons]) for row in rows]


def sign(id: str, *names: str, **fields: object) -> LabelledNote:
    signs = []
    for at, name in enumerate(names):
        head, _, kind = name.partition(":")
        signs.append(Sign(head, kind or None, at, at + 5))
    return a_note(id, signs=signs, **fields)  # type: ignore[arg-type]


def test_the_order_of_a_morning() -> None:
    records = [
        sign("asks", "mentor_asks"),
        sign("says", "client_says"),
        sign("role", "role_question"),
        sign("denied", "attention:asked_denied"),
        sign("stated", "attention:stated"),
        unread("es", "not_english"),
        unread("broken"),
    ]
    assert [id for id, _ in kinds(records)] == ["broken", "es", "stated", "denied", "role", "says", "asks"]


def test_one_row_a_note_with_all_its_reasons() -> None:
    assert kinds([sign("1", "mentor_asks", "attention:stated", "role_question")]) == [
        ("1", ["attention_stated", "role_question", "mentor_asks"])
    ]


def test_the_newest_first_within_a_kind() -> None:
    records = [sign(f"d{n}", "role_question", date=f"2025-03-{n:02}") for n in (3, 9, 5)]
    records.append(sign("none", "role_question", date=None))
    assert [id for id, _ in kinds(records)] == ["d9", "d5", "d3", "none"]


NEVER_ALONE = (
    "attention:past", "attention:routine_line", "attention:topic", "done_for", "self_disclosure:comfort",
    "independence", "task:life_skills", "stage:ending",
)  # fmt: skip


@pytest.mark.parametrize("name", NEVER_ALONE)
def test_these_signs_alone_put_no_note_on_the_list(name: str) -> None:
    assert kinds([sign("1", name)]) == []


def test_unsure_notes_are_counted_not_listed() -> None:
    summary = summarise([a_note("1", unsure=True, look=[Look("unsure", 0, 4, "left open")])])
    assert summary.reading_list == ()
    assert summary.counts["unsure"] == 1


def test_at_most_twenty_rows_but_attention_always_shows() -> None:
    records = [sign(f"r{n:02}", "role_question") for n in range(30)]
    records += [sign(f"a{n:02}", "attention:stated") for n in range(25)]
    records += [sign(f"q{n:02}", "attention:asked_denied") for n in range(5)]
    summary = summarise(records)
    shown = [row.reasons[0].kind for row in summary.reading_list]
    assert shown.count("attention_stated") == 25
    assert shown.count("attention_asked_denied") == 5
    assert shown.count("role_question") == 20
    counts = summary.counts["reading_list"]
    assert (counts["shown"], counts["left_off"]) == (50, 10)


def test_five_per_cent_where_that_is_more() -> None:
    records = [sign(f"r{n:03}", "role_question") for n in range(40)]
    records += [a_note(f"n{n:03}") for n in range(460)]
    assert len(summarise(records).reading_list) == 25


def test_top_bounds_all_but_what_always_shows() -> None:
    records = [sign("r1", "role_question"), sign("r2", "role_question"), sign("a", "attention:stated"), unread("u")]
    assert [id for id, _ in kinds(records, top=0)] == ["u", "a"]
    assert [id for id, _ in kinds(records, top=1)] == ["u", "a", "r1"]


def test_a_note_of_no_pair_is_listed_all_the_same() -> None:
    assert kinds([sign("1", "attention:stated", client=None, setting="group")]) == [("1", ["attention_stated"])]


def test_a_look_that_repeats_a_sign_adds_nothing_and_any_other_is_kept() -> None:
    note = a_note(
        "1",
        signs=[Sign("role_question", None, 3, 9)],
        look=[Look("role_question", 3, 9, "again"), Look("cut_off", 90, 99, "the cell was cut")],
    )
    (row,) = summarise([note]).reading_list
    assert [(reason.kind, reason.says) for reason in row.reasons] == [
        ("role_question", KINDS["role_question"]), ("look", "the cell was cut"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (f"told {SECRET}", "the note says who was told"),
        ("the note does not say who was told", "the note does not say who was told"),
        (None, None),
    ],
)
def test_who_was_told_is_said_without_the_words(told: str | None, says: str | None) -> None:
    note = a_note("1", signs=[Sign("attention", "stated", 0, 5, whose="client", told=told)])
    (row,) = summarise([note]).reading_list
    reason = row.reasons[0].says
    assert SECRET not in reason
    assert reason.endswith(says) if says else "told" not in reason


def weekly(client: str, contacts: int, **last: object) -> list[LabelledNote]:
    notes = [a_note(f"{client}-{n}", client=client, date=day("2025-01-01", 7 * n)) for n in range(contacts - 1)]
    return [*notes, a_note(f"{client}-last", client=client, date=day("2025-01-01", 7 * (contacts - 1)), **last)]  # type: ignore[arg-type]


def test_a_pair_silent_for_long_is_listed_at_its_last_contact() -> None:
    records = [*weekly("C1", 4), *weekly("C2", 12)]
    (row,) = summarise(records).reading_list
    assert (row.id, row.reasons[0].kind) == ("C1-last", "contact_gap")
    assert "56 days before the newest note" in row.reasons[0].says
    assert "about 7 days" in row.reasons[0].says


def test_a_goodbye_explains_the_silence_after_it() -> None:
    assert kinds([*weekly("C1", 4, stage="ending"), *weekly("C2", 12)]) == []


def test_who_stood_in_once_has_no_pause_and_a_hand_over_is_said() -> None:
    stood_in = a_note("stood-in", mentor="M2", client="C2", date="2025-01-10")
    assert kinds([stood_in, *weekly("C2", 12)]) == []
    handed = [a_note(f"h{n}", mentor="M3", client="C2", date=day("2025-01-02", 7 * n)) for n in range(3)]
    (row,) = summarise([*handed, *weekly("C2", 12)]).reading_list
    assert (row.id, row.mentor) == ("h2", "M3")
    assert row.reasons[0].says.endswith("others met the client since")


def test_attempts_since_are_said() -> None:
    tried = a_note("tried", "other", none_because="no_contact", client="C1", date="2025-02-20")
    (row,) = summarise([*weekly("C1", 4), tried, *weekly("C2", 12)]).reading_list
    assert row.id == "C1-last"
    assert "1 unanswered attempt" in row.reasons[0].says


def test_near_copies_are_named_with_the_note_they_resemble() -> None:
    template = (
        "Met client at the drop-in, reviewed goals from the plan, practised the interview questions on the list, "
    )
    template += "praised the progress and agreed on the next date with the client before leaving the building together"
    texts = {
        "1": template + ".",
        "2": template + " on foot.",
        "3": "Sat with her in the garden while she told about her mother's illness, said little, made tea, listened "
             "until the bus came, and walked with her to the stop when it began to rain over the hills.",
        "4": "LVM, will try again.",
        "5": "LVM, will try again.",
    }  # fmt: skip
    records = [a_note(id, date=day("2025-03-01", int(id))) for id in texts]
    rows = summarise(records, shingles={id: shingles(text) for id, text in texts.items()}).reading_list
    assert [(row.id, row.reasons[0].says) for row in rows] == [
        ("2", "shares most words with note 1 (templates do this)")
    ]
    assert summarise(records).reading_list == ()


def test_a_template_that_everybody_uses_does_not_fill_the_list() -> None:
    template = (
        "Met with the client at the drop-in as planned, went over the goals of the plan one by one, practised the "
    )
    template += "questions for the interview on the list, and agreed on the next date before leaving the building. "
    sets = {f"n{n:02}": shingles(template * 2 + f"Ended at {n}.") for n in range(40)}
    records = [a_note(id, date=day("2025-01-01", n)) for n, id in enumerate(sets)]
    records.append(sign("asks", "mentor_asks", date=day("2025-01-01", 41)))
    summary = summarise(records, shingles=sets)
    shown = [row.reasons[0].kind for row in summary.reading_list]
    assert (shown.count("near_copy"), shown.count("mentor_asks")) == (5, 1)
    assert summary.counts["reading_list"]["left_off"] == 34
    assert len(summarise(records, shingles=sets, top=30).reading_list) == 30


def test_near_copies_find_what_comparing_all_pairs_finds() -> None:
    import random

    dice = random.Random(3)
    sets: dict[str, set[int]] = {}
    for n in range(60):
        base = set(sets[f"n{dice.randrange(n)}"]) if n and dice.random() < 0.5 else set()
        base -= set(dice.sample(sorted(base), len(base) // 5))
        sets[f"n{n}"] = base | {dice.randrange(10**6) for _ in range(max(0, 40 - len(base)))}
    order = [f"n{n}" for n in range(60)]
    expected: dict[str, str] = {}
    for at, name in enumerate(order):
        for other in order[:at]:
            shared = len(sets[name] & sets[other])
            if other not in expected and shared >= 0.5 * len(sets[name] | sets[other]):
                expected[name] = other
                break
    assert expected
    as_arrays = {name: np.array(sorted(values), np.int64) for name, values in sets.items()}
    assert near_copies(as_arrays, order) == expected


def test_words_of_the_list_accuse_nobody() -> None:
    for says in [
        *KINDS.values(),
        *(reason.says for row in summarise(caseload()).reading_list for reason in row.reasons),
    ]:
        for word in ("violation", "boundary", "relapse", "fail", "poor", "inappropriate", "suspicious"):
            assert word not in says.lower()


def test_the_rest_is_counted_by_kind_but_never_for_one_person_alone() -> None:
    records = [sign(f"r{n:02}", "role_question", client=f"C{n}") for n in range(30)]
    assert summarise(records, top=5).counts["reading_list"]["left_off_kinds"] is None
    records.append(sign("m2", "mentor_asks", mentor="M2"))
    assert summarise(records, top=5).counts["reading_list"]["left_off_kinds"] == {
        "role_question": 25, "mentor_asks": 1
    }  # fmt: skip
