import io
import json

import pytest

from notesense.examples.at_odds import labels_at_odds
from notesense.examples.findings import WARN
from notesense.examples.sets import Line, find_files, read_lines
from notesense.read import read_labelled


def says(*segments, join=" "):
    note = {"id": "a", "join": join, "segments": segments}
    example = next(read_labelled(io.BytesIO(json.dumps(note).encode())))
    return list(labels_at_odds([Line("n.jsonl", 1, example)]))


@pytest.mark.parametrize(
    ("text", "label", "rule"),
    [
        ("No show, LVM.", "support", "rule 6"),
        ("Client did not attend.", "educate", "rule 6"),
        ("Left voicemail.", "empower", "rule 6"),
        ("Rang twice this morning, no answer.", "support", "rule 6"),
        ("Plan: practise the interview.", "enable_encourage", "rule 3"),
        ("Will explain the lease next week.", "educate", "rules 2 and 3"),
        ("CPS will practise the interview with member.", "enable_encourage", "rules 2 and 3"),
        ("Did not get to the role-play.", "enable_encourage", "rules 2 and 3"),
        ("Declined my offer to practise.", "enable_encourage", "rules 2 and 3"),
        ("Client explained the waiting list.", "educate", "rules 1 and 4"),
        ("Case manager explained the lease to client.", "educate", "rules 1 and 4"),
        ("I explained the waiting list to her.", "support", "row"),
        ("Gave her the food bank's number.", "support", "row"),
        ("Told him the address of the clinic.", "support", "row"),
    ],
)
def test_a_label_that_the_words_speak_against(text, label, rule):
    (finding,) = says([text, label])
    assert (finding.level, finding.kind) == (WARN, "at_odds")
    assert rule in finding.says
    assert text not in finding.says
    # The right label, and a contested one, are nobody's fault.
    assert says([text, "other"]) == []
    assert says([text, label, {"contested": [label, "other"]}]) == []


def test_a_heading_holds_for_the_lines_below_it():
    segments = [["Explained the lease.", "educate"], ["Plan:", "other"], ["- Practise the call", "enable_encourage"]]
    (finding,) = says(*segments, join="\n")
    assert finding.says.startswith("segment 3 is enable_encourage")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("CPS explained the lease.", "educate"),
        ("Told her I will miss our Tuesdays.", "support"),
        ("He was scared of the surgery, I explained that this is common.", "support"),
        ("She could not stop crying, so I sat with her.", "support"),
        ("She wants to ask for the quiet room, so rehearsed that with her.", "empower"),
        ("Client told the clerk herself, I sat beside her.", "empower"),
        ("Tried him, no answer, then he rang back and I explained the form.", "educate"),
    ],
)
def test_sound_labels_are_left_alone(text, label):
    assert says([text, label]) == []


def test_the_projects_own_sets_are_seldom_warned_of(request):
    lines = [line for line in read_lines(find_files([request.config.rootpath / "corpora"])) if line.example]
    segments = sum(len(line.example.segments) for line in lines if line.example)
    assert len(list(labels_at_odds(lines))) <= 0.01 * segments
