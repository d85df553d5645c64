"""Fits the tag model: one logistic regression a head, its limit chosen on register families it had not seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from notesense.annotate.pipeline import Annotator
from notesense.codebook.cues import load_cues
from notesense.codebook.labels import STAGES, TASKS
from notesense.codebook.sign_examples import load_sign_examples
from notesense.label.features import BUCKETS, SegmentFeatures
from notesense.label.note_model import note_features
from notesense.label.phrasing import ORDER_BUCKETS, Phrasing
from notesense.label.tag_model import ATTENTION_HEADS, HEADS, NEVER, NOTE_HEADS, SIGN_HEADS, TagWeights
from notesense.train.dataset import Dataset
from notesense.train.fit import Fitted, Floats
from notesense.train.fit_attention import fit_attention
from notesense.train.gold_signs import gold_signs
from notesense.train.head import LEAST_EXAMPLES, fit_head, limit_of
from notesense.train.splits import register_groups

Bools = NDArray[np.bool_]
# Inverse of the regularisation; the best on left-out register families.
SIGN_STRENGTH, NOTE_STRENGTH = 3.0, 1.0
GROUPS = 6
# A question of role is put to a mentor, so it must rather be missed than wrong.
ROLE_PRECISION = 0.9
# A stage is said in as few notes as these shares of the notes that carry one allow: right at all, and of the endings.
STAGE_RIGHT, ENDING_FOUND = 0.77, 0.87


@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def fit_tags(
    data: Dataset,
    features: SegmentFeatures,
    fitted: Fitted,
    *,
    jobs: int = 1,
    say: Callable[[str], None] | None = None,
) -> TagWeights:
    """Fit the tags on notes that carry them.

    Parameters
    ----------
    data : Dataset
        What was trained on. Whole notes carry tasks, stage and signs; contrast
        notes carry signs; lines carry none.
    features : SegmentFeatures
    fitted : Fitted
        The segment model fitted on the same data.
    jobs : int
        Threads for the fits.
    """
    if say:
        say("fitting the tags")
    examples = data.examples
    phrasing = Phrasing(load_cues())
    words, phrases = features.matrix(data.batch), phrasing.matrix(data.batch)
    words.sum_duplicates()
    # Words of harm speak for attention alone.
    table = sparse.hstack([words, phrases[:, :ORDER_BUCKETS]]).tocsr()
    group = register_groups(examples, GROUPS)
    whole = np.array([e.group is None and e.conversation is not None for e in examples], bool)
    carries_signs = whole | np.array([e.group is not None for e in examples], bool)
    notes = _note_table(table, fitted, data)
    weights = TagWeights.silent()

    def sign(name: str) -> tuple[Floats, float, float]:
        target = _has_sign(data, name)
        rows = np.flatnonzero(carries_signs[data.note])
        (coefficients, intercept), score = fit_head(
            table[rows], target[rows], group[data.note[rows]], SIGN_STRENGTH, _examples(name, features, phrasing)
        )
        best = np.full(len(examples), -NEVER)
        np.maximum.at(best, data.note[rows], score)
        gold = np.bincount(data.note, weights=target, minlength=len(examples)) > 0
        precision = ROLE_PRECISION if name == "role_question" else None
        return coefficients, intercept, limit_of(gold[whole], best[whole], precision)

    def of_note(name: str) -> tuple[Floats, float, Floats]:
        target = np.array([name in e.tasks or name == e.stage for e in examples], bool)
        (coefficients, intercept), score = fit_head(notes[whole], target[whole], group[whole], NOTE_STRENGTH)
        return coefficients, intercept, score

    run = Parallel(n_jobs=jobs, backend="threading")
    for name, (coefficients, intercept, limit) in zip(
        SIGN_HEADS, run(delayed(sign)(name) for name in SIGN_HEADS), strict=True
    ):
        _put(weights, name, coefficients, intercept, limit)
    several = run(delayed(of_note)(name) for name in NOTE_HEADS)
    kept = [example for example, is_whole in zip(examples, whole, strict=True) if is_whole]
    stage_limit = _stage_limit(
        [example.stage for example in kept], np.stack([score for *_, score in several[len(TASKS) :]], axis=1)
    )
    for name, (coefficients, intercept, score) in zip(NOTE_HEADS, several, strict=True):
        has = np.array([name in example.tasks for example in kept], bool)
        limit = limit_of(has, score) if name in TASKS else stage_limit
        _put(weights, name, coefficients, intercept, limit if np.abs(coefficients).any() else NEVER)
    attention = fit_attention(data, features, phrasing, sparse.hstack([words, phrases]).tocsr(), group)
    for column, name in enumerate(ATTENTION_HEADS):
        part = attention.coefficients[:, column], float(attention.intercept[column]), float(attention.least[column])
        _put(weights, name, *part)
    return weights


def _note_table(table: sparse.csr_matrix, fitted: Fitted, data: Dataset) -> sparse.csr_matrix:
    """The sums of `tag_model.note_sums` over all columns, and what the segment model says, out of its own family."""
    sizes = np.diff(data.batch.note_segments)
    count = table.shape[0]
    member = sparse.csr_matrix(
        (np.ones(count, np.float32), np.arange(count), data.batch.note_segments), shape=(len(sizes), count)
    )
    sums = sparse.diags((1 / np.sqrt(np.maximum(sizes, 1))).astype(np.float32)) @ (member @ table)
    probability = fitted.out_of_family
    decided = np.argmax(np.log(np.clip(probability, 1e-4, None)) + fitted.segments.offset, axis=1)
    return sparse.hstack([sums, note_features(probability, decided, data.batch.note_segments)]).tocsr()


def _examples(name: str, features: SegmentFeatures, phrasing: Phrasing) -> tuple[sparse.csr_matrix, Bools] | None:
    """The codebook's examples of a sign, each as one segment: their table, and whether they show it."""
    examples = load_sign_examples(name)
    if not examples:
        return None
    batch = Annotator().annotate([e.text for e in examples], spans=[[(0, len(e.text))] for e in examples])
    table = sparse.hstack([features.matrix(batch), phrasing.matrix(batch)[:, :ORDER_BUCKETS]]).tocsr()
    table.sum_duplicates()
    return table, np.array([example.shows for example in examples], bool)


def _has_sign(data: Dataset, name: str) -> Bools:
    """Which own segments lie, with more than half of their length, in a segment that carries the sign."""
    target = np.zeros(data.batch.segments, bool)
    for segments, _ in gold_signs(data, name):
        target[segments] = True
    return target


def _stage_limit(stages: list[str | None], score: Floats) -> float:
    """Return the highest limit that keeps ``STAGE_RIGHT`` and ``ENDING_FOUND``; without one the lowest score."""
    names = list(STAGES)
    gold = np.array([names.index(stage) if stage else -1 for stage in stages])
    if (gold >= 0).sum() < LEAST_EXAMPLES:
        return NEVER
    best = score.max(axis=1)
    right = score.argmax(axis=1) == gold
    ending = gold == names.index("ending")
    for limit in np.unique(np.round(best, 1))[::-1]:
        said = right & (best >= limit)
        if said[gold >= 0].mean() >= STAGE_RIGHT and (not ending.any() or said[ending].mean() >= ENDING_FOUND):
            return round(float(limit), 4)
    return round(float(best.min()), 4)


def _put(weights: TagWeights, name: str, coefficients: Floats, intercept: float, limit: float) -> None:
    """Lay one head into the weights: words, phrasing (whole, or the view of persons alone), then labels if any."""
    head = HEADS.index(name)
    weights.words[:, head] = coefficients[:BUCKETS]
    rest = coefficients[BUCKETS:]
    views = ORDER_BUCKETS if name not in ATTENTION_HEADS else len(rest)
    weights.phrasing[:views, head] = rest[:views]
    if len(rest) > views:
        weights.labels[:, head] = rest[views:]
    weights.intercept[head] = intercept
    weights.least[head] = limit
