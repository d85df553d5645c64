"""The words that show a required part of a note's form, read once from ``form_parts.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from notesense.codebook.cues import load_cues

_NO_CONTENT = frozenset(
    {"", "n/a", "na", "none", "nil", "no", "tbd", "tba", "pending", "unsigned", "blank", "nothing", "not applicable"}
)
# A heading at the start of a line or sentence, before a colon, a dash between blanks, or a bracket.
_HEAD = re.compile(r"[\s\-*•·#>_(\[]*([A-Za-z][\w /&'’#.-]{0,38}?)[\s*_\])]*(?::|=|\s[–—-]\s|\)|$)[\s*_]*(.*)", re.S)
_PIECES = re.compile(r"\n|(?<=[.;!?])\s+")


@dataclass(frozen=True, slots=True)
class FormPart:
    """What shows one part: headings with something under them, and phrases anywhere."""

    name: str
    headings: frozenset[str]
    phrases: re.Pattern[str] | None
    hit: tuple[str, ...]
    miss: tuple[str, ...]
    credentials: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()


@cache
def form_parts() -> Mapping[str, FormPart]:
    """Read the parts, by name.

    Examples
    --------
    >>> "client response" in form_parts()["response"].headings, "next steps" in form_parts()["next_step"].headings
    (True, True)
    """
    text = resources.files("notesense.codebook").joinpath("form_parts.toml").read_text(encoding="utf-8")
    of_section = {
        code: frozenset(form for cue in load_cues() if cue.kind == "heading" and cue.code == code for form in cue.forms)
        for code in ("plan", "goal")
    }
    parts = {}
    for entry in tomllib.loads(text)["part"]:
        headings = frozenset(entry["headings"]).union(*(of_section[code] for code in entry.get("sections", ())))
        parts[entry["name"]] = FormPart(
            entry["name"],
            headings,
            _any_of(entry["phrases"]),
            hit=tuple(entry["hit"]),
            miss=tuple(entry["miss"]),
            credentials=tuple(entry.get("credentials", ())),
            pronouns=tuple(entry.get("pronouns", ())),
            no_answer=tuple(entry.get("no_answer", ())),
        )
    return parts


@dataclass(frozen=True, slots=True)
class Sections:
    """A note's headings with what stands under them, and its text without headings that nothing stands under."""

    content: Mapping[str, str]
    text: str

    def shows(self, part: FormPart) -> bool:
        """Whether a heading of the part is filled, or one of its phrases stands in the text."""
        if any(is_filled(self.content[heading]) for heading in part.headings & self.content.keys()):
            return True
        return part.phrases is not None and part.phrases.search(self.text) is not None


def sections_of(text: str) -> Sections:
    r"""Find the headings of a note.

    Any short opening before a colon counts as one, so that what follows the
    next heading is not taken for the content of this one.

    Examples
    --------
    >>> sections_of("Goal: own flat\nR: Likes it. P:\nCall on Friday.").content
    {'goal': 'own flat', 'r': 'Likes it.', 'p': 'Call on Friday.'}
    >>> sections_of("Met at home. Goal: ____").text
    'Met at home.'
    """
    found: dict[str, list[str]] = {}
    pieces: list[tuple[str, str | None]] = []
    current: str | None = None
    for piece in filter(str.strip, _PIECES.split(text)):
        head = _HEAD.match(piece.strip())
        # A sentence without any mark is no heading, however short.
        if head and (len(head[0].strip()) > len(head[1].strip()) or head[1].casefold() in _alone()):
            current = head[1].strip().casefold()
            found.setdefault(current, [])
            pieces.append((head[1], current))
            piece = head[2]
        if piece.strip():
            pieces.append((piece.strip(), None))
            if current is not None:
                found[current].append(piece.strip())
    content = {name: " ".join(parts) for name, parts in found.items()}
    kept = (piece for piece, heading in pieces if heading is None or is_filled(content[heading]))
    return Sections(content, " ".join(kept))


def is_filled(content: str) -> bool:
    """Say whether something stands under a heading.

    Examples
    --------
    >>> [is_filled(text) for text in ("call on Friday", "N/A", "______", "")]
    [True, False, False, False]
    """
    return content.strip(" .,;:_-–—*").casefold() not in _NO_CONTENT


@cache
def _alone() -> frozenset[str]:
    """Headings that may stand alone on their line without a mark."""
    return frozenset(heading for part in form_parts().values() for heading in part.headings if len(heading) > 1)


def _any_of(phrases: list[str]) -> re.Pattern[str] | None:
    if not phrases:
        return None
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.I)
