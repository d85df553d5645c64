r"""Foreign text on a terminal: characters that steer a terminal are shown, not obeyed."""

from __future__ import annotations

import unicodedata

# Overrides and isolates of writing direction could make a line read as another one.
_STEERING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")


def visible(text: str, *, keep_lines: bool = False) -> str:
    r"""Replace control characters by visible ones, one for one, so that offsets stay.

    Parameters
    ----------
    text : str
    keep_lines : bool
        Leave line feeds and tabs as they are.

    Examples
    --------
    >>> visible("C7\x1b[31m"), visible("a\nb"), visible("a\nb", keep_lines=True)
    ('C7␛[31m', 'a␊b', 'a\nb')
    >>> len(visible("x\u202ey\x85"))
    4
    """
    if text.isprintable():
        return text
    return "".join(_shown(character, keep_lines) for character in text)


def _shown(character: str, keep_lines: bool) -> str:
    code = ord(character)
    if keep_lines and character in "\n\t":
        return character
    if code < 0x20:
        return chr(0x2400 + code)  # The control pictures stand in the same order.
    if code == 0x7F:
        return "\u2421"
    if character in _STEERING or unicodedata.category(character) in {"Cc", "Cs"}:
        return "\ufffd"
    return character
