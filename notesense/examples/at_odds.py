"""Labels at odds with the codebook, as far as the program's own annotation can tell: who acts, whether, and which act.

Warnings only, and few: each rule looks at plain sentences of one clause, where the annotation seldom errs. A label
that no rule names may be wrong all the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from notesense.annotate.pipeline import Annotator
from notesense.codebook.cues import OBJECTS, SECTIONS, Cue
from notesense.examples.findings import WARN, Finding
from notesense.examples.sets import Line
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch

CHUNK = 250
MENTOR, CLIENT, THIRD = (ACTOR_CODES.index(name) for name in ("mentor", "client", "third"))
DONE, NEGATED, PLANNED = (STATUS_CODES.index(name) for name in ("done", "negated", "planned"))
PLAN_SECTION = SECTIONS.index("plan") + 1
# Words of an unanswered attempt make up so much of the segment, or open it, or the segment is of so few tokens.
MOSTLY, SHORT = 0.4, 10
# A subject, or a cue of a plan, opens a segment when it stands among so many tokens.
OPENING = 3
# "Told her" alone may comfort (row 7); with one of these objects it informs.
_TELL, _INFORMS = "tell", frozenset({"information", "material"})
# A second clause, or the writer: who acts is not plain then.
_NOT_PLAIN = re.compile(r"[,;:(+–—&]| - | and | so |\bn\b|w/|with (?:ps|mentor|writer|staff)|\b(?:i|me|my|we|us|our)\b")
_SECOND_CLAUSE = re.compile(r"[,;–—&]| - | and | so |\bn\b")


@dataclass(frozen=True, slots=True)
class _Hit:
    """A cue where it was found: its first token, the tokens it covers, and the label that it speaks for."""

    at: int
    length: int
    cue: Cue
    label: str | None


@dataclass(frozen=True, slots=True)
class _Segment:
    """A labelled segment beside its annotation."""

    batch: AnnotatedBatch
    index: int
    text: str
    hits: Sequence[_Hit]
    note_names_feeling: bool

    @property
    def tokens(self) -> slice:
        low, high = self.batch.segment_tokens[self.index : self.index + 2].tolist()
        return slice(low, high)

    def acts(self) -> list[_Hit]:
        """Acts that speak for more than `other`."""
        return [hit for hit in self.hits if hit.label not in (None, "other")]

    def shows_done_act(self) -> bool:
        return any(bool(self.batch.status[act.at] == DONE) for act in self.acts())


def labels_at_odds(lines: Sequence[Line]) -> Iterator[Finding]:
    """Yield a warning for each act label that the program's annotation speaks against; contested ones are left out.

    Parameters
    ----------
    lines : sequence of Line
        All with an example.

    Yields
    ------
    Finding
        Of kind ``at_odds``; names the segment and the rule, and quotes nothing.
    """
    annotator = _annotator()
    for low in range(0, len(lines), CHUNK):
        part = [line for line in lines[low : low + CHUNK] if line.example is not None and line.example.segments]
        examples = [line.example for line in part if line.example is not None]
        spans = [[(segment.start, segment.end) for segment in example.segments] for example in examples]
        batch = annotator.annotate([example.text for example in examples], spans=spans)
        hits = _hits(batch, annotator.cues)
        for number, (line, example) in enumerate(zip(part, examples, strict=True)):
            first, end = batch.note_segments[number : number + 2].tolist()
            if end - first != len(example.segments):
                continue
            feeling = any(
                hit.cue.kind == "object" and hit.cue.code == "feeling" for at in range(first, end) for hit in hits[at]
            )
            for place, gold in enumerate(example.segments):
                if gold.label == "other" or gold.contested:
                    continue
                text = example.text[gold.start : gold.end]
                rule = _rule(_Segment(batch, first + place, text, hits[first + place], feeling), gold.label)
                if rule:
                    yield Finding(WARN, "at_odds", line.where, f"segment {place + 1} is {gold.label}; {rule}")


def _hits(batch: AnnotatedBatch, cues: Sequence[Cue]) -> Mapping[int, list[_Hit]]:
    """Return the hits of each segment."""
    hits: defaultdict[int, list[_Hit]] = defaultdict(list)
    columns = (batch.hit_token, batch.hit_length, batch.hit_cue, batch.hit_object)
    for at, length, index, of in zip(*(column.tolist() for column in columns), strict=True):
        cue = cues[index]
        label = cue.objects.get(OBJECTS[of - 1], cue.label) if of else cue.label
        hits[int(batch.token_segment[at])].append(_Hit(at, length, cue, label if cue.kind == "act" else None))
    return hits


def _rule(segment: _Segment, label: str) -> str | None:
    if _no_contact(segment):
        return "it says only that there was no contact (section 2, rule 6)"
    if segment.batch.section[segment.index] == PLAN_SECTION and not segment.shows_done_act():
        return "it stands under a plan and shows no act that was done (section 2, rule 3)"
    if _only_planned(segment):
        return "it opens with what was planned or not done (section 2, rules 2 and 3)"
    if _by_others(segment):
        return "only the client or others act (section 2, rules 1 and 4)"
    if label == "support" and _informs(segment):
        return "it informs, and the note names no feeling (rows 5 and 7)"
    return None


def _no_contact(segment: _Segment) -> bool:
    found = [hit for hit in segment.hits if hit.cue.is_no_contact]
    if not found or segment.acts():
        return False
    # In a longer segment something may have been done after all.
    tokens = segment.tokens
    covered: float = sum(hit.length for hit in found) / (tokens.stop - tokens.start)
    opens = found[0].at < tokens.start + OPENING - 1
    return covered >= MOSTLY or opens or tokens.stop - tokens.start <= SHORT


def _only_planned(segment: _Segment) -> bool:
    """Whether a plan or a refusal opens the segment, behind its subject at most, and nothing was done."""
    if segment.batch.segment_status[segment.index] not in (PLANNED, NEGATED) or segment.shows_done_act():
        return False
    if _SECOND_CLAUSE.search(segment.text.casefold().lstrip("-–•* ")):
        return False
    tokens = segment.tokens
    offset = int(segment.batch.segment_start[segment.index])
    for at in range(tokens.start, min(tokens.start + OPENING, tokens.stop)):
        rest = segment.text[int(segment.batch.start[at]) - offset :].casefold()
        if _not_done_opening().match(rest):
            return True
        if rest[:1].isalnum() and not segment.batch.person[at]:
            return False
    return False


def _by_others(segment: _Segment) -> bool:
    """Whether the segment is one plain clause that opens with the client or a third person, who acts in it."""
    batch, tokens = segment.batch, segment.tokens
    acts = [hit.at for hit in segment.hits if hit.cue.kind == "act"]
    opening = slice(tokens.start, min(tokens.start + OPENING, tokens.stop))
    persons = np.flatnonzero(batch.person[opening])
    if not acts or not len(persons) or batch.actor[segment.index] not in (CLIENT, THIRD):
        return False
    # Before the subject ("Case manager …") the writer is taken to act.
    rest = batch.subject[tokens.start + int(persons[0]) : tokens.stop]
    return (
        all(batch.subject[at] in (CLIENT, THIRD) for at in acts)
        and not (rest == MENTOR).any()
        and not _NOT_PLAIN.search(segment.text.casefold())
    )


def _informs(segment: _Segment) -> bool:
    """Whether all that the mentor did was to pass on information, and no feeling is named in the note."""
    batch, acts = segment.batch, segment.acts()
    if segment.note_names_feeling or any(act.label != "educate" for act in acts):
        return False
    objects = {hit.cue.code for hit in segment.hits if hit.cue.kind == "object"}
    return any(
        batch.subject[act.at] == MENTOR
        and batch.status[act.at] == DONE
        and (act.cue.id != _TELL or bool(objects & _INFORMS))
        for act in acts
    )


@cache
def _annotator() -> Annotator:
    return Annotator()


@cache
def _not_done_opening() -> re.Pattern[str]:
    """Return what matches a cue of the codebook's for planned or negated where it opens a text."""
    forms = {
        form
        for cue in _annotator().cues
        if cue.kind == "status" and not cue.is_no_contact and cue.code.startswith(("planned", "negated"))
        for form in cue.forms
    }
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})\b")
