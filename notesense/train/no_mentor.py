"""Prose that no mentor wrote: what the model says where nothing should be said.

A letter from a clinic, a police log, a newsletter: such texts slip into
exports. None shows a mentor's act, so each should be called *none*, or unsure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from notesense.codebook.labels import ACT_LABELS
from notesense.flow import Road
from notesense.label.model_store import Model
from notesense.read import LabelledExample
from notesense.records import LabelledNote
from notesense.train.coverage import share

# The parts of the set: errors of the first may be looked at, the second is only counted.
DEVELOPMENT, TEST = "development", "test"


def measure_no_mentor(model: Model, examples: Sequence[LabelledExample]) -> dict[str, Any]:
    """Return how many texts are called *none* or unsure, in each part of the set.

    Parameters
    ----------
    model : Model
    examples : sequence of LabelledExample
        With ``split`` and ``kind`` among their further keys.

    Returns
    -------
    dict
        A part each: ``none_or_unsure`` with its exact interval, the number of each answer, ``wrong_by_kind``; for the
        development part ``wrong`` with each text's id, kind, what it is called, and the segments taken for an act.
    """
    records = Road(model).label_texts([example.text for example in examples])
    out: dict[str, Any] = {}
    for part in (DEVELOPMENT, TEST):
        own = [(e, r) for e, r in zip(examples, records, strict=True) if e.extra.get("split") == part]
        answers = Counter(answer(record) for _, record in own)
        wrong = [(e, r) for e, r in own if answer(r) not in ("none", "unsure")]
        out[part] = {
            "none_or_unsure": share(answers["none"] + answers["unsure"], len(own)),
            "answers": dict(sorted(answers.items())),
            "wrong_by_kind": dict(sorted(Counter(str(e.extra.get("kind")) for e, _ in wrong).items())),
        }
        if part == DEVELOPMENT:
            out[part]["wrong"] = [_wrong(example, record) for example, record in wrong]
    return out


def answer(record: LabelledNote) -> str:
    """Return what a note is called: *none*, *unsure* where there is not exactly one candidate, or the conversation."""
    if record.conversation == "none":
        return "none"
    return "unsure" if record.unsure else record.conversation


def _wrong(example: LabelledExample, record: LabelledNote) -> dict[str, Any]:
    acts = [[s.start, s.end, s.label, s.score] for s in record.segments if s.label in ACT_LABELS]
    return {"id": example.id, "kind": example.extra.get("kind"), "called": record.conversation, "acts": acts}
