import hashlib
import json
import os
import stat

import pytest

from notesense.commands.run_folder import RunFolder
from notesense.errors import OutputError

CSV = {
    "labels.jsonl",
    "notes.csv",
    "segments.csv",
    "relationships.csv",
    "periods.csv",
    "told.csv",
    "reading_list.csv",
    "unsure.csv",
    "report.html",
    "run.json",
    "timings.json",
}


def _written(folder):
    return {entry.name for entry in folder.iterdir()}


def test_everything_is_there(cli, notes_csv, tmp_path):
    out = tmp_path / "out"
    ran = cli("review", notes_csv, "--out", out)
    assert ran.code == 3
    assert _written(out) == CSV
    assert all(name in ran.err for name in CSV)


@pytest.mark.parametrize(
    ("kind", "names"), [("xlsx", {"notesense.xlsx"}), ("parquet", {"notes.parquet", "segments.parquet"})]
)
def test_other_tables(cli, notes_csv, tmp_path, kind, names):
    out = tmp_path / "out"
    cli("review", notes_csv, "--out", out, "--tables", kind)
    assert names <= _written(out)
    assert not any(name.endswith(".csv") for name in _written(out))


@pytest.mark.skipif(os.name != "posix", reason="rights are POSIX's")
def test_only_the_owner_may_read(cli, notes_csv, tmp_path):
    before = os.umask(0o022)
    try:
        cli("review", notes_csv, "--out", tmp_path / "out", "--tables", "xlsx")
        (tmp_path / "later").write_text("")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in (tmp_path / "out").iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "later").stat().st_mode) == 0o644


def test_run_json_says_how_it_was_made(cli, notes_csv, tmp_path):
    out = tmp_path / "out"
    cli("review", notes_csv, "--out", out, "--since", "2025-03-05", "--column", "text=note")
    run = json.loads((out / "run.json").read_bytes())
    assert run["inputs"] == [
        {
            "file": str(notes_csv),
            "from_here": "../notes.csv",
            "sha256": hashlib.sha256(notes_csv.read_bytes()).hexdigest(),
        }
    ]
    assert run["settings"]["since"] == "2025-03-05"
    assert run["settings"]["columns"] == {"text": "note"}
    assert run["counts"]["notes"] == 3
    assert set(run["outputs"]) == CSV
    assert set(run["versions"]) == {"notesense", "python", "spacy", "numpy"}


def test_the_same_run_gives_the_same_bytes_but_timings(cli, notes_csv, tmp_path):
    for name in ("one", "two"):
        cli("review", notes_csv, "--out", tmp_path / name)
    for name in CSV - {"timings.json"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert json.loads((tmp_path / "one" / "timings.json").read_bytes())["notes"] == 4


def test_standard_input_has_no_hash(cli, notes_csv, tmp_path):
    cli("review", "-", "--out", tmp_path / "out", stdin=notes_csv.read_bytes())
    assert json.loads((tmp_path / "out" / "run.json").read_bytes())["inputs"] == [
        {"file": "-", "from_here": None, "sha256": None}
    ]


def test_a_folder_of_sources_is_named_file_by_file(cli, notes_csv, tmp_path):
    (tmp_path / "in").mkdir()
    notes_csv.rename(tmp_path / "in" / "a.csv")
    (tmp_path / "in" / "b.txt").write_text("Client: C9\nExplained the lease to her.")
    cli("review", tmp_path / "in", "--out", tmp_path / "out")
    inputs = json.loads((tmp_path / "out" / "run.json").read_bytes())["inputs"]
    assert [entry["from_here"] for entry in inputs] == ["../in/a.csv", "../in/b.txt"]
    assert all(len(entry["sha256"]) == 64 for entry in inputs)


def test_labels_are_the_lines_with_reasons(cli, notes_csv, tmp_path):
    cli("review", notes_csv, "--out", tmp_path / "out")
    assert (tmp_path / "out" / "labels.jsonl").read_bytes() == cli(
        "review", notes_csv, "--to", "jsonl", "--reasons"
    ).out


def test_an_output_that_can_not_be_replaced_takes_a_new_name(cli, notes_csv, tmp_path):
    out = tmp_path / "out"
    for name in ("notes.csv", "report.html", "run.json"):
        (out / name).mkdir(parents=True)
    ran = cli("review", notes_csv, "--out", out)
    assert ran.code == 3
    assert {"notes-2.csv", "report-2.html", "run-2.json"} <= _written(out)
    assert ran.err.count("can't be replaced") == 3
    assert "notes-2.csv" in json.loads((out / "run-2.json").read_bytes())["outputs"]


def test_a_second_run_replaces_the_first_and_leaves_other_files(cli, notes_csv, tmp_path):
    out = tmp_path / "out"
    cli("review", notes_csv, "--out", out)
    (out / "mine.txt").write_text("mine")
    ran = cli("review", notes_csv, "--out", out)
    assert _written(out) == CSV | {"mine.txt"}
    assert "mine.txt" not in ran.err
    assert all(name in ran.err for name in CSV)


def test_a_folder_that_can_not_be_made_is_said_before_the_work(cli, notes_csv, tmp_path):
    (tmp_path / "file").write_text("")
    ran = cli("review", notes_csv, "--out", tmp_path / "file" / "out")
    assert ran.code == 1
    assert "can't be made" in ran.err
    with pytest.raises(OutputError, match="can't be made"):
        RunFolder(tmp_path / "file")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_not_be_written_to(tmp_path):
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(OutputError, match="can't be written"):
        RunFolder(tmp_path / "shut")


def test_nothing_half_written_is_left_behind(cli, notes_csv, tmp_path, monkeypatch):
    def fails(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("notesense.report.html.render_report", fails)
    ran = cli("review", notes_csv, "--out", tmp_path / "out")
    assert ran.code == 1
    assert not any("partial" in name for name in _written(tmp_path / "out"))


def test_a_second_run_removes_what_the_first_left_and_says_so(cli, notes_csv, tmp_path):
    out = tmp_path / "out"
    cli("review", notes_csv, "--out", out)
    (out / "mine.csv").write_text("mine")
    ran = cli("review", notes_csv, "--out", out, "--tables", "xlsx")
    assert {name for name in _written(out) if name.endswith(".csv")} == {"mine.csv"}
    assert "Removed from an earlier run: notes.csv" in ran.err.replace("reading_list.csv, ", "")
    # Nobody had filled in the list, so there was nothing to keep.
    assert "kept" not in ran.err


@pytest.mark.parametrize(("kind", "name"), [("csv", "reading_list.csv"), ("xlsx", "notesense.xlsx")])
def test_a_list_that_was_filled_in_is_kept_and_said(cli, notes_csv, tmp_path, kind, name):
    out = tmp_path / "out"
    cli("review", notes_csv, "--out", out, "--tables", kind)
    for number, expected in enumerate(("-kept", "-kept-2"), 1):
        filled = (out / name).read_bytes() + b"filled in %d" % number
        (out / name).write_bytes(filled)
        ran = cli("review", notes_csv, "--out", out, "--tables", kind, "-q")
        kept = out / name.replace(".", f"{expected}.")
        assert kept.read_bytes() == filled
        assert (out / name).read_bytes() != filled
        assert f"kept as {kept.name}" in ran.err
        assert f"--decisions {kept}" in ran.err
    again = cli("review", notes_csv, "--out", out, "--tables", kind)
    assert "kept as" not in again.err


def test_the_same_run_gives_the_same_workbook(cli, notes_csv, tmp_path):
    for name in ("one", "two"):
        cli("review", notes_csv, "--out", tmp_path / name, "--tables", "xlsx")
    assert (tmp_path / "one" / "notesense.xlsx").read_bytes() == (tmp_path / "two" / "notesense.xlsx").read_bytes()


def test_files_that_we_did_not_write_stay(cli, notes_csv, tmp_path):
    out = tmp_path / "out"
    cli("review", notes_csv, "--out", out)
    run = json.loads((out / "run.json").read_bytes())
    (tmp_path / "notes-2.csv").write_text("outside")
    (out / "mine.txt").write_text("mine")
    run["outputs"] += ["../notes-2.csv", "mine.txt", 7]
    (out / "run.json").write_text(json.dumps(run))
    changed = (out / "run.json").stat().st_mtime + 60
    os.utime(out / "notes.csv", (changed, changed))
    cli("review", notes_csv, "--out", out, "--tables", "xlsx")
    assert (tmp_path / "notes-2.csv").exists()
    assert {"mine.txt", "notes.csv"} <= _written(out)
    assert "segments.csv" not in _written(out)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_an_output_that_takes_few_letters_is_no_crash(shell, notes_csv, encoding):
    for call in (("review", notes_csv), ("explain", notes_csv, "--id", "007")):
        ran = shell(*call, PYTHONIOENCODING=encoding)
        assert "Traceback" not in ran.err
        assert ran.code in (0, 3)
        assert ran.out
