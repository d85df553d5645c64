"""Reading: sources of any usual kind become notes, in the order of the input."""

from __future__ import annotations

from notesense.read.caseload import Caseload, open_caseload
from notesense.read.labelled import GoldSegment, LabelledExample, read_labelled

__all__ = ["Caseload", "GoldSegment", "LabelledExample", "open_caseload", "read_labelled"]
