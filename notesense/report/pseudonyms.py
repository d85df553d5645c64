"""Records for sharing: nobody's name, no id, file or word of the agency's own, and no text.

What the tool says stays: days, labels, places, reasons. Numbers follow the
order of the input, so whoever has the notes finds each again, and others don't.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from notesense.records import Source
from notesense.records.decisions import Decision

# Columns as the agency gave them may hold names; so may who was told, and the words of an error.
_AS_GIVEN = ("time", "channel", "purpose", "agreed", "headcount", "extra", "text")


class Pseudonyms:
    """One name in place of each mentor, client and note.

    Parameters
    ----------
    lines : sequence of mapping
        All records of the run, as lines of schema 1.

    Examples
    --------
    >>> lines = [{"id": "Ann-3", "mentor": "Bo", "client": "Ann"}, {"id": "Cy-1", "mentor": "Bo", "client": "Cy"}]
    >>> names = Pseudonyms(lines)
    >>> names.line(lines[1])["client"], names.mentor("Bo"), names.note("Ann-3")
    ('client 2', 'mentor 1', 'note 1')
    """

    def __init__(self, lines: Sequence[Mapping[str, Any]]) -> None:
        self._mentors = _numbered("mentor", (line.get("mentor") for line in lines))
        named = (name for line in lines for name in (line.get("client"), *(line.get("clients") or ())))
        self._clients = _numbered("client", named)
        self._notes = _numbered("note", (line["id"] for line in lines))

    def mentor(self, name: str | None) -> str | None:
        """Return what stands for a mentor; None for None."""
        return self._mentors.get(name or "")

    def note(self, id: str) -> str:
        """Return what stands for a note's id."""
        return self._notes[id]

    def line(self, line: Mapping[str, Any]) -> dict[str, Any]:
        """Return a record without names; where it stood is left out, its part stays."""
        part = (line.get("source") or {}).get("part") or 1
        changed = {
            **{key: value for key, value in line.items() if key not in _AS_GIVEN},
            "id": self.note(line["id"]),
            "mentor": self.mentor(line.get("mentor")),
            "client": self._clients.get(line.get("client") or ""),
            "source": {"file": "-", "sheet": None, "row": None, "part": part},
        }
        if "error" in line:
            return {**changed, "error": {"kind": line["error"]["kind"], "says": "this copy does not say why"}}
        return {
            **changed,
            **dict.fromkeys(("headcount", "time", "channel", "purpose")),
            "clients": [self._clients[name] for name in line.get("clients") or () if name],
            "signs": [_without_told(sign) for sign in line.get("signs") or ()],
        }

    def decisions(self, decisions: Iterable[Decision]) -> list[Decision]:
        """Return the decisions on notes of the run, without who decided and why."""
        return [
            replace(one, note=self.note(one.note), source=Source("-"), why=None, by=None)
            for one in decisions
            if one.note in self._notes
        ]


def _numbered(word: str, names: Iterable[str | None]) -> dict[str, str]:
    found = list(dict.fromkeys(name for name in names if name))
    width = len(str(len(found)))
    return {name: f"{word} {number:0{width}}" for number, name in enumerate(found, 1)}


def _without_told(sign: Mapping[str, Any]) -> dict[str, Any]:
    # Whether somebody was told is a fact of the note; who it was is its words.
    return {**sign, "told": "told" if sign["told"] else sign["told"]} if "told" in sign else dict(sign)
