"""What is told of a relationship: the same words on page, terminal and table; self-disclosure a letter and no more."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

from made_notes import SECRET, a_note, caseload, day
from rich.console import Console

from notesense.records import LabelledNote, Sign
from notesense.report.balance_chart import LANE, balance
from notesense.report.evidence import WITHHELD, passages, sign_places
from notesense.report.html import render_report
from notesense.report.pseudonyms import Pseudonyms
from notesense.report.relationship_text import print_report
from notesense.report.tables import write_tables
from notesense.report.told import told_of
from notesense.summaries import summarise


def terminal(summary: Any, width: int = 200, **options: Any) -> str:
    file = io.StringIO()
    print_report(summary, Console(file=file, width=width), **options)
    return " ".join(file.getvalue().split())


def page_words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def texts_of(records: list[Any]) -> dict[str, str]:
    return {record.note.id: record.note.text for record in records if isinstance(record, LabelledNote)}


def long_story() -> list[LabelledNote]:
    """Half a year, every stage and sign, one silence, two channels."""
    signs = [
        Sign("self_disclosure", "comfort", 3, 9), Sign("client_says", "stop", 0, 3), Sign("mentor_asks", None, 4, 8)
    ]  # fmt: skip
    days = [0, 7, 14, 21, 28, 35, 90, 97, 104, 111, 118, 125]
    return [
        a_note(
            f"n{number:02}", "support educate" if number % 3 else "enable_encourage empower",
            date=day("2025-01-06", at),
            channel="Phone" if number % 2 else "In person", purpose="Housing", tasks=["life_skills"],
            stage="initiation" if number < 2 else "ending" if number > 9 else None,
            signs=signs if number == 4 else [], acting_roles=["observer"],
        )
        for number, at in enumerate(days)
    ]  # fmt: skip


def test_the_same_lines_on_page_terminal_and_in_the_table(tmp_path: Path) -> None:
    records = [*long_story(), *caseload()]
    summary = summarise(records)
    write_tables(tmp_path, records, summary)
    with (tmp_path / "told.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    page, text = page_words(render_report(records, summary, {})), terminal(summary)
    told = [line for one in summary.as_dict()["relationships"] for line in told_of(one)]
    assert [(row["about"], row["says"], row["notes"]) for row in table] == [
        (line.topic, line.says, "; ".join(line.notes)) for line in told
    ]
    assert {"what changed", "how often", "how they met", "worked on", "stage", "at the start", "ending",
            "the client says", "the mentor asks", "the mentor acted as"} <= {line.topic for line in told}  # fmt: skip
    for line in told:
        assert " ".join(line.says.split()) in page
        assert " ".join(line.says.split()) in text
        assert all(note in page and note in text for note in line.notes)


def test_periods_are_the_summary_s(tmp_path: Path) -> None:
    records = long_story()
    summary = summarise(records)
    write_tables(tmp_path, records, summary)
    with (tmp_path / "periods.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    periods = summary.as_dict()["relationships"][0]["periods"]
    assert len(periods) > 1
    assert [(int(row["contacts"]), int(row["educate"]), float(row["support_high"])) for row in table] == [
        (one["contacts"], one["roles"]["educate"]["count"], one["conversations"]["support"]["high"]) for one in periods
    ]


def test_bars_stand_on_their_lanes_and_within_their_intervals() -> None:
    chart = balance(summarise(long_story()).as_dict()["relationships"][0])
    assert len(chart.lanes) == 5
    for lane in chart.lanes:
        assert len(lane.bars) == len(chart.places)
        for bar in lane.bars:
            # On a page smaller is higher.
            assert lane.base - LANE < bar.high <= bar.top <= bar.low <= lane.base
            assert chart.plot[0] <= bar.x <= bar.x + bar.width <= chart.plot[1] <= chart.width


def test_many_periods_fit_the_page() -> None:
    weekly = [a_note(f"w{n:03}", "support", date=day("2021-01-04", 7 * n)) for n in range(208)]
    chart = balance(summarise(weekly).as_dict()["relationships"][0])
    assert len(chart.places) > 40
    assert chart.plot[1] <= chart.width
    named = [x for x, name, _ in chart.places if name]
    assert min(b - a for a, b in pairwise(named[1:])) >= 58


def test_self_disclosure_is_a_letter_and_nowhere_its_sentence(tmp_path: Path) -> None:
    sign = Sign("self_disclosure", "comfort", 3, 9)
    records = [a_note("n1", "support other", signs=[sign]), a_note("n2", "other support", date="2025-03-10")]
    summary = summarise(records)
    page = render_report(records, summary, {}, texts=texts_of(records))
    assert WITHHELD in unescape(page)
    assert page.count("Listened to") == 1  # The other note's, which shares nothing of the mentor's own.
    assert ">O</text>" in page
    assert "Signs, note by note" not in page
    write_tables(tmp_path, records, summary)
    assert "self_disclosure (comfort) in n1;" in (tmp_path / "relationships.csv").read_text().replace("n1,", "n1;")
    assert "self_disclosure" not in terminal(summary)


def test_a_note_is_shown_as_it_is() -> None:
    note = a_note("n", "support educate", signs=[Sign("attention", "stated", 2, 40), Sign("task", "resources", 0, 1)])
    cut = passages(note.as_dict(), note.note.text)
    assert "".join(piece.words for passage in cut for piece in passage.pieces) == note.note.text
    underlined = "".join(piece.words for passage in cut for piece in passage.pieces if piece.underlined)
    # The blank between the two segments is nobody's words.
    assert underlined.replace(" ", "") == note.note.text[2:40].replace(" ", "")
    assert sign_places(note.as_dict()["signs"]) == [(2, 40)]


def test_a_page_without_texts_holds_none_and_says_so() -> None:
    records = caseload()
    summary = summarise(records)
    without, with_text = (render_report(records, summary, {}, texts=texts) for texts in (None, texts_of(records)))
    assert SECRET not in without
    assert "no text of a note" in without
    assert SECRET in with_text
    assert "as confidential as they are" in with_text


def test_one_mentor_is_told_the_same_on_a_terminal_and_nothing_is_added_up() -> None:
    records = caseload()
    summary = summarise(records)
    whole, own = terminal(summary), terminal(summary, mentor="M2")
    for one in summary.as_dict()["relationships"]:
        for line in told_of(one):
            if one["mentor"] == "M2":
                assert " ".join(line.says.split()) in own
    assert "with M1" not in own
    assert "with M1" in whole
    for total in ("labelled", "relationships", "What the notes show ", "could not be read"):
        assert total not in own.replace("are labelled as", "")


def test_pseudonyms_leave_nothing_of_the_agency() -> None:
    records = [*long_story(), *caseload()]
    lines = [record.as_dict() for record in records]
    names = Pseudonyms(lines)
    shared = [names.line(line) for line in lines]
    summary = summarise(shared)
    for told in (render_report(shared, summary, {}), terminal(summary)):
        words = page_words(told.split("</style>")[-1])
        for given in ("M1", "M2", "C1 ", "C10", "n04", "b-02", "notes.csv", "Housing", "In person", SECRET):
            assert given not in words, given
    # All else is as it was.
    before = summarise(lines).as_dict()["relationships"]
    after = summary.as_dict()["relationships"]
    assert sorted(one["contacts"] for one in before) == sorted(one["contacts"] for one in after)
