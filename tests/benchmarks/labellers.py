"""All that the benchmark of labels compares: notesense and its peers, fitted and scored on the same splits."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import embedding_peer
import label_speed
import numpy as np
import textcat_peers

import notesense.codebook
from notesense.label.classifier import training_matrix
from notesense.label.model_store import load_model, save_model
from notesense.records.annotated import Ints
from notesense.train.benchmark import register_folds
from notesense.train.crossval import cross_validate, cross_validate_peer, score_with, subset
from notesense.train.dataset import Dataset
from notesense.train.peers import Peer, TextModel, cue_rules, fit_tfidf, majority, on_segments, segment_texts
from notesense.train.scored import Scored
from notesense.train.splits import Fold
from notesense.train.training import Corpus, Say, prepare, train_model

CUE_RULES = "cue rules alone"


@dataclass(frozen=True, slots=True)
class Size:
    """How much a run does.

    Attributes
    ----------
    folds : int
        Folds that the registers are dealt into; 0: each register is one.
    bow_epochs, cnn_epochs : int
    notes, rounds : int
        Of the measurement of speed.
    """

    folds: int = 5
    bow_epochs: int = 5
    cnn_epochs: int = 5
    notes: int = 500
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """A labeller and what it did.

    Attributes
    ----------
    folds, contrasts : Scored
        What it said of the test voices, and of the held-out contrast groups.
    way : callable or None
        Labels bare notes, to be timed.
    stored_bytes : int
        What it takes on disk.
    """

    name: str
    about: str
    folds: Scored
    contrasts: Scored
    way: label_speed.Way | None = None
    stored_bytes: int = 0


@dataclass(frozen=True, slots=True)
class NotRun:
    """A labeller that could not run here, and why."""

    name: str
    about: str
    why: str


class Labellers:
    """Fits and scores everybody on the same segments and the same splits."""

    def __init__(self, corpus: Corpus, size: Size, *, jobs: int, say: Say) -> None:
        self.corpus, self.size, self.jobs, self.say = corpus, size, jobs, say
        held = corpus.held_out()
        say("training notesense")
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            save_model(train_model(corpus, name="en_default", version="bench", jobs=jobs), place)
            # As stored: the numbers that labelling uses are rounder than the fitted ones.
            self.model = load_model(place)
            self.model_bytes = sum(path.stat().st_size for path in place.iterdir())
        self.data, self.features = prepare(corpus.examples, self.model.cutter)
        self.texts = segment_texts(self.data.batch)
        self.folds = register_folds(corpus, corpus.whole_notes() & held, ~held, groups=size.folds or None)
        groups = held & np.array([example.group is not None for example in corpus.examples])
        self.contrasts = Fold("contrast groups", np.flatnonzero(~held), np.flatnonzero(groups))

    def all(self) -> list[Entry | NotRun]:
        """Run everybody, the plainest first and notesense last."""
        bow, cnn = self.size.bow_epochs, self.size.cnn_epochs
        fit_bow = partial(textcat_peers.fit_textcat, model=textcat_peers.BAG_OF_WORDS, epochs=bow)
        fit_cnn = partial(textcat_peers.fit_textcat, model=textcat_peers.CNN, epochs=cnn)
        return [
            self._majority(),
            self._cue_rules(),
            self._by_text(
                "TF-IDF + logistic regression", "words, word pairs and characters by 3 to 5 (scikit-learn)", fit_tfidf
            ),
            self._by_text(
                "spaCy textcat, bag of words", f"`spacy.TextCatBOW.v3` of words and word pairs, {bow} epochs", fit_bow
            ),
            self._by_text(
                "spaCy textcat, CNN", f"`spacy.TextCatReduce.v1` over `spacy.HashEmbedCNN.v2`, {cnn} epochs", fit_cnn
            ),
            self._by_embeddings(
                "MiniLM embeddings + logistic regression", "all-MiniLM-L6-v2 (384 numbers a segment; scikit-learn)"
            ),
            self._notesense(),
        ]

    def _majority(self) -> Entry:
        self.say("majority")
        return Entry("majority", "always the commonest label", *self._answers(majority))

    def _cue_rules(self) -> Entry:
        self.say(CUE_RULES)
        folder = Path(notesense.codebook.__file__).parent / "cue_files"
        stored = sum(path.stat().st_size for path in folder.glob("*.toml"))
        about = "the cue files without the model: a segment's first act that the mentor did"
        way = label_speed.cue_rules_alone()
        return Entry(CUE_RULES, about, *self._answers(cue_rules(self.features)), way, stored)

    def _by_text(self, name: str, about: str, fit: Callable[[Sequence[str], Ints], TextModel]) -> Entry:
        self.say(name)
        folds = cross_validate_peer(self.data, on_segments(fit), self.folds, jobs=self.jobs)
        rows = self.data.segments_of(self.contrasts.train)
        return self._entry(name, about, folds, fit([self.texts[i] for i in rows.tolist()], self.data.label[rows]))

    def _by_embeddings(self, name: str, about: str) -> Entry | NotRun:
        self.say(name)
        absent = embedding_peer.missing()
        if absent:
            self.say(f"NOT RUN: {name}: {absent}")
            return NotRun(name, about, absent)
        encoder = embedding_peer.Encoder()
        # Once for the whole run: the folds only refit the regression.
        vectors = encoder.vectors(self.texts)
        folds = cross_validate_peer(self.data, embedding_peer.on_vectors(vectors), self.folds, jobs=self.jobs)
        rows = self.data.segments_of(self.contrasts.train)
        regression = embedding_peer.fit_on_vectors(vectors[rows], self.data.label[rows])
        return self._entry(name, about, folds, embedding_peer.Embedded(encoder, regression))

    def _notesense(self) -> Entry:
        self.say("notesense")
        matrix, weight = training_matrix(self.features, self.data.batch), self.corpus.weights()
        folds = cross_validate(self.data, self.features, self.folds, jobs=self.jobs, weight=weight, matrix=matrix)
        test, rows = subset(self.data, self.contrasts.test)
        contrasts = score_with(self.model.segments, self.model.notes, test, matrix[rows])
        way = label_speed.whole_road(self.model)
        return Entry("notesense", "this project's model", folds, contrasts, way, self.model_bytes)

    def _answers(self, peer: Peer) -> tuple[Scored, Scored]:
        folds = cross_validate_peer(self.data, peer, self.folds)
        return folds, cross_validate_peer(self.data, peer, [self.contrasts])

    def _entry(self, name: str, about: str, folds: Scored, model: TextModel) -> Entry:
        """Enter a peer whose model, fitted on all that is not held out, answers the contrast groups."""

        def answer(data: Dataset, train: Ints, test: Ints) -> np.ndarray:
            return model.probabilities([self.texts[i] for i in test.tolist()])

        contrasts = cross_validate_peer(self.data, answer, [self.contrasts])
        return Entry(name, about, folds, contrasts, label_speed.peer(model), stored_bytes(model))


def stored_bytes(model: TextModel) -> int:
    """Return what a peer takes on disk, the libraries not counted."""
    if isinstance(model, embedding_peer.Embedded):
        return model.encoder.stored_bytes() + stored_bytes(model.regression)
    if isinstance(model, textcat_peers.Textcat):
        return len(model.nlp.to_bytes())
    return len(pickle.dumps(model))
