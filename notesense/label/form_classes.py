"""The class of each word of a chunk, by tables of word lists that ship as data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

import numpy as np

from notesense.records.annotated import AnnotatedBatch
from notesense.records.hashing import Keys, name_key


@cache
def load_classes(name: str) -> Mapping[str, int]:
    """Return the class of each word that a table of the codebook lists, as a key that is the same on every machine.

    Parameters
    ----------
    name : str
        A TOML file of ``codebook/`` with a table ``classes``: a word stands in
        the first class that holds it.

    Examples
    --------
    >>> classes = load_classes("phrasing.toml")
    >>> classes["himself"] == classes["herself"] != classes["alone"]
    True
    """
    text = resources.files("notesense.codebook").joinpath(name).read_text(encoding="utf-8")
    table: dict[str, int] = {}
    for label, words in tomllib.loads(text)["classes"].items():
        for word in words.split():
            table.setdefault(word, name_key(label))
    return table


class FormClasses:
    """Looks up each word form once, in several tables.

    Parameters
    ----------
    names : str
        Tables of the codebook.
    """

    def __init__(self, *names: str) -> None:
        self.tables = [load_classes(name) for name in names]
        self._lower_of_form = np.empty(0, np.uint64)
        self._classes_of_form = np.empty((0, len(names)), np.uint64)

    def of(self, batch: AnnotatedBatch) -> Keys:
        """Return the class keys of a chunk's tokens, shape (T, number of tables); 0: in no class."""
        rows = batch.lexeme
        more = len(batch.ngram_bounds) - 1 - len(self._lower_of_form)
        if more > 0:
            self._lower_of_form = np.concatenate([self._lower_of_form, np.zeros(more, np.uint64)])
            self._classes_of_form = np.concatenate(
                [self._classes_of_form, np.zeros((more, len(self.tables)), np.uint64)]
            )
        # A renewed tokenizer counts its forms from the start again, so a form is known by its row and its id.
        fresh = np.flatnonzero(self._lower_of_form[rows] != batch.lower)
        forms, where = np.unique(rows[fresh], return_index=True)
        tokens = fresh[where]
        notes = np.searchsorted(batch.note_tokens, tokens, side="right") - 1
        for form, token, note in zip(forms.tolist(), tokens.tolist(), notes.tolist(), strict=True):
            text = batch.texts[note][int(batch.start[token]) : int(batch.end[token])].lower()
            self._classes_of_form[form] = [table.get(text, 0) for table in self.tables]
            self._lower_of_form[form] = batch.lower[token]
        return self._classes_of_form[rows]
