import json

NOTE = {
    "id": "a", "register": "service", "trade": "recovery", "voice": "v1", "join": " ",
    "segments": [["CPS met with member.", "other"], ["CPS explained the lease to member.", "educate"]],
    "conversation": "mentoring", "none_because": None, "roles": ["educate"], "stage": None, "tasks": [], "signs": [],
    "codebook": "3", "labeller": "writer",
}  # fmt: skip


def _write(path, *notes):
    path.write_text("".join(json.dumps(note) + "\n" for note in notes), encoding="utf-8")
    return path


def test_a_clean_set(cli, tmp_path):
    ran = cli("examples", "check", _write(tmp_path / "n.jsonl", NOTE))
    assert ran.code == 0
    assert "0 faults" in ran.text


def test_faults_give_1_and_are_named(cli, tmp_path):
    file = _write(tmp_path / "n.jsonl", NOTE, {**NOTE, "roles": []})
    ran = cli("examples", "check", file)
    assert ran.code == 1
    assert "line 2 (a)" in " ".join(ran.text.split())
    found = json.loads(cli("examples", "check", file, "--to", "json").out)
    assert {finding["kind"] for finding in found["findings"] if finding["level"] == "fault"} >= {
        "id",
        "roles",
        "duplicate",
    }
    assert found["faults"] == 3


def test_many_findings_of_a_kind_are_shortened_on_a_terminal(cli, tmp_path):
    file = _write(tmp_path / "n.jsonl", *({**NOTE, "id": str(i), "roles": ["empower"]} for i in range(20)))
    assert "more; --to json lists them" in " ".join(cli("examples", "check", file).text.split())


def test_splits_beside_or_named(cli, tmp_path):
    file = _write(tmp_path / "n.jsonl", NOTE)
    (tmp_path / "splits.json").write_text('{"test_voices": ["v9"], "test_groups": []}')
    assert "test voice v9 is in no file given" in " ".join(cli("examples", "check", file).text.split())
    other = tmp_path / "other.json"
    other.write_text("[]")
    ran = cli("examples", "check", file, "--splits", other)
    assert (ran.code, "The splits can't be read." in ran.err) == (1, True)


def test_missing_file_and_wrong_usage(cli, tmp_path):
    assert cli("examples", "check", tmp_path / "none.jsonl").code == 1
    assert cli("examples", "check").code == 2
    assert cli("examples", "nope").code == 2
    assert "check" in cli("examples", "--help").text


def test_agreement(cli, tmp_path):
    one = _write(tmp_path / "one.jsonl", NOTE, {**NOTE, "id": "b"})
    two = _write(
        tmp_path / "two.jsonl", NOTE, {**NOTE, "id": "b", "segments": [[text, "other"] for text, _ in NOTE["segments"]]}
    )
    ran = cli("examples", "agree", one, two, "--to", "json")
    assert ran.code == 0
    found = json.loads(ran.out)
    assert found["segments"] == {"n": 4, "percent": 75.0, "kappa": 0.5}
    assert found["differences"] == [{"first": "educate", "second": "other", "n": 1}]
    text = cli("examples", "agree", one, two).text
    assert "educate" in text
    assert "in service" in text


def test_agreement_of_different_texts_is_refused(cli, tmp_path):
    one = _write(tmp_path / "one.jsonl", NOTE)
    two = _write(tmp_path / "two.jsonl", {**NOTE, "segments": [["Secretword.", "other"]]})
    ran = cli("examples", "agree", one, two)
    assert ran.code == 1
    assert "text is not the same" in ran.err
    assert "Secretword" not in ran.err
