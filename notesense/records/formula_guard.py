r"""Cells that a spreadsheet program would run as a formula are made plain text, and back.

A cell that begins with ``= + - @``, a tab, a line break or a full-width form
of these gets an apostrophe in front. So does one that has apostrophes before
such a character already: taking one apostrophe away again always gives the
cell as it was.

Source: OWASP, CSV Injection (the characters that start a formula).
"""

from __future__ import annotations

import re

_STARTS = "=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_RISKY = re.compile(f"'*[{_STARTS}]")
_GUARDED = re.compile(f"'+[{_STARTS}]")


def guard(cell: str) -> str:
    """Put an apostrophe before a cell that could be a formula.

    Examples
    --------
    >>> guard("=1+1"), guard("C7"), guard("'=x"), guard("it's")
    ("'=1+1", 'C7', "''=x", "it's")
    """
    return "'" + cell if _RISKY.match(cell) else cell


def unguard(cell: str) -> str:
    """Take away what `guard` put there.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("''=x"), unguard("'tis")
    ('=1+1', "'=x", "'tis")
    """
    return cell[1:] if _GUARDED.match(cell) else cell
