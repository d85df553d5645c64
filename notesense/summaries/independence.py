"""The path of a task: done for the client, done beside, done alone.

Each step stands on words in a note. A path is told in the order of the notes;
it need not be gone in that order, and no step is a grade: doing it for
somebody is right in an emergency, an illness, a beginning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from notesense.codebook.labels import TASKS
from notesense.summaries.contact import Contact
from notesense.summaries.findings import path_words
from notesense.summaries.steps import STEPS


@dataclass(frozen=True, slots=True)
class StepSeen:
    """A step of a task in a note, by its place; no text."""

    step: str
    note: str
    date: str | None
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        return {"step": self.step, "note": self.note, "date": self.date, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class TaskPath:
    """What the notes show of one task, step by step.

    Attributes
    ----------
    task : str or None
        A primary task; None gathers the steps whose task the notes do not name.
    steps : tuple of StepSeen
        In order of the notes.
    says : str
        The path in one line.
    """

    task: str | None
    steps: tuple[StepSeen, ...]
    says: str

    def as_dict(self) -> dict[str, Any]:
        return {"task": self.task, "says": self.says, "steps": [step.as_dict() for step in self.steps]}

    @property
    def values(self) -> list[float]:
        """The path as numbers, one a note: 0 done for, 1 beside, 2 alone, the mean where a note shows several."""
        by_note: dict[str, list[int]] = {}
        for seen in self.steps:
            by_note.setdefault(seen.note, []).append(STEPS.index(seen.step))
        return [sum(places) / len(places) for places in by_note.values()]


def paths_of(met: Sequence[Contact]) -> tuple[TaskPath, ...]:
    """Gather the steps of each task.

    Parameters
    ----------
    met : sequence of Contact
        The contacts that took place, in order.
    """
    paths = []
    for task in (*TASKS, None):
        steps = tuple(
            StepSeen(step.step, contact.id, contact.date, step.start, step.end)
            for contact in met
            for step in contact.steps
            if step.task == task
        )
        if steps:
            paths.append(TaskPath(task, steps, path_words(task, [(seen.step, seen.date) for seen in steps])))
    return tuple(paths)
