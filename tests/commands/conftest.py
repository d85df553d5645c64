import io
import subprocess
import sys
from dataclasses import dataclass

import pytest
from shell_calls import DOORWAY, ROOT, environment

from notesense.commands.main import run

DEMO = ROOT / "corpora" / "demo" / "caseload.csv"


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
