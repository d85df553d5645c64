"""A trial on one's own notes: drawn by chance, judged by people, held against the tool.

Agreement is counted by note, never by who wrote it. The interval says how far
the count could lie from that of all the notes, since the draw was by chance.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from notesense.codebook.labels import ROLES
from notesense.examples.trial_workbook import COLLEAGUE, YOU, FilledTrial, Judged, fits_a_cell
from notesense.records import LabelledNote, LabelledSegment, Note, UnreadNote
from notesense.records.text_hash import text_hash
from notesense.report.explain import why_conversation
from notesense.report.letters import ROLE_NAMES
from notesense.report.wording import plural
from notesense.summaries import ReadingRow, wilson_interval

# Sentences named as the evidence of one difference.
_NAMED = 3
# Reasons that every segment of a label has; they tell a reader nothing about this one.
_ALIKE = frozenset({"who", "rule"})


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two agree on ``agreed`` of ``of`` notes; ``low`` and ``high`` are its 95 % interval, in notes."""

    agreed: int
    of: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One note on which you and the tool differ: what each says, and why the tool says so."""

    id: str
    about: str
    you: str
    tool: str
    why: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A note with what the reading list has against it, or why it is not on it."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class Score:
    """What a trial says.

    Attributes
    ----------
    drawn : int
        Notes in the workbook.
    gone : tuple of str
        Drawn notes that are no longer in the source as they were.
    tool : mapping of str to Agreement
        You and the tool, by question (``conversation`` and the roles).
    colleague : mapping of str to Agreement
        A colleague and you; ``of`` is 0 where the colleague's sheet is empty.
    differences : tuple of Difference
        You and the tool, in the order of the workbook.
    colleague_differs : tuple of str
        Notes of which the colleague and you name another conversation.
    first_asked : int
        Notes for which you said whether you would have read them first.
    wanted : tuple of str
        Notes that you would have read first.
    missed : tuple of Listing
        Those of them that the tool did not list.
    listed_besides : tuple of Listing
        Notes that the tool listed and you would not have read first.
    """

    drawn: int
    gone: tuple[str, ...]
    tool: Mapping[str, Agreement]
    colleague: Mapping[str, Agreement]
    differences: tuple[Difference, ...]
    colleague_differs: tuple[str, ...]
    first_asked: int
    wanted: tuple[str, ...]
    missed: tuple[Listing, ...]
    listed_besides: tuple[Listing, ...]


def draw(notes: Iterable[Note], count: int, seed: int) -> list[Note]:
    """Draw notes by chance, each as likely as any other, the same for the same seed.

    The draw hangs on the ids alone, so that the order of the input and its
    format change nothing. Notes too long for a cell of a workbook are left out.

    Examples
    --------
    >>> from notesense.records import Source
    >>> notes = [Note(str(number), "Met.", Source("-")) for number in range(500)]
    >>> drawn = draw(notes, 40, seed=1)
    >>> len(drawn), drawn == draw(reversed(notes), 40, seed=1), drawn == draw(notes, 40, seed=2)
    (40, True, False)
    """

    def lot(note: Note) -> bytes:
        return hashlib.sha256(f"{seed}\0{note.id}".encode("utf-8", "replace")).digest()

    return sorted((note for note in notes if fits_a_cell(note.text)), key=lot)[:count]


def score(
    filled: FilledTrial,
    records: Sequence[LabelledNote | UnreadNote],
    listed: Sequence[ReadingRow],
    reasons: Mapping[str, str],
) -> Score:
    """Hold what people chose against the tool.

    Parameters
    ----------
    filled : FilledTrial
    records : sequence of LabelledNote or UnreadNote
        All notes of the source, labelled with reasons.
    listed : sequence of ReadingRow
        The reading list as it is shown.
    reasons : mapping of str to str
        Note id to why it could be listed, also of notes that have no row.
    """
    labelled = {
        record.note.id: record
        for record in records
        if isinstance(record, LabelledNote) and filled.marks.get(record.note.id) == text_hash(record.note.text)
    }
    gone = tuple(note for note in filled.marks if note not in labelled)
    you = {note: judged for note, judged in filled.by[YOU].items() if note in labelled}
    colleague = {note: judged for note, judged in filled.by[COLLEAGUE].items() if note in labelled}
    tool = {note: _judged_by_tool(labelled[note]) for note in labelled}
    questions = ("conversation", *ROLES)
    shown = {row.id for row in listed}
    wanted = tuple(note for note, judged in you.items() if judged.says("read_first") == "yes")
    not_wanted = [note for note, judged in you.items() if judged.says("read_first") == "no"]
    return Score(
        drawn=len(filled.marks),
        gone=gone,
        tool={key: _agreement(you, tool, key) for key in questions},
        colleague={key: _agreement(you, colleague, key) for key in questions},
        differences=tuple(
            difference
            for note, judged in you.items()
            for difference in _differences(judged, tool[note], labelled[note])
        ),
        colleague_differs=tuple(
            note
            for note, judged in you.items()
            if note in colleague and _differ(judged, colleague[note], "conversation")
        ),
        first_asked=len(wanted) + len(not_wanted),
        wanted=wanted,
        missed=tuple(Listing(note, _why_missed(reasons.get(note))) for note in wanted if note not in shown),
        listed_besides=tuple(Listing(note, reasons[note]) for note in not_wanted if note in shown),
    )


def reasons_to_list(rows: Iterable[ReadingRow]) -> dict[str, str]:
    """Return why each note of a reading list stands there, in words."""
    return {row.id: "; ".join(dict.fromkeys(reason.says for reason in row.reasons)) for row in rows}


def _judged_by_tool(labelled: LabelledNote) -> Judged:
    conversation = "neither" if labelled.conversation == "none" else labelled.conversation
    return Judged({"conversation": conversation, **{role: _yes(role in labelled.roles) for role in ROLES}})


def _yes(shows: bool) -> str:
    return "yes" if shows else "no"


def _agreement(first: Mapping[str, Judged], second: Mapping[str, Judged], key: str) -> Agreement:
    both = [note for note, judged in first.items() if judged.says(key) and note in second and second[note].says(key)]
    agreed = sum(first[note].says(key) == second[note].says(key) for note in both)
    low, high = wilson_interval(agreed, len(both))
    return Agreement(agreed, len(both), round(low * len(both)), round(high * len(both)))


def _differ(first: Judged, second: Judged, key: str) -> bool:
    one, two = first.says(key), second.says(key)
    return one is not None and two is not None and one != two


def _differences(you: Judged, tool: Judged, labelled: LabelledNote) -> list[Difference]:
    note_id = labelled.note.id
    whys: list[tuple[str, str, Callable[[], str]]] = [
        ("conversation", "conversation", partial(_why_conversation, labelled)),
        *((role, ROLE_NAMES[role], partial(_why_role, labelled, role)) for role in ROLES),
    ]
    return [
        Difference(note_id, name, you.answers[key], tool.answers[key], why())
        for key, name, why in whys
        if _differ(you, tool, key)
    ]


def _why_conversation(labelled: LabelledNote) -> str:
    says = why_conversation(labelled)
    return f"{says}; the tool is unsure here" if labelled.unsure else says


def _why_role(labelled: LabelledNote, role: str) -> str:
    numbered = list(enumerate(labelled.segments, start=1))
    if role in labelled.roles:
        return _few([_sentence(number, segment) for number, segment in numbered if segment.label == role])
    ruled_out = [
        _sentence(number, segment) for number, segment in numbered if segment.label == "other" and segment.reasons
    ]
    kinds = Counter(segment.label for _, segment in numbered)
    counted = ", ".join(f"{count} {ROLE_NAMES.get(label, label)}" for label, count in kinds.most_common())
    says = f"no sentence counts as {ROLE_NAMES[role]} ({counted})"
    return f"{says}; not counted: {_few(ruled_out)}" if ruled_out else says


def _sentence(number: int, segment: LabelledSegment) -> str:
    says = dict.fromkeys(reason.says for reason in segment.reasons if reason.kind not in _ALIKE)
    return f"sentence {number}: {', '.join(says)}" if says else f"sentence {number}"


def _few(sentences: Sequence[str]) -> str:
    more = len(sentences) - _NAMED
    named = "; ".join(sentences[:_NAMED])
    return f"{named}; and {plural(more, 'more sentence')}" if more > 0 else named


def _why_missed(reason: str | None) -> str:
    if reason is None:
        return "the tool found nothing in it that puts a note on the list"
    return f"below the end of the list (raise --top to see it): {reason}"
