"""Order of input and its form change nothing in a summary but the places that name the file."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import polars
import pytest

import notesense
from notesense.records import LabelledNote
from notesense.report.json_out import json_line
from notesense.summaries import summarise
from notesense.summaries.loose_ends import words_of

DEMO = Path(__file__).resolve().parents[2] / "corpora" / "demo"


@pytest.fixture(scope="module")
def records() -> list[Any]:
    return list(notesense.review(DEMO / "caseload.csv"))


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_places(inner) for key, inner in value.items() if key != "source"}
    return [without_places(inner) for inner in value] if isinstance(value, list) else value


def write_as(form: str, folder: Path) -> Path:
    """Write the rows of the demo caseload in another format."""
    path = folder / f"caseload.{form}"
    with (DEMO / "caseload.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if form == "xlsx":
        return DEMO / "caseload.xlsx"
    if form == "tsv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter="\t")
            writer.writeheader()
            writer.writerows(rows)
    elif form == "jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    else:
        polars.DataFrame(rows).write_parquet(path)
    return path


@pytest.mark.parametrize("form", ["xlsx", "tsv", "jsonl", "parquet"])
def test_the_same_rows_in_another_format_give_one_summary(records: list[Any], form: str, tmp_path: Path) -> None:
    other = list(notesense.review(write_as(form, tmp_path)))
    found = summarise(other, words=words_of(other)).as_dict()
    assert without_places(found) == without_places(summarise(records, words=words_of(records)).as_dict())


def test_lines_of_json_give_the_summary_of_the_review_itself(records: list[Any]) -> None:
    lines = [json.loads(json_line(record)) for record in records]
    assert summarise(lines).as_dict() == summarise(records).as_dict()
    with_text = [json.loads(json_line(record, with_text=True)) for record in records]
    assert words_of(with_text) == words_of(records)
    ends = summarise(lines, words=words_of(with_text)).as_dict()
    assert ends == summarise(records, words=words_of(records)).as_dict()
    assert all(relationship["loose_ends"] is not None for relationship in ends["relationships"])


@pytest.mark.parametrize("seed", range(3))
def test_order_of_input_changes_nothing(records: list[Any], seed: int) -> None:
    shuffled = records.copy()
    random.Random(seed).shuffle(shuffled)
    words = words_of(records)
    assert summarise(shuffled, words=words).as_dict() == summarise(records, words=words).as_dict()


def test_no_words_of_any_note_come_through_not_even_in_loose_ends(records: list[Any]) -> None:
    values = json.dumps(summarise(records, words=words_of(records)).as_dict())
    texts = [record.note.text for record in records if isinstance(record, LabelledNote)]
    phrases = {" ".join(text.split()[place : place + 4]) for text in texts for place in range(0, len(text.split()), 4)}
    found = {phrase for phrase in phrases if len(phrase) > 20 and phrase in values}
    assert not found
