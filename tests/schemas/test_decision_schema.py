"""A summary with decisions is as its schema says, and the schema knows every standing and verdict."""

import json
import sys
from pathlib import Path

import jsonschema

from notesense.records.decisions import VERDICTS, Decision
from notesense.records.text_hash import text_hash
from notesense.schemas import schema_bytes
from notesense.summaries import summarise
from notesense.summaries.decisions import STANDINGS

sys.path.insert(0, str(Path(__file__).parents[1] / "summaries"))
from made_notes import caseload

SCHEMA = json.loads(schema_bytes("summary"))


def test_a_summary_with_decisions_holds():
    notes = caseload()
    made = []
    for verdict, note in zip((*VERDICTS, None), notes, strict=False):
        settled = text_hash(note.note.text) if verdict != "dismiss" else "t" + "0" * 16
        made.append(Decision(note.note.id, note.note.source, seen=True, verdict=verdict, text_hash=settled))
    made.append(Decision("elsewhere", notes[0].note.source, seen=True, text_hash="t" + "1" * 16))
    summary = json.loads(json.dumps(summarise(notes, decisions=made).as_dict()))
    assert {one["standing"] for one in summary["decisions"]} == set(STANDINGS)
    assert [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(summary)] == []


def test_the_schema_knows_every_verdict_and_standing():
    decision = SCHEMA["$defs"]["decision"]["properties"]
    assert decision["standing"]["enum"] == list(STANDINGS)
    assert decision["decision"]["enum"] == [*VERDICTS, None]
