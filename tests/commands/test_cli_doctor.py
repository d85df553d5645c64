import json
import shutil
import socket
import tomllib

import pytest

from notesense.commands import doctor
from notesense.paths import find_model


@pytest.fixture
def own_model(tmp_path):
    return shutil.copytree(find_model(), tmp_path / "own")


def _checks(ran):
    return {check["name"]: check for check in json.loads(ran.out)["checks"]}


def test_all_is_well(cli):
    ran = cli("doctor", "--to", "json")
    checks = _checks(ran)
    assert ran.code == 0, [check for check in checks.values() if not check["ok"]]
    assert {"python", "notesense", "spacy", "numpy", "cue files", "model", "golden predictions", "offline"} <= set(
        checks
    )
    assert json.loads(ran.out)["ok"]
    assert "All is well." in cli("doctor").text


def test_every_runtime_dependency_is_looked_at(cli, request):
    project = tomllib.loads((request.config.rootpath / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {requirement.split(">")[0] for requirement in project["dependencies"]}
    assert names <= set(_checks(cli("doctor", "--to", "json")))


def test_changed_weights_are_found(cli, own_model):
    weights = bytearray((own_model / "weights.npz").read_bytes())
    weights[len(weights) // 2] ^= 1
    (own_model / "weights.npz").write_bytes(weights)
    ran = cli("doctor", "--model", own_model, "--to", "json")
    assert ran.code == 1
    assert not _checks(ran)["model"]["ok"]


def test_changed_golden_predictions_are_found(cli, own_model):
    meta = json.loads((own_model / "model.json").read_text(encoding="utf-8"))
    meta["golden"] = [{"text": "Ct did not show.", "labels": ["empower"]}]
    (own_model / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    ran = cli("doctor", "--model", own_model, "--to", "json")
    assert ran.code == 1
    assert "1 of 1" in _checks(ran)["golden predictions"]["says"]
    meta["golden"] = [{"words": "none"}]
    (own_model / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    assert "can't be read" in _checks(cli("doctor", "--model", own_model, "--to", "json"))["golden predictions"]["says"]


def test_a_model_without_golden_predictions_is_fine(cli, own_model):
    meta = json.loads((own_model / "model.json").read_text(encoding="utf-8"))
    meta.pop("golden", None)
    (own_model / "model.json").write_text(json.dumps(meta), encoding="utf-8")
    assert cli("doctor", "--model", own_model).code == 0


def test_a_missing_and_an_old_library_are_wrong(cli, monkeypatch):
    monkeypatch.setattr(doctor, "requirements", lambda: ["no-such-library>=1.0", "numpy>=999", "click>=8"])
    ran = cli("doctor", "--to", "json")
    checks = _checks(ran)
    assert ran.code == 1
    assert [checks[name]["ok"] for name in ("no-such-library", "numpy", "click")] == [False, False, True]
    monkeypatch.setattr(doctor, "requirements", list)
    assert not _checks(cli("doctor", "--to", "json"))["libraries"]["ok"]


def test_a_review_that_opens_a_socket_is_wrong(cli, monkeypatch):
    from notesense import summarise as package

    def calls_home(records):
        socket.socket().close()

    monkeypatch.setattr(package, "summarise", calls_home, raising=False)
    monkeypatch.setattr("notesense.summaries.summarise", calls_home)
    ran = cli("doctor", "--to", "json")
    assert ran.code == 1
    assert "socket.__new__" in _checks(ran)["offline"]["says"]


def test_sockets_are_blocked_in_the_block_only():
    with doctor.no_sockets() as tried:
        with pytest.raises(OSError, match="no socket"):
            socket.socket()
        with pytest.raises(OSError, match="no socket"):
            socket.getaddrinfo("localhost", 80)
    assert tried == ["socket.__new__", "socket.getaddrinfo"]
    socket.socket().close()
