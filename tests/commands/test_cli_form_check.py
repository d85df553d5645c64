"""``review --require``: the form check by option and by profile, on its own sheet, with what it does not say."""

import csv
import json

import openpyxl
import pytest

SENTENCE = "A check of form; says nothing about whether a service was given or may be billed."


@pytest.fixture
def export(tmp_path):
    path = tmp_path / "notes.csv"
    header = "id,client,mentor,date,start,end,created on,note\n"
    path.write_text(
        header
        + "1,C1,M1,2025-03-04,10:00,11:00,2025-03-05,Goal: own flat. Explained the lease to member. Member will call.\n"
        + "2,C2,M1,2025-03-04,10:30,11:30,2025-03-20,Met with member.\n"
        + "3,C3,M2,2025-03-04,10:30,11:30,2025-03-04,Listened to her worries. She cried. Goal: rest.\n"
        + "4,C3,M2,2025-03-06,,,2025-03-06,Called member. No answer. Left voicemail.\n",
        encoding="utf-8",
    )
    return path


def checked(cli, tmp_path, *args):
    ran = cli("review", *args, "--out", tmp_path / "out", "-q")
    assert ran.code == 0, ran.err
    with (tmp_path / "out" / "form_check.csv").open(encoding="utf-8-sig", newline="") as file:
        return ran, [(row["id"], row["required"], row["detail"]) for row in csv.DictReader(file)]


def test_parts_by_option(cli, tmp_path, export):
    ran, rows = checked(cli, tmp_path, export, "--require", "goal,written_within=3,no_overlap")
    assert rows == [
        ("1", "a time at which its writer has no other contact", "note 2 has 10:30 to 11:30 of that day"),
        ("2", "a goal", ""),
        ("2", "written within 3 days of the contact", "written 16 days after the contact"),
        ("2", "a time at which its writer has no other contact", "note 1 has 10:00 to 11:00 of that day"),
    ]
    text = " ".join(ran.text.split())
    assert "a goal not found in 1 of 3 notes" in text
    assert SENTENCE in text


def test_parts_by_profile_and_the_option_wins(cli, tmp_path, export):
    profile = tmp_path / "agency.toml"
    profile.write_text('require = ["next step"]\n')
    _, rows = checked(cli, tmp_path, export, "--profile", profile)
    assert rows
    assert {required for _, required, _ in rows} == {"a next step"}
    assert checked(cli, tmp_path, export, "--profile", profile, "--require")[1] == rows
    _, others = checked(cli, tmp_path, export, "--profile", profile, "--require", "goal")
    assert {required for _, required, _ in others} == {"a goal"}


def test_the_bare_option_checks_everything(cli, tmp_path, export):
    ran, rows = checked(cli, tmp_path, export, "--require")
    assert {required for _, required, _ in rows} >= {"a signature", "what the mentor did", "the person's answer"}
    assert "written within 7 days" in " ".join(ran.text.split())


def test_every_row_and_the_sheet_say_what_it_is(cli, tmp_path, export):
    cli("review", export, "--require", "goal", "--out", tmp_path / "out", "--tables", "xlsx", "-q")
    book = openpyxl.load_workbook(tmp_path / "out" / "notesense.xlsx")
    header, *rows = book["form_check"].iter_rows(values_only=True)
    assert {dict(zip(header, row, strict=True))["says"] for row in rows} == {"not found in this note"}
    assert {dict(zip(header, row, strict=True))["what_this_is"] for row in rows} == {SENTENCE}
    assert SENTENCE in [cell for row in book["about"].iter_rows(values_only=True) for cell in row]
    assert not any("mentor" in str(title) for title in header if title != "mentor")


def test_without_being_asked_for_there_is_none(cli, tmp_path, export):
    ran = cli("review", export, "--out", tmp_path / "out", "-q")
    assert not (tmp_path / "out" / "form_check.csv").exists()
    assert SENTENCE not in " ".join(ran.text.split())


def test_json_has_it_and_keeps_to_its_schema(cli, export):
    import jsonschema

    from notesense.schemas import schema_bytes

    summary = json.loads(cli("review", export, "--require", "--to", "json", "-q").out)["summary"]
    assert summary["form_check"]["says"] == SENTENCE
    jsonschema.Draft202012Validator(json.loads(schema_bytes("summary"))).validate(summary)
    assert json.loads(cli("review", export, "--to", "json", "-q").out)["summary"]["form_check"] is None


def test_one_mentor_s_notes_are_listed_and_not_counted(cli, tmp_path, export):
    ran, rows = checked(cli, tmp_path, export, "--require", "goal", "--only", "mentor=M1")
    assert [id for id, _, _ in rows] == ["2"]
    assert "a goal by note in the tables" in " ".join(ran.text.split())


@pytest.mark.parametrize("bad", ["gaol", "written_within=soon"])
def test_a_part_that_is_none_is_named_with_those_that_are(cli, tmp_path, export, bad):
    ran = cli("review", export, "--require", bad)
    assert ran.code == 2
    assert "written_within=3" in ran.err
    profile = tmp_path / "agency.toml"
    profile.write_text(f'require = ["{bad}"]\n')
    ran = cli("review", export, "--profile", profile)
    assert ran.code == 2
    assert "agency.toml, require" in ran.err


def test_a_source_taken_for_a_part_is_told(cli, export):
    ran = cli("review", "--require", export)
    assert ran.code == 2
    assert "Put the sources before --require." in ran.err
