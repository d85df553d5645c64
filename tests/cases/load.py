"""Reads the codebook's cases: sentences with the actor, status and label that the codebook gives them.

One file a rule (``rule_*.toml``) or a row of the look-alike table
(``row_*.toml``). A case is a text of one segment or several; ``segment`` says
which of them is meant, counted from 0. Without another word the mentor acts
and it was done.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """One sentence in its text, and what the codebook says of it."""

    file: str
    text: str
    label: str
    segment: int = 0
    actor: str = "mentor"
    status: str = "done"
    sign: str | None = None
    row: int | None = None
    rule: str | None = None

    @property
    def name(self) -> str:
        """A short name for test reports."""
        return f"{self.file}: {self.text[:50]}"


@cache
def load_cases() -> tuple[Case, ...]:
    """Return every case of every file, in the order of the files."""
    cases: list[Case] = []
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in data["case"]:
            cases.append(Case(file=path.stem, row=data.get("row"), rule=data.get("rule"), **case))
    return tuple(cases)
