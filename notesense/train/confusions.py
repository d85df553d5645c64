"""Which labels are taken for which, with examples, and what that means for a person who reads the labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import LABELS
from notesense.records.annotated import Ints
from notesense.train.scored import Scored

# Examples are sentences that can be read in a table: from so many to so many characters.
EXAMPLE_LENGTH = (25, 140)

# What it means for somebody who reads the labels, by (the reader's label, the printed one).
MEANS = {
    ("support", "educate"): "comfort shows as information: a supporting contact can look like mentoring",
    ("support", "enable_encourage"): "work with a feeling shows as work on a skill",
    ("support", "empower"): "being beside somebody in distress shows as backing their own voice",
    ("support", "other"): "support is missed, mostly where it is said in few or plain words",
    ("educate", "support"): "information that calmed shows as support",
    ("educate", "enable_encourage"): "telling shows as practising: the role stays mentoring",
    ("educate", "empower"): "information on rights or offices shows as self-advocacy: the role stays mentoring",
    ("educate", "other"): "information passed on is missed, or read as somebody else's telling",
    ("enable_encourage", "support"): "praise or company in a task shows as work with feelings",
    ("enable_encourage", "educate"): "practising shows as telling: the role stays mentoring",
    ("enable_encourage", "empower"): "a skill shows as self-advocacy: the role stays mentoring",
    ("enable_encourage", "other"): "skill work is missed, or read as the client's own doing or a plan",
    ("empower", "support"): "sitting beside somebody who spoke shows as comfort",
    ("empower", "educate"): "preparing somebody's own case shows as information: the role stays mentoring",
    ("empower", "enable_encourage"): "self-advocacy shows as a skill: the role stays mentoring",
    ("empower", "other"): "self-advocacy is missed, or read as the client alone or a doing-for",
    ("other", "support"): "a feeling that was only reported, or somebody else's comfort, shows as support",
    ("other", "educate"): "a plan, an office's own telling or logistics show as information passed on",
    ("other", "enable_encourage"): "what the client did alone, or homework, shows as skill work",
    ("other", "empower"): "what the client did alone, or what was done for them, shows as self-advocacy",
}


def worst_confusions(scored: Scored, most: int = 20) -> list[dict[str, Any]]:
    """Return the labels most taken for another, as a share of what they are.

    Parameters
    ----------
    scored : Scored
        Of training voices: examples of test voices stay unseen.
    most : int
        There are twenty kinds of confusion between five labels.

    Returns
    -------
    list of dict
        ``gold``, ``predicted``, ``n``, ``share`` of the gold segments, ``means``, and as ``examples`` two sentences,
        by different writers where there are, of those that the model was surest of and that it cut as the reader did;
        largest share first.
    """
    count = np.zeros((len(LABELS), len(LABELS)), np.int64)
    keep = ~scored.contested
    np.add.at(count, (scored.gold[keep], scored.predicted[keep]), 1)
    total = np.maximum(count.sum(axis=1), 1)
    pairs = [(g, p) for g in range(len(LABELS)) for p in range(len(LABELS)) if g != p and count[g, p]]
    pairs.sort(key=lambda pair: (-count[pair] / total[pair[0]], pair))
    return [
        {
            "gold": LABELS[gold],
            "predicted": LABELS[predicted],
            "n": int(count[gold, predicted]),
            "share": round(float(count[gold, predicted] / total[gold]), 4),
            "examples": _examples(scored, keep & (scored.gold == gold) & (scored.predicted == predicted)),
            "means": MEANS[LABELS[gold], LABELS[predicted]],
        }
        for gold, predicted in pairs[:most]
    ]


def _examples(scored: Scored, chosen: NDArray[np.bool_], wanted: int = 2) -> list[str]:
    # Where a note was cut otherwise, a label may be right for the program's own segment.
    right, gold, own = scored.boundaries.T
    cut_alike = ((right == gold) & (right == own))[scored.note]
    found = np.flatnonzero(chosen)
    order = found[np.lexsort((found, -scored.confidence[found], ~cut_alike[found]))]
    examples: list[str] = []
    voices: set[str | None] = set()
    for by_new_voices in (True, False):
        for note, text in _sentences(scored, order):
            voice = scored.examples[note].voice
            if len(examples) < wanted and text not in examples and (voice not in voices or not by_new_voices):
                examples.append(text)
                voices.add(voice)
    return examples


def _sentences(scored: Scored, segments: Ints) -> Iterator[tuple[int, str]]:
    """Yield the note and the text of gold segments that are fit to be shown."""
    first = np.searchsorted(scored.note, np.arange(len(scored.examples)))
    for segment in segments.tolist():
        note = int(scored.note[segment])
        place = scored.examples[note].segments[segment - int(first[note])]
        text = " ".join(scored.examples[note].text[place.start : place.end].split())
        if EXAMPLE_LENGTH[0] <= len(text) <= EXAMPLE_LENGTH[1]:
            yield note, text
