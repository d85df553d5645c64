"""How well tags hold: stage, tasks and signs of whole notes, each beside the constant answer.

Signs of a note count once a note. Attention counts by mention: a marked segment
is found where the tool shows something in it. A line that recurs is known by
the writer's other notes alone, so its kind is the one that `summarise` gives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import SIGNS, STAGES, TASKS
from notesense.read import LabelledExample
from notesense.records import LabelledNote
from notesense.summaries.contact import Contact, contact_from
from notesense.summaries.routine import with_routine_lines
from notesense.train.evaluate import Floats, draws_of, figure

Bools = NDArray[np.bool_]
KINDS = list(SIGNS["attention"])
# Kinds that always stand on the reading list.
SHOWN = ("stated", "asked_denied")
SCORED_BY_F1 = ("self_disclosure", "independence", "done_for", "mentor_asks", "client_says")


def tag_figures(examples: Sequence[LabelledExample], records: Sequence[LabelledNote]) -> dict[str, Any]:
    """Return the figures of a file's tags, each with value, low, high, n and ``constant``; empty where it carries none.

    Parameters
    ----------
    examples : sequence of LabelledExample, length N
    records : sequence of LabelledNote, length N
        The tool's own labels of the same texts.

    Returns
    -------
    dict
        ``constant`` is what the best constant answer gets on the same notes:
        the most frequent stage or kind on all of them, every task, every sign.
    """
    gold, read = [], []
    for example, record in zip(examples, records, strict=True):
        contact = contact_from(replace(record, note=replace(record.note, mentor=example.mentor)))
        if example.conversation is not None and isinstance(contact, Contact):
            gold.append(example)
            read.append(contact)
    contacts = with_routine_lines(read)
    out: dict[str, Any] = {}
    if any(example.stage for example in gold):
        out |= _stages(gold, contacts)
    if any(example.tasks for example in gold):
        out |= _tasks(gold, contacts)
    if any(example.signs for example in gold):
        out |= _signs(gold, contacts)
        out |= _attention(gold, contacts)
    return out


def _stages(gold: Sequence[LabelledExample], contacts: Sequence[Contact]) -> dict[str, Any]:
    names = list(STAGES)
    wanted = np.array([names.index(e.stage) if e.stage in names else -1 for e in gold])
    said = np.array([names.index(c.stage) if c.stage in names else -1 for c in contacts])
    carries, ending = wanted >= 0, wanted == names.index("ending")
    usual = Counter(wanted[carries].tolist()).most_common(1)[0][0]
    return {
        "stage_exact": _share((said == wanted) & carries, carries, (wanted == usual) & carries),
        "ending_found": _share((said == wanted) & ending, ending, ending & (wanted == usual)),
        "stage_said_where_none_is_marked": _share((said >= 0) & ~carries, ~carries, ~carries),
    }


def _tasks(gold: Sequence[LabelledExample], contacts: Sequence[Contact]) -> dict[str, Any]:
    wanted = np.array([[task in e.tasks for task in TASKS] for e in gold])
    said = np.array([[task in c.tasks for task in TASKS] for c in contacts])
    counts = _counts(wanted, said)
    always = _counts(wanted, np.ones_like(said))
    present: Bools = np.asarray(wanted.any(axis=0))
    out = {"tasks_macro_f1": _f1(counts[:, present], always[:, present], int(wanted.any(axis=1).sum()))}
    for index, task in enumerate(TASKS):
        if present[index]:
            out[f"task_{task}_f1"] = _f1(counts[:, [index]], always[:, [index]], int(wanted[:, index].sum()))
    return out


def _signs(gold: Sequence[LabelledExample], contacts: Sequence[Contact]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in (*SCORED_BY_F1, "role_question"):
        wanted = np.array([bool(_marked(e, name)) for e in gold])[:, None]
        said = np.array([any(s.sign == name for s in c.signs) for c in contacts])[:, None]
        if not wanted.any():
            continue
        counts, n = _counts(wanted, said), int(wanted.sum())
        always = _counts(wanted, np.ones_like(said))
        if name in SCORED_BY_F1:
            out[f"{name}_f1"] = _f1(counts, always, n)
        else:
            out[f"{name}_precision"] = _of_counts(counts, always, _precision, int(said.sum()))
            out[f"{name}_recall"] = _of_counts(counts, always, _recall, n)
    return out


def _attention(gold: Sequence[LabelledExample], contacts: Sequence[Contact]) -> dict[str, Any]:
    """Mentions that are shown, of what kind those found are, whose, and notes that are shown with no mark."""
    shown, kinds, whose, beside = (np.zeros((len(gold), 2)) for _ in range(4))
    every: Counter[str] = Counter()
    for note, (example, contact) in enumerate(zip(gold, contacts, strict=True)):
        marked = _marked(example, "attention")
        own = [sign for sign in contact.signs if sign.sign == "attention"]
        for mark in marked:
            place = example.segments[mark["segment"]]
            here = [sign for sign in own if sign.start < place.end and sign.end > place.start]
            if mark["kind"] in SHOWN:
                shown[note] += any(sign.kind in SHOWN for sign in here), 1
            if here:
                every[mark["kind"]] += 1
                first = min(here, key=lambda sign: KINDS.index(sign.kind or "topic"))
                kinds[note] += first.kind == mark["kind"], 1
                if mark.get("whose"):
                    whose[note] += first.whose == mark["whose"], 1
        if not marked:
            beside[note] = any(sign.kind in SHOWN for sign in own), 1
    usual = every.most_common(1)[0][1] if every else 0
    draws = draws_of(len(gold))
    out = {}
    for name, table, constant in (
        ("attention_shown", shown, 0.0),
        ("attention_kind", kinds, usual / max(kinds[:, 1].sum(), 1)),
        ("attention_whose", whose, None),
        ("attention_shown_where_none_is_marked", beside, 0.0),
    ):
        if table[:, 1].any():
            out[name] = figure(table, draws, _ratio, int(table[:, 1].sum()))
            if constant is not None:
                out[name]["constant"] = round(float(constant), 4)
    return out


def _marked(example: LabelledExample, name: str) -> list[Mapping[str, Any]]:
    """The signs of a name that name a segment of the note."""
    return [
        sign
        for sign in example.signs
        if isinstance(sign, Mapping)
        and sign.get("sign") == name
        and isinstance(sign.get("segment"), int)
        and 0 <= sign["segment"] < len(example.segments)
        and (name != "attention" or sign.get("kind") in KINDS)
    ]


def _counts(wanted: Bools, said: Bools) -> Floats:
    """Right, marked and said, a note and tag; shape (N, tags, 3)."""
    return np.stack([wanted & said, wanted, said], axis=-1).astype(float)


def _share(right: Bools, of: Bools, constant: Bools) -> dict[str, Any]:
    pair = np.stack([right, of], axis=1).astype(float)
    out = figure(pair, draws_of(len(of)), _ratio, int(of.sum()))
    out["constant"] = round(float(constant.sum() / max(of.sum(), 1)), 4)
    return out


def _of_counts(counts: Floats, always: Floats, measure: Callable[[Floats], Floats], n: int) -> dict[str, Any]:
    out = figure(counts, draws_of(len(counts)), measure, n)
    out["constant"] = round(float(measure(always.sum(axis=0))), 4)
    return out


def _f1(counts: Floats, always: Floats, n: int) -> dict[str, Any]:
    return _of_counts(counts, always, _macro_f1, n)


def _macro_f1(counts: Floats) -> Floats:
    result: Floats = (2 * counts[..., 0] / np.maximum(counts[..., 1] + counts[..., 2], 1)).mean(axis=-1)
    return result


def _precision(counts: Floats) -> Floats:
    result: Floats = counts[..., 0, 0] / np.maximum(counts[..., 0, 2], 1)
    return result


def _recall(counts: Floats) -> Floats:
    result: Floats = counts[..., 0, 0] / np.maximum(counts[..., 0, 1], 1)
    return result


def _ratio(pair: Floats) -> Floats:
    result: Floats = pair[..., 0] / np.maximum(pair[..., 1], 1)
    return result
