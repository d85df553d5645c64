"""Who acts, whether and when, by the codebook's second section."""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from notesense.annotate.pipeline import Annotator
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES
from notesense.settings import Profile

DATA = tomllib.loads(Path(__file__).with_name("who_and_when.toml").read_text(encoding="utf-8"))
WORDS = DATA.pop("words")["cases"]
GAPS = DATA.pop("gaps")["cases"]
CASES = [pytest.param(*case, id=f"{kind}: {case[0]}") for kind, group in DATA.items() for case in group["cases"]]
NOT_YET = [pytest.param(*case[:3], id=case[0], marks=pytest.mark.xfail(reason=case[3])) for case in GAPS]


@pytest.mark.parametrize(("text", "actor", "status"), CASES + NOT_YET)
def test_a_sentence(plain, text, actor, status):
    note = plain.annotate([text]).note(0)
    assert note.segments() == [text]
    assert note.statuses() == [status]
    assert actor == "*" or note.actors() == [actor]


@pytest.mark.parametrize(("text", "word", "actor", "status"), WORDS)
def test_a_word_in_its_clause(plain, text, word, actor, status):
    batch = plain.annotate([text])
    at = int(np.flatnonzero(batch.start == text.index(word))[0])
    assert (ACTOR_CODES[batch.subject[at]], STATUS_CODES[batch.status[at]]) == (actor, status)


@pytest.mark.parametrize("text", ["Housing", "3/4/2025", "Maria", "M3 / C7", "***"])
def test_where_nothing_happens_nobody_acts(plain, text):
    note = plain.annotate([text]).note(0)
    assert (note.actors(), note.statuses()) == (["unknown"], ["unknown"])


@pytest.mark.parametrize(
    ("heading", "status"), [("Plan", "planned"), ("Next steps", "planned"), ("Intervention", "done")]
)
@pytest.mark.parametrize("typography", ["{}: ", "{}:\n", "{}\n", "**{}**\n", "{} - "])
def test_a_heading_colours_what_stands_under_it(plain, heading, status, typography):
    text = "Met at the library.\n" + typography.format(heading) + "Practised the call.\n- reviewed the budget"
    note = plain.annotate([text]).note(0)
    assert note.statuses()[0] == "done"
    assert note.statuses()[-2:] == [status, status]


def test_the_next_heading_ends_a_plan(plain):
    note = plain.annotate(["Plan: review the budget\nIntervention: explained the lease\npractised the call"]).note(0)
    assert note.statuses() == ["planned", "done", "done"]


def test_a_plan_ends_with_its_note(plain):
    batch = plain.annotate(["Plan: review the budget", "Explained the lease."])
    assert batch.note(1).statuses() == ["done"]


def test_who_acts_ends_with_the_sentence(plain):
    note = plain.annotate(["Her sister explained the form. Listened to her."]).note(0)
    assert note.actors() == ["third", "mentor"]


def test_an_agency_names_its_own_people():
    own = Annotator(Profile(workers=("navigator",), clients=("guest",)))
    note = own.annotate(
        ["Navigator said hello. Guest explained the form. The guest was shown the app by the navigator."]
    ).note(0)
    assert note.actors() == ["mentor", "client", "mentor"]


def test_an_agencys_word_takes_the_place_of_the_common_meaning():
    text = "Sponsor explained the form to me."
    common, own = Annotator(), Annotator(Profile(workers=("sponsor",)))
    assert common.annotate([text]).note(0).actors() == ["third"]
    assert own.annotate([text]).note(0).actors() == ["mentor"]
