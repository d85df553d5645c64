"""Fits the tag model: one logistic regression a head, its limit chosen on register families it had not seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from notesense.codebook.cues import load_cues
from notesense.codebook.labels import STAGES, TASKS
from notesense.label.features import BUCKETS, SegmentFeatures
from notesense.label.note_model import NOTE_COLUMNS, note_features
from notesense.label.phrasing import PHRASING_BUCKETS, Phrasing
from notesense.label.tag_model import HEADS, NEVER, NOTE_HEADS, SIGN_HEADS, TagWeights
from notesense.records.annotated import Ints
from notesense.train.dataset import Dataset
from notesense.train.fit import Fitted, Floats
from notesense.train.splits import register_groups

Bools = NDArray[np.bool_]
# Inverse of the regularisation; the best on left-out register families.
SIGN_STRENGTH, NOTE_STRENGTH = 3.0, 1.0
GROUPS = 6
# A column seen in fewer segments or notes is left out; a head with fewer examples never speaks.
LEAST_SEEN, LEAST_EXAMPLES = 2, 5
# A question of role is put to a mentor, so it must rather be missed than wrong.
ROLE_PRECISION = 0.9
# A stage is said in as few notes as these shares of the notes that carry one allow: right at all, and of the endings.
STAGE_RIGHT, ENDING_FOUND = 0.78, 0.88


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
        Processes for the fits.
    """
    if say:
        say("fitting the tags")
    batch, examples = data.batch, data.examples
    whole = np.array([e.group is None and e.conversation is not None for e in examples], bool)
    carries_signs = whole | np.array([e.group is not None for e in examples], bool)
    group = register_groups(examples, GROUPS)
    segments = sparse.hstack([features.matrix(batch), Phrasing(load_cues()).matrix(batch)]).tocsr()
    segments.sum_duplicates()
    notes = _note_matrix(segments, fitted, data)
    weights = TagWeights.silent()

    def sign(name: str) -> tuple[Floats, float, float]:
        target = _has_sign(data, name)
        rows = np.flatnonzero(carries_signs[data.note])
        fit, score = _fit_head(segments[rows], target[rows], group[data.note[rows]], SIGN_STRENGTH)
        best = np.full(len(examples), -NEVER)
        np.maximum.at(best, data.note[rows], score)
        gold = np.zeros(len(examples), bool)
        np.logical_or.at(gold, data.note, target)
        precision = ROLE_PRECISION if name == "role_question" else None
        return (*fit, _limit(gold[whole], best[whole], precision))

    def of_note(name: str) -> tuple[Floats, float, Floats]:
        target = np.array([name in e.tasks or name == e.stage for e in examples], bool)
        fit, score = _fit_head(notes[whole], target[whole], group[whole], NOTE_STRENGTH)
        return (*fit, score)

    signs = Parallel(n_jobs=jobs, backend="threading")(delayed(sign)(name) for name in SIGN_HEADS)
    several = Parallel(n_jobs=jobs, backend="threading")(delayed(of_note)(name) for name in NOTE_HEADS)
    for name, (coefficients, intercept, limit) in zip(SIGN_HEADS, signs, strict=True):
        _put(weights, HEADS.index(name), coefficients, intercept, limit)
    whole_examples = [example for example, is_whole in zip(examples, whole, strict=True) if is_whole]
    stage_scores = np.stack([score for _, _, score in several[len(TASKS) :]], axis=1)
    stage_limit = _stage_limit([example.stage for example in whole_examples], stage_scores)
    for name, (coefficients, intercept, score) in zip(NOTE_HEADS, several, strict=True):
        gold = np.array([name in example.tasks for example in whole_examples], bool)
        limit = _limit(gold, score) if name in TASKS else stage_limit
        _put(weights, HEADS.index(name), coefficients, intercept, limit if np.abs(coefficients).any() else NEVER)
    return weights


def _note_matrix(segments: sparse.csr_matrix, fitted: Fitted, data: Dataset) -> sparse.csr_matrix:
    """The sums of `tag_model.note_sums` over all columns, and what the segment model says, out of its own family."""
    sizes = np.diff(data.batch.note_segments)
    count = segments.shape[0]
    member = sparse.csr_matrix(
        (np.ones(count, np.float32), np.arange(count), data.batch.note_segments), shape=(len(sizes), count)
    )
    sums = sparse.diags((1 / np.sqrt(np.maximum(sizes, 1))).astype(np.float32)) @ (member @ segments)
    probability = fitted.out_of_family
    decided = np.argmax(np.log(np.clip(probability, 1e-4, None)) + fitted.segments.offset, axis=1)
    return sparse.hstack([sums, note_features(probability, decided, data.batch.note_segments)]).tocsr()


def _has_sign(data: Dataset, name: str) -> Bools:
    """Which own segments lie, with more than half of their length, in a segment that carries the sign."""
    batch = data.batch
    target = np.zeros(batch.segments, bool)
    for index, example in enumerate(data.examples):
        low, high = batch.note_segments[index : index + 2].tolist()
        start, end = batch.segment_start[low:high], batch.segment_end[low:high]
        for sign in example.signs:
            if isinstance(sign, dict) and sign.get("sign") == name and "segment" in sign:
                gold = example.segments[sign["segment"]]
                overlap = np.minimum(end, gold.end) - np.maximum(start, gold.start)
                target[low + np.flatnonzero(2 * overlap > end - start)] = True
    return target


def _fit_head(
    table: sparse.csr_matrix, target: Bools, group: Ints, strength: float
) -> tuple[tuple[Floats, float], Floats]:
    """Fit one head, and score each row by a fit on the other groups."""
    score = np.full(len(target), -NEVER)
    for one in sorted(set(group.tolist())):
        own = group == one
        coefficients, intercept = _regress(table[~own], target[~own], strength)
        score[own] = table[own] @ coefficients + intercept
    return _regress(table, target, strength), score


def _regress(table: sparse.csr_matrix, target: Bools, strength: float) -> tuple[Floats, float]:
    """Logistic regression on the columns that were seen, rare ones scaled up a little as in `fit.segment_weights`."""
    from sklearn.linear_model import LogisticRegression

    coefficients = np.zeros(table.shape[1])
    if min(target.sum(), (~target).sum()) < LEAST_EXAMPLES:
        return coefficients, -NEVER
    seen = np.asarray((table != 0).sum(axis=0)).ravel()
    columns = np.flatnonzero(seen >= LEAST_SEEN)
    idf = np.log((table.shape[0] + 1) / (seen[columns] + 1)) / 4 + 0.3
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=300)
    model.fit(table[:, columns] @ sparse.diags(idf.astype(np.float32)), target)
    coefficients[columns] = model.coef_[0] * idf
    return coefficients, float(model.intercept_[0])


def _limit(gold: Bools, score: Floats, precision: float | None = None) -> float:
    """Return the score from which on a tag is said: of the best F1, or the lowest that keeps a precision."""
    if gold.sum() < LEAST_EXAMPLES:
        return NEVER
    order = np.argsort(-score, kind="stable")
    right, said = np.cumsum(gold[order]), np.arange(1, len(order) + 1)
    if precision is None:
        place = int(np.argmax(2 * right / (said + gold.sum())))
    else:
        keeps = np.flatnonzero(right >= precision * said)
        place = int(keeps[-1]) if len(keeps) else 0
    return round(float(score[order[place]]), 4)


def _stage_limit(stages: list[str | None], score: Floats) -> float:
    """Return the highest limit that keeps ``STAGE_RIGHT`` and ``ENDING_FOUND``; without one the lowest score."""
    names = list(STAGES)
    gold = np.array([names.index(stage) if stage else -1 for stage in stages])
    if (gold >= 0).sum() < LEAST_EXAMPLES:
        return NEVER
    best = score.max(axis=1)
    right = score.argmax(axis=1) == gold
    ending = gold == names.index("ending")
    for limit in np.sort(np.unique(np.round(best, 1)))[::-1]:
        said = right & (best >= limit)
        if said[gold >= 0].mean() >= STAGE_RIGHT and (not ending.any() or said[ending].mean() >= ENDING_FOUND):
            return round(float(limit), 4)
    return round(float(best.min()), 4)


def _put(weights: TagWeights, head: int, coefficients: Floats, intercept: float, limit: float) -> None:
    weights.words[:, head] = coefficients[:BUCKETS]
    weights.phrasing[:, head] = coefficients[BUCKETS : BUCKETS + PHRASING_BUCKETS]
    if len(coefficients) > BUCKETS + PHRASING_BUCKETS:
        weights.labels[:, head] = coefficients[-NOTE_COLUMNS:]
    weights.intercept[head] = intercept
    weights.least[head] = limit
