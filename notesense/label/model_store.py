"""Models on disk: arrays and JSON, never a pickle, so loading can't run anything.

Format 1. ``model.json`` describes the folder; ``weights.npz`` holds arrays
(read with ``allow_pickle=False``), its SHA-256 in ``model.json``. To change the
format: raise ``FORMAT``, keep the reader of the old number in ``load_model``
with a test on a stored folder of that number, and say in the changelog what
became of it.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from notesense.codebook.labels import LABELS, NONE_BECAUSE
from notesense.errors import ModelError
from notesense.label.classifier import CONTEXT_COLUMNS, K, SegmentWeights
from notesense.label.familiarity import Familiarity, Limits, known_table
from notesense.label.features import BUCKETS, CHARACTER_BUCKETS
from notesense.label.note_model import NOTE_COLUMNS, NoteWeights
from notesense.label.phrasing import PHRASING_BUCKETS
from notesense.label.tag_model import HEADS, TagWeights

FORMAT = 1
# Length of the run-on cutter's weights: `annotate.run_ons`, which this stage may not import.
CUTTER_SIZE = (1 << 14) + 1
# Keys of `model.json` that follow from the weights.
_OWN = frozenset({"format", "labels", "tags", "weights_sha256"})
_MEND = "Install notesense again, or train the model anew with `notesense train`."


@dataclass(slots=True)
class Model:
    """A loaded model.

    Attributes
    ----------
    name, version : str
    segments : SegmentWeights
    notes : NoteWeights
    cutter : float32 array or None
        Weights of the run-on cutter.
    meta : dict
        All of ``model.json``.
    familiarity : Familiarity or None
        What it knows of its training notes; None in models of earlier versions.
    tags : TagWeights or None
        Learnt tags; None in models of earlier versions, whose tags stand on the cues alone.
    """

    name: str
    version: str
    segments: SegmentWeights
    notes: NoteWeights
    cutter: NDArray[np.float32] | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    familiarity: Familiarity | None = None
    tags: TagWeights | None = None

    @property
    def agree_of_100(self) -> int | None:
        """Of 100 notes of registers and voices left out, so many conversations were right; None: not measured."""
        value = self.meta.get("agree_of_100")
        return value if isinstance(value, int) else None

    @property
    def label(self) -> dict[str, str]:
        """What records say of the model."""
        return {"name": self.name, "version": self.version}


def save_model(model: Model, folder: Path) -> None:
    """Write a model; columns that training never saw are left out.

    Parameters
    ----------
    model : Model
    folder : Path
        Made where missing; its ``model.json`` and ``weights.npz`` are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {
        "intercept": model.segments.intercept,
        "context": model.segments.context,
        "offset": model.segments.offset,
        "none_intercept": model.segments.none_intercept,
        "note_conversation": model.notes.conversation,
        "note_roles": model.notes.roles,
    }
    sparse_arrays = {
        "words": model.segments.words,
        "characters": model.segments.characters,
        "none": model.segments.none,
    }
    if model.tags is not None:
        sparse_arrays |= {"tag_words": model.tags.words, "tag_phrasing": model.tags.phrasing}
        for name in ("labels", "intercept", "least"):
            arrays[f"tag_{name}"] = getattr(model.tags, name)
    for name, dense in sparse_arrays.items():
        seen = np.flatnonzero(np.abs(dense).max(axis=1) > 0)
        arrays[f"{name}_columns"] = seen.astype(np.int32)
        arrays[f"{name}_values"] = dense[seen].astype(np.float16)
    if model.cutter is not None:
        arrays["cutter"] = model.cutter
    if model.familiarity is not None:
        arrays["known_forms"] = np.flatnonzero(model.familiarity.known).astype(np.int32)
    path = folder / "weights.npz"
    with path.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub takes no dict of arrays
    meta = {
        "format": FORMAT,
        "name": model.name,
        "version": model.version,
        "labels": list(LABELS),
        **({"tags": list(HEADS)} if model.tags else {}),
        "temperature": model.segments.temperature,
        "conformal_quantile": model.notes.quantile,
        **{key: value for key, value in model.meta.items() if key not in _OWN},
        **({"familiarity": model.familiarity.limits.as_json()} if model.familiarity else {}),
        "weights_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    (folder / "model.json").write_text(json.dumps(meta, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def load_model(folder: Path) -> Model:
    """Read a model, its weights checked by hash and by shape.

    Raises
    ------
    ModelError
        A file is missing, damaged, of another format or for other labels.
    """
    place = str(folder)
    try:
        meta = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        raw = (folder / "weights.npz").read_bytes()
    except (OSError, ValueError) as error:
        raise ModelError(f"The model can't be read ({type(error).__name__}).", where=place, next_step=_MEND) from None
    if not isinstance(meta, dict) or meta.get("format") != FORMAT:
        raise ModelError("The model is of another format.", where=place, next_step=_MEND)
    if meta.get("labels") != list(LABELS):
        raise ModelError("The model was trained for other labels.", where=place, next_step=_MEND)
    if hashlib.sha256(raw).hexdigest() != meta.get("weights_sha256"):
        raise ModelError("The model's weights are not those that were written.", where=place, next_step=_MEND)
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            segments = SegmentWeights(
                words=_dense(arrays, "words", BUCKETS, K),
                characters=_dense(arrays, "characters", CHARACTER_BUCKETS, K),
                intercept=_shaped(arrays, "intercept", (K,)),
                context=_shaped(arrays, "context", (CONTEXT_COLUMNS, K)),
                offset=_shaped(arrays, "offset", (K,)),
                none=_dense(arrays, "none", BUCKETS, len(NONE_BECAUSE)),
                none_intercept=_shaped(arrays, "none_intercept", (len(NONE_BECAUSE),)),
                temperature=_number(meta, "temperature", 1e-3, 1e3),
            )
            notes = NoteWeights(
                conversation=_shaped(arrays, "note_conversation", (NOTE_COLUMNS, 3)),
                roles=_shaped(arrays, "note_roles", (NOTE_COLUMNS, 3)),
                quantile=_number(meta, "conformal_quantile", 0, 1),
            )
            cutter = _shaped(arrays, "cutter", (CUTTER_SIZE,)).astype(np.float32) if "cutter" in arrays else None
            familiarity = (
                Familiarity(known_table(arrays["known_forms"]), Limits.from_json(meta["familiarity"]))
                if "known_forms" in arrays
                else None
            )
            # Heads of another version say nothing here; then the tags stand on the cues alone.
            tags = _tags(arrays) if meta.get("tags") == list(HEADS) else None
        return Model(str(meta["name"]), str(meta["version"]), segments, notes, cutter, meta, familiarity, tags)
    except (KeyError, ValueError, TypeError, IndexError, OSError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The model's weights are damaged ({type(error).__name__}).", where=place, next_step=_MEND
        ) from None


def _tags(arrays: Any) -> TagWeights:
    count = len(HEADS)
    return TagWeights(
        words=_dense(arrays, "tag_words", BUCKETS, count),
        phrasing=_dense(arrays, "tag_phrasing", PHRASING_BUCKETS, count),
        labels=_shaped(arrays, "tag_labels", (NOTE_COLUMNS, count)),
        intercept=_shaped(arrays, "tag_intercept", (count,)),
        least=_shaped(arrays, "tag_least", (count,)),
    )


def _number(meta: dict[str, Any], name: str, low: float, high: float) -> float:
    value = float(meta[name])
    if not low <= value <= high:
        raise ValueError(name)
    return value


def _shaped(arrays: Any, name: str, shape: tuple[int, ...]) -> NDArray[np.float64]:
    array = np.asarray(arrays[name], dtype=np.float64)
    if array.shape != shape or not np.isfinite(array).all():
        raise ValueError(name)
    return array


def _dense(arrays: Any, name: str, buckets: int, width: int) -> NDArray[np.float32]:
    columns, values = arrays[f"{name}_columns"], np.asarray(arrays[f"{name}_values"], dtype=np.float32)
    if values.shape != (len(columns), width) or (
        len(columns) and not 0 <= int(columns.min()) <= int(columns.max()) < buckets
    ):
        raise ValueError(name)
    if not np.isfinite(values).all():
        raise ValueError(name)
    dense = np.zeros((buckets, width), np.float32)
    dense[columns] = values
    return dense
