"""DOCX: paragraphs and tables in their order, as they read with all changes accepted.

Content controls and insertions are kept, deletions dropped. Comments,
footnotes, headers, text boxes and pictures are left out, and that is said.
A paragraph is a line; a table row with a label and a value is "label: value".
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from notesense.errors import InputError
from notesense.read.packages import open_package, parse_part

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DROPPED = frozenset(f"{_W}{name}" for name in ("del", "moveFrom", "delText", "instrText", "rPr", "pPr", "sdtPr"))
_BOXES = frozenset({f"{_W}pict", f"{_W}drawing", f"{_W}object", _ALTERNATE})
_CHARACTERS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
}
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class DocxContent:
    """What a DOCX holds.

    Attributes
    ----------
    blocks : tuple
        Paragraphs (str) and tables (tuple of rows of cells), in order.
    skipped : tuple of str
        The kinds of content that were left out.
    """

    blocks: tuple[str | tuple[tuple[str, ...], ...], ...]
    skipped: tuple[str, ...]

    def text(self) -> str:
        """Compose the blocks into one text, the same each time."""
        lines: list[str] = []
        for block in self.blocks:
            if isinstance(block, str):
                lines.append(block)
            else:
                lines += [line for row in block if (line := _row_line(row))]
        return "\n".join(lines).strip("\n")


def read_docx(raw: bytes, *, where: str) -> DocxContent:
    """Read a DOCX.

    Parameters
    ----------
    raw : bytes
    where : str
        The file's name, for errors.

    Raises
    ------
    InputError
        The file is broken, protected by a password, or no DOCX.
    """
    with open_package(raw, where=where, kind="document") as package:
        names = package.namelist()
        main = _main_part(package, names)
        if main is None:
            raise InputError("The file is no Word document.", where=where, next_step="Save it as DOCX.")
        body = parse_part(package, main).find(f"{_W}body")
        skipped = {
            what
            for part, what in (
                ("word/comments.xml", "comments"),
                ("word/footnotes.xml", "footnotes"),
                ("word/endnotes.xml", "endnotes"),
            )
            if part in names and _has_text(package, part)
        }
        for name in names:
            if name.startswith(("word/header", "word/footer")) and _has_text(package, name):
                skipped.add("headers and footers")
        if any(name.startswith("word/media/") for name in names):
            skipped.add("pictures")
        blocks = tuple(_blocks(body, skipped)) if body is not None else ()
    return DocxContent(blocks, tuple(sorted(skipped)))


def _main_part(package: zipfile.ZipFile, names: list[str]) -> str | None:
    if "word/document.xml" in names:
        return "word/document.xml"
    if "_rels/.rels" in names:
        for relation in parse_part(package, "_rels/.rels"):
            target = relation.get("Target", "").lstrip("/")
            if relation.get("Type", "").endswith("/officeDocument") and target in names and target.startswith("word/"):
                return str(target)
    return None


def _has_text(package: zipfile.ZipFile, part: str) -> bool:
    return any((element.text or "").strip() for element in parse_part(package, part).iter(f"{_W}t"))


def _blocks(parent: etree._Element, skipped: set[str]) -> Iterator[str | tuple[tuple[str, ...], ...]]:
    for element in parent:
        if element.tag == f"{_W}p":
            if not (_mark_is_deleted(element) and not _paragraph(element, skipped)):
                yield _paragraph(element, skipped)
        elif element.tag == f"{_W}tbl":
            yield tuple(_table_rows(element, skipped))
        elif element.tag == f"{_W}del" or element.tag == f"{_W}moveFrom":
            continue
        elif isinstance(element.tag, str) and len(element):
            # content controls, insertions and custom XML wrap blocks
            yield from _blocks(element, skipped)


def _mark_is_deleted(paragraph: etree._Element) -> bool:
    properties = paragraph.find(f"{_W}pPr")
    mark = properties.find(f"{_W}rPr") if properties is not None else None
    return mark is not None and mark.find(f"{_W}del") is not None


def _paragraph(paragraph: etree._Element, skipped: set[str]) -> str:
    return "".join(_pieces(paragraph, skipped))


def _pieces(element: etree._Element, skipped: set[str]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            yield child.text or ""
        elif tag in _CHARACTERS:
            yield _CHARACTERS[tag]
        elif tag in _BOXES:
            if child.find(f".//{_W}txbxContent") is not None:
                skipped.add("text boxes")
        elif tag not in _DROPPED and isinstance(tag, str):
            yield from _pieces(child, skipped)


def _table_rows(table: etree._Element, skipped: set[str]) -> Iterator[tuple[str, ...]]:
    for row in _inside(table, "tr"):
        properties = row.find(f"{_W}trPr")
        if properties is not None and properties.find(f"{_W}del") is not None:
            continue
        yield tuple(_cell_text(cell, skipped) for cell in _inside(row, "tc"))


def _inside(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Give the rows of a table or the cells of a row, also those in content controls."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif isinstance(child.tag, str) and child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _inside(child, name)


def _cell_text(cell: etree._Element, skipped: set[str]) -> str:
    lines: list[str] = []
    for block in _blocks(cell, skipped):
        if isinstance(block, str):
            lines.append(block)
        else:
            lines += [line for row in block if (line := _row_line(row))]
    return "\n".join(lines).strip("\n")


def _row_line(row: tuple[str, ...]) -> str:
    cells = [cell.strip() for cell in row]
    filled = [cell for cell in cells if cell]
    if len(cells) == 2 and len(filled) == 2 and len(cells[0]) <= _LONGEST_LABEL and "\n" not in cells[0]:
        label = cells[0].removesuffix(":").rstrip()
        return f"{label}:\n{cells[1]}" if "\n" in cells[1] else f"{label}: {cells[1]}"
    return " | ".join(filled)
