"""Why a tempting sentence is `other`: what takes its act out of the count (codebook, section 2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from notesense.codebook.cues import OBJECTS, Cue
from notesense.codebook.labels import LABELS, OTHER
from notesense.label.cue_rules import rule_for
from notesense.label.evidence import Hit
from notesense.records import Reason

STATUS_SAYS = {
    "negated": "not done (codebook, section 2, rule 2)",
    "planned": "planned, not done (codebook, section 2, rule 3)",
    "past": "an earlier contact (codebook, section 2, rule 3)",
}
DECLINED = "declined (codebook, section 2, rule 2)"
UNANSWERED = "nobody answered, or it did not take place (codebook, section 2, rule 6)"
ACTOR_SAYS = {
    "client": "the client did it (codebook, section 2, rule 1)",
    "third": "somebody else did it (codebook, section 2, rule 1)",
}
# Where no act is named at all.
TELLS_OF = {
    "client": "it tells of the client, no act of the mentor's (codebook, section 2, rule 1)",
    "third": "it tells of somebody else, no act of the mentor's (codebook, section 2, rule 1)",
}
SIGN_SAYS = {
    "alone": "the client did it alone (codebook, section 2, rule 4)",
    "done_for": "done for the client (codebook, section 2, rule 5)",
}
TOPIC = "a topic is named, no act (codebook, section 3)"
VERB_ALONE = "the verb alone names no act (codebook, section 3)"
MAY_BE_AN_ACT = "may name an act; with the words around it none of the mentor's is shown (codebook, section 1)"
NO_ACT = "no act of the mentor's is shown (codebook, section 1)"
_DECLINED = re.compile(
    r"\b(?:declin|refus|rejected (?:my|the|our) offer|turned (?:\w+ )?down|not interested|no thank|"
    r"waved (?:it off|away)|passed on (?:my|the) offer|said no to|(?:did|do|does)\s?(?:not|n['’;]?t) (?:want|wish))",
    re.IGNORECASE,
)


def ruled_out(cues: Sequence[Cue], hits: Sequence[Hit], text: str, tempting: int) -> Reason | None:
    """Return what rules out the act that a segment's cues point to.

    Parameters
    ----------
    cues : sequence of Cue
    hits : sequence of Hit
        Those of the segment.
    text : str
        The segment.
    tempting : int
        The act label with the highest score, whose cue is explained first.

    Returns
    -------
    Reason or None
        None where no cue stands in the segment.
    """
    for hit in hits:
        if hit.says in SIGN_SAYS:
            return _reason("actor" if hit.says == "alone" else "cue", hit, SIGN_SAYS[hit.says])
    acts = sorted((hit for hit in hits if hit.says == "act"), key=lambda hit: (_rank(hit.vote, tempting), hit.may_help))
    unanswered = any(hit.says == "no_contact" for hit in hits)
    open_act = None
    for hit in acts:
        found = _by_status_or_actor(hit, text, unanswered)
        if 0 <= hit.vote < OTHER:
            if found:
                return found
            open_act = open_act or hit
        elif open_act is None:
            # Of two weak cues the one in the foremost rank is explained, whatever explains it.
            return found or _by_rule(cues, hit)
        elif hit.vote == OTHER and not found:
            return _by_rule(cues, hit)
    return _reason("cue", open_act, MAY_BE_AN_ACT) if open_act else None


def without_cue(who: str, when: str, start: int, end: int) -> Reason | None:
    """Return what rules out a whole segment that holds no cue; None where nothing does."""
    if when in STATUS_SAYS and not (when == "past" and who in TELLS_OF):
        return Reason("status", start, end, STATUS_SAYS[when])
    return Reason("actor", start, end, TELLS_OF[who]) if who in TELLS_OF else None


def _rank(vote: int, tempting: int) -> int:
    """Cues for the tempting label first, then for other acts, then verbs that say nothing, then cues of `other`."""
    return 0 if vote == tempting else 1 if 0 <= vote < OTHER else 2 if vote < 0 else 3


def _by_status_or_actor(hit: Hit, text: str, unanswered: bool) -> Reason | None:
    # "She had called them herself": that it is past does not matter, the client did it.
    if hit.when in STATUS_SAYS and not (hit.when == "past" and hit.who in ACTOR_SAYS):
        says = STATUS_SAYS[hit.when]
        if hit.when == "negated":
            if unanswered and hit.who not in ACTOR_SAYS:
                says = UNANSWERED
            elif _DECLINED.search(text):
                says = DECLINED
        return _reason("status", hit, says)
    return _reason("actor", hit, ACTOR_SAYS[hit.who]) if hit.who in ACTOR_SAYS else None


def _by_rule(cues: Sequence[Cue], hit: Hit) -> Reason:
    """Explain a cue of `other`, or a verb that goes by its object and has none."""
    cue = cues[hit.cue]
    if cue.why.startswith("Section 2, rule 5"):
        return _reason("cue", hit, SIGN_SAYS["done_for"])
    if cue.label is None:
        return _reason("cue", hit, TOPIC if hit.object_code or "go by their object" in cue.why else VERB_ALONE)
    return _reason("cue", hit, rule_for(cue, LABELS[OTHER], OBJECTS[hit.object_code - 1] if hit.object_code else None))


def _reason(kind: str, hit: Hit, says: str) -> Reason:
    return Reason(kind, hit.start, hit.end, says)
