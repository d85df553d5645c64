"""The annotating stage: texts in, arrays of segments, who, whether, when and cues out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import IDX, LENGTH, ORTH
from spacy.language import Language

from notesense.annotate import actor, headings, segments, status
from notesense.annotate import lexemes as lx
from notesense.annotate.cues import KIND_CODE, OBJECT_CODE, CueTable, find_objects, longest
from notesense.annotate.lexemes import LexemeTable
from notesense.codebook.cues import SECTIONS, Cue, load_cues
from notesense.codebook.labels import SIGNS
from notesense.records.annotated import STATUS_CODES, AnnotatedBatch, Codes
from notesense.settings import Profile

# The tokenizer's caches grow with every new word form; past this many strings it is renewed.
RENEW_AT = 200_000
# spaCy's tokenizer takes time with the square of a run of marks ("____", an emoji a thousand times), so
# a run without any blank is cut at this many characters before it is tokenised.
LONG_RUN = 250


def with_profile(cues: Sequence[Cue], profile: Profile | None) -> tuple[Cue, ...]:
    """Add an agency's own words for its workers and clients to the cues."""
    if profile is None or not (profile.workers or profile.clients):
        return tuple(cues)
    own = {"mentor": profile.workers, "client": profile.clients}
    taken = {form.lower() for forms in own.values() for form in forms}
    changed = []
    for cue in cues:
        if cue.kind == "person":
            kept = tuple(form for form in cue.forms if form not in taken)
            extra = tuple(form.lower() for form in own.get(cue.id, ()))
            changed.append(replace(cue, forms=kept + extra))
        else:
            changed.append(cue)
    return tuple(changed)


class Annotator:
    """Annotates chunks of texts.

    Parameters
    ----------
    profile : Profile, optional
        An agency's own words.
    cues : sequence of Cue, optional
        The cue files; those that ship with notesense by default.
    cutter : float32 array, optional
        Weights of the run-on cutter (see ``annotate.run_ons``).

    Examples
    --------
    >>> batch = Annotator().annotate(["CPS explained the lease. Ct will call."])
    >>> batch.note(0).segments()
    ['CPS explained the lease.', 'Ct will call.']
    >>> batch.note(0).actors(), batch.note(0).statuses()
    (['mentor', 'client'], ['done', 'planned'])
    """

    def __init__(
        self,
        profile: Profile | None = None,
        cues: Sequence[Cue] | None = None,
        cutter: NDArray[np.float32] | None = None,
    ) -> None:
        self.cutter = cutter
        self.cues = with_profile(load_cues() if cues is None else cues, profile)
        # Arrays over cues: what a hit of each says.
        size = len(self.cues)
        self.person_codes = np.zeros(size, np.int8)
        self.status_codes = np.zeros(size, np.int8)
        self.status_whole = np.zeros(size, np.int8)
        self.section_codes = np.zeros(size, np.int8)
        self.object_codes = np.zeros(size, np.int8)
        self.within = np.full(size, 6, np.int64)
        # Acts that can be more than `other`; they lead where a segment holds both.
        self.tells = np.zeros(size, bool)
        self.sign_code = np.zeros(size, np.int8)
        self.is_no_contact = np.array([cue.is_no_contact for cue in self.cues], bool)
        for index, cue in enumerate(self.cues):
            if cue.kind == "person":
                self.person_codes[index] = actor.PERSON_CODE[cue.code]
            elif cue.kind == "status":
                self.status_codes[index] = STATUS_CODES.index(cue.code.removesuffix("_all").removesuffix("_first"))
                self.status_whole[index] = status.WHOLE if cue.code.endswith("_all") else 0
                self.status_whole[index] += status.WHERE_IT_OPENS if cue.code.endswith("_first") else 0
            elif cue.kind == "heading":
                self.section_codes[index] = SECTIONS.index(cue.code) + 1
            elif cue.kind == "object":
                self.object_codes[index] = OBJECT_CODE[cue.code]
            elif cue.kind == "act":
                self.within[index] = cue.within
                self.tells[index] = cue.label != "other" or bool(cue.objects)
            elif cue.kind == "sign":
                self.sign_code[index] = list(SIGNS).index(cue.code) + 1
        self._renew()

    def _renew(self) -> None:
        self.nlp: Language = spacy.blank("en")
        self.table = CueTable(self.nlp, self.cues)
        self.lexemes = LexemeTable(self.nlp.vocab.strings)
        self.border: int = self.nlp.vocab.strings.add("\n\n")
        self.had = self.nlp.vocab.strings.add("had")
        self.small_words = [self.nlp.vocab.strings.add(word) for word in ("by", "with", "to")]
        kind = self.table.kind
        self.is_kind: dict[str, NDArray[np.bool_]] = {name: kind == code for name, code in KIND_CODE.items()}

    def annotate(
        self, texts: Sequence[str], *, spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> AnnotatedBatch:
        """Annotate one chunk of texts.

        Parameters
        ----------
        texts : sequence of str, length N
        spans : sequence of sequences of (start, end), length N, optional
            Segments in code points where they are given; else they are cut here.

        Returns
        -------
        AnnotatedBatch
        """
        if len(self.nlp.vocab.strings) > RENEW_AT:
            self._renew()
        arrays = [self._tokens(text) for text in texts]
        sizes = np.array([len(array) for array in arrays], np.int64)
        flat = np.concatenate(arrays) if arrays else np.empty((0, 3), np.uint64)
        flat = flat.reshape(-1, 3)
        begin = flat[:, 1].astype(np.int64)
        batch = AnnotatedBatch(
            texts=list(texts),
            lexeme=self.lexemes.rows(flat[:, 0]),
            start=begin,
            end=begin + flat[:, 2].astype(np.int64),
            note_tokens=np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        )
        self.fill(batch, spans)
        return _without_borders(batch)

    def _tokens(self, text: str) -> NDArray[np.uint64]:
        """Return id, first code point and length of a text's tokens, without blanks at its ends and with a border.

        The border is a blank line behind the last word, so that no step looks from one note into the next.
        """
        if len(text) > LONG_RUN and max(map(len, text.split()), default=0) > LONG_RUN:
            cuts = [0, *(match.end() for match in re.finditer(rf"\S{{{LONG_RUN}}}", text)), len(text)]
        else:
            cuts = [0, len(text)]
        parts = []
        for low, high in pairwise(cuts):
            part = np.asarray(self.nlp.tokenizer(text[low:high]).to_array([ORTH, IDX, LENGTH]), np.uint64)
            part[:, 1] += np.uint64(low)
            parts.append(part)
        tokens = parts[0] if len(parts) == 1 else np.concatenate(parts)
        if text[:1].isspace():
            tokens = tokens[1:]
        if len(tokens) and text[int(tokens[-1, 1])].isspace():
            tokens = tokens[:-1]
        border = np.array([[self.border, len(text), 0]], np.uint64)
        return np.concatenate([tokens, border]) if len(tokens) else tokens

    def fill(self, batch: AnnotatedBatch, spans: Sequence[Sequence[tuple[int, int]]] | None = None) -> AnnotatedBatch:
        """Run the steps in their order: segments, headings, actor, status, cues."""
        rows = batch.lexeme
        lower, flags = self.lexemes.lower[rows], self.lexemes.flags[rows]
        batch.lower, batch.flags = lower, flags
        batch.ngrams, batch.ngram_bounds = self.lexemes.ngrams, self.lexemes.ngram_bounds
        note = np.repeat(np.arange(batch.notes), np.diff(batch.note_tokens))
        hits = self.table.find(lower, note)
        persons = longest(hits.of(self.is_kind["person"]))
        acts = longest(hits.of(self.is_kind["act"]))
        verb = (flags & lx.VERB_FORM) > 0
        verb[acts.token] = True
        person, _ = actor.mark_persons(len(rows), persons, self.person_codes)
        known = np.isin(lower, self.table.first_words)
        person[actor.find_names(flags, person, known)] = actor.NAME
        person[actor.somebody_elses(flags, person)] = actor.PERSON_CODE["third"]
        subject = actor.find_subjects(flags, person, verb)
        # "I check his sum": the word after a subject is a verb, whether a list knows it or not.
        followed = np.flatnonzero(subject[:-1]) + 1 if len(rows) else np.empty(0, np.int64)
        verb[followed[(flags[followed] & lx.ADVERB) == 0]] = True
        act = np.zeros(len(rows), bool)
        act[acts.token] = True
        if spans is None:
            segments.cut_segments(batch, flags, subject, act, self.cutter)
        else:
            segments.take_segments(batch, flags, spans)
        within = batch.token_segment[hits.token] == batch.token_segment[hits.token + hits.length - 1]
        hits = type(hits)(hits.token[within], hits.length[within], hits.cue[within])
        headings.fill_sections(batch, flags, hits.of(self.is_kind["heading"]), self.section_codes)
        words = actor.Words(*(lower == np.uint64(word) for word in self.small_words))
        actor.fill_subject(batch, flags, person, subject, words)
        status.fill_status(
            batch,
            flags,
            longest(hits.of(self.is_kind["status"])),
            self.status_codes,
            self.status_whole,
            actor.heads_plan(batch, flags, person, words.to),
            status.find_past_perfect(flags, lower == np.uint64(self.had)),
            subject,
        )
        acts = longest(hits.of(self.is_kind["act"]))
        objects = longest(hits.of(self.is_kind["object"]))
        signs = [longest(hits.of(self.sign_code == code)) for code in range(1, len(SIGNS) + 1)]
        found = find_objects(batch, acts, objects, self.object_codes, self.within, flags)
        unanswered = longest(hits.of(self.is_no_contact))
        every = [acts, objects, *signs, unanswered]
        batch.hit_token = np.concatenate([hits.token for hits in every])
        batch.hit_length = np.concatenate([hits.length for hits in every])
        batch.hit_cue = np.concatenate([hits.cue for hits in every])
        batch.hit_object = np.zeros(len(batch.hit_token), np.int8)
        batch.hit_object[: len(found)] = found
        order = np.argsort(batch.hit_token, kind="stable")
        for name in ("hit_token", "hit_length", "hit_cue", "hit_object"):
            setattr(batch, name, getattr(batch, name)[order])
        batch.actor, batch.segment_status = self._main_act(batch, verb)
        return batch

    def _main_act(self, batch: AnnotatedBatch, verb: NDArray[np.bool_]) -> tuple[Codes, Codes]:
        """Who and when of each segment: at the first act the mentor did, else the first act, else the first verb."""
        total = batch.segments
        if not total:
            return np.zeros(0, np.int8), np.zeros(0, np.int8)
        act = self.is_kind["act"][batch.hit_cue]
        at = batch.hit_token[act]
        done = (batch.subject[at] == actor.MENTOR) & (batch.status[at] == status.DONE)
        verbs = np.flatnonzero(verb)
        main = np.full(total, -1, np.int64)
        # Later writes win, so the strongest evidence is written last and each group from its end.
        tells = self.tells[batch.hit_cue[act]]
        for places in (verbs, at, at[done], at[done & tells]):
            main[batch.token_segment[places[::-1]]] = places[::-1]
        lead = np.where(main >= 0, main, batch.segment_tokens[:-1])
        who = batch.subject[lead].copy()
        when = batch.status[lead].copy()
        # Nothing happens in a segment without any verb: a bare heading, a date, a name.
        who[main < 0] = 0
        when[main < 0] = np.where(when[main < 0] == status.DONE, 0, when[main < 0])
        return who, when


def _without_borders(batch: AnnotatedBatch) -> AnnotatedBatch:
    """Take the borders out again that stood behind the last word of each note."""
    keep = batch.end > batch.start
    before = np.concatenate([[0], np.cumsum(~keep)])
    for name in ("lexeme", "lower", "flags", "start", "end", "token_segment", "person", "subject", "status"):
        setattr(batch, name, getattr(batch, name)[keep])
    for name in ("note_tokens", "segment_tokens", "hit_token"):
        place = getattr(batch, name)
        setattr(batch, name, place - before[place])
    return batch
