"""Fits attention: on the notes that carry it, and on the codebook's examples of what is and what is none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from notesense.annotate.pipeline import Annotator
from notesense.codebook.cues import load_cues
from notesense.codebook.sign_examples import load_sign_examples
from notesense.label.features import SegmentFeatures
from notesense.label.phrasing import Phrasing
from notesense.label.tag_model import ATTENTION_HEADS, KINDS, NEVER, attention_probability
from notesense.records.annotated import Ints
from notesense.train.dataset import Dataset
from notesense.train.gold_signs import gold_signs
from notesense.train.head import regress, seen_columns

Floats = NDArray[np.float64]
STRENGTH, OTHER_STRENGTH = 0.4, 1.0
# A sentence with attention, and one of the codebook's, weighs as much as so many without.
WEIGHT = 3.0
# Of a hundred notes in which a reader marked nothing, at most so many are shown: it errs on the side of showing.
SHOWN_BESIDE = 0.08
STATED, ASKED_DENIED, ROUTINE = (KINDS.index(name) + 1 for name in ("stated", "asked_denied", "routine_line"))
_DENIAL = ("denied", "denies", "denying", "deny", "denys", "denid")


@dataclass(frozen=True, slots=True)
class FittedAttention:
    """The heads of attention, in the order of ``ATTENTION_HEADS``.

    Attributes
    ----------
    coefficients : float array, shape (C, number of heads)
    intercept, least : float array, shape (number of heads,)
    """

    coefficients: Floats
    intercept: Floats
    least: Floats


def fit_attention(
    data: Dataset, features: SegmentFeatures, phrasing: Phrasing, table: sparse.csr_matrix, group: Ints
) -> FittedAttention:
    """Fit the heads of attention.

    Parameters
    ----------
    data : Dataset
    features : SegmentFeatures
    phrasing : Phrasing
    table : csr matrix, shape (S, C)
        Words and phrasing of the data's segments.
    group : int array, shape (N,)
        Group of register families of each example.
    """
    kind, other, known = _of_notes(data)
    rows = np.flatnonzero(known)
    more, more_kind, more_other = _of_examples(features, phrasing)
    note_group = group[data.note[rows]]

    def fit(keep: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        both = sparse.vstack([table[rows[keep]], more]).tocsr()
        of_notes = kind[rows[keep]]
        # The codebook's examples of what is none are tempting ones, and weigh as much as the others.
        weight = np.concatenate([np.where(of_notes > 0, WEIGHT, 1.0), np.full(len(more_kind), WEIGHT)])
        return _regress(both, np.concatenate([of_notes, more_kind]), weight)

    shown = np.zeros(len(data.examples))
    for one in sorted(set(note_group.tolist())):
        coefficients, intercept = fit(note_group != one)
        own = rows[note_group == one]
        score = np.round(table[own] @ coefficients + intercept, 4)
        listed = np.isin(score[:, 1:].argmax(axis=1) + 1, (STATED, ASKED_DENIED))
        np.maximum.at(shown, data.note[own], np.where(listed, attention_probability(score), 0))
    coefficients, intercept = fit(np.ones(len(rows), bool))
    marked = np.bincount(data.note, weights=kind > 0, minlength=len(data.examples)) > 0
    clean = np.array([e.conversation is not None and e.group is None for e in data.examples], bool) & ~marked
    limit = max(float(np.quantile(shown[clean], 1 - SHOWN_BESIDE)), 1e-4) if clean.any() else 0.5
    whose = np.concatenate([other[rows], more_other])
    told = np.flatnonzero(whose >= 0)
    both = sparse.vstack([table[rows], more]).tocsr()[told]
    of_another, other_intercept = regress(both, whose[told] == 1, OTHER_STRENGTH)
    least = np.zeros(len(ATTENTION_HEADS))
    least[0] = round(limit, 4)
    least[-1] = 0.0 if np.abs(of_another).any() else NEVER
    return FittedAttention(
        np.column_stack([coefficients, of_another]), np.concatenate([intercept, [other_intercept]]), least
    )


def _of_notes(data: Dataset) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Each own segment's kind (0: none), whose (1: another's, 0: the client's, -1: not told), and whether it is known.

    Whether a line recurs can't be seen in a note: a denial in words counts as
    asked and denied, the earlier kind, and the summaries take recurring lines
    off. Lines of a bank carry no signs; those with a cue of attention are left out.
    """
    kind = np.zeros(data.batch.segments, np.int64)
    other = np.full(data.batch.segments, -1, np.int64)
    for segments, sign in gold_signs(data, "attention"):
        if sign.get("kind") not in KINDS:
            continue
        number = KINDS.index(sign["kind"]) + 1
        for segment in segments.tolist():
            start, end = data.batch.segment_start[segment], data.batch.segment_end[segment]
            text = data.examples[data.note[segment]].text[start:end].lower()
            own = ASKED_DENIED if number == ROUTINE and any(word in text for word in _DENIAL) else number
            kind[segment] = min(kind[segment] or own, own)
            if sign.get("whose"):
                other[segment] = int(sign["whose"] == "other")
    cues = load_cues()
    hits = np.array([cue.code == "attention" for cue in cues], bool)[data.batch.hit_cue]
    cued = np.zeros(data.batch.segments, bool)
    cued[data.batch.token_segment[data.batch.hit_token[hits]]] = True
    line = np.array([e.conversation is None for e in data.examples], bool)[data.note]
    return kind, other, ~(line & cued)


def _of_examples(features: SegmentFeatures, phrasing: Phrasing) -> tuple[sparse.csr_matrix, Ints, Ints]:
    """The codebook's examples, each as one segment: table, kind, whose."""
    examples = load_sign_examples("attention")
    batch = Annotator().annotate([e.text for e in examples], spans=[[(0, len(e.text))] for e in examples])
    kind = [KINDS.index(e.kind) + 1 if e.kind else 0 for e in examples]
    for index, example in enumerate(examples):
        if kind[index] == ROUTINE and any(word in example.text.lower() for word in _DENIAL):
            kind[index] = ASKED_DENIED
    other = [int(e.whose == "other") if e.kind == "stated" else -1 for e in examples]
    table = sparse.hstack([features.matrix(batch), phrasing.matrix(batch)]).tocsr()
    table.sum_duplicates()
    return table, np.array(kind, np.int64), np.array(other, np.int64)


def _regress(table: sparse.csr_matrix, kind: Ints, weight: Floats) -> tuple[Floats, Floats]:
    """Multinomial logistic regression over *none* and the kinds; a kind without examples never wins."""
    from sklearn.linear_model import LogisticRegression

    columns, scale = seen_columns(table)
    model = LogisticRegression(C=STRENGTH, max_iter=300)
    model.fit(table[:, columns] @ sparse.diags(scale), kind, sample_weight=weight)
    coefficients = np.zeros((table.shape[1], 1 + len(KINDS)))
    intercept = np.full(1 + len(KINDS), -NEVER)
    for row, index in enumerate(model.classes_):
        coefficients[columns, index] = model.coef_[row] * scale
        intercept[index] = model.intercept_[row]
    return coefficients, intercept
