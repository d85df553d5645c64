"""Documents: one file one note, unless it holds several contacts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from notesense.errors import InputError
from notesense.read.aliases import ALIASES
from notesense.read.columns import plain_name, score_header
from notesense.read.dates import DateReader, order_of, read_time
from notesense.read.decoding import decode, replace_surrogates, utf16_name
from notesense.read.docx import DocxContent, read_docx
from notesense.read.notes import NoteMaker
from notesense.read.reflections import WHY_LEFT_OUT, is_reflection
from notesense.read.rows import left_out_by, name_filter
from notesense.read.streams import Opener
from notesense.read.tables import Fault, Row, Table
from notesense.read.tally import Tally
from notesense.records import Note, Source, UnreadNote
from notesense.settings import ReadSettings

_HEAD_LINES = 10
_HEAD_LINE = re.compile(r"[ \t#*_>|]{0,6}([^\n:|]{2,40}?)[*_ \t]*:[*_ \t]*(\S[^\n]{0,79}?)[*_ \t|\r]*$")
_HEAD_FIELDS = ("client", "mentor", "date", "time", "channel", "register")
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d{4})[-_.](\d{2})[-_.](\d{2})(?!\d)")


@dataclass(slots=True)
class Document:
    """A file that is one note, or one text with several contacts; read when its turn comes.

    Attributes
    ----------
    opener : Opener
    is_docx : bool
    messages : list of str
    """

    opener: Opener
    is_docx: bool = False
    messages: list[str] = field(default_factory=list)

    def text(self, warnings: list[str] | None = None) -> str:
        """Read the text.

        Parameters
        ----------
        warnings : list of str, optional
            What was skipped or not UTF-8 is added here.

        Raises
        ------
        InputError
            The file is missing, empty or broken.
        """
        raw = self.opener.read()
        where = self.opener.name
        if not raw.strip():
            raise InputError("The file is empty.", where=where, next_step="Leave it out.")
        if self.is_docx:
            content = read_docx(raw, where=where)
            if content.skipped and warnings is not None:
                warnings.append(f"{where}: not read: {', '.join(content.skipped)}")
            return content.text()
        codec = utf16_name(raw[:64])
        if codec:
            return replace_surrogates(raw.decode(codec, "replace").removeprefix("\ufeff"))
        text, clean = decode(raw.removeprefix(b"\xef\xbb\xbf"))
        if not clean and warnings is not None:
            warnings.append(f"{where}: not all of it is UTF-8; the rest is read as Windows-1252")
        return text

    def notes(self, settings: ReadSettings, file_number: int, tally: Tally) -> Iterator[Note | UnreadNote]:
        """Give the notes of the document."""
        counts = tally.counts
        text = self.text(tally.warnings)
        counts["rows"] += 1
        if settings.only:
            tally.leave_out(name_filter(settings.only))
            return
        dates = DateReader(settings.date_order)
        head = read_head(text, dates)
        if not settings.reflections and is_reflection(head.get("register")):
            tally.leave_out(WHY_LEFT_OUT)
            return
        day = head.get("date") or day_in_name(self.opener.stem)
        if day is None and "either" in head:
            tally.warn(
                "documents with an ambiguous date",
                f"{self.opener.name}: the date at the start fits both day/month and month/day; "
                "the note is kept without one. Say which: --date-order dmy or --date-order mdy",
            )
        if day and (option := left_out_by(day, settings)):
            tally.leave_out(option)
            return
        if day is None and (settings.since or settings.until):
            counts["undated_kept"] += 1
        maker = NoteMaker(tally, dates, file_number, self.opener.name)
        made = maker.make(
            self.opener.stem,
            Source(self.opener.name),
            text,
            # the name of a file is its note's id, and two folders may hold the same name
            given=True,
            mentor=head.get("mentor"),
            client=head.get("client"),
            date=day,
            time=head.get("time"),
            channel=head.get("channel"),
            register=head.get("register"),
        )
        for note in made:
            counts["notes" if isinstance(note, Note) else "unread"] += 1
            yield note


def read_head(text: str, dates: DateReader) -> dict[str, str]:
    r"""Read "Client: …" lines at the start of a document; the text itself stays as it is.

    Examples
    --------
    >>> read_head("Mentor: M3\nClient: C7\nDate: 4 March 2025\n\nMet at the library.", DateReader(None))
    {'mentor': 'M3', 'client': 'C7', 'date': '2025-03-04'}

    A date that fits both orders of day and month stands under ``either``.
    """
    found: dict[str, str] = {}
    for line in text[:2000].split("\n")[:_HEAD_LINES]:
        match = _HEAD_LINE.match(line)
        name = _FIELD_OF.get(plain_name(match[1])) if match else None
        if match is None or name is None or name in found:
            continue
        value: str | None = match[2]
        if name == "date":
            value, time = dates.read(match[2])
            if value is None and order_of(match[2]) == "either":
                found["either"] = match[2]
            if time:
                found.setdefault("time", time)
        elif name == "time":
            value = read_time(match[2])
        if value:
            found[name] = value
    return found


def day_in_name(stem: str) -> str | None:
    """Read an ISO day in a file's name.

    Examples
    --------
    >>> day_in_name("2025-03-04 visit"), day_in_name("notes 3")
    ('2025-03-04', None)
    """
    found = _DAY_IN_NAME.search(stem)
    return DateReader(None).read("-".join(found.groups()))[0] if found else None


def table_of_docx(opener: Opener, content: DocxContent, settings: ReadSettings) -> Table | None:
    """Make a table of a DOCX whose notes stand in the rows of a table, such as a contact log."""
    logs = [
        block
        for block in content.blocks
        if not isinstance(block, str) and len(block) > 1 and score_header(block[0], settings) >= 4
    ]
    if not logs:
        return None
    header = logs[0][0]
    rows = [cells for block in logs if block[0] == header for cells in block[1:]]

    def read_rows() -> Iterator[Row | Fault]:
        for number, cells in enumerate(rows, start=2):
            yield Row(number, cells)

    table = Table(opener.name, opener.stem, header, read_rows)
    outside = [block for block in content.blocks if isinstance(block, str) and block.strip()]
    others = [block for block in content.blocks if not isinstance(block, str) and block[:1] != (header,)]
    if outside or others:
        table.messages.append(
            f"the notes are read from the table; {len(outside)} paragraphs and {len(others)} other tables are not read"
        )
    if content.skipped:
        table.messages.append(f"not read: {', '.join(content.skipped)}")
    return table


_FIELD_OF = {alias: name for name in _HEAD_FIELDS for alias in ALIASES[name]}
