"""How the command line behaves in a shell: pipes, exit codes, help, colours, completion."""

import json
import os
import re
import shutil
import subprocess
import sys
import time

import pytest
from shell_calls import DOORWAY, environment

from notesense.commands.main import COMMANDS, LazyGroup
from notesense.commands.main import cli as root_command

COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7])[;m]")
EVERY = [*((name,) for name in COMMANDS), ("examples", "check"), ("examples", "agree")]


def _open(*args, cwd, stdin=None, **more):
    return subprocess.Popen(
        [sys.executable, "-c", DOORWAY, *map(str, args)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(**more),
    )


def test_review_pipes_into_summarise(shell, demo, tmp_path):
    with _open("review", demo, "--to", "jsonl", cwd=tmp_path) as review:
        summary = subprocess.run(
            [sys.executable, "-c", DOORWAY, "summarise", "-", "--to", "json"],
            stdin=review.stdout,
            capture_output=True,
            cwd=tmp_path,
            env=environment(),
        )
        review.stdout.close()
        assert review.wait() == 0
    assert summary.returncode == 0
    shell("review", demo, "--out", tmp_path / "out", "-q")
    assert shell("summarise", tmp_path / "out", "--to", "json").out == summary.stdout


@pytest.mark.parametrize("form", [("--to", "jsonl"), ("--to", "jsonl", "--out", "out"), ("--to", "json")])
def test_a_reader_that_has_seen_enough_is_no_error(demo, tmp_path, form):
    with _open("review", demo, *form, "-q", cwd=tmp_path) as review:
        first = review.stdout.readline()
        review.stdout.close()
        said = review.stderr.read()
        code = review.wait()
    assert first.startswith(b"{")
    assert said == b""
    # click itself leaves with 1 when a pipe closes.
    assert code in (0, 1)


def test_a_closed_pipe_is_silent_on_text_too(demo, tmp_path):
    with _open("review", demo, cwd=tmp_path) as review:
        review.stdout.close()
        said = review.stderr.read()
        review.wait()
    assert b"Traceback" not in said
    assert b"Error" not in said


def test_standard_output_carries_results_only(shell, demo):
    ran = shell("review", demo, "--to", "jsonl")
    lines = ran.out.splitlines()
    assert all(json.loads(line)["schema"] == 1 for line in lines)
    assert "text = Narrative" in ran.err
    assert shell("review", demo, "--to", "jsonl", "-q").err == ""


def test_standard_input_reads_as_the_file_does(shell, demo):
    def labels(ran):
        return [
            (record["id"], record["segments"], record["source"]["row"])
            for record in map(json.loads, ran.out.splitlines())
        ]

    assert labels(shell("review", "-", "--to", "jsonl", stdin=demo.read_bytes())) == labels(
        shell("review", demo, "--to", "jsonl")
    )


@pytest.mark.parametrize(
    ("args", "stdin", "code"),
    [
        (("review", "-"), b"id,client,mentor,note\n1,C,M,Explained the lease to her today.\n", 0),
        (("review", "-"), b"id,client,mentor,note\n1,C,M,Explained the lease to her today.\n2,C,M,\n", 3),
        (("review", "none.csv"), b"", 1),
        (("review", "-"), b"", 1),
        (("review",), b"", 2),
        (("review", "-", "--to", "xml"), b"", 2),
        (("review", "-", "--column", "text"), b"", 2),
        (("review", "-", "--model", "nope"), b"id,client,mentor,note\n1,C,M,Explained the lease to her.\n", 1),
        (("reviwe",), b"", 2),
        (("--nope",), b"", 2),
    ],
)
def test_exit_codes(cli, args, stdin, code):
    ran = cli(*args, stdin=stdin)
    assert ran.code == code
    assert bool(ran.err) == (code != 0) or code == 0
    assert "Traceback" not in ran.err


def test_a_table_without_a_text_column_is_wrong_usage(cli, tmp_path):
    path = tmp_path / "notes.csv"
    path.write_text("client,mentor,date\nC1,M1,2025-03-04\n")
    ran = cli("review", path)
    assert ran.code == 2
    assert "--column text=" in ran.err


def test_a_mistyped_command_is_answered_with_the_near_one(cli):
    assert "Did you mean 'review'?" in cli("reviwe").err


@pytest.mark.parametrize("command", EVERY, ids=" ".join)
def test_every_help_has_an_example_and_says_what_it_does(cli, command):
    for flag in ("--help", "-h"):
        ran = cli(*command, flag)
        assert ran.code == 0
        assert re.search(r"Examples?:\n  +notesense ", ran.text)
        assert f"notesense {' '.join(command)}" in ran.text.partition("Example")[2]
        assert ran.err == ""


def test_help_lists_every_command(cli):
    text = cli("--help").text
    assert all(re.search(rf"^  {name}\b", text, re.M) for name in COMMANDS)
    assert isinstance(root_command, LazyGroup)


@pytest.mark.parametrize("args", [["--help"], *([*command, "--help"] for command in EVERY)], ids=" ".join)
def test_help_loads_no_big_library(tmp_path, args):
    heavy = {"spacy", "sklearn", "numpy", "scipy", "polars", "joblib", "rich", "lxml", "jinja2", "altair", "orjson"}
    code = (
        "import sys\nfrom notesense.commands.main import run\n"
        f"code = run({args!r})\nloaded = {heavy!r} & set(sys.modules)\n"
        "sys.exit(f'loaded: {loaded}' if loaded else code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, env=environment())
    assert (done.returncode, done.stderr) == (0, b"")


def test_help_is_there_at_once(tmp_path):
    subprocess.run([sys.executable, "-c", DOORWAY, "--help"], capture_output=True, env=environment(), cwd=tmp_path)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", DOORWAY, "--help"], capture_output=True, env=environment(), cwd=tmp_path)
    # 0.3 s is the promise; a busy test machine gets some room.
    assert time.perf_counter() - start < 0.9


def test_labelling_loads_no_scikit_learn(tmp_path, notes_csv):
    code = (
        "import sys\nfrom notesense.commands.main import run\n"
        f"run(['review', {str(notes_csv)!r}, '--to', 'jsonl', '-q'])\n"
        "sys.exit('sklearn' in sys.modules)"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, env=environment()).returncode
        == 0
    )


def test_pipes_and_no_color_carry_no_escape_codes(shell, notes_csv, demo):
    assert b"\x1b" not in shell("review", demo).out
    for args in (("explain", notes_csv, "--id", "007"), ("codebook", "empower")):
        assert b"\x1b" not in shell(*args).out
        # NO_COLOR speaks of colours; bold and italics may stay.
        assert not COLOUR.search(shell(*args, NO_COLOR="1", FORCE_COLOR="1").out)
    assert COLOUR.search(shell("codebook", "empower", FORCE_COLOR="1", TERM="xterm-256color").out)


def test_without_colour_every_label_has_its_letter(shell, notes_csv):
    ran = shell("explain", notes_csv, "--id", "007", NO_COLOR="1")
    assert re.search(r"\[1 [SENPo]\]", ran.text)


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
def test_shell_completion(shell):
    source = shell(_NOTESENSE_COMPLETE="bash_source")
    assert source.code == 0
    assert "_NOTESENSE_COMPLETE=bash_complete" in source.text
    assert subprocess.run(["bash", "-n"], input=source.out).returncode == 0
    completed = shell(_NOTESENSE_COMPLETE="bash_complete", COMP_WORDS="notesense su", COMP_CWORD="1")
    assert completed.text.split() == ["plain,summarise"]
    options = shell(_NOTESENSE_COMPLETE="bash_complete", COMP_WORDS="notesense review --da", COMP_CWORD="2")
    assert "plain,--date-order" in options.text.split()


def test_an_interrupt_stops_without_a_traceback(cli, notes_csv, monkeypatch):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("notesense.flow.Road.label", interrupted)
    ran = cli("review", notes_csv, "-q")
    assert ran.code == 130
    assert "Traceback" not in ran.err


def test_the_doorway_of_a_checkout(demo, tmp_path):
    doorway = demo.parents[2] / "cli.py"
    done = subprocess.run([sys.executable, doorway, "--help"], capture_output=True, cwd=tmp_path, env=dict(os.environ))
    assert done.returncode == 0
    assert done.stdout.startswith(b"Usage: notesense ")
