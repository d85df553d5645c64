r"""HTML and RTF that an export left in its cells, turned into the text that was meant.

Both are rare, so both stand behind a glance: ``<`` or ``&`` in the text, or
``{\rtf`` at its start. Text without them is not touched.
"""

from __future__ import annotations

import html
import re

# Only tags that programs write: "<3" or "<name withheld>" is the note's own.
_TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|font|ul|ol|li|table|tbody|thead|tr|td|th|h[1-6]|a|img|hr|html|head|body"
    r"|style|meta|title|pre|blockquote|sub|sup|o:p|small|center|s|strike)(?:\s[^<>]*)?/?>|<!--.*?-->|<!DOCTYPE[^>]*>",
    re.I | re.S,
)
_UNSHOWN = re.compile(r"<(style|script|head|title)\b[^>]*>.*?</\1\s*>", re.I | re.S)
_BREAKS = re.compile(r"^</?(?:p|br|div|ul|ol|li|table|tr|h[1-6]|hr|blockquote)\b", re.I)
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|apos|rsquo|lsquo|rdquo|ldquo|ndash|mdash|hellip|#\d{2,6}|#x[0-9a-f]{2,5});"
)
_RTF = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.I)
_RTF_HIDDEN = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "generator",
        "header",
        "footer",
        "headerl",
        "headerr",
        "footerl",
        "footerr",
        "xmlnstbl",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "themedata",
        "colorschememapping",
        "latentstyles",
        "datastore",
        "fldinst",
    ]
)
_RTF_CHARACTERS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "tab": "\t", "cell": "\t",
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
}  # fmt: skip
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")


def clear_remnants(text: str) -> str:
    r"""Return the text without HTML or RTF remnants; other text comes back as the same object.

    Examples
    --------
    >>> clear_remnants("<p>Met &amp; talked.</p><p>He&nbsp;listed <b>three</b> steps.</p>")
    'Met & talked.\nHe\xa0listed three steps.'
    >>> clear_remnants("slept <3 hrs, felt > ok")
    'slept <3 hrs, felt > ok'
    >>> clear_remnants(r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Met at caf\'e9.\par Praised her.}")
    'Met at café.\nPraised her.'
    """
    if text.startswith("{\\rtf"):
        return _rtf_text(text)
    if "<" in text and ">" in text and _TAG.search(text):
        plain = _TAG.sub(lambda tag: "\n" if _BREAKS.match(tag[0]) else "", _UNSHOWN.sub("", text))
        return _BLANK_LINES.sub("\n", html.unescape(plain)).strip()
    if "&" in text and ";" in text and _ENTITY.search(text):
        return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text


def _rtf_text(text: str) -> str:
    parts: list[str] = []
    hidden_from: int | None = None
    depth = 0
    skip = 0  # characters that stand in for a \u one
    fresh = False  # right after an opening brace
    skips = 1
    for token in _RTF.finditer(text):
        word, number, code, symbol, brace, plain = token.groups()
        if brace:
            depth += 1 if brace == "{" else -1
            fresh = brace == "{"
            if hidden_from is not None and depth < hidden_from:
                hidden_from = None
            continue
        if symbol == "*" and fresh:
            hidden_from = hidden_from or depth
        if word and word.lower() in _RTF_HIDDEN and fresh:
            hidden_from = hidden_from or depth
        fresh = False
        if hidden_from is not None:
            continue
        piece = ""
        if word == "u" and number:
            value = int(number) % 65536
            parts.append(chr(value))
            skip = skips
            continue
        if word == "uc" and number:
            skips = int(number)
        elif word:
            piece = _RTF_CHARACTERS.get(word.lower(), "")
        elif code:
            piece = bytes([int(code, 16)]).decode("cp1252", "replace")
        elif symbol:
            piece = {"~": "\xa0", "_": "-", "-": "", "*": "", "\n": "\n", "\r": "\n"}.get(symbol, symbol)
        elif plain:
            piece = plain
        if skip and piece and not word:
            piece, skip = piece[skip:], max(0, skip - len(piece))
        parts.append(piece)
    joined = "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return joined.strip()
