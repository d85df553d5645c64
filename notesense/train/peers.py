"""Peers that every model is held against, in the same run and on the same splits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import LABELS, OTHER
from notesense.label.features import SegmentFeatures
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, Ints
from notesense.train.dataset import Dataset

Floats = NDArray[np.float64]
K = len(LABELS)
MENTOR, DONE = ACTOR_CODES.index("mentor"), STATUS_CODES.index("done")
Peer = Callable[[Dataset, Ints, Ints], Floats]


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


def cue_rules(features: SegmentFeatures) -> Peer:
    """The cue files alone: the highest label that a cue votes for where the mentor did it."""

    def predict(data: Dataset, train: Ints, test: Ints) -> Floats:
        batch = data.batch
        hits, votes = features.votes(batch)
        at = batch.hit_token[hits]
        counts = (votes >= 0) & (batch.subject[at] == MENTOR) & (batch.status[at] == DONE)
        chosen = np.full(batch.segments, -1, np.int64)
        # The first act of a segment decides; written last.
        where = np.flatnonzero(counts)[::-1]
        chosen[batch.token_segment[at[where]]] = votes[where]
        label = np.where(chosen[test] >= 0, chosen[test], OTHER)
        return np.eye(K)[label] * 0.9 + 0.1 / K

    return predict


def tfidf(data: Dataset, train: Ints, test: Ints) -> Floats:
    """What a data scientist tries in an afternoon: word and character TF-IDF, logistic regression."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline, make_union

    batch = data.batch
    starts, ends = batch.segment_start.tolist(), batch.segment_end.tolist()
    texts = [batch.texts[note][starts[i] : ends[i]] for i, note in enumerate(data.note.tolist())]
    model = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True),
        ),
        LogisticRegression(C=4.0, class_weight="balanced", max_iter=300),
    )
    model.fit([texts[i] for i in train.tolist()], data.label[train])
    probability = np.full((len(test), K), 1e-6)
    probability[:, model.classes_] = model.predict_proba([texts[i] for i in test.tolist()])
    result: Floats = probability / probability.sum(axis=1, keepdims=True)
    return result
