"""The whole evaluation of the default model: left-out registers, held-out voices, contrast groups, peers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.annotate.pipeline import Annotator
from notesense.flow import Road
from notesense.label.classifier import training_matrix
from notesense.label.model_store import Model
from notesense.read import LabelledExample
from notesense.train.confusions import worst_confusions
from notesense.train.coverage import coverage
from notesense.train.crossval import cross_validate_peer, fit_folds, score_folds, score_with, subset
from notesense.train.evaluate import always_mentoring, evaluate, figures
from notesense.train.fit import FitSettings
from notesense.train.fit_cutter import fit_cutter
from notesense.train.no_mentor import measure_no_mentor
from notesense.train.noise import measure_noise
from notesense.train.peers import cue_rules, majority, tfidf
from notesense.train.scored import Scored
from notesense.train.splits import Fold, leave_one_register_out
from notesense.train.tag_figures import tag_figures
from notesense.train.training import Corpus, Say, is_line, prepare

Mask = NDArray[np.bool_]


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
        voices), ``held_out_groups`` and ``peers``; for each of these splits ``always_mentoring`` and ``coverage``; of
        the left-out registers ``confusions`` and ``noise``; ``no_mentor`` where the corpus has such prose.
    """
    tell: Callable[[str], None] = say or (lambda _: None)
    examples = list(corpus.examples)
    held, whole = corpus.held_out(), corpus.whole_notes()
    cutter = fit_cutter([e for e, out in zip(examples, held, strict=True) if not out and not is_line(e)], Annotator())
    data, features = prepare(examples, cutter)
    weight = corpus.weights()
    result: dict[str, Any] = {"peers": {}}
    matrix = training_matrix(features, data.batch)

    # The same fits score both sides of a register left out: the voices that tuning may look at, and the test voices.
    folds = register_folds(corpus, whole, ~held)
    is_test = corpus.splits.holds_out
    peers = {"majority": majority, "cue rules": cue_rules(features), "TF-IDF + logistic regression": tfidf}
    tell(f"leave-one-register-out, {len(folds)} folds")
    fits = fit_folds(data, features, folds, settings, jobs=jobs, weight=weight, matrix=matrix)
    by_model = {"notesense": score_folds(fits, data, matrix)}
    ours: dict[str, Scored] = {}
    for name, peer in peers.items():
        tell(f"peer: {name}")
        by_model[name] = cross_validate_peer(data, peer, folds, jobs=jobs)
        result["peers"][name] = {}
    for key, wanted in (("left_out_register", False), ("left_out_register_test", True)):
        for name, all_scored in by_model.items():
            mask = np.array([is_test(example) == wanted for example in all_scored.examples], bool)
            if not mask.any():
                continue
            part = all_scored.part(mask)
            if name == "notesense":
                result[key], ours[key] = evaluate(part), part
            else:
                result["peers"][name][key] = figures(part)

    groups = held & np.array([example.group is not None for example in examples])
    train = np.flatnonzero(~held)
    for key, mask in (("held_out_voices", whole & held), ("held_out_groups", groups)):
        notes = np.flatnonzero(mask)
        if not len(notes):
            continue
        tell(key.replace("_", " "))
        test, rows = subset(data, notes)
        part = score_with(model.segments, model.notes, test, matrix[rows])
        if key == "held_out_voices":
            result[key], ours[key] = evaluate(part), part
        else:
            result[key] = figures(part)
        for name, peer in peers.items():
            result["peers"][name][key] = figures(cross_validate_peer(data, peer, [Fold(key, train, notes)]))

    voices = [example for example, tested in zip(examples, whole & held, strict=True) if tested]
    tell("tags of the test voices")
    result["held_out_tags"] = tag_figures(voices, Road(model).label_texts([example.text for example in voices]))
    promised = 1 - (settings or FitSettings()).miss
    result["always_mentoring"] = {key: always_mentoring(part) for key, part in ours.items()}
    result["coverage"] = {key: coverage(part, promised) for key, part in ours.items()}
    # Sentences are shown of training voices alone, so that those of the test voices stay unseen.
    result["confusions"] = worst_confusions(ours["left_out_register"])
    tell("badly typed notes")
    sides = {"left_out_register": lambda example: not is_test(example), "left_out_register_test": is_test}
    result["noise"] = measure_noise(fits, examples, Annotator(), sides)
    for name, prose in corpus.only_measured.items():
        tell(f"prose that no mentor wrote: {name}")
        result[name] = measure_no_mentor(model, prose)
    return result


def register_folds(corpus: Corpus, scored: Mask, trained: Mask, *, groups: int | None = None) -> list[Fold]:
    """Return folds that score some notes, a register or a group of registers at a time, and train on others.

    A register is left out with every voice that wrote in it, on both sides.

    Parameters
    ----------
    corpus : Corpus
        Of N examples.
    scored, trained : bool array, shape (N,)
        Which examples may be scored, and which trained on.
    groups : int, optional
        Deal the registers out into so many folds, each with about as many
        notes; without it each register is a fold.
    """
    folds = []
    for fold in leave_one_register_out(_in_groups(corpus.examples, groups) if groups else corpus.examples):
        train = fold.train[trained[fold.train]]
        test = fold.test[scored[fold.test]]
        if len(train) and len(test):
            folds.append(Fold(fold.name, train, test))
    return folds


def _in_groups(examples: Sequence[LabelledExample], groups: int) -> list[LabelledExample]:
    """Return the examples with the register's group in the place of the register, largest registers dealt first."""
    size = Counter(example.register for example in examples if example.register)
    load = [0] * groups
    dealt: list[list[str]] = [[] for _ in range(groups)]
    for register, notes in sorted(size.items(), key=lambda item: (-item[1], item[0])):
        group = load.index(min(load))
        load[group] += notes
        dealt[group].append(register)
    name = {register: " + ".join(sorted(group)) for group in dealt for register in group}
    return [replace(example, register=name.get(example.register or "")) for example in examples]
