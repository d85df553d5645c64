"""What follows for the note from its segments' labels (codebook, section 4).

``conversation`` and ``roles`` follow from the printed segment labels, always;
the scores beside them come from the small calibrated note model and never
change what is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notesense.codebook.labels import ROLES


@dataclass(frozen=True, slots=True)
class NoteVerdict:
    """The conversation, the counts behind it, and the roles.

    Attributes
    ----------
    conversation : {"support", "mentoring", "none"}
    acts : dict
        Number of segments that speak for support and for mentoring.
    mixed : bool
        A lead of one segment, or a tie.
    roles : tuple of str
    """

    conversation: str
    acts: dict[str, int]
    mixed: bool
    roles: tuple[str, ...]


def judge_note(labels: Sequence[str], words: Sequence[int], purpose: str | None = None) -> NoteVerdict:
    """Return what follows from the labels of a note's segments.

    Parameters
    ----------
    labels : sequence of str, length S
    words : sequence of int, length S
        Words of each segment; they break a tie.
    purpose : {"support", "mentoring"} or None
        What a Purpose or Reason line declares; it breaks a tie first.

    Notes
    -----
    Most of the segments that are not ``other`` decide; on a tie a Purpose or
    Reason line, else the act with more words (codebook, section 4).

    Examples
    --------
    >>> judge_note(["other", "support", "educate"], [3, 4, 9]).conversation
    'mentoring'
    >>> judge_note(["other"], [3]).conversation
    'none'
    """
    support = sum(label == "support" for label in labels)
    mentoring = sum(label in ROLES for label in labels)
    roles = tuple(role for role in ROLES if role in labels)
    acts = {"support": support, "mentoring": mentoring}
    if not support and not mentoring:
        return NoteVerdict("none", acts, False, roles)
    if support != mentoring:
        conversation = "support" if support > mentoring else "mentoring"
    elif purpose in ("support", "mentoring"):
        conversation = purpose
    else:
        support_words = sum(count for label, count in zip(labels, words, strict=True) if label == "support")
        mentoring_words = sum(count for label, count in zip(labels, words, strict=True) if label in ROLES)
        conversation = "support" if support_words > mentoring_words else "mentoring"
    mixed = bool(support and mentoring) and abs(support - mentoring) <= 1
    return NoteVerdict(conversation, acts, mixed, roles)
