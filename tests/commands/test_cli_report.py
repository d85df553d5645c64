"""`report`: the whole, one mentor's own, and copies to share."""

import re
import shutil

import pytest


@pytest.fixture
def folder(cli, demo, tmp_path):
    """An earlier run beside its source."""
    shutil.copy(demo, tmp_path / "notes.csv")
    assert cli("review", tmp_path / "notes.csv", "--out", tmp_path / "run", "-q").code == 0
    return tmp_path / "run"


def page(cli, *arguments):
    ran = cli("report", *arguments, "--to", "html")
    assert ran.code == 0, ran.err
    return ran.text


def articles(html):
    return re.findall(r"<article.*?</article>", html, re.S)


def test_the_mentor_s_page_is_word_for_word_the_supervisor_s(cli, folder):
    whole, own = page(cli, folder), page(cli, folder, "--mentor", "M3")
    assert 0 < len(articles(own)) < len(articles(whole))
    assert set(articles(own)) == {one for one in articles(whole) if re.search(r"with <bdi>M3</bdi></h3>", one)}
    rows = re.findall(r'<tr><th scope="row" class="id">.*?</td></tr>\n(?=<tr><th|</tbody>)', own, re.S)
    assert rows
    assert all(row in whole for row in rows)
    for other in ("M1", "M2", "M4", "Ortiz"):
        assert f"<bdi>{other}</bdi>" not in own
    assert 'id="overview"' not in own
    assert "Reads notes, not people." in own


def test_the_same_from_the_notes_and_from_an_earlier_run(cli, folder):
    notes = folder.parent / "notes.csv"
    assert cli("report", notes).text == cli("report", folder).text
    assert articles(page(cli, notes)) == articles(page(cli, folder))


def test_text_is_shown_where_it_is_at_hand_and_can_be_left_out(cli, folder):
    sentence = "RC gave her time and listened."
    assert sentence in page(cli, folder)
    assert sentence not in page(cli, folder, "--no-text")
    assert sentence not in (folder / "report.html").read_text(encoding="utf-8")
    (folder.parent / "notes.csv").unlink()
    ran = cli("report", folder, "--to", "html")
    assert ran.code == 0
    assert sentence not in ran.text
    assert "--source FILE names it" in ran.err


def test_a_copy_to_share_names_nobody(cli, folder):
    ran = cli("report", folder, "--pseudonyms", "--mentor", "M3", "--to", "html")
    assert ran.code == 0
    assert "holds no text" in ran.err
    words = re.sub(r"<[^>]*>", " ", ran.text.split("</style>")[1])
    assert "client" in words
    for given in ("M3", "C07", "N1075", "notes.csv", "Youth mentoring", "Face to Face"):
        assert given not in words
    text = cli("report", folder, "--pseudonyms").text
    assert "M3" not in text
    assert "mentor 1" in text


def test_unknown_mentors_are_said(cli, demo):
    ran = cli("report", demo, "--mentor", "Nobody")
    assert ran.code == 1
    assert "There is no note by this mentor. Mentors: " in ran.err


def test_source_goes_with_a_folder(cli, demo):
    assert cli("report", demo, "--source", demo).code == 2
