"""A note's text as a short hash: tells whether it changed, and says nothing of what it says."""

from __future__ import annotations

import hashlib

# 64 bits: among a million notes two share one by chance with a probability of 3 in 100 million.
_BYTES = 8


def text_hash(text: str) -> str:
    r"""Return the hash of a text, the same for any line ends and blanks.

    It begins with a letter, so that no spreadsheet program takes it for a
    number.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> text_hash("Met at the library.")
    'tc5358311a4d84e6e'
    >>> text_hash("Met at\r\nthe library. ") == text_hash("Met at the library.")
    True
    """
    plain = " ".join(text.split()).encode("utf-8", errors="surrogatepass")
    return "t" + hashlib.blake2b(plain, digest_size=_BYTES).hexdigest()
