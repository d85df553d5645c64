"""Texts of the project's own example sets, for tests that need many real-looking notes."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from notesense.read import read_labelled

ROOT = Path(__file__).parents[2]


@cache
def demo_texts() -> tuple[str, ...]:
    """The narratives of the demo caseload."""
    with (ROOT / "corpora" / "demo" / "caseload.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(row["Narrative"] for row in csv.DictReader(file))


@cache
def example_sets() -> tuple[str, ...]:
    """The names of the labelled sets, as paths from the folder of the corpora."""
    return tuple(sorted(path.relative_to(ROOT / "corpora").as_posix() for path in (ROOT / "corpora").glob("*/*.jsonl")))


@cache
def set_texts(name: str) -> tuple[str, ...]:
    """The texts of one labelled set."""
    return tuple(example.text for example in read_labelled(ROOT / "corpora" / name))


def some(texts: tuple[str, ...], count: int) -> list[str]:
    """At most so many of the texts, spread evenly."""
    step = max(1, -(-len(texts) // count))
    return list(texts[::step])
