"""What earlier decisions mean for the notes of this run: which matters stay away, and which come back.

A decision belongs to a text. Where the same text stands in the run, under the
note's id or, since made-up ids move with their row, as the only note of that
text, the matters decided on stay away; where the id is there with another
text, the note comes back. Nothing is counted by reader or by mentor.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from notesense.records.decisions import UNSURE, Decision
from notesense.summaries.balance import share

IN_FORCE, CHANGED, ELSEWHERE = "in force", "text changed", "note not in this run"
STANDINGS: dict[str, str] = {
    IN_FORCE: "the note is here with the same text: it stays off the list",
    CHANGED: "the note's text changed since: it is listed again where it has a reason",
    ELSEWHERE: "the note is not among those read now; the decision is kept",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision, and how it stands in this run; ``note`` is the id that its note has now."""

    decision: Decision
    standing: str
    note: str

    def as_dict(self) -> dict[str, Any]:
        return {**self.decision.as_dict(), "note": self.note, "standing": self.standing}


@dataclass(frozen=True, slots=True)
class Decided:
    """All earlier decisions, as they stand in this run.

    Attributes
    ----------
    standings : tuple of Standing
        In the order of the decisions.
    away : mapping of str to frozenset of str
        Note id to the kinds of matters that stay away; the empty kind ``""``
        stands for all.
    changed : frozenset of str
        Ids of notes whose text changed since a decision.
    """

    standings: tuple[Standing, ...] = ()
    away: Mapping[str, frozenset[str]] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()

    def stays_away(self, note: str, kind: str) -> bool:
        kinds = self.away.get(note, frozenset())
        return kind in kinds or "" in kinds

    def counts(self) -> dict[str, Any] | None:
        """Count what was decided, and how often the reader agreed with the list; None where nothing was.

        Labels that the tool itself left open are none that anybody could agree with.
        """
        if not self.standings:
            return None
        on_list = [one.decision for one in self.standings if UNSURE not in one.decision.kinds]
        verdicts = [decision.verdict for decision in on_list]
        decided = [verdict for verdict in verdicts if verdict]
        return {
            "rows": len(verdicts),
            "unsure_settled": len(self.standings) - len(on_list),
            "agreed": share(decided.count("agree"), len(decided)).as_dict(),
            "changed": decided.count("change to"),
            "dismissed": decided.count("dismiss"),
            "seen_only": len(verdicts) - len(decided),
            "text_changed": sum(one.standing == CHANGED for one in self.standings),
            "not_in_this_run": sum(one.standing == ELSEWHERE for one in self.standings),
        }


def take_up(decisions: Iterable[Decision], notes: Sequence[tuple[str, str | None]]) -> Decided:
    """Find the note of each decision.

    Parameters
    ----------
    decisions : iterable of Decision
    notes : sequence of (str, str or None)
        Id and text hash of every note of the run.

    Examples
    --------
    >>> from notesense.records import Source
    >>> seen = Decision("7", Source("-"), kinds=("role_question",), seen=True, text_hash="t1")
    >>> [take_up([seen], [note]).standings[0].standing for note in (("7", "t1"), ("7", "t2"), ("9", "t1"), ("9", "t3"))]
    ['in force', 'text changed', 'in force', 'note not in this run']
    """
    hashes = dict(notes)
    of_text: defaultdict[str, list[str]] = defaultdict(list)
    for note, text in notes:
        if text:
            of_text[text].append(note)
    standings: list[Standing] = []
    away: defaultdict[str, set[str]] = defaultdict(set)
    changed: set[str] = set()
    for decision in decisions:
        note, standing = decision.note, ELSEWHERE
        same_text = of_text.get(decision.text_hash or "", [])
        if note in hashes and hashes[note] == decision.text_hash:
            standing = IN_FORCE
        elif len(same_text) == 1:
            note, standing = same_text[0], IN_FORCE
        elif note in hashes:
            standing = CHANGED
            if decision.text_hash:
                changed.add(note)
        if standing == IN_FORCE:
            away[note] |= set(decision.kinds) or {""}
        standings.append(Standing(decision, standing, note))
    # A note decided on again after its text changed is no news any more.
    news = frozenset(changed - away.keys())
    return Decided(tuple(standings), {note: frozenset(kinds) for note, kinds in away.items()}, news)
