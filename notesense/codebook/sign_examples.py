"""Sentences that show a sign, and tempting ones that show none: what the tag model learns from beside whole notes.

Files of one sentence a line in ``examples/``: ``<sign>.txt`` and
``<sign>_none.txt``, for attention one a kind. A trainer can add lines, and the
next training reads them. All are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

# File of attention: kind and whose.
_ATTENTION: dict[str, tuple[str | None, str | None]] = {
    "attention_stated_client": ("stated", "client"),
    "attention_stated_other": ("stated", "other"),
    "attention_asked_denied": ("asked_denied", "client"),
    "attention_past": ("past", "client"),
    "attention_routine_line": ("routine_line", "client"),
    "attention_topic": ("topic", "client"),
    "attention_none": (None, None),
}


@dataclass(frozen=True, slots=True)
class SignExample:
    """A sentence, and whether it shows a sign.

    Attributes
    ----------
    text : str
    shows : bool
    kind, whose : str or None
        Of attention.
    """

    text: str
    shows: bool
    kind: str | None = None
    whose: str | None = None


def load_sign_examples(sign: str) -> list[SignExample]:
    """Return the examples of a sign; an empty list where there are none.

    Examples
    --------
    >>> {example.kind for example in load_sign_examples("attention")} >= {"stated", "asked_denied", "topic", None}
    True
    >>> {example.shows for example in load_sign_examples("done_for")}, load_sign_examples("task")
    ({False, True}, [])
    """
    if sign == "attention":
        return [
            SignExample(text, kind is not None, kind, whose)
            for name, (kind, whose) in _ATTENTION.items()
            for text in _lines(name)
        ]
    shown = [SignExample(text, True) for text in _lines(sign)]
    return [*shown, *(SignExample(text, False) for text in _lines(f"{sign}_none"))]


def _lines(name: str) -> list[str]:
    file = resources.files("notesense.codebook").joinpath("examples", f"{name}.txt")
    if not file.is_file():
        return []
    return [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
