"""Notes whose labels a reader changed, as labelled notes: what trainers check and train on.

Only what the reader changed is a person's label; every other segment carries
the tool's, and says so in its comment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from notesense.codebook.labels import ROLES
from notesense.codebook.named import named_label
from notesense.records import LabelledNote, UnreadNote
from notesense.records.decisions import Decision
from notesense.summaries.decisions import IN_FORCE, take_up

_BY_TOOL, _BY_READER = {"comment": "the tool's label"}, {"comment": "a reader's label"}


def decided_examples(
    records: Iterable[LabelledNote | UnreadNote], decisions: Iterable[Decision]
) -> Iterator[dict[str, Any]]:
    """Yield a labelled note for each note of which a reader changed a label.

    Parameters
    ----------
    records : iterable of LabelledNote or UnreadNote
        From `notesense.review`, of the notes that were decided on.
    decisions : iterable of Decision

    Yields
    ------
    dict
        A line of labelled notes, with its text and without its people;
        ``reader`` lists the changes, those in words that name no label too.
    """
    labelled = {record.note.id: record for record in records if isinstance(record, LabelledNote)}
    hashes = [(note, record.as_dict()["text_hash"]) for note, record in labelled.items()]
    changes: defaultdict[str, list[Decision]] = defaultdict(list)
    for one in take_up(decisions, hashes).standings:
        if one.standing == IN_FORCE and one.decision.change_to:
            changes[one.note].append(one.decision)
    for note in labelled:
        if note in changes:
            yield _example(labelled[note], changes[note])


def _example(record: LabelledNote, changes: list[Decision]) -> dict[str, Any]:
    line = record.as_dict(with_text=True)
    segments = [[one["start"], one["end"], one["label"], _BY_TOOL] for one in line["segments"]]
    signs = [{"sign": sign["sign"], "kind": sign["kind"]} for sign in line["signs"]]
    said = []
    for change in changes:
        of, label = named_label(change.change_to or "") or ("in words", None)
        said.append({"of": of, "label": label, "in_words": change.change_to, "why": change.why, "by": change.by})
        if of == "conversation":
            line |= {"conversation": label, "none_because": line["none_because"] if label == "none" else None}
        elif of == "none_because":
            line |= {"conversation": "none", "none_because": label}
        elif of == "stage":
            line["stage"] = label
        elif of in ("attention", "sign"):
            signs = [sign for sign in signs if sign["sign"] != "attention"]
            signs += [{"sign": "attention", "kind": label}] if of == "attention" else []
        elif of.startswith("segment "):
            number = int(of.removeprefix("segment "))
            if number <= len(segments):
                segments[number - 1][2:] = [label, _BY_READER]
    shown = {segment[2] for segment in segments}
    return {
        **{key: line[key] for key in ("id", "date", "text")},
        "segments": segments,
        **{key: line[key] for key in ("conversation", "none_because")},
        "roles": [role for role in ROLES if role in shown],
        **{key: line[key] for key in ("stage", "tasks")},
        "signs": signs,
        "codebook": line["codebook"],
        "labeller": " and ".join(dict.fromkeys(change.by for change in changes if change.by)) or "reader",
        "reader": said,
    }
