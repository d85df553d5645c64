"""What is wrong with one note or line by itself: its form, its names, and what does not follow from its segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from notesense.codebook.labels import (
    ACTING_ROLES,
    CODEBOOK_VERSION,
    CONVERSATIONS,
    LABELS,
    NONE_BECAUSE,
    REGISTERS,
    ROLES,
    SIGNS,
    STAGES,
    TASKS,
)
from notesense.examples.findings import FAULT, WARN
from notesense.examples.sets import is_line, own_split
from notesense.read import LabelledExample

# A day, with or without a time of the day.
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?")
Found = Iterator[tuple[str, str, str]]


def check_example(example: LabelledExample) -> Found:
    """Yield level, kind and words of what is wrong with one note or line by itself."""
    for number, segment in enumerate(example.segments, start=1):
        if segment.label not in LABELS:
            yield FAULT, "label", f"segment {number}: '{segment.label}' is no label"
        for label in segment.contested:
            if label not in LABELS:
                yield FAULT, "label", f"segment {number}: '{label}' in 'contested' is no label"
        if segment.acting_role is not None:
            if segment.acting_role not in ACTING_ROLES:
                yield FAULT, "acting_role", f"segment {number}: '{segment.acting_role}' is no acting role"
            if segment.label not in ROLES:
                yield FAULT, "acting_role", f"segment {number}: `{segment.label}` has no acting role"
    yield from _names(example)
    yield from _signs(example)
    yield from _origin(example)
    if not is_line(example):
        yield from _follows(example)


def _names(example: LabelledExample) -> Found:
    one: list[tuple[str, str | None, Any]] = [
        ("register", example.register, REGISTERS),
        ("stage", example.stage, STAGES),
        ("conversation", example.conversation, CONVERSATIONS),
        ("none_because", example.none_because, NONE_BECAUSE),
    ]
    one += [("roles", role, ROLES) for role in example.roles] + [("tasks", task, TASKS) for task in example.tasks]
    for key, value, known in one:
        if value is not None and value not in known:
            yield FAULT, key, f"'{value}' is not one of {', '.join(known)}"
    # Prose that no mentor wrote has neither.
    if example.register is None and not own_split(example):
        yield WARN, "register", "no register"
    if not example.voice and not own_split(example):
        yield WARN, "voice", "no voice: it can't be kept on one side of a split"


def _signs(example: LabelledExample) -> Found:
    for sign in example.signs:
        given = sign if isinstance(sign, Mapping) else {"sign": sign}
        name, kind, segment = given.get("sign"), given.get("kind"), given.get("segment")
        if not isinstance(name, str) or name not in SIGNS:
            yield FAULT, "sign", "a sign is not one of " + ", ".join(SIGNS)
        elif kind is not None and SIGNS[name] and kind not in SIGNS[name]:
            yield FAULT, "sign", f"a kind of {name} is not one of {', '.join(SIGNS[name])}"
        elif name == "attention" and kind is None:
            yield WARN, "sign", f"attention without a kind ({', '.join(SIGNS[name])})"
        if segment is not None and not (type(segment) is int and 0 <= segment < len(example.segments)):
            yield FAULT, "sign", f"a sign stands on a segment that is not there (0 to {len(example.segments) - 1} are)"


def _origin(example: LabelledExample) -> Found:
    """Say what is amiss with when a note was written, and with who labelled it by which codebook."""
    if example.date is not None and not _is_date(example.date):
        yield FAULT, "date", "the date is no day of the calendar (YYYY-MM-DD)"
    labeller, codebook, second = (example.extra.get(key) for key in ("labeller", "codebook", "second"))
    if not isinstance(labeller, str) or not labeller.strip():
        yield FAULT, "labeller", "no labeller"
    if codebook is None:
        yield FAULT, "codebook", "no version of the codebook"
    elif codebook != CODEBOOK_VERSION:
        yield (
            FAULT,
            "codebook",
            f'labelled by another codebook than version "{CODEBOOK_VERSION}"',
        )
    if second is None:
        return
    if not isinstance(second, list) or len(second) != len(example.segments):
        yield (
            FAULT,
            "second",
            f"the second labelling does not fit the {len(example.segments)} segments",
        )
    elif not all(isinstance(label, str) and label in LABELS for label in second):
        yield FAULT, "second", "the second labelling has a label that is none"


def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _follows(example: LabelledExample) -> Found:
    """Say what does not follow from the segments (codebook, section 4)."""
    labels = [segment.label for segment in example.segments]
    roles = [role for role in ROLES if role in labels]
    if sorted(set(example.roles)) != sorted(roles) or len(set(example.roles)) != len(example.roles):
        yield FAULT, "roles", f"roles are {_listed(example.roles)}, the segments show {_listed(roles)}"
    if example.conversation is None:
        yield FAULT, "conversation", "no conversation"
        return
    if example.conversation == "none" and example.none_because is None:
        yield FAULT, "none_because", "none without none_because"
    if example.conversation != "none" and example.none_because is not None:
        yield FAULT, "none_because", f"none_because with {example.conversation}"
    support = sum(label == "support" for label in labels)
    mentoring = sum(label in ROLES for label in labels)
    contested = any(segment.contested for segment in example.segments)
    shown = {"support": support > 0, "mentoring": mentoring > 0, "none": not support and not mentoring}
    says = f"{example.conversation}, where {support} segments show support and {mentoring} mentoring"
    if not shown.get(example.conversation, True):
        yield (WARN if contested else FAULT), "conversation", says
    elif support != mentoring and example.conversation != "none":
        most = "support" if support > mentoring else "mentoring"
        if example.conversation != most:
            yield WARN, "conversation", f"{says}: right only if the note's own words say so"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "none"
