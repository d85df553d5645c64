"""From labelled notes to relationships and to what should be read first.

``contact`` takes from a record what is kept, ``timeline`` orders it,
``balance`` counts with intervals, ``relationship`` sums up a pair. ``queue`` makes
the reading list of ``reading_reasons``, with ``routine`` (and ``shapes``) and
``near_copies``; ``decisions`` says what stays off it. ``form_check`` (and
``clock_times``) looks at the form of notes. ``summary`` walks through them.
``findings`` holds every sentence that is said of a relationship, ``development`` the tests behind them.

What a relationship holds, by the keys of ``summarise --to json`` (the objects have the same names); reports
print these and work out nothing themselves:

``mentor, client, contacts, no_contacts, first_date, last_date, span_days, unsure``
    Who, how many contacts took place, how many notes are of none (no-show, voicemail), from when to when.
``channels``
    Contacts by channel as given, commonest first; the key is "" where none is given.
``conversations, roles, tasks, none_because, acting_roles``
    Counts of contacts. The first three are shares with an interval in contacts (``count``, ``of``, ``low``, ``high``,
    ``percent`` or null under ten contacts, ``reading_errors_counted``); roles and tasks also ``first``, ``last`` day.
``periods``
    The same shares of conversations and roles, some whole months at a time: ``first_day``, ``last_day``, ``contacts``.
``rhythm, gaps, attempts``
    Sustained: ``months_with_contact`` of ``months``. Regular: ``usual_pauses`` of ``pauses``; the median pause early
    and late. Long pauses. The notes of no contact, by id and day.
``stages``
    By stage: where it first shows, ``last`` day, its ``notes`` and every word of it (``signs``, by place).
``paths``
    Done for → beside → alone, a task each (``task`` null where the notes do not name it): ``says`` in one line, and
    each of the ``steps`` with note, day and place.
``agreed``
    ``declared`` (a column's goal or level, as given, in note ``declared_in``), the ``contract`` notes of the first
    contacts, and beside them the tasks ``worked_at``. No finding.
``ending``
    ``outcome`` prepared, in_the_last_contact, silent or open; ``says``; ``notes``.
``loose_ends``
    Plans not mentioned again, by place; null where texts were not at hand. For the mentor first: `reflect` shows them.
``signs, mentor_asks, client_says``
    By note and place, never counted. Self-disclosure is a letter in the timeline and nothing more: no report may
    show or mark its words.
``findings``
    What changed: ``kind`` (balance, involvement, independence), ``outcome`` (changed, same, no_change_shown, too_few),
    ``about`` (the conversation or role that changed), ``says`` (print it as it is), ``test`` (name, n, p) or null.
``timeline``
    A row a note: ``id, source, date, time, took_place, channel, purpose, purpose_beside`` ("planned: goals · was:
    support"), ``conversation, none_because, mixed, unsure, roles, acting_roles, tasks, stage, steps, signs`` (names,
    for letters), ``days_since_last``.
"""

from notesense.summaries.balance import ErrorRates, prevalence_interval, wilson_interval
from notesense.summaries.findings import Finding
from notesense.summaries.queue import ReadingRow
from notesense.summaries.relationship import Relationship
from notesense.summaries.summary import Summary, summarise

__all__ = [
    "ErrorRates",
    "Finding",
    "ReadingRow",
    "Relationship",
    "Summary",
    "prevalence_interval",
    "summarise",
    "wilson_interval",
]
