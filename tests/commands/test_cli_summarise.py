import json

import pytest


@pytest.fixture
def lines(cli, notes_csv):
    return cli("review", notes_csv, "--to", "jsonl", "-q").out


def test_lines_and_folder_and_document_give_the_same_summary(cli, notes_csv, tmp_path, lines):
    file = tmp_path / "labels.jsonl"
    file.write_bytes(lines)
    document = cli("review", notes_csv, "--to", "json", "--out", tmp_path / "out", "-q")
    (tmp_path / "review.json").write_bytes(document.out)
    (tmp_path / "one_line.json").write_bytes(json.dumps(json.loads(document.out)).encode())
    summaries = [
        cli("summarise", source, "--to", "json")
        for source in (file, tmp_path / "out", tmp_path / "review.json", tmp_path / "one_line.json")
    ]
    summaries.append(cli("summarise", "-", "--to", "json", stdin=lines))
    assert {ran.code for ran in summaries} == {0}
    assert len({ran.out for ran in summaries}) == 1
    found = json.loads(summaries[0].out)
    assert found["kind"] == "summary"
    assert [pair["client"] for pair in found["relationships"]] == ["C1", "C2"]
    assert found["counts"]["unread"] == 1


def test_overview_on_a_terminal(cli, lines):
    ran = cli("summarise", "-", stdin=lines)
    assert ran.code == 0
    # These notes are one mentor's, so that even their number would be a total for a person.
    assert "no totals are shown" in ran.text
    assert "relationships" not in ran.text.split("To read first")[0]


def test_top_limits_the_reading_list(cli, demo, tmp_path):
    lines = cli("review", demo, "--to", "jsonl", "-q").out
    long, short = (
        json.loads(cli("summarise", "-", "--to", "json", *top, stdin=lines).out) for top in ((), ("--top", "0"))
    )
    assert len(short["reading_list"]) < len(long["reading_list"])
    assert all(row["always"] for row in short["reading_list"])


def test_texts_in_the_lines_give_near_copies_and_are_not_repeated(cli, tmp_path):
    text = (
        "We met at the library, wrote a list of the three jobs she wants to try for, and then went over the first form."
    )
    path = tmp_path / "n.csv"
    path.write_text(
        f'id,client,mentor,date,note\na,C1,M1,2025-01-01,"{text}"\nb,C2,M2,2025-01-02,"{text} Then home."\n'
    )
    lines = cli("review", path, "--to", "jsonl", "--with-text", "-q").out
    found = cli("summarise", "-", "--to", "json", stdin=lines)
    kinds = [reason["kind"] for row in json.loads(found.out)["reading_list"] for reason in row["reasons"]]
    assert "near_copy" in kinds
    assert b"three jobs" not in found.out


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "nothing to sum up"),
        (b"\n \n", "nothing to sum up"),
        (b"not json: secretword\n", "line 1: The line is no JSON object"),
        (b"[1, 2]\n", "line 1: The line is no JSON object"),
        (b'{"a": "secretword"}\n', "line 1: This is no line of"),
        (b'{"schema": 1, "conversation": "none"}\n', "line 1: The line has no id"),
        (b'{"schema": 1, "id": "a", "conversation": "none", "date": "secretword"}\n', "no ISO day"),
        (b'{"schema": 2, "id": "a", "conversation": "none"}\n', "schema 2"),
        (b'{\n "secretword": \n', "neither JSON lines nor one JSON document"),
        (b'{\n "kind": "else"\n}\n', "holds no notes"),
    ],
)
def test_what_is_no_review_is_said_with_its_place(cli, content, says):
    ran = cli("summarise", "-", stdin=content)
    assert ran.code == 1
    assert says in ran.err
    assert "secretword" not in ran.err
    assert not ran.out


def test_missing_file_and_folder_without_labels(cli, tmp_path):
    missing = cli("summarise", tmp_path / "none.jsonl")
    assert (missing.code, "no such file" in missing.err) == (1, True)
    (tmp_path / "empty").mkdir()
    empty = cli("summarise", tmp_path / "empty")
    assert (empty.code, "no labels.jsonl" in empty.err) == (1, True)


def test_labels_that_had_to_take_a_new_name_are_found(cli, notes_csv, tmp_path):
    out = tmp_path / "out"
    (out / "labels.jsonl").mkdir(parents=True)
    ran = cli("review", notes_csv, "--out", out)
    assert "labels-2.jsonl" in ran.err
    assert cli("summarise", out).code == 0


def test_a_folder_can_not_point_outside_itself(cli, notes_csv, tmp_path, lines):
    (tmp_path / "labels_elsewhere.jsonl").write_bytes(lines)
    out = tmp_path / "out"
    out.mkdir()
    (out / "run.json").write_text('{"outputs": ["labels/../../labels_elsewhere.jsonl"]}')
    assert cli("summarise", out).code == 1
