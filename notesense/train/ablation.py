"""What each part of the model brings: the same cross-validation with one part left out at a time.

Training voices and training groups alone are scored, so that this may be looked
at while the model is tuned. Run as ``python -m notesense.train.ablation``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse

from notesense.annotate.pipeline import Annotator
from notesense.codebook.cues import Cue
from notesense.label import classifier
from notesense.label.features import BUCKETS, CHARACTER_BUCKETS, Entries, SegmentFeatures
from notesense.label.model_store import load_model
from notesense.records.annotated import AnnotatedBatch, Ints
from notesense.records.hashing import Keys
from notesense.train.benchmark import register_folds
from notesense.train.crossval import cross_validate
from notesense.train.dataset import Dataset, build_dataset
from notesense.train.evaluate import figures
from notesense.train.fit import FitSettings
from notesense.train.fit_cutter import fit_cutter
from notesense.train.model_card import ABLATION
from notesense.train.paired import change
from notesense.train.scored import Scored
from notesense.train.splits import Fold
from notesense.train.training import Corpus, is_line, load_corpora, trained_also

FOLDS = 5
Family = Callable[[str], bool]


# Families of features by the names that they are hashed under.
CUES = frozenset({
    "cue", "act+object", "act+state", "act+word", "vote", "vote+state", "first vote+state", "object",
    "object+state", "act+class 0", "act+class 1", "act+class 2",
})  # fmt: skip
ACT_WORDS = frozenset({"act+word"})
PLACE = frozenset({"section", "section+status", "line", "tokens", "position", "note length"})
CLASSES = frozenset(f"{family} {size}" for family in ("class", "class pair", "act+class") for size in range(3))
PAIRS = frozenset({"pair", "first two"})


def states(family: str) -> bool:
    """Whether a family of features knows who acts, or whether and when it was done."""
    return "state" in family or "status" in family


@dataclass(frozen=True, slots=True)
class Ablation:
    """One part left out.

    Attributes
    ----------
    name : str
    families : callable, optional
        Which families of hashed features are left out.
    characters, context, lines, contrasts, weights : bool
        Whether there are character n-grams, the context step, the line bank and the contrast groups to train on, and
        weights of their own for each kind of example.
    settings : FitSettings
    """

    name: str
    families: Family | None = None
    characters: bool = True
    context: bool = True
    lines: bool = True
    contrasts: bool = True
    weights: bool = True
    settings: FitSettings = field(default_factory=FitSettings)


FULL = Ablation("everything")
ABLATIONS = (
    Ablation("character n-grams", characters=False),
    Ablation("cues and acts", families=CUES.__contains__),
    Ablation("who acts, whether and when", families=states),
    Ablation("cues, acts, who, whether and when", families=lambda family: family in CUES or states(family)),
    Ablation("acts with the words behind them", families=ACT_WORDS.__contains__),
    Ablation("headings, lines, position and length", families=PLACE.__contains__),
    Ablation("classes of words", families=CLASSES.__contains__),
    Ablation("word pairs", families=PAIRS.__contains__),
    Ablation("context step", context=False),
    Ablation("line bank", lines=False),
    Ablation("contrast groups", contrasts=False),
    Ablation("line bank and contrast groups", lines=False, contrasts=False),
    Ablation("weights by kind of example (all weigh the same)", weights=False),
    Ablation("class weights", settings=replace(FitSettings(), balance=0.0)),
)


class WithoutFamilies(SegmentFeatures):
    """Segment features with some families left out."""

    def __init__(self, cues: tuple[Cue, ...], left_out: Family) -> None:
        super().__init__(cues)
        self.left_out = left_out
        self.met: dict[str, bool] = {}

    def _add(
        self, entries: Entries, batch: AnnotatedBatch, family: str, rows: Ints, keys: Keys, scale: float = 1.0
    ) -> None:
        self.met[family] = self.left_out(family)
        if not self.met[family]:
            super()._add(entries, batch, family, rows, keys, scale)


def ablate(
    corpus: Corpus, ablations: Sequence[Ablation] = ABLATIONS, *, folds: int = FOLDS, jobs: int = 1
) -> dict[str, Any]:
    """Cross-validate the model, and then with one part left out at a time.

    Groups of registers are left out, with everybody who wrote in them; with each, a share of the contrast groups.

    Parameters
    ----------
    corpus : Corpus
    ablations : sequence of Ablation
    folds : int
    jobs : int
        Processes; each takes one part after the other.

    Returns
    -------
    dict
        ``full`` with the figures of the whole model; ``left_out``, a list with ``name`` and the ``change`` that leaving
        it out makes.
    """
    examples = [example for example, out in zip(corpus.examples, corpus.held_out(), strict=True) if not out]
    own = Corpus(tuple(examples), corpus.splits, corpus.checksums, corpus.only_measured)
    annotator = Annotator(cutter=fit_cutter([one for one in examples if not is_line(one)], Annotator()))
    data = build_dataset(examples, annotator)
    plan = _folds(own, folds)
    scored = Parallel(n_jobs=jobs, max_nbytes=None)(
        delayed(_scored)(one, own, data, annotator.cues, plan) for one in (FULL, *ablations)
    )
    whole = {example.id for example, is_whole in zip(examples, own.whole_notes(), strict=True) if is_whole}
    full, rest = _apart(scored[0], whole), [_apart(one, whole) for one in scored[1:]]
    measured = [figures(part) for part in full]
    return {
        "folds": folds,
        "full": {
            "segment_macro_f1": measured[0]["segment_macro_f1"],
            "conversation_macro_f1": measured[0]["conversation_macro_f1"],
            "groups_solved": measured[1]["groups_solved"],
        },
        "left_out": [
            {"name": one.name, "change": _change(full, parts)} for one, parts in zip(ablations, rest, strict=True)
        ],
    }


def _folds(corpus: Corpus, folds: int) -> list[Fold]:
    """Groups of registers, and beside each the contrast groups of every so-manieth number."""
    everything = np.ones(len(corpus.examples), bool)
    groups = sorted({str(example.group) for example in corpus.examples if example.group is not None})
    turn = {group: place % folds for place, group in enumerate(groups)}
    of = np.array([-1 if example.group is None else turn[str(example.group)] for example in corpus.examples])
    return [
        Fold(fold.name, fold.train[of[fold.train] != number], np.sort([*fold.test, *np.flatnonzero(of == number)]))
        for number, fold in enumerate(register_folds(corpus, corpus.whole_notes(), everything, groups=folds))
    ]


def _scored(one: Ablation, corpus: Corpus, data: Dataset, cues: tuple[Cue, ...], plan: Sequence[Fold]) -> Scored:
    features = WithoutFamilies(cues, one.families) if one.families else SegmentFeatures(cues)
    words = features.matrix(data.batch)
    characters = features.characters(data.batch)
    if not one.characters:
        characters = sparse.csr_matrix((data.batch.segments, CHARACTER_BUCKETS), dtype=np.float32)
    assert words.shape[1] == BUCKETS
    matrix = sparse.hstack([words, characters]).tocsr()
    kept = np.array(
        [
            (one.lines or not is_line(example)) and (one.contrasts or example.group is None)
            for example in corpus.examples
        ],
        bool,
    )
    folds = [replace(fold, train=fold.train[kept[fold.train]]) for fold in plan]
    weight = corpus.weights() if one.weights else None
    with _context_step(one.context):
        return cross_validate(data, features, folds, one.settings, weight=weight, matrix=matrix)


@contextmanager
def _context_step(wanted: bool) -> Iterator[None]:
    """Without it every note counts as too short for a context."""
    least = classifier.LEAST_CONTEXT
    classifier.LEAST_CONTEXT = least if wanted else sys.maxsize
    try:
        yield
    finally:
        classifier.LEAST_CONTEXT = least


def _apart(scored: Scored, whole: set[str]) -> tuple[Scored, Scored]:
    mask = np.array([example.id in whole for example in scored.examples], bool)
    return scored.part(mask), scored.part(~mask)


def _change(full: tuple[Scored, Scored], parts: tuple[Scored, Scored]) -> dict[str, Any]:
    found = change(full[0], parts[0])
    return {**found, "groups_solved": change(full[1], parts[1])["groups_solved"]}


def main(corpora: Path, model: Path) -> None:
    """Write what the parts bring, on the sets that a model was trained on, into the model's folder."""
    corpus = load_corpora(corpora, also=trained_also(load_model(model).meta))
    print(f"leaving out {len(ABLATIONS)} parts, one at a time: about a minute and a half each", file=sys.stderr)
    document = {"schema": 1, "kind": "ablation", "corpora_sha256": corpus.checksums, **ablate(corpus)}
    (model / ABLATION).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
