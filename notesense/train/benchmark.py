"""The whole evaluation of the default model: left-out registers, held-out voices, contrast groups, peers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from notesense.annotate.pipeline import Annotator
from notesense.label.classifier import training_matrix
from notesense.label.model_store import Model
from notesense.train.crossval import cross_validate, cross_validate_peer, score_with, subset
from notesense.train.evaluate import evaluate, figures
from notesense.train.fit import FitSettings
from notesense.train.fit_cutter import fit_cutter
from notesense.train.peers import cue_rules, majority, tfidf
from notesense.train.splits import Fold, leave_one_register_out
from notesense.train.training import Corpus, Say, is_line, prepare


def benchmark(
    corpus: Corpus, model: Model, settings: FitSettings | None = None, *, jobs: int = 1, say: Say | None = None
) -> dict[str, Any]:
    """Measure the model and its peers in one run, on the same splits.

    Parameters
    ----------
    corpus : Corpus
    model : Model
        Trained on what the corpus does not hold out.

    Returns
    -------
    dict
        ``left_out_register`` (training voices, each register left out with
        every voice that wrote in it), ``left_out_register_test`` (the same for
        the test voices), ``held_out_voices`` (the shipped model on the test
        voices), ``held_out_groups`` and ``peers``.
    """
    tell: Callable[[str], None] = say or (lambda _: None)
    examples = list(corpus.examples)
    held, whole = corpus.held_out(), corpus.whole_notes()
    cutter = fit_cutter([e for e, out in zip(examples, held, strict=True) if not out and not is_line(e)], Annotator())
    data, features = prepare(examples, cutter)
    weight = corpus.weights()
    result: dict[str, Any] = {"peers": {}}
    matrix = training_matrix(features, data.batch)

    tuning = _register_folds(corpus, whole & ~held, ~held)
    tell(f"leave-one-register-out, {len(tuning)} folds")
    ours = cross_validate(data, features, tuning, settings, jobs=jobs, weight=weight, matrix=matrix)
    result["left_out_register"] = evaluate(ours)
    peers = {"majority": majority, "cue rules": cue_rules(features), "TF-IDF + logistic regression": tfidf}
    for name, peer in peers.items():
        tell(f"peer: {name}")
        scored = cross_validate_peer(data, peer, tuning, jobs=jobs)
        result["peers"][name] = {"left_out_register": figures(scored)}

    groups = held & np.array([example.group is not None for example in examples])
    train = np.flatnonzero(~held)
    test = np.flatnonzero(whole & held)
    if len(test):
        folds = _register_folds(corpus, whole & held, ~held)
        tell(f"test voices, {len(folds)} left-out registers")
        unseen = cross_validate(data, features, folds, settings, jobs=jobs, weight=weight, matrix=matrix)
        result["left_out_register_test"] = evaluate(unseen)
        part, rows = subset(data, test)
        result["held_out_voices"] = evaluate(score_with(model.segments, model.notes, part, matrix[rows]))
        for name, peer in peers.items():
            result["peers"][name]["left_out_register_test"] = figures(cross_validate_peer(data, peer, folds, jobs=jobs))
            fold = [Fold("voices", train, test)]
            result["peers"][name]["held_out_voices"] = figures(cross_validate_peer(data, peer, fold))
    if groups.any():
        part, rows = subset(data, np.flatnonzero(groups))
        result["held_out_groups"] = figures(score_with(model.segments, model.notes, part, matrix[rows]))
        for name, peer in peers.items():
            fold = [Fold("groups", train, np.flatnonzero(groups))]
            result["peers"][name]["held_out_groups"] = figures(cross_validate_peer(data, peer, fold))
    return result


def _register_folds(corpus: Corpus, scored: Any, trained: Any) -> list[Fold]:
    """Folds that score some notes, a register at a time, and train on others.

    A register is left out with every voice that wrote in it, on both sides.
    """
    folds = []
    for fold in leave_one_register_out(corpus.examples):
        train = fold.train[trained[fold.train]]
        test = fold.test[scored[fold.test]]
        if len(train) and len(test):
            folds.append(Fold(fold.name, train, test))
    return folds
