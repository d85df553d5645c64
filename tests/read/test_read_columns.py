import io
import json

import pytest

from notesense.errors import InputError, UsageError
from notesense.read import open_caseload
from notesense.settings import Profile, ReadSettings


def open_rows(content, **settings):
    return open_caseload([io.BytesIO(content)], ReadSettings(**settings))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("note_id,client,staff,date,note", {"id", "client", "mentor", "date", "text"}),
        (
            "Encounter ID,Chart_ID,Service_Provider,Service_Date,Progress Note",
            {"id", "client", "mentor", "date", "text"},
        ),
        ("activity id,Mentee,Entered By,Entry Date,Case Note", {"id", "client", "mentor", "date", "text"}),
        ("uid,participant,coach,case_date,Narrative", {"id", "client", "mentor", "date", "text"}),
        ("UID,Youth,Author,Session Date,COMMENTS", {"id", "client", "mentor", "date", "text"}),
    ],
)
def test_usual_names_are_known(header, expected):
    caseload = open_rows((header + "\n1,A,B,2025-03-04,Met.\n").encode())
    (note,) = caseload
    assert (note.id, note.client, note.mentor, note.date, note.text) == ("1", "A", "B", "2025-03-04", "Met.")
    for field in expected:
        assert f"{field} = " in caseload.messages[0]


def test_the_service_date_wins_over_created_and_updated():
    (note,) = open_rows(b"created,updated,date,client,note\n2025-01-01,2025-02-02,2025-03-03,C,Met.\n")
    assert note.date == "2025-03-03"
    assert note.extra == {"created": "2025-01-01"}


def test_created_alone_is_no_date_of_contact():
    (note,) = open_rows(b"created,updated,client,note\n2025-01-01,2025-02-02,C,Met.\n")
    assert note.date is None


@pytest.mark.parametrize("column", ["Peer", "peer_id", "Peer Name"])
def test_peer_is_asked_about(column):
    content = f"date,staff,{column},note\n2025-03-04,M1,P1,Met.\n".encode()
    with pytest.raises(UsageError, match="--column") as caught:
        open_rows(content)
    assert caught.value.exit_code == 2
    (note,) = open_rows(content, columns={"client": column})
    assert (note.client, note.mentor) == ("P1", "M1")


def test_peer_beside_a_mentor_and_a_client_passes_through():
    (note,) = open_rows(b"peer,staff,client,note\nyes,M1,C1,Met.\n")
    assert note.extra == {"peer": "yes"}


def test_no_text_column_is_asked_for_with_the_columns():
    with pytest.raises(UsageError, match="--column text=") as caught:
        open_caseload([io.BytesIO(b"id,client,staff,what was it\n1,C,M,Met.\n")], ReadSettings(columns={"id": "id"}))
    assert "what was it" in str(caught.value)
    assert "Met." not in str(caught.value)


def test_two_text_columns_are_asked_about():
    content = b"id,client,staff,Note,Comments\n1,C,M,Met.,Fine.\n"
    with pytest.raises(UsageError, match="Note, Comments"):
        open_rows(content)
    (note,) = open_rows(content, columns={"text": "Comments"})
    assert note.text == "Fine."
    assert note.extra == {"Note": "Met."}


def test_a_column_that_is_not_there():
    with pytest.raises(UsageError, match="no column 'Narative'"):
        open_rows(b"id,client,staff,Narrative\n1,C,M,Met.\n", columns={"text": "Narative"})


def test_no_mentor_and_no_client_is_a_message():
    caseload = open_rows(b"id,date,note\n1,2025-03-04,Met.\n")
    (note,) = caseload
    assert note.mentor is None
    assert note.client is None
    assert any("no pair" in message for message in caseload.messages)


def test_section_columns_become_one_text_with_headings():
    header = "id,client,staff,Data,Assessment,Plan\n"
    (note, short) = open_rows((header + "1,C,M,Met at noon.,Calmer.,Call Friday.\n2,C,M,Met.,,\n").encode())
    assert note.text == "Data: Met at noon.\nAssessment: Calmer.\nPlan: Call Friday."
    assert short.text == "Data: Met."


def test_sections_of_a_profile_come_in_its_order():
    profile = Profile(sections=("Next", "Done"))
    (note,) = open_rows(b"id,client,staff,Done,Next\n1,C,M,Listened.,Call.\n", profile=profile)
    assert note.text == "Next: Call.\nDone: Listened."


def test_a_profile_names_columns_and_the_command_line_wins():
    profile = Profile(columns={"text": "Note", "client": "Guest No"})
    content = b"Guest No,Navigator,Note,Comments\nG1,N1,Met.,Fine.\n"
    (note,) = open_rows(content, profile=profile)
    assert (note.client, note.text) == ("G1", "Met.")
    (note,) = open_rows(content, profile=profile, columns={"text": "Comments"})
    assert note.text == "Fine."


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["03/04/2025", "25/04/2025"], ["2025-04-03", "2025-04-25"]),
        (["03/04/2025", "04/25/2025"], ["2025-03-04", "2025-04-25"]),
        (["3.4.25", "30.4.25"], ["2025-04-03", "2025-04-30"]),
        (["05/05/2025"], ["2025-05-05"]),
        (["45720", "45720.5"], ["2025-03-04", "2025-03-04"]),
        (["2025-03-04T23:30:00-08:00"], ["2025-03-04"]),
        (["2025-03-04 00:30:00Z"], ["2025-03-04"]),
        (["Tue, 4 March 2025", "Mar 5 2025", "4-Mar-25"], ["2025-03-04", "2025-03-05", "2025-03-04"]),
        (["20250304"], ["2025-03-04"]),
        (["31/02/2025", "30/01/2025"], [None, "2025-01-30"]),
    ],
)
def test_dates(cells, expected):
    content = "date,client,note\n" + "".join(f'"{cell}",C,Met number {number}.\n' for number, cell in enumerate(cells))
    assert [note.date for note in open_rows(content.encode())] == expected


@pytest.mark.parametrize("cells", [["03/04/2025", "05/06/2025"], ["25/04/2025", "04/25/2025"]])
def test_an_undecidable_order_is_asked_for(cells):
    content = ("date,client,note\n" + "".join(f"{cell},C,Met.\n" for cell in cells)).encode()
    with pytest.raises(UsageError, match="--date-order"):
        open_rows(content)
    assert next(note.date for note in open_rows(content, date_order="dmy")) in ("2025-04-03", "2025-04-25")


def test_another_month_of_the_same_export_decides_the_order():
    january = b"id,date,client,note\n1,03/01/2025,C,Met.\n"
    february = b"id,date,client,note\n2,25/02/2025,C,Met.\n"
    notes = list(open_caseload([io.BytesIO(january), io.BytesIO(february)]))
    assert [note.date for note in notes] == ["2025-01-03", "2025-02-25"]


def test_time_minutes_channel_and_head_count():
    header = "date,start time,end time,contact type,Headcount,client,note\n"
    (note,) = open_rows((header + "2025-03-04,2:30 PM,15:15,Phone,8,C1,Met.\n").encode())
    assert (note.time, note.minutes, note.channel, note.headcount, note.setting) == ("14:30", 45.0, "Phone", 8, "group")


def test_several_clients_of_one_note_belong_to_no_pair():
    (note,) = open_rows(b"client,staff,note\nC1; C2; C3,M1,Met them at the park.\n")
    assert note.client is None
    assert (note.clients, note.setting, note.headcount) == (("C1", "C2", "C3"), "group", 3)


def test_filters():
    content = (
        b"id,date,Service Code,client,note\n1,2025-01-31,H0038,C,A.\n2,2025-02-01,H0025,C,B.\n"
        b"3,2025-02-28,90837,C,C.\n4,2025-03-01,h0038,C,D.\n5,,H0038,C,E.\n"
    )
    caseload = open_rows(content, only={"service code": ("H0038", "H0025")}, since="2025-02-01", until="2025-03-01")
    assert [note.id for note in caseload] == ["2", "4", "5"]
    assert caseload.counts["filtered_out"] == 2
    assert any("no date" in warning for warning in caseload.warnings)
    with pytest.raises(UsageError, match="no column 'Code'"):
        list(open_rows(content, only={"Code": ("H0038",)}))
    with pytest.raises(UsageError, match="--since"):
        open_rows(content, since="March")


def test_json_in_its_three_forms():
    notes = [
        {"id": "007", "client": "C1", "text": "Met."},
        {"id": 8, "text": "Talked.", "date": None, "tags": {"a": 1}},
    ]
    forms = [
        json.dumps(notes),
        json.dumps({"exported": "today", "notes": notes}, indent=1),
        "\n".join(map(json.dumps, notes)),
        "\ufeff" + "\n".join(map(json.dumps, notes)),
    ]
    for form in forms:
        found = list(open_caseload([io.BytesIO(form.encode())]))
        assert [(note.id, note.text) for note in found] == [("007", "Met."), ("8", "Talked.")]


def test_a_bad_json_line_costs_only_itself():
    found = list(
        open_caseload([io.BytesIO(b'{"id":1,"text":"Met."}\n{"id":2,"text":\n[1]\n{"id":3,"text":"Talked."}\n')])
    )
    assert [getattr(note, "kind", "read") for note in found] == ["read", "bad_json", "bad_json", "read"]
    assert found[1].source.row == 2


def test_a_lone_surrogate_becomes_one_replacement():
    (note,) = open_caseload([io.BytesIO(rb'{"id":1,"text":"a\ud83d b\ude00c \ud83d\ude00"}')])
    assert note.text == "a\ufffd b\ufffdc 😀"


def test_plain_text_on_standard_input_is_one_note():
    (note,) = open_caseload([io.BytesIO(b"Met at noon, talked about the lease; listed three steps.\n")])
    assert note.source.file == "-"
    assert note.text.startswith("Met at noon")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b" \n", "empty"),
        (b'{"notes": [', "no JSON"),
        (b"[]", "no notes"),
        (b"[1, 2]", "no JSON objects"),
        (b"3", "no JSON objects"),
        (b'[{"id": 1, "note": "SECRET"', "no JSON"),
    ],
)
def test_json_files_without_notes(content, what, tmp_path):
    (tmp_path / "notes.json").write_bytes(content)
    with pytest.raises(InputError, match=what) as caught:
        open_caseload([tmp_path / "notes.json"])
    assert "SECRET" not in str(caught.value)


def test_two_lists_in_one_object_are_asked_about():
    with pytest.raises(UsageError, match="notes, plans"):
        open_caseload([io.BytesIO(b'{"notes": [{"text": "a"}], "plans": [{"text": "b"}]}')])


def test_json_lines_with_a_bad_first_line_and_odd_bytes(tmp_path):
    lines = [b"bad", '{"text": "Café"}'.encode(), '{"text": "Café"}'.encode("cp1252"), b'{"text": "\x81\x8d"}']
    (tmp_path / "notes.jsonl").write_bytes(b"\n".join(lines))
    found = list(open_caseload([tmp_path / "notes.jsonl"]))
    assert [getattr(note, "text", None) for note in found] == [None, "Café", "Café", None]


def test_a_key_that_comes_late_is_said():
    lines = [b'{"text": "Met."}'] * 1001 + [b'{"text": "Met.", "late": 1}']
    caseload = open_caseload([io.BytesIO(b"\n".join(lines))])
    assert len(list(caseload)) == 1002
    assert any("keys that first come after" in warning for warning in caseload.warnings)


def test_json_values_of_any_kind_become_text():
    (note,) = open_caseload(
        [io.BytesIO(b'{"text": "Met.", "client": ["A", "B"], "a": true, "b": 1.5, "c": {"d": [1]}}')]
    )
    assert note.clients == ("A", "B")
    assert note.extra == {"a": "true", "b": "1.5", "c": '{"d": [1]}'}


@pytest.mark.parametrize("row", [b"1,C1,Met him. Talked.", b"7,Ana,Talked well", b"a,b,met him at noon!"])
def test_a_file_without_a_header_shows_none_of_its_cells(row, tmp_path):
    (tmp_path / "a.csv").write_bytes(row + b"\n" + row)
    with pytest.raises(UsageError, match="header") as caught:
        open_caseload([tmp_path / "a.csv"])
    assert "Talked" not in str(caught.value)
    assert "noon" not in str(caught.value)


def test_a_folder_where_no_file_has_the_column(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text("client,staff,what\nC,M,Met.\n")
    with pytest.raises(UsageError, match="what"):
        open_caseload([tmp_path])
    (tmp_path / "c.txt").write_text("Met.")
    assert len(list(open_caseload([tmp_path]))) == 3


def test_only_leaves_out_documents(tmp_path):
    (tmp_path / "a.csv").write_text("client,staff,code,note\nC,M,H1,Met.\n")
    (tmp_path / "c.txt").write_text("Talked.")
    caseload = open_caseload([tmp_path], ReadSettings(only={"Code": ("h1",)}))
    assert [note.text for note in caseload] == ["Met."]
    assert any("--only" in message for message in caseload.messages)


def test_a_header_without_rows():
    caseload = open_caseload([io.BytesIO(b"client,staff,note\n")])
    assert list(caseload) == []
    assert caseload.warnings == [
        "-: there is only a header and no row with a note below it",
        "there is no note in what was read",
    ]


def test_excels_own_line_for_the_delimiter():
    (note,) = open_caseload([io.BytesIO(b"sep=;\nclient;staff;note\nC1;M1;Met, talked.\n")])
    assert (note.text, note.source.row) == ("Met, talked.", 3)


def test_a_section_that_brings_its_heading_gets_no_second():
    (note,) = open_rows(b"client,Data,Assessment,Plan\nC1,DATA: Met.,Calm.,\n")
    assert note.text == "DATA: Met.\nAssessment: Calm."
