"""The shipped schemas: the contract's own examples, real output, and the label table, all in step."""

import copy
import io
import json
from pathlib import Path

import jsonschema
import pytest

import notesense
from notesense.codebook import labels as table
from notesense.read import read_labelled
from notesense.schemas import NAMES, schema_bytes
from notesense.summaries import summarise

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = json.loads((Path(__file__).parent / "contract_examples.json").read_text(encoding="utf-8"))
SCHEMAS = {name: json.loads(schema_bytes(name)) for name in NAMES}
CHECKS = {name: jsonschema.Draft202012Validator(schema) for name, schema in SCHEMAS.items()}


def faults(name, value):
    return [f"{error.json_path}: {error.message[:120]}" for error in CHECKS[name].iter_errors(value)]


@pytest.fixture(scope="module")
def records():
    return list(notesense.review(ROOT / "corpora" / "demo" / "caseload.csv", reasons=True))


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema_of_the_draft_it_names(name):
    assert SCHEMAS[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert SCHEMAS[name]["$id"].endswith(name)


@pytest.mark.parametrize(("name", "example"), [(name, one) for name, several in EXAMPLES.items() for one in several])
def test_the_contracts_examples_hold(name, example):
    assert faults(name, example) == []


def test_the_contracts_labelled_notes_can_be_read():
    lines = "".join(json.dumps(example) + "\n" for example in EXAMPLES["labelled_note"])
    first, line, placed = read_labelled(io.BytesIO(lines.encode()))
    assert len(first.text) == 94
    assert line.segments[0].label == "enable_encourage"
    assert placed.group == 12


def test_real_records_hold(records):
    for record in records:
        assert faults("record", record.as_dict()) == []
        assert faults("record", record.as_dict(with_text=True)) == []


def test_real_unread_notes_hold(tmp_path):
    path = tmp_path / "n.csv"
    german = "Ich habe heute lange mit ihr gesprochen. Wir haben ihre Sorgen besprochen, und sie war ruhig. " * 3
    rows = ["id,client,mentor,date,note", "1,C,M,2025-01-02,", "2,C,M", f'3,C,M,2025-01-02,"{german}"']
    path.write_text("\n".join([*rows, "4,C,M,2025-01-02,Explained the lease."]), encoding="utf-8")
    found = [record.as_dict() for record in notesense.review(path)]
    assert sum("error" in record for record in found) == 3
    assert [faults("record", record) for record in found] == [[]] * 4


def test_a_real_summary_holds(records):
    summary = summarise(records).as_dict()
    assert summary["relationships"]
    assert summary["reading_list"]
    assert faults("summary", json.loads(json.dumps(summary))) == []


def test_a_real_run_holds(records, tmp_path):
    from notesense.commands.run_folder import RunFolder
    from notesense.settings import ReadSettings

    folder = RunFolder(tmp_path / "out")
    folder.write(
        records,
        summarise(records),
        passthrough=(),
        model={"name": "en_default", "version": "0.1.0"},
        sources=("-", str(ROOT / "corpora" / "demo" / "caseload.csv")),
        settings=ReadSettings(),
    )
    assert faults("run", json.loads((tmp_path / "out" / "run.json").read_bytes())) == []
    for line in (tmp_path / "out" / "labels.jsonl").read_bytes().splitlines():
        assert faults("record", json.loads(line)) == []


def test_a_real_evaluation_holds(tmp_path, capfdbinary):
    from notesense.commands.main import run

    lines = (ROOT / "corpora" / "contrasts" / "notes.jsonl").read_text(encoding="utf-8").splitlines()[:60]
    (tmp_path / "few.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert run(["evaluate", "--on", str(tmp_path / "few.jsonl"), "--to", "json"]) == 0
    assert faults("evaluation", json.loads(capfdbinary.readouterr().out)) == []


@pytest.mark.parametrize("file", sorted((ROOT / "corpora").glob("*/*.jsonl")), ids=lambda file: file.parent.name)
def test_the_corpora_hold(file):
    for line in file.read_text(encoding="utf-8").splitlines():
        assert faults("labelled_note", json.loads(line)) == []


def _change(value, path, new):
    value = copy.deepcopy(value)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return value


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (("segments", 0, "label"), "empowered"),
        (("segments", 0, "actor"), "peer"),
        (("segments", 0, "status"), "maybe"),
        (("segments", 0, "acting_role"), "observer"),
        (("segments", 1, "score"), 1.2),
        (("conversation",), "chat"),
        (("conversation",), "none"),
        (("none_because",), "admin"),
        (("roles",), ["support"]),
        (("acting_roles",), ["friend"]),
        (("stage",), "middle"),
        (("tasks",), ["fun"]),
        (("signs", 0, "sign"), "danger"),
        (("signs", 0, "kind"), "fun"),
        (("date",), "4 March 2025"),
        (("schema",), 2),
        (("candidates",), ["mentoring", "mentoring"]),
        (("source", "row"), 0),
    ],
)
def test_records_that_break_the_contract_are_told(path, new):
    assert faults("record", _change(EXAMPLES["record"][0], path, new))


def test_an_unread_note_needs_a_known_kind_and_further_keys_are_welcome():
    unread = EXAMPLES["record"][1]
    assert faults("record", _change(unread, ("error", "kind"), "strange"))
    assert faults("record", {**unread, "new_key": {"a": 1}}) == []
    assert faults("record", {**EXAMPLES["record"][0], "new_key": 1}) == []
    assert faults("record", {key: value for key, value in EXAMPLES["record"][0].items() if key != "chars"})


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (("segments", 0), ["Text.", "nonsense"]),
        (("segments", 0), [" ", "other"]),
        (("segments", 0), ["Text.", "other", {"acting_role": "friend"}]),
        (("segments", 0), [0, 5, "other"]),
        (("register",), "novel"),
        (("conversation",), "none"),
        (("none_because",), "no_contact"),
        (("signs",), ["danger"]),
        (("signs",), [{"sign": "attention", "kind": "often"}]),
    ],
)
def test_labelled_notes_that_break_the_contract_are_told(path, new):
    assert faults("labelled_note", _change(EXAMPLES["labelled_note"][0], path, new))


def test_enumerations_are_those_of_the_label_table():
    record, note, summary = (SCHEMAS[name]["$defs"] for name in ("record", "labelled_note", "summary"))
    labelled, segment = record["labelled"]["properties"], record["segment"]["properties"]

    def names(schema):
        return tuple(value for value in schema["enum"] if value is not None)

    assert names(segment["label"]) == table.LABELS
    assert names(segment["actor"]) == table.ACTORS
    assert names(segment["status"]) == table.STATUSES
    assert names(segment["acting_role"]) == tuple(table.ACTING_ROLES)
    assert names(labelled["conversation"]) == table.CONVERSATIONS
    assert names(labelled["none_because"]) == tuple(table.NONE_BECAUSE)
    assert names(labelled["roles"]["items"]) == table.ROLES
    assert names(labelled["stage"]) == tuple(table.STAGES)
    assert names(labelled["tasks"]["items"]) == tuple(table.TASKS)
    assert names(note["note"]["properties"]["register"]) == table.REGISTERS
    assert names(note["text_segment"]["prefixItems"][1]) == table.LABELS
    assert names(note["line"]["properties"]["label"]) == table.LABELS
    assert tuple(SCHEMAS["evaluation"]["properties"]["labels"]["items"]["enum"]) == table.LABELS
    assert tuple(summary["relationship"]["properties"]["roles"]["properties"]) == table.ROLES
    with_kinds = {sign: kinds for sign, kinds in table.SIGNS.items() if kinds}
    for sign in (record["sign"], note["sign"]["anyOf"][1]):
        assert names(sign["properties"]["sign"]) == tuple(table.SIGNS)
        kinds = {
            rule["if"]["properties"]["sign"]["const"]: names(rule["then"]["properties"]["kind"])
            for rule in sign["allOf"]
        }
        assert kinds == with_kinds


def test_every_kind_of_unread_note_that_the_records_name_is_known():
    from notesense.records import UnreadNote

    named = set(SCHEMAS["record"]["$defs"]["unread"]["properties"]["error"]["properties"]["kind"]["enum"])
    told = UnreadNote.__doc__.partition("kind : str")[2].partition("says : str")[0]
    assert {kind.strip("`") for kind in told.replace("One of", "").replace(".", "").replace(",", " ").split()} == named
