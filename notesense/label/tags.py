"""Signs, tasks and stage of a note, each standing on words of the note itself (codebook, sections 5 and 6)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from notesense.codebook.cues import Cue
from notesense.codebook.labels import STAGES, TASKS
from notesense.records import Look, Sign
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch

# What a reader is told beside a sign; short, calm, never a verdict.
LOOK_SAYS: dict[str, str | dict[str, str]] = {
    "attention": {
        "stated": "speaks of possible harm",
        "asked_denied": "harm was asked about and denied",
    },
    "role_question": "a question of role, worth a talk",
    "mentor_asks": "the mentor asks for supervision, help or training",
    "client_says": "the client says something about the mentoring",
}
CLIENT, MENTOR = ACTOR_CODES.index("client"), ACTOR_CODES.index("mentor")


class Tagger:
    """Finds signs by the sign cues of the codebook.

    Parameters
    ----------
    cues : sequence of Cue
        The cues of the annotator that made the chunks, in its order.
    non_directive : bool
        Whether the role is non-directive; only then does commanding wording
        ask for a look (codebook, section 6).
    """

    def __init__(self, cues: Sequence[Cue], *, non_directive: bool = False) -> None:
        self.cues = tuple(cues)
        self.is_sign = np.array([cue.kind == "sign" for cue in cues], bool)
        self.non_directive = non_directive

    def signs(self, batch: AnnotatedBatch) -> list[tuple[Sign, ...]]:
        """Return the signs of each note, in the order of the text, each phrase once."""
        # Dictionaries keep the order, and a note of many signs costs no more a sign.
        found: list[dict[Sign, None]] = [{} for _ in range(batch.notes)]
        hits = np.flatnonzero(self.is_sign[batch.hit_cue]) if len(batch.hit_cue) else np.empty(0, np.int64)
        if not len(hits):
            return [tuple(signs) for signs in found]
        note_of = np.searchsorted(batch.note_tokens, batch.hit_token[hits], side="right") - 1
        for hit, note in zip(hits.tolist(), note_of.tolist(), strict=True):
            cue = self.cues[batch.hit_cue[hit]]
            first = int(batch.hit_token[hit])
            last = first + int(batch.hit_length[hit]) - 1
            if not self._counts(cue, batch, first):
                continue
            whose = None
            if cue.code == "attention":
                whose = "other" if ACTOR_CODES[batch.subject[first]] == "third" else "client"
            sign = Sign(cue.code, cue.detail, int(batch.start[first]), int(batch.end[last]), whose)
            found[note][sign] = None
        return [tuple(signs) for signs in found]

    def _counts(self, cue: Cue, batch: AnnotatedBatch, token: int) -> bool:
        if cue.actor and ACTOR_CODES[batch.subject[token]] != cue.actor:
            return False
        if cue.status and STATUS_CODES[batch.status[token]] != cue.status:
            return False
        return cue.detail != "commanding" or self.non_directive


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
    looks = []
    for sign in signs:
        said = LOOK_SAYS.get(sign.sign)
        says = said.get(sign.kind or "") if isinstance(said, dict) else said
        if says:
            looks.append(Look(sign.sign, sign.start, sign.end, says))
    return tuple(looks)
