import io
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from notesense.commands.main import run

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "corpora" / "demo" / "caseload.csv"
DOORWAY = "from notesense.commands.main import main; main()"


@dataclass
class Ran:
    """What a call of the command line gave back."""

    code: int
    out: bytes
    err: str

    @property
    def text(self):
        return self.out.decode("utf-8")


@pytest.fixture
def cli(capfdbinary, monkeypatch):
    """Call the command line in this process: fast, with its streams as they are in a shell."""

    def call(*args, stdin=None):
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capfdbinary.readouterr()
        code = run([str(arg) for arg in args])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Ran(code, out, err.decode("utf-8"))

    return call


def environment(**more):
    """The environment of a call in a process of its own, the checkout's package found first."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("_NOTESENSE", "NO_COLOR", "FORCE_COLOR"))}
    paths = [more.pop("first", None), str(ROOT), os.environ.get("PYTHONPATH")]
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONUTF8": "1", "COLUMNS": "100", **more}


@pytest.fixture
def shell(tmp_path):
    """Call the command line in a process of its own, from an empty folder."""

    def call(*args, stdin=b"", **more):
        done = subprocess.run(
            [sys.executable, "-c", DOORWAY, *map(str, args)],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=environment(**more),
            timeout=120,
        )
        return Ran(done.returncode, done.stdout, done.stderr.decode("utf-8"))

    return call


@pytest.fixture(scope="session")
def demo():
    """The demo caseload that ships with the project."""
    return DEMO


@pytest.fixture
def notes_csv(tmp_path):
    """Four contacts of two pairs, one of them without text."""
    path = tmp_path / "notes.csv"
    path.write_text(
        "id,client,mentor,date,note\n"
        "007,C1,M1,2025-03-04,CPS explained the lease to member. Member asked two questions.\n"
        "008,C1,M1,2025-03-11,Sat with member after the call with her mother and listened.\n"
        "009,C2,M1,2025-03-12,\n"
        "010,C2,M1,2025-03-19,Practised the interview with him. Praised how he answered.\n",
        encoding="utf-8",
    )
    return path
