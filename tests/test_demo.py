"""The demo caseload: its CSV and the XLSX that a spreadsheet program saved say the same."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

import notesense
from notesense.schemas import schema_bytes

DEMO = Path(__file__).resolve().parents[1] / "corpora" / "demo"


@pytest.fixture(scope="module")
def records() -> dict[str, list[dict]]:
    return {kind: [r.as_dict() for r in notesense.review(DEMO / f"caseload.{kind}")] for kind in ("csv", "xlsx")}


def without_place(record: dict) -> dict:
    return {key: value for key, value in record.items() if key not in ("source", "time")}


def test_csv_and_xlsx_give_the_same_labels(records) -> None:
    assert len(records["csv"]) == 131
    assert [without_place(r) for r in records["csv"]] == [without_place(r) for r in records["xlsx"]]


def test_every_line_follows_the_schema(records) -> None:
    validator = jsonschema.Draft202012Validator(json.loads(schema_bytes("record")))
    for record in records["csv"]:
        validator.validate(record)
