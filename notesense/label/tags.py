"""Signs, tasks and stage of a note, each standing on words of the note itself (codebook, Tags and Signs)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.cues import Cue
from notesense.codebook.labels import LABELS, ROLES, STAGES, TASKS
from notesense.codebook.wordings import idiom, idiom_certainty, look_says, nobody_told, safety_rule, who_was_told
from notesense.label.tag_model import FoundTags
from notesense.records import Look, Sign
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch, Ints


class Tagger:
    """Puts together what the cues of the codebook and the tag model find.

    Parameters
    ----------
    cues : sequence of Cue
        The cues of the annotator that made the chunks, in its order.
    non_directive : bool
        Whether the role is non-directive; only then does commanding wording
        ask for a look (codebook, Signs).
    """

    def __init__(self, cues: Sequence[Cue], *, non_directive: bool = False) -> None:
        self.cues = tuple(cues)
        self.non_directive = non_directive
        self.is_sign = np.array([cue.kind == "sign" for cue in cues], bool)
        self.is_attention = np.array([cue.code == "attention" for cue in cues], bool)
        self.is_role = np.array([cue.code == "role_question" for cue in cues], bool)
        # role_question has no kinds, so the cue's id says whether it is a command.
        self.is_command = self.is_role & np.array([cue.id.startswith("commanding") for cue in cues], bool)

    def signs(
        self, batch: AnnotatedBatch, learnt: FoundTags | None = None, label: Ints | None = None
    ) -> list[tuple[Sign, ...]]:
        """Return the signs of each note, in the order of the text, each phrase once.

        Parameters
        ----------
        batch : AnnotatedBatch
        learnt : FoundTags, optional
            What the tag model found; without it the cues alone speak.
        label : int array, shape (S,), optional
            The segments' printed labels.
        """
        # Dictionaries keep the order, and a note of many signs costs no more a sign.
        found: list[dict[Sign, None]] = [{} for _ in range(batch.notes)]
        notes = np.repeat(np.arange(batch.notes), np.diff(batch.note_segments)).tolist()
        spoken = self.is_sign if learnt is None else self.is_command
        for segment, sign in self._of_cues(batch, spoken):
            found[notes[segment]][sign] = None
        if learnt is None:
            return [tuple(signs) for signs in found]
        starts, ends = batch.segment_start.tolist(), batch.segment_end.tolist()
        for segment, sign in self._attention(batch, learnt):
            found[notes[segment]][sign] = None
        commands = self._only_commands(batch)
        for name, segment in learnt.signs:
            if name == "role_question" and segment in commands:
                continue
            kind = None
            if name == "self_disclosure":
                # Told for the feeling or as a how-to: the sentence's label says which (codebook, own stories).
                skilled = label is not None and LABELS[label[segment]] in ROLES
                kind = "how_to" if skilled else "comfort"
            found[notes[segment]][Sign(name, kind, starts[segment], ends[segment])] = None
        for name, kinds in (("task", learnt.tasks), ("stage", learnt.stages)):
            for kind, note, segment in kinds:
                found[note][Sign(name, kind, starts[segment], ends[segment])] = None
        return [
            tuple(sorted((_with_told(sign, text) for sign in signs), key=lambda sign: sign.start)) if signs else ()
            for signs, text in zip(found, batch.texts, strict=True)
        ]

    def _of_cues(self, batch: AnnotatedBatch, spoken: NDArray[np.bool_]) -> Iterator[tuple[int, Sign]]:
        """Yield what the cues say where the one who must act acts and it was done, each with its segment."""
        for hit in np.flatnonzero(spoken[batch.hit_cue]).tolist():
            cue = self.cues[batch.hit_cue[hit]]
            token = int(batch.hit_token[hit])
            segment = int(batch.token_segment[token])
            if cue.actor and ACTOR_CODES[batch.subject[token]] != cue.actor:
                continue
            if cue.status and STATUS_CODES[batch.status[token]] != cue.status:
                continue
            if self.is_command[batch.hit_cue[hit]] and not (
                self.non_directive and not safety_rule().search(_text(batch, segment))
            ):
                continue
            whose = "client" if cue.code == "attention" else None
            yield segment, Sign(cue.code, cue.detail, *_place(batch, hit), whose)

    def _attention(self, batch: AnnotatedBatch, learnt: FoundTags) -> Iterator[tuple[int, Sign]]:
        """Yield one sign a sentence: shown where the model is sure, or where a cue names harm and it may be."""
        first: dict[int, int] = {}
        for hit in np.flatnonzero(self.is_attention[batch.hit_cue]).tolist():
            first.setdefault(int(batch.token_segment[batch.hit_token[hit]]), hit)
        for segment, (kind, whose, probability, sure) in learnt.attention.items():
            if not sure and segment not in first:
                continue
            if probability < idiom_certainty() and idiom().search(_text(batch, segment)):
                continue
            if segment in first:
                place = _place(batch, first[segment])
            else:
                place = int(batch.segment_start[segment]), int(batch.segment_end[segment])
            yield segment, Sign("attention", kind, *place, whose)

    def _only_commands(self, batch: AnnotatedBatch) -> set[int]:
        """Segments whose only wording about the role is a command: it is asked of the cues, which know the profile."""
        rows = batch.token_segment[batch.hit_token]
        command = self.is_command[batch.hit_cue]
        role = self.is_role[batch.hit_cue] & ~command
        return set(rows[command].tolist()) - set(rows[role].tolist())


def _place(batch: AnnotatedBatch, hit: int) -> tuple[int, int]:
    first = int(batch.hit_token[hit])
    return int(batch.start[first]), int(batch.end[first + int(batch.hit_length[hit]) - 1])


def _with_told(sign: Sign, text: str) -> Sign:
    """Put beside a stated harm who was told of it, in the note's words, looked for from its sentence on."""
    if sign.sign != "attention" or sign.kind != "stated":
        return sign
    return replace(sign, told=who_was_told(text, sign.start) or nobody_told())


def _text(batch: AnnotatedBatch, segment: int) -> str:
    """The words of a segment, lower case."""
    note = int(np.searchsorted(batch.note_segments, segment, side="right")) - 1
    return batch.texts[note][int(batch.segment_start[segment]) : int(batch.segment_end[segment])].lower()


def tasks_of(signs: Sequence[Sign]) -> tuple[str, ...]:
    """Return the primary tasks that the signs show, in the codebook's order."""
    shown = {sign.kind for sign in signs if sign.sign == "task"}
    return tuple(task for task in TASKS if task in shown)


def stage_of(signs: Sequence[Sign]) -> str | None:
    """Return the stage that the signs show: most signs, on a tie the later stage."""
    shown = [sign.kind for sign in signs if sign.sign == "stage"]
    if not shown:
        return None
    order = list(STAGES)
    return max(order, key=lambda stage: (shown.count(stage), order.index(stage)))


def looks_of(signs: Sequence[Sign]) -> tuple[Look, ...]:
    """Return what this note alone gives a reader to look at."""
    said = [(sign, look_says(sign.sign, sign.kind)) for sign in signs]
    return tuple(Look(sign.sign, sign.start, sign.end, says) for sign, says in said if says)
