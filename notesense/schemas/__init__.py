"""The JSON Schemas that ship: draft 2020-12, one file an output.

Keys may be added under schema 1, so no schema forbids further ones; the
enumerations are those of ``codebook/labels.py``, and a test keeps them so.
"""

from __future__ import annotations

from importlib import resources

NAMES: tuple[str, ...] = ("record", "summary", "evaluation", "labelled_note", "run")


def schema_bytes(name: str) -> bytes:
    """Return a schema as it ships.

    Examples
    --------
    >>> b"2020-12" in schema_bytes("record")
    True
    """
    return resources.files("notesense.schemas").joinpath(f"{name}.json").read_bytes()
