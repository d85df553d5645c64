"""A month of real notes that each end in a screening line: none of those lines comes onto the list."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import notesense
from notesense.summaries import Summary, summarise

DEMO = Path(__file__).resolve().parents[1] / "corpora" / "demo" / "caseload.csv"
ENDINGS = ("\nDenied SI/HI", " Denied SI/HI.", " denied SI/HI", "\n- Member denied SI/HI.", "\nSI/HI: denied")


def review(tmp_path: Path, ending: str, *, dictated: bool = False) -> tuple[Summary, dict[str, int]]:
    """Review the demo caseload with an ending under each note; give also where each ending begins."""
    with DEMO.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    begins = {}
    for row in rows:
        text = row["Narrative"].rstrip()
        # A caseload whose screening line is the ending alone.
        text = text.replace("Denied SI/HI.", "")
        text = text.replace(".", "").lower() if dictated else text
        begins[row["Note ID"]] = len(text)
        row["Narrative"] = text + ending
    path = tmp_path / "month.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return summarise(notesense.review(path), top=1000), begins


def _stated(summary) -> set[str]:
    return {row.id for row in summary.reading_list if any(reason.kind == "attention_stated" for reason in row.reasons)}


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "dictated",
    [
        False,
        pytest.param(
            True,
            marks=pytest.mark.xfail(
                strict=True, reason="a whole note without a full stop is one sentence, and its last words weigh most"
            ),
        ),
    ],
)
def test_none_of_the_lines_is_listed_and_every_note_listed_without_them_still_is(
    tmp_path: Path, ending: str, dictated: bool
) -> None:
    found, begins = review(tmp_path, ending, dictated=dictated)
    assert not [
        (row.id, reason.kind)
        for row in found.reading_list
        for reason in row.reasons
        if reason.start is not None and reason.start >= begins[row.id]
    ]
    without, _ = review(tmp_path, "", dictated=dictated)
    # Signs are learnt from the whole note, so a further line may move a doubtful one; never a statement of harm.
    assert _stated(without) <= _stated(found)
    assert any(row.always for row in found.reading_list)
