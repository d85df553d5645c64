import json


def _line(name, register="service", **more):
    segments = [[f"CPS met with member {name}.", "other"], [f"CPS explained form {name} to member.", "educate"]]
    note = {
        "id": name, "mentor": "M1", "client": "C1", "register": register, "trade": "recovery", "voice": "v1",
        "join": " ",
        "segments": segments, "conversation": "mentoring", "none_because": None, "roles": ["educate"],
        "stage": "ending",
        "tasks": ["resources"], "signs": [{"sign": "attention", "kind": "topic"}, "done_for"],
    }  # fmt: skip
    return json.dumps(note | more) + "\n"


def _folder(tmp_path):
    folder = tmp_path / "corpora"
    (folder / "a").mkdir(parents=True)
    (folder / "a" / "notes.jsonl").write_text("".join(_line(f"n{i}") for i in range(5)))
    (folder / "a" / "second.jsonl").write_text(_line("n0") + _line("n1"))
    (folder / "b").mkdir()
    (folder / "b" / "notes.jsonl").write_text(
        _line("g1", group=1, phenomenon="actor", row=["R02", "R05"]) + _line("g2", group=1, phenomenon="actor")
    )
    (folder / "b" / "lines.jsonl").write_text(
        '{"id": "l1", "text": "Showed her the app.", "label": "enable_encourage", "register": "log"}\n'
    )
    return folder


def test_counts(cli, tmp_path):
    ran = cli("corpora", _folder(tmp_path), "--to", "json")
    assert ran.code == 0
    found = json.loads(ran.out)
    total = found["total"]
    assert (total["notes"], total["contrast_notes"], total["lines"], total["segments"]) == (5, 2, 1, 15)
    assert found["labelled_again"] == 2
    assert found["by"]["register"]["log"]["lines"] == 1
    assert total["labels"]["educate"] == 7
    assert found["pairs"] == {"pairs": 1, "with_4_to_15_notes": 1, "longer": 0}
    assert found["contrast_groups"]["by_phenomenon"] == {"actor": 1}
    assert found["contrast_groups"]["by_row"] == {"R02": 1, "R05": 1}
    assert (found["stages"]["ending"], found["tasks"]["resources"], found["none_because"]["admin"]) == (7, 7, 0)
    assert (found["signs"]["attention"], found["signs"]["attention: topic"], found["signs"]["done_for"]) == (7, 7, 7)
    assert found["line_bank"] == 1


def test_tables(cli, tmp_path):
    text = cli("corpora", _folder(tmp_path)).text
    for words in (
        "5 whole notes",
        "2 contrast notes",
        "1 single lines",
        "service",
        "recovery",
        "distinct-1",
        "1 with 4 to 15 notes",
    ):
        assert words in text


def test_many_trades_are_folded_on_a_terminal(cli, tmp_path):
    often = "".join(_line(f"z{i}", trade="zoo keeping") for i in range(2))
    (tmp_path / "n.jsonl").write_text(often + "".join(_line(f"n{i:02}", trade=f"trade{i:02}") for i in range(34)))
    text = " ".join(cli("corpora", tmp_path).text.split())
    assert "and 5 more; --to json lists them" in text
    # The largest are shown, whatever their names.
    assert ("zoo keeping" in text, "trade28" in text, "trade29" in text) == (True, True, False)
    assert len(json.loads(cli("corpora", tmp_path, "--to", "json").out)["by"]["trade"]) == 35


def test_prose_that_no_mentor_wrote_is_counted_apart(cli, tmp_path):
    prose = {"segments": [["To all staff.", "other"]], "conversation": "none", "none_because": "not_described"}
    prose |= {"roles": [], "register": None, "trade": None, "voice": None, "split": "test", "signs": [], "tasks": []}
    folder = _folder(tmp_path)
    (folder / "p.jsonl").write_text(_line("p1", **prose) + _line("p2", **prose))
    found = json.loads(cli("corpora", folder, "--to", "json").out)
    assert (found["total"]["notes"], found["total"]["no_mentor"]) == (5, 2)
    assert found["by"]["file"][str(folder / "p.jsonl")]["no_mentor"] == 2
    assert "(none)" not in found["by"]["register"]
    assert found["none_because"]["not_described"] == 0
    text = cli("corpora", folder).text
    assert "5 whole notes" in text
    assert "2 further texts that no mentor wrote" in text


def test_the_default_folder_is_corpora_here(cli, tmp_path, monkeypatch):
    _folder(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert json.loads(cli("corpora", "--to", "json").out)["folder"] == "corpora"


def test_names_can_not_steer_the_terminal(cli, tmp_path):
    (tmp_path / "n.jsonl").write_text(_line("x\x1b[31m", trade="t\x1b[31m", voice="v\x1b[31m"))
    ran = cli("corpora", tmp_path)
    assert b"\x1b" not in ran.out
    assert b"\x1b" not in cli("examples", "check", tmp_path).out


def test_no_folder_and_nothing_in_it(cli, tmp_path):
    assert cli("corpora", tmp_path / "none").code == 1
    assert "holds no JSON lines" in cli("corpora", tmp_path).err


def test_a_faulty_line_is_said_and_the_rest_counted(cli, tmp_path):
    folder = _folder(tmp_path)
    (folder / "c.jsonl").write_text('{"secretword": 1}\n' + _line("x1"))
    ran = cli("corpora", folder, "--to", "json")
    assert ran.code == 1
    assert "c.jsonl, line 1: The line needs 'segments'" in ran.err
    assert "secretword" not in ran.err
    assert json.loads(ran.out)["total"]["notes"] == 6
