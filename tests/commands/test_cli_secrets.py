"""A secret planted in notes is searched for in everything that is said and written."""

import csv
import io
import json
import zipfile

import pytest

from notesense.commands.main import COMMANDS

SECRET = "Zyxquorvant"
TEXT = f"Met and listened to her worries about {SECRET}. Explained the lease to her. She told Dr {SECRET} to wait."
HEADER = ("id", "client", "mentor", "date", "note")
ROWS = [(f"n{i}", "C1", "M1", f"2025-03-{10 + i}", f"{TEXT} Visit {i}.") for i in range(4)]


def _csv(delimiter=",", extra=()):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([HEADER, *ROWS])
    return text.getvalue().encode() + b"".join(extra)


def _xlsx():
    import xlsxwriter

    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw) as book:
        sheet = book.add_worksheet("Notes")
        for number, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(number, 0, row)
    return raw.getvalue()


def _parquet():
    import polars

    raw = io.BytesIO()
    polars.DataFrame(ROWS, schema=list(HEADER), orient="row").write_parquet(raw)
    return raw.getvalue()


def _docx():
    import docx

    raw = io.BytesIO()
    document = docx.Document()
    for line in ("Client: C1", "Mentor: M1", "Date: 2025-03-10", TEXT):
        document.add_paragraph(line)
    document.save(raw)
    return raw.getvalue()


def _jsonl(extra=b""):
    return "".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in ROWS).encode() + extra


SECRET_BYTES = SECRET.encode()
FORMATS = {
    "notes.csv": _csv,
    "notes.tsv": lambda: _csv("\t"),
    "notes.jsonl": _jsonl,
    "notes.json": lambda: json.dumps([dict(zip(HEADER, row, strict=True)) for row in ROWS]).encode(),
    "notes.xlsx": _xlsx,
    "notes.parquet": _parquet,
    "note.docx": _docx,
    "note.txt": lambda: TEXT.encode(),
    "note.md": lambda: f"# Visit\n\n* {TEXT}\n".encode(),
}
BROKEN = {
    "ragged.csv": lambda: _csv(
        extra=[b"n8,C1,M1," + SECRET_BYTES + b"\n", b"n9,C1,M1,2025-03-20,a,b," + SECRET_BYTES + b"\n"]
    ),
    "quote.csv": lambda: _csv(extra=[b'n9,C1,M1,2025-03-20,"' + SECRET_BYTES + b" never ends\nand on\n"]),
    "bytes.csv": lambda: _csv(extra=[b"n9,C1,M1,2025-03-20," + SECRET_BYTES + b" \x81\x8d \xff\n"]),
    "date.csv": lambda: _csv(extra=[b"n9,C1,M1," + SECRET_BYTES + b",Explained the lease.\n"]),
    "twice.csv": lambda: _csv(extra=[b"n1,C1,M1,2025-03-20," + SECRET_BYTES + b" explained the lease.\n"]),
    "nul.csv": lambda: _csv(extra=[b"n9,C1,M1,2025-03-20," + SECRET_BYTES + b"\x00 explained\n"]),
    "foreign.csv": lambda: _csv(
        extra=[
            b"n9,C1,M1,2025-03-20," + f"Wir haben mit Frau {SECRET} über die Sorgen gesprochen. ".encode() * 4 + b"\n"
        ]
    ),
    "headerless.csv": lambda: b"\n".join(_csv().splitlines()[1:]),
    "two_texts.csv": lambda: b"client,note,narrative\nC1," + SECRET_BYTES + b" one," + SECRET_BYTES + b" two\n",
    "no_text.csv": lambda: b"client,mentor,amount\nC1,M1," + SECRET_BYTES + b"\n",
    "broken.jsonl": lambda: _jsonl(b'{"id": "n9", "note": "' + SECRET_BYTES + b"\n"),
    "broken.json": lambda: b'[{"id": "n9", "note": "' + SECRET_BYTES + b'"',
    "broken.xlsx": lambda: _xlsx()[:600] + SECRET_BYTES,
    "broken.docx": lambda: b"PK\x03\x04" + SECRET_BYTES * 9,
    "broken.parquet": lambda: b"PAR1" + SECRET_BYTES * 9,
}


def _holds_secret(path):
    """Whether a file holds the secret, packed or not."""
    raw = path.read_bytes()
    if zipfile.is_zipfile(io.BytesIO(raw)):
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            raw += b"".join(package.read(name) for name in package.namelist())
    if path.suffix == ".parquet":
        import polars

        raw += polars.read_parquet(path).write_csv().encode()
    return SECRET.lower().encode() in raw.lower()


@pytest.mark.parametrize("tables", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("name", FORMATS)
def test_the_secret_stays_in_the_notes(cli, tmp_path, name, tables):
    source = tmp_path / name
    source.write_bytes(FORMATS[name]())
    assert name.endswith("t") or _holds_secret(source)
    ran = cli("review", source, "--to", "jsonl", "--out", tmp_path / "out", "--tables", tables)
    assert ran.code == 0, ran.err
    assert ran.out.count(b"\n") == (1 if name.startswith("note.") else 4)
    assert SECRET not in ran.err
    assert SECRET_BYTES not in ran.out
    written = sorted((tmp_path / "out").iterdir())
    assert len(written) >= 5
    assert [path.name for path in written if _holds_secret(path)] == []


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("form", ["text", "jsonl", "csv"])
def test_broken_sources_are_spoken_of_without_the_secret(cli, tmp_path, name, form):
    source = tmp_path / name
    source.write_bytes(BROKEN[name]())
    ran = cli("review", source, "--to", form, "--out", tmp_path / "out")
    assert ran.err
    assert SECRET not in ran.err
    assert SECRET_BYTES not in ran.out
    assert [path.name for path in (tmp_path / "out").glob("*") if _holds_secret(path)] == []


@pytest.mark.parametrize("form", ["text", "json", "csv", "html"])
def test_nor_is_it_in_what_the_other_forms_print(cli, tmp_path, form):
    source = tmp_path / "notes.csv"
    source.write_bytes(_csv())
    assert SECRET_BYTES not in cli("review", source, "--to", form).out


def test_only_with_text_repeats_the_text(cli, tmp_path):
    source = tmp_path / "notes.csv"
    source.write_bytes(_csv())
    ran = cli("review", source, "--to", "jsonl", "--with-text", "--out", tmp_path / "out")
    assert SECRET_BYTES in ran.out
    assert SECRET not in ran.err
    assert [path.name for path in (tmp_path / "out").iterdir() if _holds_secret(path)] == []


@pytest.mark.parametrize(
    "place",
    [
        "notesense.annotate.pipeline.Annotator.annotate",
        "notesense.label.labeller.Labeller.label",
        "notesense.summaries.summarise",
        "notesense.report.tables.write_tables",
        "notesense.report.html.render_report",
    ],
)
def test_an_unforeseen_error_that_quotes_a_note_is_not_repeated(cli, tmp_path, monkeypatch, place):
    def fails(*args, **kwargs):
        raise ValueError(f"cannot handle {TEXT}")

    monkeypatch.setattr(place, fails)
    source = tmp_path / "notes.csv"
    source.write_bytes(_csv())
    ran = cli("review", source, "--to", "jsonl", "--out", tmp_path / "out")
    assert ran.code in (1, 3)
    assert SECRET not in ran.err
    assert SECRET_BYTES not in ran.out
    assert "Traceback" not in ran.err
    assert [path.name for path in (tmp_path / "out").iterdir() if _holds_secret(path)] == []


def test_a_log_at_its_finest_level_holds_nothing_of_a_note(shell, tmp_path):
    source = tmp_path / "notes.csv"
    source.write_bytes(_csv())
    ran = shell("review", source, "--to", "jsonl", PYTHONDEVMODE="1", SPACY_LOG_LEVEL="DEBUG")
    assert SECRET not in ran.err


def test_commands_that_read_lines_and_labelled_files(cli, tmp_path):
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(
        json.dumps(
            {
                "id": "a",
                "segments": [[f"{SECRET} explained.", "nonsense"], [f"{SECRET} left.", "other"]],
                "conversation": "x",
            }
        )
        + f'\n{{"id": "b", "segments": [["{SECRET}", 7]]}}\n{SECRET}\n'
    )
    said = [
        cli("examples", "check", labelled),
        cli("examples", "agree", labelled, labelled),
        cli("corpora", tmp_path),
        cli("evaluate", "--on", labelled),
        cli("summarise", labelled),
    ]
    assert all(ran.code in (1, 2) for ran in said)
    assert [SECRET in ran.err or SECRET_BYTES in ran.out for ran in said] == [False] * 5
    assert {"examples", "corpora", "evaluate", "summarise"} <= set(COMMANDS)
