"""Who acts (codebook, section 2, rule 1): the mentor, the client or somebody else.

A person is the subject where a verb follows; from there on the clause is
theirs, until another subject or a new segment. With the subject left out the
writer acts, as in an agentless passive ("options were discussed").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from notesense.annotate import lexemes as lx
from notesense.annotate.cues import Hits
from notesense.codebook.cues import PERSONS
from notesense.records.annotated import ACTOR_CODES, AnnotatedBatch, Codes, Ints

Bools = NDArray[np.bool_]
PERSON_CODE = {name: index + 1 for index, name in enumerate(PERSONS)}
MENTOR, CLIENT, THIRD = (ACTOR_CODES.index(name) for name in ("mentor", "client", "third"))
# A capitalised word that no list knows, where it can only be somebody's name.
NAME = len(PERSONS) + 1
# So many tokens behind a participle "by" may name who did it.
BY_REACH = 4
# How each kind of person acts; he, she and they are the client unless the note has just named somebody else.
_ACTS_AS = np.zeros(len(PERSONS) + 2, np.int8)
for _name, _actor in {
    "mentor": MENTOR, "first": MENTOR, "we": MENTOR, "client": CLIENT, "he_she": CLIENT, "you": CLIENT,
    "third": THIRD, "decider": THIRD,
}.items():  # fmt: skip
    _ACTS_AS[PERSON_CODE[_name]] = _actor
# Writers don't call themselves by name: it is the client, or somebody else.
_ACTS_AS[NAME] = CLIENT


@dataclass(frozen=True, slots=True)
class Words:
    """Where the little words stand that decide who acts; bool arrays of shape (T,).

    Attributes
    ----------
    by
        Names a passive's agent.
    with_them
        The word "with", before the client named beside.
    to
        Before a verb, after a person that heads a segment: a plan.
    """

    by: Bools
    with_them: Bools
    to: Bools


def mark_persons(count: int, persons: Hits, person_codes: Codes) -> tuple[Codes, Bools]:
    """Return the person named at each token (at a name's last word) and where a name begins.

    Parameters
    ----------
    count : int
        Number of tokens T.
    persons : Hits
    person_codes : int8 array over cues
    """
    person = np.zeros(count, np.int8)
    begins = np.zeros(count, bool)
    person[persons.token + persons.length - 1] = person_codes[persons.cue]
    begins[persons.token] = True
    return person, begins


def find_names(flags: Ints, person: Codes, known: Bools) -> Bools:
    """Return where a name acts that no list holds: "Maria explained the form".

    Only where a verb with its object follows ("explained the", "told me",
    "kept saying"): "Homework reviewed" has no such thing behind the verb.

    Parameters
    ----------
    known : bool array, shape (T,)
        Words with which a phrase of the cue files begins.
    """
    count = len(flags)
    found = np.zeros(count, bool)
    if count < 3:
        return found
    capital = ((flags & lx.UPPER_FIRST) > 0) & ((flags & (lx.ALL_CAPS | lx.VERB_FORM | lx.FUNCTION)) == 0)
    titled = np.concatenate([[False], (flags[:-1] & lx.TITLE) > 0]) & ((flags & lx.UPPER_FIRST) > 0) & (person == 0)
    capital &= ((flags & (lx.ADVERB | lx.CONJUNCTION | lx.DOTTED)) == 0) & (person == 0) & ~known
    verb = ((flags & lx.VERB_FORM) > 0) & ((flags & lx.BE) == 0)
    object_follows = (
        ((flags & lx.DETERMINER) > 0) | (person > 0) | (((flags & lx.VERB_FORM) > 0) & ((flags & lx.ENDS_ED) == 0))
    )
    found[:-2] = capital[:-2] & verb[1:-1] & object_follows[2:]
    # "Mrs Duarte", whatever follows.
    result: Bools = found | titled
    return result


def somebody_elses(flags: Ints, person: Codes) -> Bools:
    """Return where a word that writers call themselves by stands for another: "her caseworker", "HA caseworker".

    Parameters
    ----------
    flags : int64 array, shape (T,)
    person : int8 array, shape (T,)
        Filled at each name's last word.
    """
    if not len(flags):
        return np.zeros(0, bool)
    before = np.concatenate([[0], flags[:-1]])
    unnamed = np.concatenate([[True], person[:-1] == 0])
    of_agency = ((before & lx.ALL_CAPS) > 0) & ((before & (lx.PUNCTUATION | lx.NUMBER)) == 0) & unnamed
    result: Bools = (person == PERSON_CODE["mentor"]) & (((before & lx.POSSESSIVE) > 0) | of_agency)
    return result


def find_subjects(flags: Ints, person: Codes, verb: Bools) -> Bools:
    """Return where a person is the subject: a verb follows, with at most two adverbs between.

    Parameters
    ----------
    flags : int64 array, shape (T,)
    person : int8 array, shape (T,)
    verb : bool array, shape (T,)
        Where an act cue or a verb form stands.
    """
    count = len(flags)
    if not count:
        return np.zeros(0, bool)
    named = person > 0
    position = np.arange(count)
    following = np.minimum(position + 1, count - 1)
    for _ in range(2):
        skip = (flags[following] & lx.ADVERB) > 0
        following = np.where(skip, np.minimum(following + 1, count - 1), following)
    nominative = ((flags & lx.NOMINATIVE) > 0) & (
        (flags[following] & (lx.PUNCTUATION | lx.SPACE | lx.FUNCTION | lx.CONJUNCTION)) == 0
    )
    subject = named & (verb[following] | nominative) & (following > position)
    # "had member estimate", "watched him cook": the person does it at the mentor's hand.
    previous = np.concatenate([[0], flags[:-1]])
    caused = ((previous & lx.CAUSATIVE) > 0) & ((flags[following] & (lx.AUXILIARY | lx.ENDS_ED)) == 0)
    result: Bools = subject & ~caused
    return result


def fill_subject(batch: AnnotatedBatch, flags: Ints, person: Codes, subject: Bools, words: Words) -> None:
    """Fill `batch.person` and `batch.subject`: who acts at each token.

    Parameters
    ----------
    words : Words
    """
    count = len(flags)
    batch.person = person
    if not count:
        batch.subject = np.zeros(0, np.int8)
        return
    acts_as = _ACTS_AS[person]
    subject = subject | heads_plan(batch, flags, person, words.to)
    # "CPS and member devised": with the mentor in it, it is the mentor's act too.
    at = np.flatnonzero(subject)
    joined = at[(at > 1)]
    joined = joined[((flags[joined - 1] & lx.CONJUNCTION) > 0) & (acts_as[joined - 2] == MENTOR)]
    acts_as = acts_as.copy()
    acts_as[joined] = MENTOR
    acts_as = _resolve_pronouns(batch, person, subject, acts_as)
    marks = np.where(subject, np.arange(count), -1)
    reset = batch.segment_tokens[:-1]
    holder = np.maximum.accumulate(np.maximum(marks, -1))
    first = reset[batch.token_segment]
    breaks = np.where((flags & lx.CLAUSE_BREAK) > 0, np.arange(count), -1)
    floor = np.maximum(first, np.maximum.accumulate(breaks))
    held = holder >= floor
    who = np.where(held, acts_as[np.maximum(holder, 0)], 0).astype(np.int8)
    who = _dropped(batch, flags, who, held, words.with_them)
    batch.subject = _passive(batch, flags, who, acts_as, person, words.by)


def heads_plan(batch: AnnotatedBatch, flags: Ints, person: Codes, to: Bools) -> Bools:
    """Where a person heads a segment and "to" with a verb follows: "CPS to show mbr the portal"."""
    count = len(flags)
    following = np.minimum(np.arange(count) + 1, max(count - 1, 0))
    words = np.cumsum((flags & (lx.SPACE | lx.PUNCTUATION | lx.BULLET)) == 0)
    first = batch.segment_tokens[:-1][batch.token_segment]
    before = words - words[first]
    result: Bools = (
        (person > 0) & to[following] & (before <= 2) & (batch.token_segment[following] == batch.token_segment)
    )
    return result


def _resolve_pronouns(batch: AnnotatedBatch, person: Codes, subject: Bools, acts_as: Codes) -> Codes:
    """He and she after a third party's clause in the same segment go on with the third party."""
    pronoun = subject & (person == PERSON_CODE["he_she"])
    if not pronoun.any():
        return acts_as
    named = subject & ~pronoun
    last = np.maximum.accumulate(np.where(named, np.arange(len(person)), -1))
    first = batch.segment_tokens[:-1][batch.token_segment]
    third = pronoun & (last >= first) & (acts_as[np.maximum(last, 0)] == THIRD)
    result = acts_as.copy()
    result[third] = THIRD
    return result


def _dropped(batch: AnnotatedBatch, flags: Ints, who: Codes, held: Bools, with_them: Bools) -> Codes:
    """With the subject left out the writer acts; a dropped "stated", "feels" is the client's.

    "Attended her appointment with her" is the writer's again, since it names the client beside.
    """
    total = batch.segments
    if not total:
        return who
    first = batch.segment_tokens[:-1]
    words = np.flatnonzero((flags & (lx.SPACE | lx.PUNCTUATION)) == 0)
    place = np.searchsorted(words, first)
    lead = words[np.minimum(place, len(words) - 1)] if len(words) else first
    following = np.minimum(lead + 1, len(flags) - 1)
    to_somebody = (batch.person[following] > 0) & ((flags[following] & lx.NOMINATIVE) == 0)
    with_whom = np.zeros(len(flags), bool)
    with_whom[:-1] = with_them[:-1] & (batch.person[1:] > 0)
    beside = np.add.reduceat(with_whom.astype(np.int64), first) > 0
    reports = ((flags[lead] & lx.CLIENT_REPORTS) > 0) & ~to_somebody & ~beside
    reports |= ((flags[lead] & lx.REPORT_VERB) > 0) & ((flags[following] & lx.THAT_CLAUSE) > 0)
    reports &= place < len(words)
    own = np.where(reports, CLIENT, MENTOR).astype(np.int8)
    return np.where(held, who, own[batch.token_segment]).astype(np.int8)


def _passive(batch: AnnotatedBatch, flags: Ints, who: Codes, acts_as: Codes, person: Codes, by: Bools) -> Codes:
    """The client "was shown": the mentor acts, unless "by" names somebody."""
    count = len(flags)
    be = (flags & lx.BE) > 0
    one = np.concatenate([[False], be[:-1]])
    adverb = (flags & lx.ADVERB) > 0
    two = np.concatenate([[False, False], be[:-2]]) & np.concatenate([[False], adverb[:-1]]) if count > 1 else one
    participle = (flags & (lx.ENDS_ED | lx.PARTICIPLE)) > 0
    # "Prompted by his aunt" needs no "was".
    by_next = np.concatenate([by[1:], [False]])
    passive = ((one | two) & participle) | (((flags & lx.ENDS_ED) > 0) & by_next)
    if not participle.any():
        return who
    result = who.copy()
    # "by" plus a person within the next three tokens names the agent.
    agent = np.zeros(count, np.int8)
    places = np.flatnonzero(by)
    for gap in (1, 2, 3):
        target = np.minimum(places + gap, count - 1)
        hit = (person[target] > 0) & (batch.token_segment[target] == batch.token_segment[places]) & (agent[places] == 0)
        agent[places[hit]] = acts_as[target[hit]]
    # "by the ombuds office", "by Dr. Ames": an agent that no list knows is somebody else.
    unnamed = places[(agent[places] == 0) & (places < count - 1)]
    after, beyond = flags[np.minimum(unnamed + 1, count - 1)], flags[np.minimum(unnamed + 2, count - 1)]
    capital = ((after & lx.UPPER_FIRST) > 0) & (((after & lx.ABBREVIATION) == 0) | ((after & lx.TITLE) > 0))
    named_so = (((after & lx.DETERMINER) > 0) & ((beyond & (lx.NO_AGENT | lx.NUMBER)) == 0)) | (
        capital & ((after & lx.NO_AGENT) == 0)
    )
    agent[unnamed[named_so]] = THIRD
    at = np.flatnonzero(passive)
    agents = np.flatnonzero(agent)
    result[at] = MENTOR
    if len(agents):
        nearest = np.searchsorted(agents, at)
        there = nearest < len(agents)
        where = agents[np.minimum(nearest, len(agents) - 1)]
        named = there & (batch.token_segment[where] == batch.token_segment[at]) & (where - at <= 12)
        result[at[named]] = agent[where[named]]
    # "Rights laid out by RN", "gone over with him by Mrs Dube": an agent close behind needs no "was" before.
    loose = np.flatnonzero(participle & ~passive)
    if len(agents) and len(loose):
        nearest = np.searchsorted(agents, loose)
        where = agents[np.minimum(nearest, len(agents) - 1)]
        named = (where > loose) & (where - loose <= BY_REACH)
        named &= batch.token_segment[where] == batch.token_segment[loose]
        result[loose[named]] = agent[where[named]]
    # An act phrase may begin at the "was" itself.
    for gap, with_be in ((1, one), (2, two)):
        early = at[with_be[at] & (at >= gap)]
        result[early - gap] = result[early]
    return result
