"""Time of ``review --to jsonl`` against the tokenizer, in fresh processes, alternating.

The floor: ``spacy.blank("en")`` with a sentencizer over the same texts, its
reading left out; ours with start-up left out and reading included. The ratio
of medians is what counts; absolute times belong to the machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from notes_for_timing import ROOT, texts

FLOOR = """
import json, sys, time, spacy
texts = json.load(open(sys.argv[1], encoding="utf-8"))
nlp = spacy.blank("en"); nlp.add_pipe("sentencizer")
start = time.perf_counter()
for doc in nlp.pipe(texts):
    pass
print(time.perf_counter() - start)
"""
OURS = """
import os, sys, time
sys.path.insert(0, sys.argv[2])
from notesense.flow import Road
from notesense.read import open_caseload
from notesense.report.json_out import json_lines
road = Road()
start = time.perf_counter()
caseload = open_caseload([sys.argv[1]])
with open(os.devnull, "wb") as out:
    for chunk in json_lines(road.label(caseload)):
        out.write(chunk)
print(time.perf_counter() - start)
"""


def timed(code: str, *args: str) -> float:
    """Run code in a fresh process and return the seconds it prints."""
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return float(done.stdout.strip().splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    notes = texts(chosen.notes)
    with tempfile.TemporaryDirectory() as folder:
        as_json, as_csv = Path(folder) / "notes.json", Path(folder) / "notes.csv"
        as_json.write_text(json.dumps(notes), encoding="utf-8")
        with as_csv.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["note_id", "mentor", "client", "date", "note"])
            writer.writerows(
                [f"n{i}", f"M{i % 7}", f"C{i % 90}", f"2025-{1 + i % 12:02d}-{1 + i % 28:02d}", text]
                for i, text in enumerate(notes)
            )
        floor, ours = [], []
        for _ in range(chosen.runs):
            floor.append(timed(FLOOR, str(as_json)))
            ours.append(timed(OURS, str(as_csv), str(ROOT)))
    ratios = [a / b for a, b in zip(ours, floor, strict=True)]
    print(
        json.dumps(
            {
                "notes": len(notes),
                "words_a_note": round(sum(len(text.split()) for text in notes) / len(notes)),
                "floor_notes_a_second": round(len(notes) / statistics.median(floor)),
                "review_notes_a_second": round(len(notes) / statistics.median(ours)),
                "ratio_median": round(statistics.median(ratios), 2),
                "ratio_least": round(min(ratios), 2),
                "ratio_most": round(max(ratios), 2),
                "runs": chosen.runs,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
