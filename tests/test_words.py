"""The words of the outputs: calm, never a verdict on a person; the standing sentence on all that people read."""

import ast
import io
import re
from pathlib import Path

import pytest

import notesense

ROOT = Path(notesense.__file__).parent
# Never in our own words; a note may well say them, and so may the cues that find them.
FORBIDDEN = (
    r"boundary violation", r"violations?\b(?! of the (?:plan|schema))", r"\brelaps", r"misconduct", r"inappropriate",
    r"non-?complian", r"underperform", r"poor performance", r"red flag", r"\bworst\b", r"best mentor", r"ranking of",
    r"leaderboard", r"risk score", r"suspicious",
)  # fmt: skip
# What people are shown by: reports, summaries and commands.
ROOMS = ("report", "summaries", "commands", "label", "records")


def said() -> list[tuple[str, str]]:
    """Every string in the rooms that speak, doc strings and templates too."""
    found = []
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            found += [(path.name, text) for text in strings if isinstance(text, str)]
        found += [(path.name, path.read_text(encoding="utf-8")) for path in sorted((ROOT / room).rglob("*.html"))]
    return found


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_verdict_in_our_own_words(word):
    assert [(place, text[:80]) for place, text in said() if re.search(word, text, re.I)] == []


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_verdict_in_the_readme(word):
    readme = (ROOT.parent / "README.md").read_text(encoding="utf-8")
    assert not re.search(word, readme, re.I)


def test_no_column_or_key_adds_up_a_mentor():
    from notesense.report import list_rows, relationship_rows, rows

    tables = (rows.RELATIONSHIP_COLUMNS, relationship_rows.PERIOD_COLUMNS, relationship_rows.TOLD_COLUMNS)
    for columns in tables:
        # A mentor stands beside a client, so that a row is of a pair and of nobody alone.
        assert {"mentor", "client"} <= set(columns)
    for columns in (*tables, rows.NOTE_COLUMNS, list_rows.READING_COLUMNS, list_rows.UNSURE_COLUMNS):
        assert [name for name in columns if re.search(r"mentor_|_mentor\b|per_mentor|total", name)] == []
        assert not {"role_question", "self_disclosure", "attention"} & set(columns)


def test_the_standing_sentence_is_on_all_that_people_read(tmp_path):
    import sys

    sys.path.insert(0, str(Path(__file__).parent / "summaries"))
    from made_notes import caseload
    from rich.console import Console

    from notesense.report.html import render_report
    from notesense.report.relationship_text import print_report
    from notesense.summaries import summarise

    records = caseload()
    summary = summarise(records)
    file = io.StringIO()
    print_report(summary, Console(file=file, width=100), mentor="M2", agree_of_100=80)
    pages = [file.getvalue(), render_report(records, summary, {"agree_of_100": 80}, mentor="M2")]
    for words in (" ".join(re.sub(r"<[^>]*>", " ", text).replace("&#39;", "'").split()) for text in pages):
        for part in (
            "Reads notes, not people.",
            "Not part of the client's record; not for pay, discipline or billing decisions.",
            "A note without a mark is not an all-clear.",
            "Of 100 notes by an unknown agency about 80 are labelled as a reader would",
        ):
            assert part in words
