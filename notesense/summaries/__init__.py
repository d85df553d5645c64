"""From labelled notes to relationships and to what should be read first.

``contact`` takes from a record what is kept, ``timeline`` orders it,
``balance`` counts with intervals, ``relationship`` sums up a pair, ``queue``
with ``routine`` and ``near_copies`` make the reading list, ``summary`` walks through them.
"""

from notesense.summaries.balance import ErrorRates, prevalence_interval, wilson_interval
from notesense.summaries.queue import ReadingRow
from notesense.summaries.relationship import Relationship
from notesense.summaries.summary import Summary, summarise

__all__ = [
    "ErrorRates",
    "ReadingRow",
    "Relationship",
    "Summary",
    "prevalence_interval",
    "summarise",
    "wilson_interval",
]
