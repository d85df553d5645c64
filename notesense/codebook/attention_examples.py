"""Sentences that are attention, and tempting ones that are none: what the attention model learns the sign from.

One file a kind in ``attention/``, one sentence a line; a trainer can add lines,
and the next training reads them. All are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

# File: kind and whose; ``none`` holds idioms and everyday sentences with words of harm in them.
FILES: dict[str, tuple[str | None, str | None]] = {
    "stated_client": ("stated", "client"),
    "stated_other": ("stated", "other"),
    "asked_denied": ("asked_denied", "client"),
    "past": ("past", "client"),
    "routine_line": ("routine_line", "client"),
    "topic": ("topic", "client"),
    "none": (None, None),
}


@dataclass(frozen=True, slots=True)
class AttentionExample:
    """A sentence and what it is.

    Attributes
    ----------
    text : str
    kind : str or None
        A kind of attention; None: no attention.
    whose : str or None
        ``client`` or ``other``.
    """

    text: str
    kind: str | None
    whose: str | None


def load_attention_examples() -> list[AttentionExample]:
    """Return all examples.

    Examples
    --------
    >>> {example.kind for example in load_attention_examples()} >= {"stated", "asked_denied", "topic", None}
    True
    """
    folder = resources.files("notesense.codebook").joinpath("attention")
    return [
        AttentionExample(line.strip(), kind, whose)
        for name, (kind, whose) in FILES.items()
        for line in folder.joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
