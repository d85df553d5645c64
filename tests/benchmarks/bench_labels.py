"""Our labels against six peers, in one run on the same splits.

Register families are left out in folds and the test voices scored; the
contrast groups are the held-out ones; then everybody's speed and size. Writes
``benchmark.json`` and ``BENCHMARK.md``, and prints the table.

Sentence embeddings need the extra ``bench`` (``pip install -e ".[bench]"``);
without it that peer is left out, said loudly and marked as not run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import label_speed
import label_table
from labellers import CUE_RULES, Entry, Labellers, NotRun, Size
from threadpoolctl import threadpool_limits

from notesense.train.evaluate import figures
from notesense.train.paired import change
from notesense.train.training import Corpus, library_versions, load_corpora

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT / "corpora"
# Beside the model's card, where a reader of its figures looks.
PLACE = ROOT / "models" / "en_default"
QUICK = Size(folds=2, bow_epochs=1, cnn_epochs=1, notes=40, rounds=1)
QUICK_SHARE = 8
SOLVED = "groups_solved"


def checksums(corpus: Corpus, folder: Path = CORPORA) -> dict[str, str]:
    """Return the SHA-256 of every set that is trained on or scored, and of the splits."""
    splits = hashlib.sha256((folder / "splits.json").read_bytes()).hexdigest()
    return {**corpus.checksums, "splits.json": splits}


def few(corpus: Corpus, share: int = QUICK_SHARE) -> Corpus:
    """Return one example in `share`, contrast groups whole, the same ones each time."""
    kept = [one for one in corpus.examples if zlib.crc32(str(one.group or one.id).encode()) % share == 0]
    return replace(corpus, examples=tuple(kept))


def row(entry: Entry | NotRun, ours: Entry, speed: dict[str, float] | None) -> dict[str, Any]:
    """Return what the document says of a labeller, and how far ours is ahead of it on the same notes."""
    if isinstance(entry, NotRun):
        return {"name": entry.name, "about": entry.about, "not_run": entry.why}
    found = figures(entry.folds) | {SOLVED: figures(entry.contrasts).get(SOLVED)}
    if entry.name == CUE_RULES:
        # They give no probabilities to be judged by.
        found["calibration_error"] = None
    ahead = None
    if entry is not ours:
        ahead = change(entry.folds, ours.folds) | {SOLVED: change(entry.contrasts, ours.contrasts).get(SOLVED)}
    return {
        "name": entry.name,
        "about": entry.about,
        "not_run": None,
        "figures": {key: found[key] for key, _ in label_table.COLUMNS},
        "notesense_ahead": ahead,
        "notes_a_second": speed,
        "megabytes": round(entry.stored_bytes / 1e6, 2) if entry.stored_bytes else None,
    }


@threadpool_limits.wrap(limits=1)
def run(corpus: Corpus, size: Size, *, jobs: int = 1) -> dict[str, Any]:
    """Run everybody; return the document without the corpora's checksums."""
    start = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - start:6.0f} s  {text}", file=sys.stderr, flush=True)

    labellers = Labellers(corpus, size, jobs=jobs, say=say)
    entries = labellers.all()
    say("speed")
    ran = [entry for entry in entries if isinstance(entry, Entry)]
    ways = {entry.name: entry.way for entry in ran if entry.way is not None}
    speed = label_speed.notes_a_second(ways, labellers.model, notes=size.notes, rounds=size.rounds)
    say("done")
    return {
        "settings": asdict(size),
        "libraries": library_versions() | _versions("sentence-transformers", "torch"),
        "folds": [
            {"left_out": fold.name.split(" + "), "trained_on": len(fold.train), "scored": len(fold.test)}
            for fold in labellers.folds
        ],
        "labellers": [row(entry, ran[-1], speed.get(entry.name)) for entry in entries],
    }


def _versions(*names: str) -> dict[str, str]:
    installed = {distribution.name for distribution in metadata.distributions()}
    return {name: metadata.version(name) for name in names if name in installed}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int, help=f"folds of registers, 0: each its own (default {Size.folds})")
    parser.add_argument("--jobs", type=int, default=2, help="folds fitted at once (default 2)")
    parser.add_argument("--quick", action="store_true", help="try it all on an eighth of the examples; writes nothing")
    parser.add_argument("--out", type=Path, help="folder to write to (default: the default model's)")
    chosen = parser.parse_args(arguments)
    size = QUICK if chosen.quick else Size()
    if chosen.folds is not None:
        size = replace(size, folds=chosen.folds)
    corpus = load_corpora(CORPORA)
    document = {
        "schema": 1,
        "kind": "label_benchmark",
        "quick": chosen.quick,
        "corpora_sha256": checksums(corpus),
        **run(few(corpus) if chosen.quick else corpus, size, jobs=chosen.jobs),
    }
    print("\n".join(label_table.table(document)))
    out = chosen.out or (None if chosen.quick else PLACE)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "benchmark.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        (out / "BENCHMARK.md").write_text(label_table.page(document), encoding="utf-8")
        print(f"Written to {out}.", file=sys.stderr)


if __name__ == "__main__":
    main()
