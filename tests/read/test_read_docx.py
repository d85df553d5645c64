"""DOCX: what python-docx can't make is assembled by hand."""

import io
import zipfile

import docx
import pytest

from notesense.errors import InputError
from notesense.read import open_caseload

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def package(body, *, prolog="", **parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "word/document.xml", f'<?xml version="1.0"?>{prolog}<w:document {W}><w:body>{body}</w:body></w:document>'
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:x {W}>{content}</w:x>")
    return file.getvalue()


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*content):
    return f"<w:p>{''.join(content)}</w:p>"


def test_writer_files(read, files):
    (note,) = read(files / "writer_note_with_table.docx").notes
    assert note.text.split("\n")[3:] == [
        "What we did",
        "Sat with Jo while he rang the housing office; he asked for the waiting list himself.",
        "Next steps: Jo calls back on Friday.",
        "Concerns: None.",
        "We ended with a walk by the river.",
    ]
    assert (note.client, note.mentor, note.date) == ("C7", "M3", "2025-03-04")


def test_a_log_in_a_table_has_one_note_a_row(read, files):
    found = read(files / "writer_contact_log.docx")
    assert [(note.client, note.date, note.source.row) for note in found.notes] == [
        ("C1", "2025-03-04", 2),
        ("C2", "2025-03-06", 3),
    ]


def test_insertions_and_content_controls_are_kept_and_deletions_dropped(read):
    body = (
        paragraph(
            run("Met "),
            f'<w:ins w:id="1">{run("and talked ")}</w:ins>',
            "<w:del><w:r><w:delText>alone</w:delText></w:r></w:del>",
            run("at noon."),
        )
        + f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('Chosen: calm'))}</w:sdtContent></w:sdt>"
        + paragraph(run("Mood: "), f"<w:sdt><w:sdtContent>{run('good')}</w:sdtContent></w:sdt>")
        + f'<w:moveFrom w:id="2">{paragraph(run("moved"))}</w:moveFrom>'
        + "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        + paragraph(run("a"), "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>")
    )
    (note,) = read(package(body)).notes
    assert note.text == "Met and talked at noon.\nChosen: calm\nMood: good\na\tb\nc"


def test_table_cells_in_content_controls_and_nested_tables(read):
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('Goal'))}</w:tc><w:tc>{paragraph(run('rent'))}</w:tc></w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr><w:tc>{paragraph(run('Intervention:'))}</w:tc><w:sdt><w:sdtContent><w:tc>"
        f"{paragraph(run('Listened.'))}{paragraph(run('Praised.'))}{inner}</w:tc></w:sdtContent></w:sdt></w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph(run('gone'))}</w:tc></w:tr></w:tbl>"
    )
    (note,) = read(package(body)).notes
    assert note.text == "Intervention:\nListened.\nPraised.\nGoal: rent"


def test_what_is_skipped_is_said(read):
    box = f"<w:r><w:pict><w:txbxContent>{paragraph(run('in a box'))}</w:txbxContent></w:pict></w:r>"
    found = read(
        package(
            paragraph(run("Met."), box),
            comments=paragraph(run("why?")),
            footnotes=paragraph(run("")),
            header1=paragraph(run("Agency")),
        )
    )
    assert found.texts == ["Met."]
    assert "comments, headers and footers, text boxes" in found.warnings
    assert "footnotes" not in found.warnings


def test_entities_are_not_resolved(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    prolog = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}"><!ENTITY i "INNER">]>'
    content = package(paragraph(run("Met &e;&i; at noon.")), prolog=prolog)
    for note in open_caseload([io.BytesIO(content)]):
        assert "SECRET" not in note.text


def test_a_billion_laughs_costs_nothing():
    entities = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
    content = package(paragraph(run("&l11;")), prolog=f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>')
    try:
        notes = list(open_caseload([io.BytesIO(content)]))
    except InputError:
        # newer parsers refuse the file outright
        return
    assert all(len(getattr(note, "text", "")) < 100 for note in notes)


def test_python_docx_files(read):
    document = docx.Document()
    document.add_heading("Visit")
    document.add_paragraph("Went over the lease.", style="List Bullet")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], "abcdef", strict=True):
        cell.text = text
    document.add_paragraph("Done.")
    file = io.BytesIO()
    document.save(file)
    (note,) = read(file.getvalue()).notes
    assert note.text == "Visit\nWent over the lease.\na | b | c\nd | e | f\nDone."


def test_an_archive_that_is_no_document(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(InputError, match="no Word document"):
        open_caseload([tmp_path / "a.docx"])
