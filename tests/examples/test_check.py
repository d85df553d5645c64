import copy
import json

import pytest

from notesense.errors import InputError
from notesense.examples.check import check
from notesense.examples.findings import FAULT, REPORT, WARN
from notesense.examples.leaks import Splits, load_splits
from notesense.examples.sets import Line, find_files, is_line, read_lines

NOTE = {
    "id": "a", "register": "service", "trade": "recovery", "voice": "v1", "join": " ",
    "segments": [["CPS met with member.", "other"], ["Explained the lease.", "educate", {"acting_role": "explainer"}]],
    "conversation": "mentoring", "none_because": None, "roles": ["educate"], "stage": None, "tasks": [], "signs": [],
    "codebook": "3", "labeller": "writer",
}  # fmt: skip

LINE = {"id": "l", "label": "educate", "register": "log", "voice": "v", "codebook": "3", "labeller": "writer"}


def note(name="a", text=None, **more):
    made = {**copy.deepcopy(NOTE), "id": name, **more}
    if text is not None:
        made["segments"] = [[text, "educate"]]
    return made


def lines_of(tmp_path, *notes):
    file = tmp_path / "notes.jsonl"
    file.write_text(
        "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in notes), encoding="utf-8"
    )
    return list(read_lines([file]))


def found(tmp_path, *notes, splits=None):
    return {(finding.level, finding.kind) for finding in check(lines_of(tmp_path, *notes), splits)}


def long_text(start):
    """Forty words that no other start shares many of."""
    return " ".join(f"word{number}of{start}" for number in range(40))


def test_a_sound_note_has_no_finding(tmp_path):
    assert found(tmp_path, NOTE) == set()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"segments": [["Text.", "nonsense"]], "roles": []}, (FAULT, "label")),
        ({"segments": [["Text.", "other", {"contested": ["fun"]}]]}, (FAULT, "label")),
        ({"segments": [["Met.", "other", {"acting_role": "source"}], ["Told.", "educate"]]}, (FAULT, "acting_role")),
        ({"segments": [["Cried.", "support", {"acting_role": "cheerleader"}]]}, (FAULT, "acting_role")),
        ({"segments": [["Told.", "educate", {"acting_role": "friend"}]]}, (FAULT, "acting_role")),
        ({"roles": []}, (FAULT, "roles")),
        ({"roles": ["educate", "educate"]}, (FAULT, "roles")),
        ({"roles": ["educate", "empower"]}, (FAULT, "roles")),
        ({"roles": ["listen"]}, (FAULT, "roles")),
        ({"conversation": None}, (FAULT, "conversation")),
        ({"conversation": "chat"}, (FAULT, "conversation")),
        ({"conversation": "support"}, (FAULT, "conversation")),
        ({"conversation": "none", "none_because": "admin"}, (FAULT, "conversation")),
        ({"conversation": "none"}, (FAULT, "none_because")),
        ({"none_because": "admin"}, (FAULT, "none_because")),
        ({"segments": [["Met.", "other"]], "roles": []}, (FAULT, "conversation")),
        ({"register": "novel"}, (FAULT, "register")),
        ({"register": None}, (WARN, "register")),
        ({"voice": None}, (WARN, "voice")),
        ({"stage": "middle"}, (FAULT, "stage")),
        ({"tasks": ["fun"]}, (FAULT, "tasks")),
        ({"signs": ["danger"]}, (FAULT, "sign")),
        ({"signs": [{"sign": "attention", "kind": "often"}]}, (FAULT, "sign")),
        ({"signs": ["attention"]}, (WARN, "sign")),
        ({"signs": [{"sign": "done_for", "segment": 2}]}, (FAULT, "sign")),
        ({"signs": [{"sign": "done_for", "segment": -1}]}, (FAULT, "sign")),
        ({"signs": [{"sign": "done_for", "segment": "0"}]}, (FAULT, "sign")),
        ({"second": ["other"]}, (FAULT, "second")),
        ({"second": ["other", "educate", "other"]}, (FAULT, "second")),
        ({"second": "other"}, (FAULT, "second")),
        ({"second": ["other", "teach"]}, (FAULT, "second")),
        ({"second": ["other", ["educate"]]}, (FAULT, "second")),
        ({"signs": [{"sign": ["attention"]}]}, (FAULT, "sign")),
        ({"labeller": None}, (FAULT, "labeller")),
        ({"labeller": " "}, (FAULT, "labeller")),
        ({"codebook": None}, (FAULT, "codebook")),
        ({"codebook": "99"}, (FAULT, "codebook")),
        ({"codebook": 3}, (FAULT, "codebook")),
        ({"date": "2025-13-45"}, (FAULT, "date")),
        ({"date": "2025-02-29"}, (FAULT, "date")),
        ({"date": "7 Jan 2025"}, (FAULT, "date")),
        ({"segments": [["Told.", "educate"], ["Cried.", "support"], ["Sat.", "support"]]}, (WARN, "conversation")),
        ({"segments": [["Told.", "other", {"contested": ["other", "educate"]}]], "roles": []}, (WARN, "conversation")),
    ],
)
def test_what_is_wrong_with_a_note_by_itself(tmp_path, changed, expected):
    assert expected in found(tmp_path, note(**changed))


def test_what_says_where_labels_come_from_is_sound(tmp_path):
    sign = {"sign": "done_for", "segment": 1}
    for date in ("2024-02-29", "2025-01-07 10:30"):
        assert found(tmp_path, note(signs=[sign], second=["other", "educate"], date=date)) == set()


def test_a_tie_and_a_note_of_the_mainly_kind_are_sound(tmp_path):
    segments = [["Told her.", "educate"], ["Sat with her.", "support"]]
    for conversation in ("support", "mentoring"):
        assert found(tmp_path, note(segments=segments, conversation=conversation)) == set()


def test_faulty_lines_are_named_and_do_not_end_the_check(tmp_path):
    lines = lines_of(tmp_path, NOTE, "{no json", '{"id": "b"}', note("c", long_text("c")))
    findings = check(lines)
    assert [finding.where.rpartition(", ")[2] for finding in findings if finding.kind == "format"] == [
        "line 2",
        "line 3",
    ]
    assert [line.number for line in lines] == [1, 2, 3, 4]


def test_a_file_without_notes_is_a_fault(tmp_path):
    assert found(tmp_path, "", " ") == {(FAULT, "format")}


def test_ids_and_duplicates(tmp_path):
    assert (FAULT, "id") in found(tmp_path, NOTE, note("a", "Something else altogether."))
    twin = note("b")
    twin["segments"][0][0] = "cps MET with   member."
    assert (FAULT, "duplicate") in found(tmp_path, NOTE, twin)
    line = {**LINE, "id": "l", "text": "Told her."}
    assert (FAULT, "duplicate") in found(tmp_path, line, {**line, "id": "m"})


def test_near_copies(tmp_path):
    first, near = note("a", long_text("x")), note("b", long_text("x") + " and more")
    assert (FAULT, "near_copy") in found(tmp_path, first, near)
    assert (FAULT, "near_copy") not in found(tmp_path, first, note("b", long_text("y")))
    # Templates repeat by nature, and a contrast group by design.
    assert (FAULT, "near_copy") not in found(tmp_path, first, {**near, "register": "templated"})
    group = {"group": 1, "phenomenon": "actor"}
    assert (FAULT, "near_copy") not in found(tmp_path, {**first, **group}, {**near, **group})
    assert (FAULT, "near_copy") in found(tmp_path, {**first, **group}, {**near, **group, "group": 2})


def test_contrast_groups(tmp_path):
    one = note("a", "CPS explained the lease to her.", group=1, phenomenon="actor")
    other = note("b", group=1, phenomenon="actor", roles=[], conversation="none", none_because="client_report")
    other["segments"] = [["CM explained the lease to her.", "other"]]
    assert found(tmp_path, one, other) == set()
    assert (FAULT, "group") in found(tmp_path, one)
    assert (WARN, "group") in found(
        tmp_path, one, note("b", "I explained the lease to her.", group=1, phenomenon="actor")
    )
    assert (WARN, "group") in found(tmp_path, {**one, "phenomenon": None}, {**other, "phenomenon": None})


def test_leaks(tmp_path):
    a, b = note("a", long_text("x")), note("b", long_text("x") + " and more", voice="v2")
    splits = Splits(frozenset({"v2"}), frozenset())
    assert (FAULT, "leak") in found(tmp_path, a, b, splits=splits)
    assert (FAULT, "leak") not in found(tmp_path, a, b, splits=Splits(frozenset({"v1", "v2"})))
    templated = [{**one, "register": "templated"} for one in (a, b)]
    assert (FAULT, "leak") in found(tmp_path, *templated, splits=splits)
    # A voice whose contrast group is tested on may not be trained on elsewhere.
    group = note("c", "I told her.", group="g", phenomenon="actor")
    assert (FAULT, "leak") in found(tmp_path, a, group, splits=Splits(frozenset(), frozenset({"g"})))
    assert (WARN, "split") in found(tmp_path, a, splits=Splits(frozenset({"v9"}), frozenset({"g9"})))


LONG = "RC helped her put the heating first in the letter."


@pytest.mark.parametrize("where", ["lines", "notes", "groups"])
@pytest.mark.parametrize(
    ("copied", "level"),
    [
        (LONG, FAULT),
        (LONG.upper().replace(".", ""), FAULT),
        (LONG.replace("put", "to put"), FAULT),
        (LONG.replace("heating", "damp"), FAULT),
        (LONG.replace("put ", ""), FAULT),
        (LONG.replace("put", "set out").replace("heating", "damp"), None),
    ],
)
def test_a_sentence_of_a_test_group_that_is_trained_on_is_a_leak(tmp_path, where, copied, level):
    group = {"group": "g", "phenomenon": "actor"}
    tested = note("a", voice="t", **group, segments=[["Met.", "other"], [LONG, "educate"]])
    sibling = note("b", voice="t", **group)
    trained = {
        "lines": {**LINE, "id": "c", "text": copied},
        "notes": note("c", copied),
        "groups": note("c", copied, group="h", phenomenon="actor"),
    }[where]
    for splits in (Splits(frozenset({"t"})), Splits(frozenset(), frozenset({"g"}))):
        leaks = [one for one in check(lines_of(tmp_path, trained, tested, sibling), splits) if one.kind == "leak"]
        assert [one.level for one in leaks] == ([level] if level else [])
        assert all("(a)" in one.where and "(c)" in one.says and "heating" not in one.says for one in leaks)


def test_a_short_sentence_on_both_sides_is_reported(tmp_path):
    tested, trained = note("a", "Told her where to queue.", voice="t"), {**LINE, "text": "Told her where to queue."}
    assert (REPORT, "leak") in found(tmp_path, tested, trained, splits=Splits(frozenset({"t"})))
    tested, trained = note("a", "Told him.", voice="t"), {**LINE, "text": "Told him."}
    assert (REPORT, "leak") not in found(tmp_path, tested, trained, splits=Splits(frozenset({"t"})))


def test_a_set_with_a_split_of_its_own_leaks_too(tmp_path):
    prose = [note(name, f"{LONG} {name}", split=split) for name, split in (("a", "development"), ("b", "test"))]
    assert (FAULT, "leak") in found(tmp_path, *prose, splits=Splits())
    prose[1]["split"] = "development"
    assert (FAULT, "leak") not in found(tmp_path, *prose, splits=Splits())


def test_prose_that_no_mentor_wrote_needs_no_voice_and_no_register(tmp_path):
    prose = note(register=None, voice=None)
    assert {(WARN, "register"), (WARN, "voice")} <= found(tmp_path, prose)
    assert found(tmp_path, {**prose, "split": "test"}) == set()


def test_lines_one_word_apart(tmp_path):
    lines = [{**LINE, "id": str(n), "text": text} for n, text in enumerate(["Told her where to queue.", LONG])]
    assert (WARN, "near_line") not in found(tmp_path, *lines)
    for text in ("Told her where to queue first.", "Told him where to queue.", LONG.replace("put ", "")):
        assert (WARN, "near_line") in found(tmp_path, *lines, {**LINE, "id": "n", "text": text})


def test_splits_are_read(tmp_path):
    file = tmp_path / "splits.json"
    file.write_text('{"test_voices": ["v1"], "test_groups": [12]}')
    assert load_splits(file) == Splits(frozenset({"v1"}), frozenset({"12"}))
    file.write_text('{"voices": []}')
    with pytest.raises(InputError, match="splits"):
        load_splits(file)
    with pytest.raises(InputError, match="splits"):
        load_splits(tmp_path / "none.json")


def test_openings(tmp_path):
    notes = [note(str(i), f"Met with ct today about {long_text(i)}") for i in range(3)]
    assert (FAULT, "opening") in found(tmp_path, *notes)
    assert (FAULT, "opening") not in found(tmp_path, *notes[:2])
    assert (FAULT, "opening") not in found(tmp_path, *({**one, "register": "templated"} for one in notes))
    many = [note(f"m{i}", long_text(f"m{i}")) for i in range(400)]
    assert (FAULT, "opening") not in found(tmp_path, *notes, *many)


def test_openings_are_counted_file_by_file(tmp_path):
    (tmp_path / "large").mkdir()
    large = lines_of(tmp_path / "large", *(note(f"m{i}", long_text(f"m{i}")) for i in range(400)))
    small = lines_of(tmp_path, *(note(str(i), f"Met with ct today about {long_text(i)}") for i in range(3)))
    (finding,) = [one for one in check([*large, *small]) if one.kind == "opening"]
    assert (finding.level, finding.where) == (FAULT, str(tmp_path / "notes.jsonl"))


def test_skeletons_among_lines(tmp_path):
    def bank(*texts, **more):
        return [{**LINE, "id": str(n), "text": text, **more} for n, text in enumerate(texts)]

    said = ["Told", "Gave", "Praised", "Met", "Rang"]
    slots = ["dentist", "food bank", "housing office", "night shelter", "clinic"]
    filled = bank(*(f"Told her where the {slot} is and when it opens." for slot in slots))
    assert (FAULT, "skeleton") in found(tmp_path, *filled)
    assert (FAULT, "skeleton") in found(tmp_path, *filled[:4])
    assert (FAULT, "skeleton") not in found(tmp_path, *filled[:3])
    assert (FAULT, "skeleton") not in found(tmp_path, *bank(*(f"{verb} him {long_text(verb)}" for verb in said)))
    templated = [{**line, "register": "templated"} for line in filled]
    assert (FAULT, "skeleton") not in found(tmp_path, *templated)
    # One group is told once, however many slots could be read into it.
    assert sum(one.kind == "skeleton" for one in check(lines_of(tmp_path, *filled))) == 1


def test_repeated_segments(tmp_path):
    def with_segment(text, label):
        notes = [note(str(i)) for i in range(3)]
        for i, one in enumerate(notes):
            one["segments"] = [[f"{long_text(i)}.", "educate"], [text, label]]
        return notes

    said = with_segment("Told her to call the office.", "educate")
    assert (FAULT, "repeated_segment") in found(tmp_path, *said)
    assert (FAULT, "repeated_segment") not in found(tmp_path, *said[:2])
    assert (FAULT, "repeated_segment") not in found(tmp_path, *({**one, "register": "templated"} for one in said))
    assert (FAULT, "repeated_segment") not in found(tmp_path, *with_segment("n/s, will try again", "other"))
    week = with_segment("Next contact will be in a week.", "other")
    assert (FAULT, "repeated_segment") in found(tmp_path, *week)
    # A screening line that is marked as recurring recurs; the mark must stand on that very segment.
    for segment, expected in ((1, False), (0, True)):
        sign = {"sign": "attention", "kind": "routine_line", "segment": segment}
        marked = [{**one, "signs": [sign]} for one in week]
        assert ((FAULT, "repeated_segment") in found(tmp_path, *marked)) is expected


def test_lopsided_registers(tmp_path):
    notes = [note(str(i), long_text(i)) for i in range(120)]
    findings = [finding for finding in check(lines_of(tmp_path, *notes)) if finding.kind == "lopsided"]
    assert len(findings) == 20
    assert {finding.level for finding in findings} == {WARN}


def test_telling_words_are_reported_only(tmp_path):
    notes = [note(str(i), f"Explained {long_text(i)}") for i in range(20)]
    findings = [finding for finding in check(lines_of(tmp_path, *notes)) if finding.kind == "telling_word"]
    assert [finding.level for finding in findings] == [REPORT]
    assert "“explained” stands in 20 segments by 1 voices, 100% of them educate" in findings[0].says


def test_faults_come_first(tmp_path):
    levels = [finding.level for finding in check(lines_of(tmp_path, note(voice=None), note("b", "x", roles=[])))]
    assert levels == sorted(levels, key=[FAULT, WARN, REPORT].index)


def test_lines_of_a_line_bank_are_no_notes(tmp_path):
    line = {**LINE, "id": "lb-0007", "text": "Prompted mbr to use her app.", "label": "enable_encourage"}
    (read,) = lines_of(tmp_path, line)
    assert is_line(read.example)
    assert found(tmp_path, line) == set()


def test_files_and_folders(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("a.jsonl", "deep/er/b.jsonl", ".hidden.jsonl", "c.csv"):
        (tmp_path / name).write_text("")
    assert [file.name for file in find_files([tmp_path, tmp_path / "a.jsonl"])] == ["a.jsonl", "b.jsonl"]
    with pytest.raises(InputError, match="no such file"):
        find_files([tmp_path / "none"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no JSON lines"):
        find_files([tmp_path / "empty"])


def test_places_name_the_id():
    assert Line("f", 3, None, "x").where == "f, line 3"


def test_the_projects_own_sets_have_no_fault(request):
    corpora = request.config.rootpath / "corpora"
    files = find_files([corpora])
    assert {file.parent.name for file in files} == {"notes", "contrasts", "lines", "no_mentor"}
    faults = [one for one in check(list(read_lines(files)), load_splits(corpora / "splits.json")) if one.level == FAULT]
    assert faults == []
