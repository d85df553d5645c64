"""From corpora to a model: what ``notesense train`` does."""

from __future__ import annotations

import hashlib
import platform
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.annotate.pipeline import Annotator
from notesense.errors import InputError
from notesense.label.features import SegmentFeatures
from notesense.label.model_store import Model
from notesense.read import LabelledExample, read_labelled
from notesense.train.dataset import Dataset, align, build_dataset
from notesense.train.fit import FitSettings, fit
from notesense.train.fit_cutter import fit_cutter
from notesense.train.fit_familiarity import fit_familiarity
from notesense.train.fit_tags import fit_tags
from notesense.train.splits import Splits, load_splits

Say = Callable[[str], None]
# What an example weighs beside a whole note: contrast notes teach a difference, line-bank lines the long tail.
CONTRAST_WEIGHT = 0.5
LINE_WEIGHT = 0.5
# Sets that a model is measured on and not trained on, unless told to: prose that no mentor wrote.
ONLY_MEASURED = frozenset({"no_mentor"})


@dataclass(slots=True)
class Corpus:
    """The labelled examples of a corpora folder, and its fixed splits.

    Attributes
    ----------
    examples : tuple of LabelledExample
    splits : Splits
    checksums : dict
        SHA-256 of each file trained on, by its name in the folder.
    only_measured : dict
        The sets that are not trained on, each by its name; told to train on
        one, its notes stand in `examples` too.
    """

    examples: tuple[LabelledExample, ...]
    splits: Splits
    checksums: dict[str, str]
    only_measured: dict[str, tuple[LabelledExample, ...]] = field(default_factory=dict)

    def held_out(self) -> NDArray[np.bool_]:
        """Return which examples are never trained on: test voices and test groups."""
        return np.array([self.splits.holds_out(example) for example in self.examples], bool)

    def whole_notes(self) -> NDArray[np.bool_]:
        """Return which examples are whole notes of mentors: no contrast notes, no lines, no prose of others."""
        others = {example.id for examples in self.only_measured.values() for example in examples}
        return np.array([e.group is None and not is_line(e) and e.id not in others for e in self.examples], bool)

    def weights(self) -> NDArray[np.float64]:
        """Return the weight of each example in a fit."""
        return np.array(
            [
                LINE_WEIGHT if is_line(example) else CONTRAST_WEIGHT if example.group is not None else 1.0
                for example in self.examples
            ]
        )


def is_line(example: LabelledExample) -> bool:
    """Whether an example is a line of a line bank: one segment, no conversation."""
    return example.conversation is None and len(example.segments) == 1


def load_corpora(folder: Path, *, also: Collection[str] = ()) -> Corpus:
    """Read every labelled set of a corpora folder.

    Parameters
    ----------
    folder : Path
        Holds ``<set>/*.jsonl`` and ``splits.json``; a single JSON-lines file does too. Where ``voices.toml`` lies
        beside a set, its notes carry the English of their voice as a further key ``english``.
    also : collection of str
        Sets of `ONLY_MEASURED` that are trained on all the same, with the part that they don't keep for tests.

    Raises
    ------
    InputError
        There is nothing labelled, a line is faulty, or there is no such set.
    """
    files = [folder] if folder.is_file() else sorted(folder.glob("*/*.jsonl"))
    measured = [] if folder.is_file() else [file for file in files if file.parent.name in ONLY_MEASURED]
    unknown = sorted(set(also) - {file.parent.name for file in measured})
    if unknown:
        raise InputError(f"There is no set {unknown[0]!r} that is only measured on.", where=str(folder))
    trained = [file for file in files if file not in measured or file.parent.name in also]
    if not trained:
        raise InputError("There are no labelled notes.", where=str(folder), next_step="Give a folder such as corpora/.")
    base = folder.parent if folder.is_file() else folder
    examples = tuple(example for file in trained for example in _read_set(file))
    checksums = {file.relative_to(base).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in trained}
    only_measured = {file.parent.name: tuple(_read_set(file)) for file in measured}
    return Corpus(examples, load_splits(base / "splits.json"), checksums, only_measured)


def trained_also(meta: Mapping[str, Any]) -> list[str]:
    """Return the sets that are only measured on, and that a model with this meta was trained on all the same."""
    files = meta.get("trained_on", {}).get("corpora_sha256", {})
    return sorted(ONLY_MEASURED & {name.split("/")[0] for name in files})


def _read_set(file: Path) -> list[LabelledExample]:
    """Read a labelled file, each note with the English of its voice where that is written down."""
    english = load_english(file.with_name("voices.toml"))
    return [
        replace(example, extra={"english": english[example.voice], **example.extra})
        if example.voice is not None and example.voice in english
        else example
        for example in read_labelled(file)
    ]


def load_english(path: Path) -> Mapping[str, str]:
    """Return the English of each voice; empty where there is no such file.

    Raises
    ------
    InputError
        The file is not in its form.
    """
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))["english"]
        return {voice: english for english, voices in table.items() for voice in voices}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError("The voices can't be read.", where=str(path), next_step="See corpora/README.md.") from None


def prepare(examples: Sequence[LabelledExample], cutter: NDArray[np.float32] | None) -> tuple[Dataset, SegmentFeatures]:
    """Annotate examples with a cutter and build what fitting needs."""
    annotator = Annotator(cutter=cutter)
    return build_dataset(examples, annotator), SegmentFeatures(annotator.cues)


def train_model(
    corpus: Corpus,
    *,
    name: str,
    version: str,
    settings: FitSettings | None = None,
    jobs: int = 1,
    say: Say | None = None,
) -> Model:
    """Train a model on all that is not held out.

    Returns
    -------
    Model
        With a few golden predictions in its meta, re-run by ``notesense doctor``.
    """
    say = say or (lambda _: None)
    keep = ~corpus.held_out()
    examples = [example for example, kept in zip(corpus.examples, keep, strict=True) if kept]
    if not examples:
        raise InputError("No labelled note is left to train on.", next_step="See the held-out voices in splits.json.")
    say(f"training on {len(examples)} examples")
    cutter = fit_cutter([example for example in examples if not is_line(example)], Annotator())
    data, features = prepare(examples, cutter)
    fitted = fit(data, features, settings, jobs=jobs, weight=corpus.weights()[keep], say=say)
    tags = fit_tags(data, features, fitted, jobs=jobs, say=say)
    familiarity = fit_familiarity(data, fitted)
    model = Model(name, version, fitted.segments, fitted.notes, cutter, familiarity=familiarity, tags=tags)
    model.meta = {
        "codebook": "3",
        "trained_on": {
            "examples": len(examples),
            "segments": len(data.gold_label),
            "whole_notes": sum(example.group is None and not is_line(example) for example in examples),
            "voices": len({e.voice for e in examples if e.voice and e.group is None and not is_line(e)}),
            "corpora_sha256": corpus.checksums,
        },
        "libraries": library_versions(),
        "settings": {key: getattr(settings or FitSettings(), key) for key in FitSettings.__slots__},
    }
    return model


def library_versions() -> dict[str, str]:
    """Return the versions that a model's numbers depend on."""
    names = ("spacy", "scikit-learn", "numpy", "scipy")
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in names}}


GOLDEN_TEXTS = (
    "CPS met with member. CPS explained the waiting list and gave her the number of the food bank. Plan: call Monday.",
    "Ct tearful. Listened and validated her grief. Ct denied SI/HI.",
    "I: practiced interview questions w/ pt. Wrote down what he wants to say to the judge.",
    "No show. LVM.",
)


def golden_predictions(model: Model) -> list[dict[str, Any]]:
    """Return what the model says of a few invented sentences, to be re-run when it is checked."""
    from notesense.flow import Road
    from notesense.records import LabelledNote, Note, Source

    notes = [Note(str(index), text, Source("golden")) for index, text in enumerate(GOLDEN_TEXTS)]
    return [
        {"text": record.note.text, "labels": [segment.label for segment in record.segments]}
        for record in Road(model).label(notes)
        if isinstance(record, LabelledNote)
    ]


__all__ = ["Corpus", "align", "golden_predictions", "is_line", "load_corpora", "prepare", "train_model"]
