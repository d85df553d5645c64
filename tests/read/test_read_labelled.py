import io
import json

import pytest

from notesense.errors import InputError
from notesense.read import read_labelled


def read_lines(*items):
    lines = [item if isinstance(item, str) else json.dumps(item) for item in items]
    return list(read_labelled(io.BytesIO("\n".join(lines).encode())))


def texts(example):
    return [example.text[segment.start : segment.end] for segment in example.segments]


def test_the_contracts_example():
    line = (
        '{"id": "svc-014", "mentor": "M3", "client": "C7", "date": "2025-03-04", "register": "service", '
        '"trade": "recovery", "voice": "v12", "join": " ", '
        '"segments": [["CPS met with member at the drop-in.", "other"], '
        '["CPS assisted member in listing three steps toward her GED.", "enable_encourage", '
        '{"acting_role": "observer"}]], "conversation": "mentoring", "none_because": null, '
        '"roles": ["enable_encourage"], "stage": null, '
        '"tasks": ["life_skills"], "signs": [], "codebook": "3", "labeller": "A"}'
    )
    (example,) = read_lines(line)
    assert len(example.text) == 94
    assert [(segment.start, segment.end) for segment in example.segments] == [(0, 35), (36, 94)]
    assert example.segments[1].acting_role == "observer"
    assert (example.conversation, example.roles, example.tasks) == (
        "mentoring",
        ("enable_encourage",),
        ("life_skills",),
    )
    assert (example.mentor, example.client, example.date, example.voice) == ("M3", "C7", "2025-03-04", "v12")
    assert example.extra == {"codebook": "3", "labeller": "A"}


def test_joins_of_their_own_and_offsets():
    more = {"contested": ["support", "other"], "comment": "c", "x": 1}
    segments = [["a", "other"], ["👍 b", "support", more], ["c", "other"]]
    joined, given = read_lines(
        {"id": "1", "join": ["\n- ", "; "], "segments": segments},
        {
            "id": "2",
            "text": "a\n- 👍 b; c",
            "segments": [[0, 1, "other"], [4, 7, "support", more], [9, 10, "other"]],
        },
    )
    assert joined.text == given.text
    assert joined.segments == given.segments
    assert texts(joined) == ["a", "👍 b", "c"]
    assert joined.segments[1].contested == ("support", "other")
    assert joined.segments[1].extra == {"x": 1}


def test_contrast_sets_and_line_banks():
    contrast, line = read_lines(
        {"id": 1, "segments": [["a", "other"]], "group": 12, "phenomenon": "actor"},
        {
            "id": "lb-0007",
            "text": "Prompted mbr.",
            "label": "enable_encourage",
            "acting_role": "observer",
            "voice": "v31",
        },
    )
    assert (contrast.id, contrast.group, contrast.phenomenon) == ("1", 12, "actor")
    assert texts(line) == ["Prompted mbr."]
    assert line.segments[0].acting_role == "observer"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "no JSON"),
        ("[1]", "no JSON object"),
        ({"id": "x"}, "needs 'segments'"),
        ({"text": "SECRET"}, "needs 'segments'"),
        ({"text": "", "label": "other"}, "empty"),
        ({"segments": [["SECRET"]]}, "list of lists"),
        ({"segments": [["SECRET", 3]]}, "Segment 1 has no label"),
        ({"segments": [["SECRET", "other"], ["  ", "other"]]}, "Segment 2 has no text"),
        ({"segments": [["SECRET", "other", "x"]]}, "must be an object"),
        ({"segments": [["SECRET", "other", {"contested": "a"}]]}, "contested"),
        ({"segments": [["a", "other"], ["b", "other"]], "join": [" ", " "]}, "one fewer"),
        ({"segments": [["a", "other"]], "join": 3}, "join"),
        ({"text": "SECRET", "segments": [[0, 9, "other"]]}, "Segment 1"),
        ({"text": "SECRET", "segments": [[2, 4, "other"], [3, 5, "other"]]}, "Segment 2"),
        ({"text": "SECRET", "segments": [[True, 4, "other"]]}, "Segment 1"),
        ({"segments": [["a", "other"]], "roles": "educate"}, "'roles'"),
        ({"segments": [["a", "other"]], "roles": [1]}, "'roles'"),
        ({"segments": [["a", "other"]], "stage": 1}, "'stage'"),
        ({"segments": [["a", "other"]], "group": []}, "'group'"),
        ({"segments": [["a", "other"]], "id": []}, "'id'"),
    ],
)
def test_a_bad_line_is_named_with_its_fault(line, fault):
    with pytest.raises(InputError, match="line 3") as caught:
        read_lines({"segments": [["a", "other"]]}, "", line)
    assert fault in str(caught.value)
    assert "SECRET" not in str(caught.value)


def test_missing_and_empty_files(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        list(read_labelled(tmp_path / "none.jsonl"))
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(InputError, match="no labelled notes"):
        list(read_labelled(tmp_path / "empty.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes(b'{"text": "caf\xe9", "label": "other"}')
    with pytest.raises(InputError, match="not UTF-8"):
        list(read_labelled(tmp_path / "latin.jsonl"))


def test_a_byte_order_mark_is_dropped():
    content = b"\xef\xbb\xbf" + json.dumps({"text": "a\ud800", "label": "other"}).encode()
    (example,) = read_labelled(io.BytesIO(content))
    assert example.text == "a\ufffd"
