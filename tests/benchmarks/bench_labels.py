"""Our labels against the peers, in one run on the same splits; prints JSON.

The same evaluation that ``notesense train --evaluate`` writes beside the
model, without writing anything.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from notesense.train.benchmark import benchmark  # noqa: E402 - the checkout's own package
from notesense.train.training import load_corpora, train_model  # noqa: E402


def main() -> None:
    def say(text: str) -> None:
        print(text, file=sys.stderr)

    corpus = load_corpora(ROOT / "corpora")
    model = train_model(corpus, name="en_default", version="bench", jobs=2, say=say)
    result = benchmark(corpus, model, jobs=2, say=say)
    print(json.dumps({"corpora_sha256": corpus.checksums, **result}, indent=1))


if __name__ == "__main__":
    main()
