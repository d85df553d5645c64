"""The steps of a task as a note shows them: done for the client, beside, alone.

A step has a task only where the note says which: a sign of a primary task in
the same segment, or one task alone in the whole note.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STEPS: tuple[str, ...] = ("done_for", "beside", "alone")
"""In the order of *done for, beside, alone* (codebook, section 6); no step is a grade."""

_SIGN_STEPS = {"done_for": "done_for", "independence": "alone"}
# Roles in which the mentor is there while the client does it; who praises or opens a door is not.
_BESIDE = frozenset({"facilitator", "demonstrator"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step that a note shows.

    Attributes
    ----------
    step : str
        One of ``STEPS``.
    task : str or None
        A primary task; None where the note does not say which.
    start, end : int
        The words that show it, in code points of the note.
    """

    step: str
    task: str | None
    start: int
    end: int

    def as_dict(self) -> dict[str, Any]:
        return {"step": self.step, "task": self.task, "start": self.start, "end": self.end}


def steps_of(line: Mapping[str, Any]) -> tuple[Step, ...]:
    """Return the steps that a line of ``review --to jsonl`` shows, each kind once a task.

    Examples
    --------
    >>> steps_of({"tasks": ["resources"], "signs": [{"sign": "done_for", "start": 3, "end": 9}]})
    (Step(step='done_for', task='resources', start=3, end=9),)
    """
    segments: Sequence[Mapping[str, Any]] = line.get("segments") or ()
    signs: Sequence[Mapping[str, Any]] = line.get("signs") or ()
    tasks: Sequence[str] = line.get("tasks") or ()
    only = tasks[0] if len(tasks) == 1 else None

    def task_at(start: int) -> str | None:
        for segment in segments:
            if segment["start"] <= start < segment["end"]:
                found = [
                    sign["kind"] for sign in signs
                    if sign["sign"] == "task" and segment["start"] <= sign["start"] < segment["end"]
                ]  # fmt: skip
                return found[0] if found else only
        return only

    places = [
        (_SIGN_STEPS[sign["sign"]], sign["start"], sign["end"]) for sign in signs if sign["sign"] in _SIGN_STEPS
    ] + [
        ("beside", segment["start"], segment["end"]) for segment in segments
        if segment.get("acting_role") in _BESIDE
    ]  # fmt: skip
    first: dict[tuple[str, str | None], Step] = {}
    for name, start, end in sorted(places, key=lambda place: (place[1], STEPS.index(place[0]), place[2])):
        task = task_at(start)
        first.setdefault((name, task), Step(name, task, start, end))
    return tuple(first.values())
