"""Why a note shows neither kind of conversation (codebook, section 4).

People are shown these words, never "none" alone: a contact may well have
taken place.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from notesense.codebook.cues import Cue
from notesense.label.classifier import Floats
from notesense.label.features import SegmentFeatures
from notesense.records.annotated import ACTOR_CODES, AnnotatedBatch, Ints

# Status cues of an attempt that nobody answered.
UNANSWERED = "refused"
NO_CONTACT_FORMS = (
    "no show", "no-show", "n/s", "ns", "dna", "dnka", "lvm", "left vm", "left voicemail", "left a voicemail", "left message",
    "left a message", "lm", "no answer", "no reply", "no response", "no ans", "did not attend", "didn't attend", "cancelled",
    "canceled", "rescheduled", "unanswered", "could not reach", "unable to reach", "did not come", "didn't come",
    "didnt come", "did not show", "didn't show",
)  # fmt: skip


class NoneReasons:
    """Chooses the reason from what the note's segments are about.

    Parameters
    ----------
    cues : sequence of Cue
    features : SegmentFeatures
    """

    def __init__(self, cues: Sequence[Cue], features: SegmentFeatures) -> None:
        self.features = features
        self.done_for = np.array(
            [
                (cue.kind == "act" and "done_for" in cue.id) or (cue.kind == "sign" and cue.code == "done_for")
                for cue in cues
            ],
            bool,
        )
        self.no_contact = np.array([cue.kind == "sign" and cue.code == "no_contact" for cue in cues], bool)
        self.together = np.array([cue.kind == "act" and "together" in cue.id for cue in cues], bool)
        self.admin = np.array([cue.kind == "act" and "admin" in cue.id for cue in cues], bool)

    def reason(self, batch: AnnotatedBatch, note: int, hits: Ints) -> str:
        """Return one of ``NONE_BECAUSE`` for a note without acts.

        Parameters
        ----------
        hits : int array
            The note's cue hits.
        """
        cues = batch.hit_cue[hits]
        text = batch.texts[note].casefold()
        if any(_word_in(form, text) for form in NO_CONTACT_FORMS):
            return "no_contact"
        if self.done_for[cues].any():
            return "done_for"
        if self.together[cues].any():
            return "time_together"
        if self.admin[cues].any():
            return "admin"
        low, high = batch.note_segments[note : note + 2]
        client = int((batch.actor[low:high] == ACTOR_CODES.index("client")).sum())
        mentor = int((batch.actor[low:high] == ACTOR_CODES.index("mentor")).sum())
        return "client_report" if client > mentor else "not_described"


def _word_in(form: str, text: str) -> bool:
    at = text.find(form)
    while at >= 0:
        before = text[at - 1] if at else " "
        after = text[at + len(form)] if at + len(form) < len(text) else " "
        if not before.isalnum() and not after.isalnum():
            return True
        at = text.find(form, at + 1)
    return False


__all__ = ["Floats", "NoneReasons"]
