"""Peers that every model is held against, in the same run and on the same splits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import LABELS, OTHER
from notesense.label.features import SegmentFeatures
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch, Ints
from notesense.train.dataset import Dataset

Floats = NDArray[np.float64]
K = len(LABELS)
MENTOR, DONE = ACTOR_CODES.index("mentor"), STATUS_CODES.index("done")
# From a data set and the own segments trained on and scored to the probabilities of the latter, shape (scored, K).
Peer = Callable[[Dataset, Ints, Ints], Floats]


class TextModel(Protocol):
    """A fitted peer that sees a segment's text and nothing else."""

    def probabilities(self, texts: Sequence[str], /) -> Floats:
        """Return the labels' probabilities, shape (len(texts), K)."""


def segment_texts(batch: AnnotatedBatch) -> list[str]:
    """Return the text of each segment of a batch."""
    notes = np.repeat(np.arange(batch.notes), np.diff(batch.note_segments)).tolist()
    starts, ends = batch.segment_start.tolist(), batch.segment_end.tolist()
    return [batch.texts[note][low:high] for note, low, high in zip(notes, starts, ends, strict=True)]


def on_segments(fit: Callable[[Sequence[str], Ints], TextModel]) -> Peer:
    """Return the peer that fits on the texts of the segments trained on, given their labels."""

    def predict(data: Dataset, train: Ints, test: Ints) -> Floats:
        texts = segment_texts(data.batch)
        model = fit([texts[i] for i in train.tolist()], data.label[train])
        return model.probabilities([texts[i] for i in test.tolist()])

    return predict


def majority(data: Dataset, train: Ints, test: Ints) -> Floats:
    """The constant answer: each segment gets the commonest label of the training part.

    Parameters
    ----------
    train, test : int array
        Own segments trained on and scored.

    Returns
    -------
    float array, shape (len(test), K)
        Probabilities.
    """
    share = np.bincount(data.label[train], minlength=K) / max(len(train), 1)
    return np.tile(share, (len(test), 1))


def cue_labels(features: SegmentFeatures, batch: AnnotatedBatch) -> Ints:
    """Return what the cue files alone say of each segment: its first act that the mentor did, else ``other``."""
    hits, votes = features.votes(batch)
    at = batch.hit_token[hits]
    counts = (votes >= 0) & (batch.subject[at] == MENTOR) & (batch.status[at] == DONE)
    chosen = np.full(batch.segments, OTHER, np.int64)
    # The first act of a segment decides; written last.
    where = np.flatnonzero(counts)[::-1]
    chosen[batch.token_segment[at[where]]] = votes[where]
    return chosen


def cue_rules(features: SegmentFeatures) -> Peer:
    """The cue files alone. They know no probabilities: 0.9 and the rest shared out stands for a plain answer."""

    def predict(data: Dataset, train: Ints, test: Ints) -> Floats:
        return np.eye(K)[cue_labels(features, data.batch)[test]] * 0.9 + 0.1 / K

    return predict


class Regression:
    """A scikit-learn pipeline from texts, or from vectors, to the labels' probabilities."""

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline

    def probabilities(self, rows: Any, /) -> Floats:
        """Return probabilities, shape (N, K); a label never seen in the fit gets next to none."""
        probability = np.full((len(rows), K), 1e-6)
        if len(rows):
            probability[:, self.pipeline.classes_] = self.pipeline.predict_proba(rows)
        result: Floats = probability / probability.sum(axis=1, keepdims=True)
        return result


def fit_tfidf(texts: Sequence[str], label: Ints) -> Regression:
    """What a data scientist tries in an afternoon: word and character TF-IDF, logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    pipeline = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True),
        ),
        LogisticRegression(C=4.0, class_weight="balanced", max_iter=300),
    )
    return Regression(pipeline.fit(texts, label))


tfidf = on_segments(fit_tfidf)
