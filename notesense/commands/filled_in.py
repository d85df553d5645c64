"""Lists in a run's folder that somebody filled in: a later run into the same folder keeps them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from itertools import count
from pathlib import Path

# What people fill in, under every name that a run gives to it.
_LISTS = re.compile(r"(?:reading_list|unsure|decisions)(?:-[0-9]+)?\.csv|notesense(?:-[0-9]+)?\.xlsx")


def hashes_of_lists(folder: Path, names: Sequence[str]) -> dict[str, str]:
    """Return the SHA-256 of each list among some files, so that a later run knows whether it was filled in."""
    return {name: _sha256(folder / name) for name in names if _LISTS.fullmatch(name)}


def keep_filled_in(folder: Path) -> list[str]:
    """Give every list that is not as the earlier run left it a name of its own.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of str
        What to tell the user: the old name, the new one, and what to do.
    """
    as_written = _earlier_hashes(folder)
    says = []
    for path in sorted(folder.iterdir()):
        if not _LISTS.fullmatch(path.name) or not path.is_file() or _sha256(path) == as_written.get(path.name):
            continue
        kept = _free_name(path)
        os.replace(path, kept)
        says.append(
            f"{path.name} was filled in since the last run and is kept as {kept.name}. "
            f"If this run was not told of it, run again with --decisions {kept}."
        )
    return says


def _earlier_hashes(folder: Path) -> dict[str, str]:
    import orjson

    try:
        lists = orjson.loads((folder / "run.json").read_bytes())["lists"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return lists if isinstance(lists, dict) else {}


def _free_name(path: Path) -> Path:
    for number in count(1):
        kept = path.with_name(f"{path.stem}-kept{'' if number == 1 else f'-{number}'}{path.suffix}")
        if not kept.exists():
            return kept
    raise AssertionError("a name is always free")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
