"""Bytes to lines of text: UTF-8, UTF-16 with its mark, and cp1252 where it was meant.

A file is decoded line by line, so that one bad line costs no other. Bytes
that are no UTF-8 are taken as cp1252, the usual culprit (a cell pasted from
an old program); the few that cp1252 does not know become U+FFFD.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

_SNIFF = 1 << 16
# Programs, pictures, archives, databases, PDF, and Office files of old.
_NO_TEXT = (
    b"\x7fELF",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"%PDF-",
    b"SQLite format 3\0",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
)
# Bell, backspace, escape and the like; tabs, line ends and form feeds are text.
_CONTROLS = bytes(byte for byte in range(0x20) if byte not in b"\t\n\v\f\r\x1a\x1b")
_FEWEST_CONTROLS = 4
_FEWEST_ODD = 16
REPLACEMENT = "\ufffd"


def _cp1252_of_escapes() -> dict[int, str]:
    table = {}
    for byte in range(0x80, 0x100):
        try:
            table[0xDC00 + byte] = bytes([byte]).decode("cp1252")
        except UnicodeDecodeError:
            table[0xDC00 + byte] = REPLACEMENT
    return table


_CP1252_OF_ESCAPES = _cp1252_of_escapes()
# A lone surrogate is no character; it becomes U+FFFD one for one.
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)


def decode(raw: bytes) -> tuple[str, bool]:
    r"""Decode bytes as UTF-8, and what is none as cp1252.

    Returns
    -------
    text : str
    clean : bool
        Whether all of it was UTF-8.

    Examples
    --------
    >>> decode("café".encode()), decode("café".encode("cp1252"))
    (('café', True), ('café', False))
    """
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape").translate(_CP1252_OF_ESCAPES), False


def replace_surrogates(text: str) -> str:
    r"""Replace lone surrogates by U+FFFD, one for one.

    Examples
    --------
    >>> replace_surrogates("a\ud800b") == "a\ufffdb"
    True
    """
    return text.translate(_SURROGATES)


def utf16_name(start: bytes) -> str | None:
    """Return the codec of a text that begins so, if it is one of UTF-16.

    Examples
    --------
    >>> utf16_name("id,note".encode("utf-16")), utf16_name(b"id,note")
    ('utf-16', None)
    """
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # without the mark: every other byte of Latin text is NUL
    head = start[:64]
    if len(head) >= 8 and head[1::2].count(0) == len(head) // 2 and not head[::2].count(0):
        return "utf-16-le"
    if len(head) >= 8 and head[::2].count(0) == (len(head) + 1) // 2 and not head[1::2].count(0):
        return "utf-16-be"
    return None


def is_text(start: bytes) -> bool:
    r"""Say whether bytes may be the start of a text, by what they begin with and by what no text holds.

    Examples
    --------
    >>> is_text("He went to the café.".encode("cp1252")), is_text(b"\x7fELF\x02\x01\x01")
    (True, False)
    """
    if start.startswith(_NO_TEXT):
        return False
    codec = utf16_name(start[:64])
    if codec:
        return not is_lost(start.decode(codec, "replace"))
    size = len(start)
    nuls = start.count(0)
    controls = size - len(start.translate(None, _CONTROLS))
    if controls >= _FEWEST_CONTROLS and (nuls * 100 > size or controls * 20 > size):
        return False
    # a character may be cut at the end of the start
    odd = sum("\udc80" <= character <= "\udcff" for character in start.decode("utf-8", "surrogateescape"))
    return odd < _FEWEST_ODD or odd * 10 < 3 * size


def is_lost(text: str) -> bool:
    r"""Say whether so much of a text became U+FFFD that it is no text any more.

    Examples
    --------
    >>> is_lost("caf\ufffd with her"), is_lost("\ufffd\ufffd\ufffd a")
    (False, True)
    """
    return text.count(REPLACEMENT) * 5 > len(text)


class Lines:
    """The lines of a binary stream as text, with their line ends, and how they were decoded.

    Attributes
    ----------
    odd : int
        How many lines were not UTF-8.
    first_odd : int or None
        The first of them, counted from 1.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.odd = 0
        self.first_odd: int | None = None

    def __iter__(self) -> Iterator[str]:
        stream = self._stream
        stream.seek(0)
        start = stream.read(_SNIFF)
        stream.seek(0)
        codec = utf16_name(start)
        if codec:
            # half a pair becomes U+FFFD and must not cost the rest of the file
            text = io.TextIOWrapper(stream, codec, errors="replace", newline="")
            try:
                yield from text
            finally:
                text.detach()
            return
        if start.startswith(codecs.BOM_UTF8):
            stream.seek(len(codecs.BOM_UTF8))
        if b"\n" not in start and b"\r" in start:
            text_all, clean = decode(stream.read())
            if not clean:
                self.odd, self.first_odd = 1, 1
            yield from text_all.splitlines(keepends=True) if text_all.isascii() else _split_at_cr(text_all)
            return
        for number, raw in enumerate(stream, start=1):
            try:
                yield raw.decode()
            except UnicodeDecodeError:
                if self.first_odd is None:
                    self.first_odd = number
                self.odd += 1
                yield raw.decode("utf-8", "surrogateescape").translate(_CP1252_OF_ESCAPES)


def _split_at_cr(text: str) -> list[str]:
    return [part + "\r" for part in text.split("\r") if part]
