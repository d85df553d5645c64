"""Notes for timing alone: distinct texts of about 170 words with at least 4 % words met nowhere else.

Made by shuffling segments of the corpora and putting invented words in; they
are no example of anything and never trained or tested on.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNSEEN = 0.045


def texts(count: int, *, words: int = 170, seed: int = 1) -> list[str]:
    """Return texts, the same for the same seed."""
    chance = random.Random(seed)
    lines = (ROOT / "corpora" / "notes" / "notes.jsonl").read_text(encoding="utf-8").splitlines()
    segments = [segment[0] for line in lines for segment in json.loads(line)["segments"]]
    result = []
    for number in range(count):
        taken: list[str] = []
        size = 0
        while size < words:
            piece = chance.choice(segments).split(" ")
            for place in range(len(piece)):
                if chance.random() < UNSEEN:
                    piece[place] = "".join(chance.choices("abcdefghiklmnoprstuvw", k=8)) + str(number % 7)
            taken.append(" ".join(piece))
            size += len(piece)
        result.append(chance.choice([" ", "\n"]).join(taken))
    return result
