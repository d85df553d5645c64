import csv
import io
from pathlib import Path

import pytest

from notesense.read import open_caseload
from notesense.settings import ReadSettings

FILES = Path(__file__).parent / "files"
HEADER = ["Note ID", "Client", "Staff", "Service Date", "Narrative"]


class Reading:
    """Notes and what was said about them, of one pass."""

    def __init__(self, sources, **settings):
        self.caseload = open_caseload(sources, ReadSettings(**settings))
        self.all = list(self.caseload)
        self.notes = [note for note in self.all if hasattr(note, "text")]
        self.unread = [note for note in self.all if not hasattr(note, "text")]
        self.messages = "\n".join(self.caseload.messages)
        self.warnings = "\n".join(self.caseload.warnings)
        self.counts = self.caseload.counts
        self.check_sums()

    def check_sums(self):
        counts = self.counts
        assert len(self.notes) == counts["notes"]
        assert len(self.unread) == counts["unread"]
        gone = ("unread", "filtered_out", "merged", "overlapping", "amended", "joined")
        assert counts["rows"] + counts["split"] == counts["notes"] + sum(counts[name] for name in gone)

    @property
    def ids(self):
        return [note.id for note in self.notes]

    @property
    def texts(self):
        return [note.text for note in self.notes]


@pytest.fixture
def files():
    return FILES


@pytest.fixture
def read():
    def read_sources(*sources, **settings):
        return Reading([io.BytesIO(one) if isinstance(one, bytes) else one for one in sources], **settings)

    return read_sources


@pytest.fixture
def rows():
    """Write rows as CSV bytes below the usual header."""

    def as_csv(*lines, header=HEADER, encoding="utf-8", **dialect):
        text = io.StringIO(newline="")
        writer = csv.writer(text, **dialect)
        writer.writerow(header)
        writer.writerows(lines)
        return text.getvalue().encode(encoding)

    return as_csv
