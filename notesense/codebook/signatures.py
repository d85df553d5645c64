"""A name put at the end of a note, as people sign when no form asks them to."""

from __future__ import annotations

import re
from functools import cache

from notesense.codebook.form_parts import form_parts

_WORD = r"[A-Z][\w’'-]*\.?"
_NAME = rf"{_WORD}(?:\s+{_WORD}){{0,3}}"
# After a dash only an initial tells a name from a bullet ("- J. Diaz", not "- Bus Pass").
_AFTER_DASH = re.compile(rf"[–—~-]\s*[A-Z]\.\s?{_NAME}")
_LONGEST = 80


def ends_in_a_name(text: str) -> bool:
    r"""Say whether the last line of a note is a name, with a credential or after a dash.

    Examples
    --------
    >>> [ends_in_a_name(text) for text in ("Met.\nJ. Diaz, CPSS", "Met.\n- J. Diaz", "Met J. Diaz.", "Met.\n- Call")]
    [True, True, False, False]
    """
    before, _, last = text.strip().rpartition("\n")
    line = last.strip()
    if not before or len(line) > _LONGEST:
        return False
    return _AFTER_DASH.fullmatch(line) is not None or _with_credential().fullmatch(line) is not None


@cache
def _with_credential() -> re.Pattern[str]:
    credentials = "|".join(map(re.escape, form_parts()["signature"].credentials))
    return re.compile(rf"[–—~/-]*\s*{_NAME},?\s+(?:{credentials})\b[\w\s,./:-]{{0,30}}")
