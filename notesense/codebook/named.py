"""Which label somebody means who writes it in a cell ("enable / encourage", "none: admin", "segment 3: empower")."""

from __future__ import annotations

import re

from notesense.codebook.labels import CONVERSATIONS, LABELS, NONE_BECAUSE, ROLES, SIGNS, STAGES, TASKS

# Where a word names several things, the first table that holds it counts: "support" is a conversation.
_TABLES: dict[str, tuple[str, ...]] = {
    "conversation": CONVERSATIONS,
    "role": ROLES,
    "attention": SIGNS["attention"],
    "stage": tuple(STAGES),
    "task": tuple(TASKS),
    "none_because": tuple(NONE_BECAUSE),
}
_OTHER_NAMES = {
    "neither": "none",
    "enable": "enable_encourage",
    "encourage": "enable_encourage",
    "denied": "asked_denied",
    "routine": "routine_line",
    "no_attention": "no_sign",
    "not_attention": "no_sign",
}
_SEGMENT = re.compile(r"(?:segment|sentence|line)?_?([0-9]{1,4})_(.+)")
# What a reader's cell offers; any other words are taken too.
OFFERED: tuple[str, ...] = (*CONVERSATIONS, *ROLES, *SIGNS["attention"], "no sign")


def named_label(words: str) -> tuple[str, str] | None:
    """Return what kind of label the words name, and which.

    Examples
    --------
    >>> named_label("Enable / Encourage"), named_label("none: admin"), named_label("asked and denied")
    (('role', 'enable_encourage'), ('none_because', 'admin'), ('attention', 'asked_denied'))
    >>> named_label("segment 3: empower"), named_label("no sign"), named_label("a lovely talk")
    (('segment 3', 'empower'), ('sign', 'none'), None)
    """
    plain = re.sub(r"[\W_]+", "_", words.casefold()).strip("_").replace("_and_", "_")
    if found := _SEGMENT.fullmatch(plain):
        label = _OTHER_NAMES.get(found[2], found[2])
        return (f"segment {int(found[1])}", label) if label in LABELS else None
    plain = _OTHER_NAMES.get(plain.removeprefix("attention_"), plain.removeprefix("attention_"))
    if plain == "no_sign":
        return "sign", "none"
    because = plain.removeprefix("none_")
    if because != plain:
        return ("none_because", because) if because in NONE_BECAUSE else None
    return next(((table, plain) for table, names in _TABLES.items() if plain in names), None)
