"""The page: one file, no script, no net, nothing of a note that was not handed over, nobody added up."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from made_notes import SECRET, a_note, caseload, day

from notesense.records import Sign
from notesense.report.charts import LEFT, WIDTH, timeline
from notesense.report.html import render_report
from notesense.summaries import summarise

EVIL = "<script>alert('x')</script>\"' & 😀"


class Page(HTMLParser):
    """Collects what a page is made of, and checks that elements are closed in order."""

    VOID = frozenset(("meta", "br", "link", "img", "input", "hr"))

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headers: list[str] = []
        self.words: list[str] = []
        self.feed(html)
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name == "id":
                self.ids.append(value or "")
            elif name in {"href", "xlink:href"}:
                self.links.append(value or "")
            elif name in {"src", "srcset", "action"}:
                self.loads.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)
        if self.open and self.open[-1] == "th":
            self.headers.append(data.strip())


def page(records: list[Any], **run: Any) -> str:
    return render_report(records, summarise(records), {"model": {"name": "en_default", "version": "1"}, **run})


def test_it_is_one_file_that_loads_and_runs_nothing() -> None:
    html = page(caseload())
    found = Page(html)
    assert not found.loads
    assert not {"script", "link", "iframe", "img", "object", "form"} & set(found.tags)
    assert all(link.startswith("#") for link in found.links)
    assert not re.search(r"url\((?!#)|@import|https?://", html)
    assert "default-src 'none'" in html


def test_every_link_has_its_place_and_every_id_is_one() -> None:
    found = Page(page(caseload()))
    assert len(set(found.ids)) == len(found.ids)
    assert {link[1:] for link in found.links} <= set(found.ids)


def test_the_standing_sentence_is_on_the_page_and_on_each_printed_one() -> None:
    html = page(caseload(), agree_of_100=80)
    says = "Reads notes, not people. Not part of the client's record; not for pay, discipline or billing decisions. "
    says += "A note without a mark is not an all-clear. Of 100 notes by an unknown agency about 80 are labelled"
    assert says in " ".join(Page(html).words)
    assert re.search(r'@page\{[^}]*@bottom-left\{content:"Reads notes, not people\.[^"]*"', html)


def test_no_text_of_a_note_and_no_who_was_told() -> None:
    assert SECRET not in page(caseload())


def test_offsets_and_reasons_are_there() -> None:
    words = " ".join(" ".join(Page(page([json.loads(json.dumps(r.as_dict())) for r in caseload()])).words).split())
    assert "characters 4 to 19 " in words.replace("\u00a0", " ")
    assert "44 days" in words
    assert "3 of 11 (27 %); 1 to 6" in words
    assert "2 of 7; " in words
    assert "2 of 7 (" not in words


def test_reasons_of_listed_notes_are_shown_where_there_are_any() -> None:
    from dataclasses import replace

    records = [replace(record, reasons=True) if hasattr(record, "note") else record for record in caseload()]
    assert "cue for educate; codebook, section 1" in page(records)


def test_foreign_text_shows_as_text() -> None:
    signs = [Sign("role_question", None, 0, 3)]
    html = page(
        [a_note(EVIL, client=EVIL, mentor=EVIL, time="10:00", signs=signs)], model={"name": EVIL, "version": ""}
    )
    assert "<script" not in html
    assert "script" not in Page(html).tags
    assert EVIL in "".join(Page(html).words)


def test_letters_stand_beside_every_colour() -> None:
    html = page(caseload())
    marks = re.findall(r'<g class="k-(?:support|mentoring|neither|attempt|sign)">(.*?)</g>', html, re.S)
    assert len(marks) > 3
    for mark in marks:
        places, letters = re.search(r'<text x="([^"]*)"[^>]*>(\S+)</text>', mark).groups()
        assert len(places.split()) == len(letters)
        assert mark.count("z") in (0, len(letters))
    for kind in ("support", "mentoring", "educate", "enable_encourage", "empower"):
        assert f'<pattern id="p-{kind}"' in html
        assert f".k-{kind}{{fill:url(#p-{kind})" in html


def test_nothing_is_totalled_by_mentor() -> None:
    found = Page(page(caseload()))
    assert not any("mentor" in header.lower().replace("mentoring", "") for header in found.headers)
    words = " ".join(" ".join(found.words).split())
    # A mentor's name stands beside a client's or not at all.
    assert not re.search(r"(?<!with )\bM[12]\b", words)
    for word in ("violation", "boundary", "relapse", "ranking", "performance"):
        assert word not in words.lower()


def test_empty_and_pairless_runs_have_a_page_too() -> None:
    assert "No note asks for a look. That is no all-clear." in page([])
    assert "there is no relationship to show" in page([a_note("1", client=None)])


def test_the_same_page_from_objects_and_from_json() -> None:
    records = caseload()
    lines = [json.loads(json.dumps(record.as_dict())) for record in records]
    summary = json.loads(json.dumps(summarise(records).as_dict()))
    assert render_report(lines, summary, {}) == render_report(records, summarise(records), {})


def relationship(*days: int, **fields: Any) -> dict[str, Any]:
    notes = [a_note(f"n{at}", "support", date=day("2025-01-01", after), **fields) for at, after in enumerate(days)]
    return summarise(notes).as_dict()["relationships"][0]


def test_marks_never_cover_each_other_and_stay_inside() -> None:
    chart = timeline(relationship(*range(0, 400, 2)))
    places = [(mark.x, mark.y) for mark in chart.lanes[0].marks]
    assert len(places) == 200
    for at, (x, y) in enumerate(places):
        assert LEFT <= x - 9 <= x + 9 <= WIDTH
        assert y < chart.height
        assert all(abs(x - other_x) >= 20 or abs(y - other_y) >= 20 for other_x, other_y in places[at + 1 :])


def test_one_contact_makes_a_chart() -> None:
    chart = timeline(relationship(0))
    assert len(chart.lanes[0].marks) == 1
    assert "1 contact:" in chart.says


def test_month_names_do_not_crowd() -> None:
    ticks = timeline(relationship(0, 1900)).ticks
    assert 3 <= len(ticks) <= 12
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(ticks)]
    assert min(gaps) > 50


def test_a_chart_grows_by_no_element_with_its_contacts() -> None:
    """A thousand relationships open quickly because marks of one kind are one element."""

    def elements(contacts: int) -> int:
        notes = [a_note(f"n{at}", "support educate", date=day("2025-01-01", at)) for at in range(contacts)]
        html = page([*notes, a_note("other", client="C2", mentor="M2")])
        return html.split('<svg class="chart"')[1].split("</svg>")[0].count("<")

    # The second month brings the second tick.
    assert elements(20) + 2 >= elements(58)
