"""The wheel holds what the main job needs and works with the checkout gone."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


def test_contents(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "notesense/models/en_default/model.json",
        "notesense/models/en_default/weights.npz",
        "notesense/models/en_default/MODEL_CARD.md",
        "notesense/codebook/CODEBOOK.md",
        "notesense/codebook/cue_files/people.toml",
        "notesense/annotate/grammar.toml",
        "notesense/report/templates/report.html",
        "notesense/schemas/record.json",
    ):
        assert needed in names
    # Everything of the package that is tracked, and nothing else.
    tracked = subprocess.run(["git", "ls-files", "notesense"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode == 0 and tracked.stdout:
        assert set(tracked.stdout.split()) <= names
    strange = {name for name in names if not name.startswith(("notesense/", "notesense-"))}
    assert not strange
    assert not any("__pycache__" in name or name.startswith("notesense/tests") for name in names)


def test_works_from_an_empty_folder_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    python = home / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    # The dependencies come from this environment, so that the test needs no network; notesense itself does not.
    site = Path(subprocess.run([str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
                               capture_output=True, text=True, check=True).stdout.strip())  # fmt: skip
    done = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", str(wheel)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (site / "zz_dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    where = subprocess.run([str(python), "-c", "import notesense; print(notesense.__file__)"],
                           cwd=empty, capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert str(home) in where
    program = python.parent / "notesense"
    done = subprocess.run(
        [str(program), "review", "-", "--to", "jsonl"],
        cwd=empty, input="CPS explained the waiting list to member.", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["roles"] == ["educate"]
