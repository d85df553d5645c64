"""The mirror of one mentor: what it shows, to whom, and that it leaves nothing behind."""

import json
import os
import re
import subprocess
import sys

import pytest
from shell_calls import DOORWAY, environment

from notesense.commands.reflect import command

OWN = ("--only", "Mentor=M2")


def words(text):
    return " ".join(text.split())


def shown(text):
    """The balance as numbers: letter to the counts in its row."""
    return {row[0]: [int(number) for number in re.findall(r"\d+", row[1])] for row in
            re.findall(r"^  ([SENP])  [a-z ]+?  +(\d.*)$", text, re.M)}  # fmt: skip


def test_the_balance_beside_the_guess(cli, demo):
    ran = cli("reflect", demo, *OWN, "--guess", "5,2,3,1")
    assert ran.code == 0
    assert "you guessed" in ran.text
    rows = shown(ran.text)
    assert [rows[letter][0] for letter in "SENP"] == [5, 2, 3, 1]
    lines = [json.loads(line) for line in cli("review", demo, *OWN, "--to", "jsonl", "-q").out.splitlines()]
    met = [
        line for line in lines
        if line["none_because"] != "no_contact" and line["setting"] == "individual" and line["contacts"] == "one"
    ]  # fmt: skip
    assert [rows[letter][1:3] for letter in "SENP"] == [
        [sum(line["conversation"] == "support" for line in met), len(met)],
        *(
            [sum(role in line["roles"] for line in met), len(met)]
            for role in ("educate", "enable_encourage", "empower")
        ),
    ]


def test_without_a_guess_and_no_terminal_nothing_is_asked(cli, demo):
    ran = cli("reflect", demo, *OWN, stdin=b"9,9,9,9\n")
    assert ran.code == 0
    assert "you guessed" not in ran.text
    assert "Before you look" not in ran.err


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminal here")
def test_on_a_terminal_the_guess_is_asked_before_anything_is_shown(demo, tmp_path):
    import pty

    ours, theirs = pty.openpty()
    call = [sys.executable, "-c", DOORWAY, "reflect", str(demo), *OWN]
    with subprocess.Popen(call, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path,
                          env=environment()) as ran:  # fmt: skip
        os.close(theirs)
        os.write(ours, b"lots\n4 3 2 1\n")
        out, err = ran.communicate(timeout=120)
    os.close(ours)
    assert ran.returncode == 0
    # The first answer is none and is asked again.
    assert err.decode().count("(Enter to go on)") == 2
    assert "of these 28 contacts" in err.decode()
    assert [shown(out.decode())[letter][0] for letter in "SENP"] == [4, 3, 2, 1]


@pytest.mark.parametrize("guess", ["1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,3,-4", ""])
def test_a_guess_that_is_none_is_wrong_usage(cli, demo, guess):
    ran = cli("reflect", demo, "--guess", guess)
    assert ran.code == 2
    assert "four whole numbers" in ran.err


def test_own_sentences_with_where_they_stand(cli, demo):
    ran = cli("reflect", demo, *OWN)
    quoted = re.findall(
        r"“(.+?)”\s+note (N\d+) · .+? · (C\d+) · sentence \d+ · caseload.csv, row (\d+)", words(ran.text)
    )
    assert len(quoted) == 8
    lines = {
        line["id"]: line
        for line in map(json.loads, cli("review", demo, "--to", "jsonl", "--with-text", "-q").out.splitlines())
    }
    for sentence, note, client, row in quoted:
        line = lines[note]
        assert sentence in words(line["text"])
        assert (line["client"], line["source"]["row"]) == (client, int(row))
        assert line["mentor"] == "M2"


def test_one_relationship_has_the_summary_s_own_findings(cli, demo):
    ran = cli("reflect", demo, *OWN, "--client", "C06")
    assert "C06" in ran.text.splitlines()[0]
    document = json.loads(cli("review", demo, "--to", "json", "-q").out)
    (pair,) = [
        each for each in document["summary"]["relationships"] if (each["client"], each["mentor"]) == ("C06", "M2")
    ]
    for finding in pair["findings"]:
        assert finding["says"] in words(ran.text)


def test_plans_not_mentioned_again_are_for_the_mentor(cli, tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text(
        "id,client,date,note\n"
        "a,C1,2025-03-04,Explained the lease to her. Plan: I will bring the swimming timetable.\n"
        "b,C1,2025-03-11,Practised the interview with her.\n"
        "c,C1,2025-03-18,Listened to her worries about the flat.\n"
        "d,C1,2025-03-25,Went over the shopping budget with her.\n"
    )
    text = words(cli("reflect", source).text)
    assert "you know what became of it" in text
    assert "swimming timetable.” note a · 4 Mar 2025" in text


def test_several_mentors_are_refused_and_none_is_named(cli, demo):
    ran = cli("reflect", demo)
    assert ran.code == 2
    assert "several mentors; a mirror is for one" in ran.err
    assert ran.out == b""
    assert not re.search(r"\bM\d\b", cli("reflect", demo, *OWN).text)


def test_no_such_client(cli, demo):
    ran = cli("reflect", demo, *OWN, "--client", "C99")
    assert ran.code == 1
    assert "Clients: C04, C05, C06." in ran.err


def test_a_file_without_mentor_and_client_is_one_s_own(cli, tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text("date,note\n2025-03-04,Explained the lease to her.\n2025-03-05,Listened to her worries.\n")
    ran = cli("reflect", source)
    assert ran.code == 0
    assert "2 contacts · (client not named)" in ran.text
    undated = tmp_path / "undated.csv"
    undated.write_text("note\nExplained the lease to her.\n")
    ran = cli("reflect", undated)
    assert ran.code == 1
    assert "1 note is left out" in ran.err


def test_own_reflections_are_part_of_the_mirror_and_stay_out_of_review(cli, tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text(
        "id,client,date,register,note\n"
        "a,C1,2025-03-04,service,Explained the lease to her.\n"
        "b,C1,2025-03-05,reflection,I explained the whole lease again and wonder whom that helped.\n"
    )
    assert "2 contacts" in cli("reflect", source).text
    ran = cli("review", source, "--to", "jsonl")
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["a"]
    assert "--reflections takes them in" in ran.err
    named = cli("review", source, "--to", "jsonl", "--reflections")
    assert [json.loads(line)["id"] for line in named.out.splitlines()] == ["a", "b"]
    assert cli("explain", source, "--id", "b").code == 0


def test_an_earlier_run_gives_the_same_mirror(cli, demo, tmp_path):
    cli("review", demo, *OWN, "--out", tmp_path / "run", "-q")
    ran = cli("reflect", tmp_path / "run")
    assert ran.code == 0
    assert ran.out == cli("reflect", demo, *OWN).out


def test_an_earlier_run_without_its_source_shows_places(cli, demo, tmp_path):
    notes = tmp_path / "notes.csv"
    notes.write_bytes(demo.read_bytes())
    cli("review", notes, *OWN, "--out", tmp_path / "run", "-q")
    with_texts = cli("reflect", tmp_path / "run").out
    moved = notes.rename(tmp_path / "elsewhere.csv")
    ran = cli("reflect", tmp_path / "run")
    assert ran.code == 0
    assert "is not where it was" in ran.err
    assert "“" not in ran.text
    assert re.search(r"characters \d+ to \d+\s+note N\d+", ran.text)
    assert cli("reflect", tmp_path / "run", "--source", moved).out == with_texts
    changed = tmp_path / "notes.csv"
    changed.write_bytes(moved.read_bytes().replace(b"Listened", b"Listened well"))
    ran = cli("reflect", tmp_path / "run")
    assert re.search(r"The source changed since this run: of \d+ notes no sentence is shown", ran.err)
    assert "Listened well" not in ran.text


def test_a_folder_that_is_no_run_is_said(cli, demo, tmp_path):
    cli("review", demo, *OWN, "--out", tmp_path / "run", "-q")
    (tmp_path / "run" / "run.json").write_text('{"kind": "run"}')
    ran = cli("reflect", tmp_path / "run")
    assert ran.code == 1
    assert "run.json is not as" in ran.err
    assert cli("reflect", demo, "--source", demo).code == 2


def test_nothing_is_written_and_nothing_else_reads_it(cli, demo, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = cli("reflect", demo, *OWN, "--guess", "5,2,3,1")
    assert list(tmp_path.iterdir()) == []
    assert cli("summarise", "-", stdin=ran.out).code == 1
    assert not {"out", "form", "tables"} & {option.name for option in command.params}


def test_an_unreadable_note_ends_with_3_and_standard_input_is_read(cli, notes_csv):
    ran = cli("reflect", "-", stdin=notes_csv.read_bytes())
    assert ran.code == 3
    assert "3 contacts" in ran.text
    assert words(ran.text) == words(cli("reflect", notes_csv).text.replace("notes.csv", "-"))


def test_words_are_calm(cli, demo):
    text = words(cli("reflect", demo, *OWN).text).lower()
    assert "written nowhere" in text
    assert "reads notes, not people" in text
    for word in ("score", "rank", "should", "too few support", "boundary", "relapse", "better", "improve"):
        assert word not in text.split("in your own words")[0]
