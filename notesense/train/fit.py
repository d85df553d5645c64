"""Fits the model: segments, their context, calibration, notes. Deterministic: no random step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy import optimize, sparse
from threadpoolctl import threadpool_limits

from notesense.codebook.labels import CONVERSATIONS, LABELS, OTHER, ROLES
from notesense.label.classifier import LEAST_CONTEXT, SegmentWeights, context, second_step, softmax, training_matrix
from notesense.label.features import BUCKETS, SegmentFeatures
from notesense.label.none_because import REASONS, note_matrix
from notesense.label.note_model import NoteWeights, note_features
from notesense.records.annotated import Ints
from notesense.train.dataset import Dataset
from notesense.train.splits import register_groups

Floats = NDArray[np.float64]
K = len(LABELS)


@dataclass(frozen=True, slots=True)
class FitSettings:
    """What can be turned in a fit; the defaults are what paid on left-out registers.

    Attributes
    ----------
    strength : float
        Inverse of the regularisation of the segment weights (scikit-learn's ``C``).
    least : int
        A column seen in fewer segments is left out.
    balance : float
        Class weights are ``(1 / frequency) ** balance``.
    groups : int
        Groups of register families for out-of-family predictions.
    context_strength : float
        The same for the context step.
    miss : float
        Share of notes whose conversation may lie outside the candidates.
    """

    strength: float = 2.0
    least: int = 2
    balance: float = 0.7
    groups: int = 4
    context_strength: float = 0.05
    miss: float = 0.05
    max_iter: int = 200


@dataclass(slots=True)
class Fitted:
    """A fitted model and the out-of-family predictions behind its calibration."""

    segments: SegmentWeights
    notes: NoteWeights
    out_of_family: Floats


def segment_weights(
    matrix: sparse.csr_matrix, label: Ints, weight: Floats, settings: FitSettings
) -> tuple[Floats, Floats]:
    """Fit multinomial logistic regression on the columns that were seen.

    Columns are scaled by a mild inverse document frequency before the fit, and
    the scale goes into the coefficients, so that labelling pays nothing for it.

    Returns
    -------
    coefficients : float array, shape (columns, K)
    intercept : float array, shape (K,)
    """
    from sklearn.linear_model import LogisticRegression

    seen_in = np.asarray((matrix != 0).sum(axis=0)).ravel()
    columns = np.flatnonzero(seen_in >= settings.least)
    idf = np.log((matrix.shape[0] + 1) / (seen_in[columns] + 1)) / 4 + 0.3
    frequency = np.bincount(label, weights=weight, minlength=K) / weight.sum()
    class_weight = (1 / np.maximum(frequency, 1e-3)) ** settings.balance
    class_weight /= (class_weight * frequency).sum()
    model = LogisticRegression(C=settings.strength, max_iter=settings.max_iter, tol=3e-4)
    scaled = matrix[:, columns] @ sparse.diags(idf.astype(np.float32))
    model.fit(scaled, label, sample_weight=weight * class_weight[label])
    coefficients = np.zeros((matrix.shape[1], K))
    intercept = np.full(K, -20.0)
    for row, index in enumerate(model.classes_):
        coefficients[columns, index] = model.coef_[row] * idf
        intercept[index] = model.intercept_[row]
    return coefficients, intercept


# The products are too small for several threads, which only wait for each other.
@threadpool_limits.wrap(limits=1)  # type: ignore[untyped-decorator]
def fit(
    data: Dataset,
    features: SegmentFeatures,
    settings: FitSettings | None = None,
    *,
    jobs: int = 1,
    weight: Floats | None = None,
    matrix: sparse.csr_matrix | None = None,
    say: Callable[[str], None] | None = None,
) -> Fitted:
    """Fit everything on a data set.

    Parameters
    ----------
    data : Dataset
    features : SegmentFeatures
    settings : FitSettings, optional
    jobs : int
        Processes for the out-of-family fits.
    weight : float array, shape (N,), optional
        Weight of each example.
    matrix : csr matrix, optional
        `training_matrix` of the data, where it is at hand.
    say : callable, optional
        Told what is being done.
    """
    settings = settings or FitSettings()
    say = say or (lambda _: None)
    matrix = training_matrix(features, data.batch) if matrix is None else matrix
    weight = np.ones(len(data.examples)) if weight is None else weight
    segment_weight = weight[data.note] * np.where(data.contested, 0.5, 1.0)
    groups = register_groups(data.examples, settings.groups)[data.note]
    present = sorted(set(groups.tolist()))

    def out_of(group: int) -> tuple[Floats, Floats]:
        rows = np.flatnonzero(groups != group)
        return segment_weights(matrix[rows], data.label[rows], segment_weight[rows], settings)

    say(f"fitting {len(present)} groups of register families out of each other, then all")
    fits = Parallel(n_jobs=jobs, backend="threading")(delayed(out_of)(group) for group in [*present, -1])
    logits = np.zeros((len(data.label), K))
    for group, (coefficients, intercept) in zip(present, fits, strict=False):
        rows = np.flatnonzero(groups == group)
        logits[rows] = matrix[rows] @ coefficients + intercept
    whole, intercept = fits[-1]
    context_weights, second = _context_weights(logits, data, groups, segment_weight, settings)
    whole_notes = np.array([example.group is None and example.conversation is not None for example in data.examples])
    ordinary = whole_notes[data.note]
    if not ordinary.any():
        ordinary[:] = True
    temperature = fit_temperature(second[ordinary], data.label[ordinary])
    probability = np.round(softmax(second / temperature), 4)
    offset = _offset(probability, data, np.where(ordinary, segment_weight, 0.0))
    decided = np.argmax(np.log(np.clip(probability, 1e-4, None)) + offset, axis=1)
    notes = _note_weights(probability, decided, data, groups, settings)
    none, none_intercept = fit_none(data, matrix[:, :BUCKETS])
    segments = SegmentWeights(
        words=whole[:BUCKETS].astype(np.float32),
        characters=whole[BUCKETS:].astype(np.float32),
        intercept=intercept,
        context=context_weights,
        temperature=temperature,
        offset=offset,
        none=none,
        none_intercept=none_intercept,
    )
    return Fitted(segments, notes, probability)


def _regress(features: Floats, label: Ints, weight: Floats, strength: float, classes: int) -> Floats:
    """Multinomial logistic regression whose first column is the constant; returns (columns, classes)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=1000, fit_intercept=True)
    model.fit(features[:, 1:], label, sample_weight=weight)
    weights = np.zeros((features.shape[1], classes))
    if len(model.classes_) == 2:
        # scikit-learn keeps one row for two classes: half of it each way.
        for sign, index in ((-0.5, model.classes_[0]), (0.5, model.classes_[1])):
            weights[1:, index] = sign * model.coef_[0]
            weights[0, index] = sign * model.intercept_[0]
    else:
        weights[1:, model.classes_] = model.coef_.T
        weights[0, model.classes_] = model.intercept_
    absent = sorted(set(range(classes)) - set(model.classes_.tolist()))
    weights[0, absent] = -20.0
    return weights


def _context_weights(
    logits: Floats, data: Dataset, groups: Ints, weight: Floats, settings: FitSettings
) -> tuple[Floats, Floats]:
    """Fit the context step; its own out-of-family logits calibrate what follows.

    Learnt from notes that have a context, so neither from lines nor from most contrast notes.
    """
    around = context(logits, data.batch.note_segments)
    frequency = np.bincount(data.label, weights=weight, minlength=K) / weight.sum()
    balanced = weight * ((1 / np.maximum(frequency, 1e-3)) ** (settings.balance / 2))[data.label]
    sizes = np.diff(data.batch.note_segments)
    learns = np.repeat(sizes >= LEAST_CONTEXT, sizes)
    if not learns.any():
        learns[:] = True

    def weights(rows: NDArray[np.bool_]) -> Floats:
        return _regress(around[rows], data.label[rows], balanced[rows], settings.context_strength, K)

    second = np.zeros((len(data.label), K))
    for group in sorted(set(groups.tolist())):
        own = groups == group
        rest = learns & ~own if (learns & ~own).any() else learns
        second[own] = second_step(logits, data.batch.note_segments, weights(rest))[own]
    return weights(learns), second


def fit_temperature(logits: Floats, label: Ints) -> float:
    """Return the temperature that minimises the log loss (Guo et al. 2017)."""

    def loss(log_temperature: float) -> float:
        probability = softmax(logits / np.exp(log_temperature))
        return float(-np.log(np.clip(probability[np.arange(len(label)), label], 1e-9, None)).mean())

    return float(np.exp(optimize.minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def _offset(probability: Floats, data: Dataset, weight: Floats) -> Floats:
    """Choose what is added to the log-probability of ``other`` for the decision.

    The best sum of segment and conversation macro-F1 on out-of-family
    predictions; a note is *none* only where every segment is ``other``, so
    both must have their say.
    """
    from sklearn.metrics import f1_score

    # Contrast notes are written to be hard; how often each kind occurs is learnt from whole notes alone.
    gold = np.array([(example.conversation or "") if example.group is None else "" for example in data.examples])
    if not (gold != "").any():
        gold = np.array([example.conversation or "" for example in data.examples])
    scored = gold != ""
    best, chosen = -1.0, 0.0
    for step in np.arange(-1.2, 1.21, 0.2):
        offset = np.zeros(K)
        offset[OTHER] = step
        decided = np.argmax(np.log(np.clip(probability, 1e-4, None)) + offset, axis=1)
        segment = f1_score(data.label, decided, average="macro", labels=range(K), sample_weight=weight, zero_division=0)
        conversation = conversations_of(decided, data.note, len(data.examples))
        note = f1_score(
            gold[scored], conversation[scored], average="macro", labels=list(CONVERSATIONS), zero_division=0
        )
        if segment + note > best:
            best, chosen = segment + note, float(step)
    offset = np.zeros(K)
    offset[OTHER] = round(chosen, 2)
    return offset


def conversations_of(decided: Ints, note: Ints, notes: int) -> NDArray[np.str_]:
    """Return each note's conversation by the majority rule alone (ties: mentoring)."""
    support = np.bincount(note, weights=decided == 0, minlength=notes)
    mentoring = np.bincount(note, weights=(decided > 0) & (decided < OTHER), minlength=notes)
    return np.where(support + mentoring == 0, "none", np.where(support > mentoring, "support", "mentoring"))


def fit_none(data: Dataset, matrix: sparse.csr_matrix) -> tuple[NDArray[np.float32], Floats]:
    """Fit why a note shows neither kind of conversation, on the notes that carry the reason.

    Returns
    -------
    weights : float32 array, shape (BUCKETS, 6)
    intercept : float array, shape (6,)
    """
    weights, intercept = np.zeros((BUCKETS, len(REASONS)), np.float32), np.zeros(len(REASONS))
    known = np.flatnonzero([e.none_because in REASONS and e.group is None for e in data.examples])
    target = np.array([REASONS.index(data.examples[index].none_because or "") for index in known], np.int64)
    if len(set(target.tolist())) < 3:
        return weights, intercept
    table = note_matrix(matrix, data.batch.note_segments)[known]
    columns = np.flatnonzero(np.asarray((table != 0).sum(axis=0)).ravel() >= 2)
    wide = _regress_sparse(table[:, columns], target)
    weights[columns[:, None], wide[2]] = wide[0].T
    intercept[:] = -20.0
    intercept[wide[2]] = wide[1]
    return weights, intercept


def _regress_sparse(table: sparse.csr_matrix, target: Ints) -> tuple[Floats, Floats, Ints]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=30.0, class_weight="balanced", max_iter=500).fit(table, target)
    return model.coef_, model.intercept_, model.classes_


def _note_weights(
    probability: Floats, decided: Ints, data: Dataset, groups: Ints, settings: FitSettings
) -> NoteWeights:
    """Fit the note model and the conformal quantile on out-of-family predictions."""
    table = note_features(probability, decided, data.batch.note_segments)
    known = np.flatnonzero([e.conversation in CONVERSATIONS and e.group is None for e in data.examples])
    if not len(known):
        known = np.flatnonzero([example.conversation in CONVERSATIONS for example in data.examples])
    group = np.zeros(len(data.examples), np.int64)
    group[data.note] = groups
    target = np.array([CONVERSATIONS.index(data.examples[i].conversation or "none") for i in known])
    weight = np.ones(len(known))
    score = np.zeros((len(known), 3))
    for one in sorted(set(group[known].tolist())):
        rows, rest = np.flatnonzero(group[known] == one), np.flatnonzero(group[known] != one)
        fitted = _regress(table[known][rest], target[rest], weight[rest], 0.3, 3)
        score[rows] = softmax(table[known][rows] @ fitted)
    conversation = _regress(table[known], target, weight, 0.3, 3)
    roles = np.zeros((table.shape[1], len(ROLES)))
    for index, role in enumerate(ROLES):
        has = np.array([int(role in data.examples[i].roles) for i in known])
        both = _regress(table[known], has, weight, 0.3, 2)
        roles[:, index] = both[:, 1] - both[:, 0]
    # Prose that no mentor wrote has no register; the promise is made for notes.
    promised = np.array([data.examples[i].register is not None for i in known])
    if not promised.any():
        promised[:] = True
    missing = (1 - score[np.arange(len(known)), target])[promised]
    level = min(1.0, np.ceil((len(missing) + 1) * (1 - settings.miss)) / len(missing))
    quantile = float(np.quantile(missing, level, method="higher"))
    return NoteWeights(conversation, roles, round(min(quantile, 0.9999), 4))
