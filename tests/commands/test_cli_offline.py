"""No command reaches for the network: sockets and name look-ups are barred, and each try is told.

spaCy imports urllib3, which asks at import whether this machine has IPv6: it
makes one socket and binds it to the machine itself. That look is barred too,
and is the only one that may be told.
"""

import json

import pytest

from notesense.commands.main import COMMANDS

LOOK = "urllib3's look for IPv6"
BAN = """
import sys

WAYS = {"connect", "bind", "getaddrinfo", "gethostbyname", "gethostbyaddr", "sendto"}


def ban(event, args):
    # AF_INET is 2 everywhere; AF_INET6 differs by system, so every family but AF_UNIX (1) is barred.
    if event.removeprefix("socket.") in WAYS or (event == "socket.__new__" and args[1] != 1):
        frame, asks = sys._getframe(), "somebody"
        while frame is not None:
            if frame.f_code.co_name == "_has_ipv6" and frame.f_globals.get("__name__") == "urllib3.util.connection":
                asks = "urllib3's look for IPv6"
            frame = frame.f_back
        sys.stderr.write(f"BANNED {event} of {asks}\\n")
        raise OSError("banned")


sys.addaudithook(ban)
print("the ban is in force", file=sys.stderr)
"""


@pytest.fixture
def banned(shell, tmp_path):
    folder = tmp_path / "ban"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BAN)

    def call(*args, stdin=b""):
        return shell(*args, stdin=stdin, first=str(folder))

    return call


@pytest.fixture
def labelled(tmp_path, request):
    """A few labelled notes of every register, as a corpora folder."""
    folder = tmp_path / "corpora"
    (folder / "some").mkdir(parents=True)
    lines = (request.config.rootpath / "corpora" / "notes" / "notes.jsonl").read_text(encoding="utf-8").splitlines()
    taken: dict[str, list[str]] = {}
    for line in lines:
        taken.setdefault(json.loads(line)["register"], []).append(line)
    few = [line for register in taken.values() for line in register[:2]]
    (folder / "some" / "notes.jsonl").write_text("\n".join(few) + "\n", encoding="utf-8")
    return folder


CALLS = {
    "review": [("review", "{notes}", "--out", "out", "--tables", "xlsx"), ("review", "{notes}", "--to", "html")],
    "explain": [("explain", "-")],
    "summarise": [("summarise", "{lines}")],
    "report": [("report", "{notes}", "--to", "html"), ("report", "{notes}", "--mentor", "M3")],
    "reflect": [("reflect", "{notes}", "--only", "Mentor=M2")],
    "trial": [("trial", "{notes}", "--out", "trial.xlsx")],
    "codebook": [("codebook", "empower")],
    "evaluate": [("evaluate", "--on", "{labelled}/some/notes.jsonl")],
    "train": [("train", "--on", "{labelled}", "--out", "own")],
    "corpora": [("corpora", "{labelled}")],
    "examples": [
        ("examples", "check", "{labelled}"),
        ("examples", "agree", "{labelled}/some/notes.jsonl", "{labelled}/some/notes.jsonl"),
    ],
    "schema": [("schema", "record")],
    "doctor": [("doctor",)],
}


def test_every_command_is_called():
    assert set(CALLS) == set(COMMANDS)


def test_the_ban_bites(tmp_path, banned):
    import subprocess
    import sys

    from shell_calls import environment

    banned("--help")
    for code in ("import socket; socket.socket()", "import socket; socket.getaddrinfo('localhost', 80)"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            env=environment(first=str(tmp_path / "ban")),
            cwd=tmp_path,
        )
        assert done.returncode == 1
        assert b"of somebody" in done.stderr


@pytest.mark.parametrize("call", [call for calls in CALLS.values() for call in calls], ids=" ".join)
def test_no_socket_and_no_name_look_up(banned, shell, demo, labelled, tmp_path, call):
    places = {"notes": str(demo), "labelled": str(labelled), "lines": str(tmp_path / "lines.jsonl")}
    if "{lines}" in call:
        (tmp_path / "lines.jsonl").write_bytes(shell("review", demo, "--to", "jsonl").out)
    ran = banned(*(part.format(**places) for part in call), stdin=b"Explained the lease to her.")
    assert "the ban is in force" in ran.err
    assert {line.partition(" of ")[2] for line in ran.err.splitlines() if line.startswith("BANNED")} <= {LOOK}
    assert ran.code in (0, 1 if call[:2] == ("examples", "check") else 0)
    assert ran.out or call[0] == "train"
