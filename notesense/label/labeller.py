"""The labelling stage: arrays in, frozen records out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from notesense.codebook.cues import Cue
from notesense.codebook.labels import CODEBOOK_VERSION, CONVERSATIONS, LABELS, OTHER, ROLES, USUAL_ACTING_ROLE
from notesense.codebook.wordings import declared_purpose
from notesense.label.classifier import SegmentClassifier
from notesense.label.features import SegmentFeatures
from notesense.label.model_store import Model
from notesense.label.none_because import none_reasons
from notesense.label.note_model import note_features, note_scores
from notesense.label.note_rules import judge_note
from notesense.label.phrasing import Phrasing
from notesense.label.reasons import Reasoner
from notesense.label.tag_model import TagModel
from notesense.label.tags import Tagger, looks_of, stage_of, tasks_of
from notesense.records import LabelledNote, LabelledSegment, Note
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch, Ints


class Labeller:
    """Labels annotated chunks.

    Parameters
    ----------
    model : Model
    cues : sequence of Cue
        The cues of the annotator that makes the chunks, in its order.
    non_directive : bool
    """

    def __init__(self, model: Model, cues: Sequence[Cue], *, non_directive: bool = False) -> None:
        self.model = model
        self.features = SegmentFeatures(tuple(cues))
        self.classifier = SegmentClassifier(model.segments, self.features)
        self.tagger = Tagger(cues, non_directive=non_directive)
        self.tag_model = TagModel(model.tags, Phrasing(cues)) if model.tags else None
        self.reasoner = Reasoner(cues, self.features, model.segments)
        self.cues = tuple(cues)
        self.is_no_contact = np.array([cue.is_no_contact for cue in cues], bool)

    def label(self, batch: AnnotatedBatch, notes: Sequence[Note], *, reasons: bool = False) -> list[LabelledNote]:
        """Label a chunk.

        Parameters
        ----------
        batch : AnnotatedBatch
        notes : sequence of Note, length N
            The notes whose texts the batch holds, in its order.
        reasons : bool
            Whether each segment carries its reasons.

        Returns
        -------
        list of LabelledNote, length N
        """
        matrix = self.features.matrix(batch)
        probability = self.classifier.probabilities(batch, matrix)
        decided = self.classifier.decide(probability)
        scores = np.take_along_axis(probability, decided[:, None], axis=1)[:, 0] if len(decided) else np.zeros(0)
        table = note_features(probability, decided, batch.note_segments)
        conversation, roles = note_scores(self.model.notes, table)
        acting = self._acting_roles(batch, decided)
        learnt = self.tag_model.find(batch, matrix, table) if self.tag_model else None
        signs = self.tagger.signs(batch, learnt, decided)
        bounds = batch.note_segments.tolist()
        starts, ends = batch.segment_start.tolist(), batch.segment_end.tolist()
        sizes = np.diff(batch.segment_tokens).tolist()
        labels = [LABELS[index] for index in decided.tolist()]
        who, when = batch.actor.tolist(), batch.segment_status.tolist()
        score_list = scores.tolist()
        threshold = 1 - self.model.notes.quantile
        because = self._none_because(batch, decided, matrix)
        why = self.reasoner.reasons(batch, decided, probability) if reasons else None
        familiarity = self.model.familiarity
        unfamiliar = familiarity.unfamiliar(batch, scores) if familiarity else None
        records = []
        for index, note in enumerate(notes):
            span = range(bounds[index], bounds[index + 1])
            verdict = judge_note(
                labels[span.start : span.stop], sizes[span.start : span.stop], declared_purpose(note.purpose)
            )
            segments = tuple(
                LabelledSegment(
                    starts[s],
                    ends[s],
                    labels[s],
                    score_list[s],
                    ACTOR_CODES[who[s]],
                    STATUS_CODES[when[s]],
                    acting[s],
                    why[s] if why else (),
                )
                for s in span
            )
            given = conversation[index].tolist()
            candidates = tuple(
                name
                for name, score in zip(CONVERSATIONS, given, strict=True)
                if score >= threshold or name == verdict.conversation
            )
            records.append(
                LabelledNote(
                    note=note,
                    conversation=verdict.conversation,
                    conversation_scores=dict(zip(CONVERSATIONS, given, strict=True)),
                    candidates=candidates,
                    none_because=because.get(index) if verdict.conversation == "none" else None,
                    acts=verdict.acts,
                    mixed=verdict.mixed,
                    roles=verdict.roles,
                    role_scores=dict(zip(ROLES, roles[index].tolist(), strict=True)),
                    acting_roles=tuple(dict.fromkeys(role for role in acting[span.start : span.stop] if role)),
                    segments=segments,
                    stage=stage_of(signs[index]),
                    tasks=tasks_of(signs[index]),
                    signs=signs[index],
                    look=looks_of(signs[index]),
                    model=self.model.label,
                    codebook=CODEBOOK_VERSION,
                    reasons=reasons,
                    unfamiliar=unfamiliar[index] if unfamiliar else None,
                )
            )
        return records

    def _none_because(self, batch: AnnotatedBatch, decided: Ints, matrix: sparse.csr_matrix) -> dict[int, str]:
        """Why, for each note of which every segment is ``other``."""
        note = np.repeat(np.arange(batch.notes), np.diff(batch.note_segments))
        acts = np.bincount(note, weights=decided != OTHER, minlength=batch.notes)
        notes = np.flatnonzero(acts == 0)
        rows = np.flatnonzero(np.isin(note, notes))
        bounds = np.concatenate([[0], np.cumsum(np.diff(batch.note_segments)[notes])])
        weights = self.model.segments
        said = np.flatnonzero(self.is_no_contact[batch.hit_cue])
        unanswered = np.zeros(batch.notes, bool)
        unanswered[note[batch.token_segment[batch.hit_token[said]]]] = True
        reasons = none_reasons(weights.none, weights.none_intercept, matrix[rows], bounds, unanswered[notes])
        return dict(zip(notes.tolist(), reasons, strict=True))

    def _acting_roles(self, batch: AnnotatedBatch, decided: Ints) -> list[str | None]:
        """The acting role of the first cue that speaks for the printed label, else the label's usual one."""
        roles: list[str | None] = [USUAL_ACTING_ROLE.get(LABELS[index]) for index in decided.tolist()]
        hits, votes = self.features.votes(batch)
        segments = batch.token_segment[batch.hit_token[hits]]
        agree = (votes == decided[segments]) & (votes != OTHER) & (votes != 0)
        for hit, segment in zip(hits[agree][::-1].tolist(), segments[agree][::-1].tolist(), strict=True):
            role = self.cues[batch.hit_cue[hit]].acting_role
            if role:
                roles[segment] = role
        return roles
