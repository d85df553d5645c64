"""Peers by spaCy: its text categorizer, with a bag of words and with a convolutional network.

Architectures and settings are those that spaCy itself proposes for single
labels, batches and dropout those of its quickstart; word pairs in the bag and
averaged weights are added, since both paid on the training voices.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import spacy
from spacy.training import Example
from spacy.training.batchers import minibatch_by_words
from spacy.util import fix_random_seed
from thinc.api import Adam, compounding

from notesense.codebook.labels import LABELS

BAG_OF_WORDS = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": True,
    "length": 262144,
    "ngram_size": 2,
    "no_output_layer": False,
}
CNN = {
    "@architectures": "spacy.TextCatReduce.v1",
    "exclusive_classes": True,
    "use_reduce_first": False,
    "use_reduce_last": False,
    "use_reduce_max": False,
    "use_reduce_mean": True,
    "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2",
        "pretrained_vectors": None,
        "width": 96,
        "depth": 4,
        "embed_size": 2000,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
    },
}
SEED = 1


class Textcat:
    """A fitted text categorizer."""

    def __init__(self, nlp: spacy.Language) -> None:
        self.nlp = nlp

    def probabilities(self, texts: Sequence[str], /) -> np.ndarray:
        """Return the labels' probabilities, shape (len(texts), K)."""
        scores = [[doc.cats[name] for name in LABELS] for doc in self.nlp.pipe(texts, batch_size=1000)]
        return np.array(scores, dtype=np.float64).reshape(-1, len(LABELS))


def fit_textcat(texts: Sequence[str], label: np.ndarray, *, model: dict[str, Any], epochs: int) -> Textcat:
    """Train a text categorizer for a fixed number of epochs; twice the same gives the same."""
    fix_random_seed(SEED)
    nlp = spacy.blank("en")
    textcat = nlp.add_pipe("textcat", config={"model": model})
    for name in LABELS:
        textcat.add_label(name)
    examples = [
        Example.from_dict(nlp.make_doc(text), {"cats": {name: float(name == LABELS[one]) for name in LABELS}})
        for text, one in zip(texts, label.tolist(), strict=True)
    ]
    nlp.initialize(lambda: examples[:100])
    optimizer = Adam(0.001, L2=0.01, use_averages=True)
    shuffle = random.Random(SEED).shuffle
    sizes = compounding(100, 1000, 1.001)
    for _ in range(epochs):
        shuffle(examples)
        for batch in minibatch_by_words(examples, size=sizes, discard_oversize=False):
            nlp.update(batch, sgd=optimizer, drop=0.1)
    with nlp.use_params(optimizer.averages):
        averaged = nlp.to_bytes()
    return Textcat(nlp.from_bytes(averaged))
