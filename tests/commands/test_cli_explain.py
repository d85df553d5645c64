import json

TEXT = b"CPS explained the lease to member. She cried and I sat with her."


def test_one_note_from_standard_input(cli):
    ran = cli("explain", "-", stdin=TEXT)
    assert ran.code == 0
    assert "explained the lease" in ran.text
    assert "codebook, section 1" in ran.text


def test_json_from_standard_input_has_reasons_and_no_text(cli):
    ran = cli("explain", "-", "--to", "json", stdin=TEXT)
    record = json.loads(ran.out)
    assert record["id"] == "stdin"
    assert record["source"]["file"] == "-"
    assert all("reasons" in segment for segment in record["segments"])
    assert "text" not in record
    assert b"lease" not in ran.out.replace("“lease”".encode(), b"")
    assert json.loads(cli("explain", "-", "--to", "json", "--with-text", stdin=TEXT).out)["text"] == TEXT.decode()


def test_standard_input_is_text_even_if_it_looks_like_a_table(cli):
    record = json.loads(cli("explain", "-", "--to", "json", stdin=b"note,client\nExplained the lease to her.,C1\n").out)
    assert record["chars"] == len("note,client\nExplained the lease to her.,C1\n")


def test_by_id_and_by_row_are_the_same_note(cli, notes_csv):
    by_id = cli("explain", notes_csv, "--id", "008", "--to", "json")
    by_row = cli("explain", notes_csv, "--row", "3", "--to", "json")
    assert by_id.code == by_row.code == 0
    assert by_id.out == by_row.out
    assert json.loads(by_id.out)["id"] == "008"


def test_the_record_is_that_of_review(cli, notes_csv):
    reviewed = cli("review", notes_csv, "--to", "jsonl", "--reasons", "-q").out.splitlines()
    assert cli("explain", notes_csv, "--id", "010", "--to", "json").out.strip() == reviewed[3]


def test_several_notes_need_a_name(cli, notes_csv):
    ran = cli("explain", notes_csv)
    assert ran.code == 2
    assert "--id: 007, 008, 009, 010" in ran.err
    both = cli("explain", notes_csv, "--id", "007", "--row", "2")
    assert both.code == 2


def test_a_file_of_one_note_needs_none(cli, tmp_path):
    (tmp_path / "visit.txt").write_bytes(TEXT)
    assert cli("explain", tmp_path / "visit.txt").code == 0


def test_no_such_note(cli, notes_csv):
    assert "no note with the id 'x'" in cli("explain", notes_csv, "--id", "x").err
    ran = cli("explain", notes_csv, "--row", "99")
    assert (ran.code, ran.out) == (1, b"")
    assert "no note with row 99" in ran.err


def test_a_note_that_can_not_be_read_gives_3(cli, notes_csv):
    ran = cli("explain", notes_csv, "--id", "009")
    assert ran.code == 3
    assert "009: The note has no text." in ran.err
    record = json.loads(cli("explain", notes_csv, "--id", "009", "--to", "json").out)
    assert record["error"]["kind"] == "empty"


def test_standard_input_is_one_note_without_a_name(cli):
    assert cli("explain", "-", "--row", "2", stdin=TEXT).code == 2


def test_an_id_can_not_steer_the_terminal(cli, tmp_path):
    path = tmp_path / "n.jsonl"
    path.write_text('{"id": "a\\u001b[31m", "note": ""}\n{"id": "b", "note": "Explained the lease to her."}\n')
    assert "\x1b" not in cli("explain", path, "--id", "a\x1b[31m").err
    assert "\x1b" not in cli("explain", path).err


def test_empty_standard_input(cli):
    ran = cli("explain", "-", stdin=b" \n")
    assert ran.code == 1
    assert "There is no text." in ran.err


def test_a_row_with_several_contacts_is_shown_contact_by_contact(cli, tmp_path):
    path = tmp_path / "n.csv"
    path.write_text(
        'id,client,mentor,note\na,C1,M1,"2025-03-04: Explained the lease to her.\n'
        '2025-03-06: Listened to her worries about court."\n'
    )
    ran = cli("explain", path, "--to", "json", "--row", "2")
    parts = [json.loads(line)["source"]["part"] for line in ran.out.splitlines()]
    assert parts == list(range(1, len(parts) + 1))
