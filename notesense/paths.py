"""Where things are: the models that ship, and the user's own."""

from __future__ import annotations

import os
from pathlib import Path

from notesense.errors import ModelError

DEFAULT_MODEL = "en_default"


def model_folders() -> list[Path]:
    """Return the folders in which models are looked for, first hit wins.

    ``NOTESENSE_MODELS`` (a folder), then the models in the package (the
    wheel), then the checkout's own ``models/``.
    """
    here = Path(__file__).resolve().parent
    folders = [here / "models", here.parent / "models"]
    if own := os.environ.get("NOTESENSE_MODELS"):
        folders.insert(0, Path(own))
    return folders


def find_model(name: str = DEFAULT_MODEL) -> Path:
    """Return the folder of a model, by name or by path.

    Raises
    ------
    ModelError
        No such folder, or none with a ``model.json``.
    """
    given = Path(name)
    if (given / "model.json").is_file():
        return given
    for folder in model_folders():
        if (folder / name / "model.json").is_file():
            return folder / name
    raise ModelError(
        "There is no such model.",
        where=name,
        next_step="Give a folder that holds a model.json, or leave --model away for the one that ships.",
    )
