"""A trial from end to end: drawn, filled in with LibreOffice, scored."""

import json
import re
import stat

import libreoffice
import openpyxl
import pytest


@pytest.fixture
def drawn(cli, demo, tmp_path):
    path = tmp_path / "trial.xlsx"
    assert cli("trial", demo, "--out", path).code == 0
    return path


def rows_of(path, sheet="you"):
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(min_row=2, values_only=True))


def fill(path, answers, sheet="you"):
    book = openpyxl.load_workbook(path)
    for row, values in enumerate(answers, start=2):
        for column, value in values.items():
            book[sheet][f"{column}{row}"] = value
    book.save(path)
    return path


def test_forty_notes_are_drawn_for_the_owner_alone(cli, demo, drawn):
    ids = [row[0] for row in rows_of(drawn)]
    assert len(ids) == len(set(ids)) == 40
    assert ids == [row[0] for row in rows_of(drawn, "colleague")]
    assert stat.S_IMODE(drawn.stat().st_mode) == 0o600


def test_number_and_seed(cli, demo, drawn, tmp_path):
    ids = [row[0] for row in rows_of(drawn)]
    for name, options, same in (("few", ("--notes", "7"), True), ("other", ("--notes", "7", "--seed", "2"), False)):
        ran = cli("trial", demo, "--out", tmp_path / f"{name}.xlsx", *options)
        assert ran.code == 0
        assert "7 of 131 notes" in ran.text
        assert ([row[0] for row in rows_of(tmp_path / f"{name}.xlsx")] == ids[:7]) is same


def test_the_draw_never_labels_so_nothing_can_be_given_away(cli, demo, tmp_path, monkeypatch):
    def labels(*args, **kwargs):
        raise AssertionError

    monkeypatch.setattr("notesense.label.labeller.Labeller.label", labels)
    monkeypatch.setattr("notesense.flow.Road.label", labels)
    assert cli("trial", demo, "--out", tmp_path / "t.xlsx").code == 0


def test_a_filled_workbook_is_never_overwritten(cli, demo, drawn):
    before = drawn.read_bytes()
    ran = cli("trial", demo, "--out", drawn)
    assert ran.code == 1
    assert "There is such a file already. Choose another name." in ran.err
    assert drawn.read_bytes() == before


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        ((), 2, "either --out"),
        (("--out", "a.xlsx", "--score", "b.xlsx"), 2, "either --out"),
        (("--out", "a.csv"), 2, "must end in .xlsx"),
        (("--score", "none.xlsx"), 1, "There is no such file"),
        (("--out", "a.xlsx", "--only", "Client=nobody"), 1, "There is no note to draw"),
    ],
)
def test_what_can_not_be_done_is_said(cli, demo, tmp_path, monkeypatch, args, code, says):
    monkeypatch.chdir(tmp_path)
    ran = cli("trial", demo, *args)
    assert ran.code == code
    assert says in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_workbook_is_no_trial_yet(cli, demo, drawn):
    ran = cli("trial", demo, "--score", drawn)
    assert ran.code == 1
    assert "Nothing is filled in yet" in ran.err


def test_who_agrees_with_the_tool_everywhere_gets_told_so(cli, demo, drawn):
    """The tool's own labels, copied into the workbook, must agree with it in all notes."""

    labels = {record["id"]: record for record in map(json.loads, cli("review", demo, "--to", "jsonl").out.splitlines())}
    listed = cli("review", demo, "--to", "json").out
    first = {row["id"] for row in json.loads(listed)["summary"]["reading_list"]}
    answers = []
    for row in rows_of(drawn):
        record = labels[row[0]]
        conversation = record["conversation"].replace("none", "neither")
        roles = ["yes" if role in record["roles"] else "no" for role in ("educate", "enable_encourage", "empower")]
        answers.append(dict(zip("DEFGH", [conversation, *roles, "yes" if row[0] in first else "no"], strict=True)))
    ran = cli("trial", demo, "--score", fill(drawn, answers))
    assert ran.code == 0
    assert "you and the tool agree on 40 of 40 (36 to 40)" in ran.text
    assert "about 90 to 100 would be labelled as you do" in " ".join(ran.text.split())
    assert "a colleague" not in ran.text
    wanted = sum(row["H"] == "yes" for row in answers)
    assert wanted > 0
    assert f"of the {wanted} you would have read first it listed {wanted}" in ran.text
    assert "missed" not in ran.text
    assert "differ" not in ran.text


def test_no_text_of_a_note_is_printed_or_said(cli, tmp_path):
    source = tmp_path / "notes.csv"
    texts = [f"Explained the Zyxquorvant form to her, visit {number}." for number in range(12)]
    source.write_text("id,client,mentor,date,note\n" + "".join(f'n{i},C1,M1,2025-03-{i + 1:02},"{text}"\n'
                                                                for i, text in enumerate(texts)))  # fmt: skip
    path = tmp_path / "trial.xlsx"
    said = [cli("trial", source, "--out", path)]
    fill(path, [{"D": "neither", "E": "no", "H": "yes"}] * 12)
    said.append(cli("trial", source, "--score", path))
    fill(path, [{"D": "Zyxquorvant"}])
    said.append(cli("trial", source, "--score", path))
    assert [ran.code for ran in said] == [0, 0, 1]
    assert "cell D2" in said[2].err
    assert not any("Zyxquorvant" in ran.text + ran.err for ran in said)


def test_a_source_with_an_unreadable_note_ends_with_3(cli, notes_csv, tmp_path):
    path = tmp_path / "trial.xlsx"
    assert cli("trial", notes_csv, "--out", path).code == 3
    assert len(rows_of(path)) == 3
    assert cli("trial", notes_csv, "--score", fill(path, [{"D": "support"}])).code == 3


def test_reflections_are_drawn_only_where_they_are_named(cli, tmp_path):
    source = tmp_path / "notes.csv"
    source.write_text(
        "id,register,note\na,service,Explained the lease to her.\nb,reflection,I wonder whether I talked too much.\n"
    )
    for name, options, ids in (("a", (), {"a"}), ("b", ("--reflections",), {"a", "b"})):
        cli("trial", source, "--out", tmp_path / f"{name}.xlsx", *options)
        assert {row[0] for row in rows_of(tmp_path / f"{name}.xlsx")} == ids


@pytest.mark.skipif(libreoffice.SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
def test_filled_in_with_libreoffice_it_reads_back(cli, demo, drawn, tmp_path):
    ids = [row[0] for row in rows_of(drawn)]
    cells = {}
    for row in range(2, 42):
        cells["you", f"D{row}"] = ("support", "mentoring", "neither")[row % 3]
        cells["you", f"E{row}"] = ("yes", "no")[row % 2]
        cells["you", f"H{row}"] = ("yes", "no", "no")[row % 3]
        if row < 12:
            cells["colleague", f"D{row}"] = ("support", "support", "neither")[row % 3]
    (tmp_path / "office").mkdir()
    saved = libreoffice.fill_in(drawn, cells, tmp_path / "office")
    ran = cli("trial", demo, "--score", saved)
    assert ran.code == 0, ran.err
    # LibreOffice keeps texts and ids as they were, so no note counts as changed.
    assert "Left out" not in ran.text
    # Rows 4, 7 and 10 of the ten that both judged are those where they differ.
    assert "a colleague and you: 7 of 10 (4 to 9)" in ran.text
    assert f"the colleague and you differ on: {ids[2]}, {ids[5]}, {ids[8]}" in ran.text
    assert "of the 13 you would have read first it listed" in ran.text
    assert "empower: you and the tool agree on no note that both judged" in ran.text
    # The same choices, written by another program, score the same.
    fill(drawn, [{cell[0]: value for (sheet, cell), value in cells.items() if sheet == "you" and cell[1:] == str(row)}
                 for row in range(2, 42)])  # fmt: skip
    fill(drawn, [{"D": cells["colleague", f"D{row}"]} for row in range(2, 12)], "colleague")
    assert cli("trial", demo, "--score", drawn).out == ran.out


@pytest.mark.skipif(libreoffice.SOFFICE is None, reason="LibreOffice (soffice) is not installed here")
def test_a_slip_typed_in_libreoffice_is_named_by_its_cell(cli, demo, drawn, tmp_path):
    (tmp_path / "office").mkdir()
    saved = libreoffice.fill_in(drawn, {("you", "D2"): "support", ("colleague", "G41"): "perhaps"}, tmp_path / "office")
    ran = cli("trial", demo, "--score", saved)
    assert ran.code == 1
    assert "sheet 'colleague', cell G41: none of yes, no" in ran.err
    assert "perhaps" not in ran.err


def test_the_list_it_is_held_against_is_that_of_review(cli, tmp_path):
    """Near-copies among them, which no note shows by itself."""
    text = "We met at the library, wrote a list of the three jobs she wants to try for, and went over the first form"
    source = tmp_path / "notes.csv"
    source.write_text(
        f'id,client,mentor,date,note\na,C1,M1,2025-01-01,"{text}."\nb,C2,M2,2025-01-02,"{text}. Then home."\n'
        'c,C3,M3,2025-01-03,"Explained the lease to him."\n'
    )
    path = tmp_path / "trial.xlsx"
    cli("trial", source, "--out", path)
    ids = [row[0] for row in rows_of(path)]
    ran = cli("trial", source, "--score", fill(path, [{"H": "yes"} for _ in ids]))
    assert "of the 3 you would have read first it listed" in ran.text
    missed = re.findall(r"missed: note (\w)", ran.text)
    listed = {
        row["id"] for row in json.loads(cli("review", source, "--to", "json", "-q").out)["summary"]["reading_list"]
    }
    assert len(listed) in (1, 2)
    assert set(missed) == {"a", "b", "c"} - listed
