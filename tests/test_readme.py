"""README's commands are run, so that it stays true."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
RUN = [sys.executable, "-c", "from notesense.commands.main import main; main()"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.S | re.M)


def command_lines() -> list[str]:
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.startswith("notesense ")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    demo = ROOT / "corpora" / "demo"
    shutil.copy(demo / "caseload.csv", tmp_path / "notes.csv")
    shutil.copy(demo / "caseload.xlsx", tmp_path / "export.xlsx")
    shutil.copytree(ROOT / "corpora" / "contrasts", tmp_path / "corpora" / "contrasts")
    return tmp_path


def test_there_are_commands() -> None:
    assert len(command_lines()) >= 7


@pytest.mark.parametrize("line", command_lines())
def test_command_runs(line: str, folder: Path) -> None:
    data = b""
    for part in line.split(" | "):
        words = shlex.split(part)
        assert words[0] == "notesense"
        done = subprocess.run([*RUN, *words[1:]], cwd=folder, input=data, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        data = done.stdout
    assert data


def test_python_example_runs(folder: Path) -> None:
    (code,) = blocks("python")
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_profile_example_is_read(folder: Path) -> None:
    from notesense.settings import load_profile

    (example,) = blocks("toml")
    (folder / "agency.toml").write_text(example, encoding="utf-8")
    profile = load_profile(folder / "agency.toml")
    assert profile.workers == ("navigator",)
    assert profile.non_directive
    assert profile.columns["text"] == "Narrative"


def test_the_first_block_reviews_the_demo_and_the_second_runs_the_tests() -> None:
    section = README.split("## Try it")[1].split("\n## ")[0]
    first, second = re.findall(r"^```sh\n(.*?)^```", section, flags=re.S | re.M)
    assert len(first.splitlines()) == len(second.splitlines()) == 1
    assert "notesense review corpora/demo/caseload.csv" in first
    assert second.rstrip().endswith("pytest")


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?:notesense|corpora|models)/[^`]+)`", README))))
def test_named_files_exist(name: str) -> None:
    assert (ROOT / name).exists()
