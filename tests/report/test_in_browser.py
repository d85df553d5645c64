"""The page in a real Chromium with its network off: quiet, reachable by keys, readable by all, whole on paper."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, Browser
from made_notes import a_note, caseload, day

from notesense.records import LabelledNote, Sign
from notesense.report.html import render_report
from notesense.summaries import summarise

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on this machine: the page was NOT opened in a real browser"
)
EVIL = "<script>alert('x')</script>\"' & 😀"
# What can hold the focus: links, folds, and boxes that scroll.
REACHABLE = "a[href], summary, [tabindex]"


def axe() -> str | None:
    """Return axe-core's source, from whichever package carries it."""
    for package in ("axe_playwright_python", "axe_core_python"):
        found = importlib.util.find_spec(package)
        if found and found.submodule_search_locations:
            file = Path(found.submodule_search_locations[0]) / "axe.min.js"
            if file.is_file():
                return file.read_text(encoding="utf-8")
    return None


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as window:
        yield window


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of everything: many pairs, unread notes, every sign, foreign text, the notes themselves."""
    signs = [Sign(sign, kind, 0, 3) for sign, kind in (("role_question", None), ("client_says", "stop"),
             ("mentor_asks", None), ("self_disclosure", "comfort"), ("attention", "stated"))]  # fmt: skip
    long = [
        a_note(f"long{n}", "support educate", client="C50", date=day("2024-01-02", 5 * n), channel="Phone")
        for n in range(150)
    ]
    records: list[Any] = [*caseload(), *long, a_note(EVIL, client=EVIL, mentor="M9", signs=signs, purpose=EVIL)]
    return written(tmp_path_factory.mktemp("page") / "report.html", records)


def written(file: Path, records: list[Any], **options: Any) -> Path:
    texts = {record.note.id: f"{EVIL}\n{record.note.text}" for record in records if isinstance(record, LabelledNote)}
    html = render_report(records, summarise(records), {"agree_of_100": 80}, texts=texts, **options)
    file.write_text(html, encoding="utf-8")
    return file


def test_it_is_quiet_and_asks_for_nothing(browser: Browser, page: Path) -> None:
    browser.complaints.clear()
    browser.open(page)
    assert browser.complaints == []
    assert browser.run("document.querySelectorAll('script, link, img, iframe').length") == 0
    pairs = browser.run("document.querySelectorAll('article').length")
    assert pairs == 5
    assert browser.run("document.querySelectorAll('svg.chart').length") >= pairs


def test_foreign_text_is_text(browser: Browser, page: Path) -> None:
    browser.open(page)
    heads = json.loads(browser.run("JSON.stringify([...document.querySelectorAll('h3')].map(h => h.textContent))"))
    assert f"{EVIL} with M9" in heads
    assert EVIL in browser.run("document.querySelector('p.note').textContent")


def test_every_link_and_fold_is_reached_and_opened_by_keys(browser: Browser, page: Path) -> None:
    browser.open(page)
    total = browser.run(f"window.all = [...document.querySelectorAll('{REACHABLE}')]; window.all.length")
    # Folds open by Enter as they are met, so what lies in them is met too.
    browser.run("window.met = new Set(); window.folds = 0")
    for _ in range(total + 5):
        browser.press("Tab")
        on = browser.run(
            "(e => { window.met.add(e); return e.tagName + (e.parentElement.open === false ? ' closed' : '') })"
            "(document.activeElement)"
        )
        if on == "SUMMARY closed":
            browser.press("Enter", "\r")
            assert browser.run("document.activeElement.parentElement.open")
        elif on == "BODY":
            break
    missed = browser.run(
        "window.all.filter(e => !window.met.has(e)).map(e => e.outerHTML.slice(0, 120)).slice(0, 5).join('\\n')"
    )
    assert missed == ""
    assert total > 200


def test_a_link_opens_the_note_it_leads_to(browser: Browser, page: Path) -> None:
    browser.open(page)
    target = browser.run("(a => { a.click(); return a.hash.slice(1) })(document.querySelector('dl.told a'))")
    browser.run("new Promise(done => setTimeout(done, 200))")
    assert browser.run(f"document.getElementById('{target}').getBoundingClientRect().height") > 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1100, 360])
def test_axe_finds_no_serious_fault(browser: Browser, page: Path, scheme: str, width: int) -> None:
    source = axe()
    if source is None:
        pytest.skip("no package with axe-core on this machine: the page was NOT checked for readers by ear")
    browser.resize(width)
    browser.prefer(scheme)
    browser.open(page)
    browser.run("document.querySelectorAll('details').forEach((fold, n) => { fold.open = n % 25 < 3 })")
    browser.run(f"{source}; 0")
    found = json.loads(
        browser.run(
            "axe.run(document, {resultTypes: ['violations']}).then(found => JSON.stringify(found.violations.map("
            "v => [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 200), v.nodes[0].failureSummary])))"
        )
    )
    browser.prefer()
    browser.resize(1100)
    assert [fault for fault in found if fault[0] in {"serious", "critical"}] == []


@pytest.mark.parametrize("width", [1100, 360])
def test_nothing_is_wider_than_the_window(browser: Browser, page: Path, width: int) -> None:
    browser.resize(width)
    browser.open(page)
    browser.run("document.querySelectorAll('details').forEach((fold, n) => { fold.open = n % 25 < 3 })")
    assert browser.run("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    browser.resize(1100)


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext on this machine: the PDF was NOT looked into"
)
def test_no_chart_is_cut_on_paper(browser: Browser, page: Path, tmp_path: Path) -> None:
    browser.open(page)
    charts = browser.run("document.querySelectorAll('svg.chart').length")
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(browser.paper())
    pages = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")[:-1]
    assert len(pages) > 3
    # The lanes of a chart stand on one page: as many of its last lane as of those before it, on each.
    for text in pages:
        lanes = [text.count(f"{name} {letter}") for name, letter in (("educate", "E"), ("empower", "P"))]
        assert lanes[0] == lanes[1]
        assert "Reads notes, not people." in text
    assert sum(text.count("empower P") for text in pages) >= charts
    # Nor is one wider than the paper.
    browser.prefer(media="print")
    width = browser.run("Math.max(...[...document.querySelectorAll('svg.chart')].map(c => c.viewBox.baseVal.width))")
    assert width == 960
    assert browser.run("[...document.querySelectorAll('svg.chart')].every(c => getComputedStyle(c).maxWidth == '100%')")
    browser.prefer()


def test_the_mentor_sees_what_the_supervisor_sees(tmp_path: Path) -> None:
    records = caseload()
    whole = written(tmp_path / "all.html", records).read_text(encoding="utf-8")
    own = written(tmp_path / "own.html", records, mentor="M2").read_text(encoding="utf-8")
    articles = [f"<article{part.split('</article>')[0]}" for part in own.split("<article")[1:]]
    assert articles
    assert all(article in whole for article in articles)
    assert all("M2" in article for article in articles)
    assert ">M1<" not in own
    assert ">M1<" in whole
