"""The benchmark of labels as a Markdown page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COLUMNS = (
    ("segment_macro_f1", "segment macro-F1"),
    ("segment_kappa", "segment kappa"),
    ("conversation_macro_f1", "conversation macro-F1"),
    ("role_macro_f1", "roles macro-F1"),
    ("groups_solved", "contrast groups solved"),
    ("calibration_error", "calibration error"),
)
# Figures are shown with their intervals, but for the calibration error.
WITH_INTERVAL = 5
AHEAD = ("segment_macro_f1", "conversation_macro_f1", "groups_solved")


def table(document: Mapping[str, Any]) -> list[str]:
    """Return the table's lines; a labeller that was not run says so in its row."""
    head = ["", *[title for _, title in COLUMNS], "notes a second", "MB"]
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    for row in document["labellers"]:
        if row["not_run"]:
            cells = ["not run", *["–"] * (len(head) - 2)]
        else:
            cells = [_figure(row["figures"].get(key), index < WITH_INTERVAL) for index, (key, _) in enumerate(COLUMNS)]
            cells += [_speed(row["notes_a_second"]), _size(row["megabytes"])]
        name = f"**{row['name']}**" if row["name"] == "notesense" else row["name"]
        lines.append("| " + " | ".join([name, *cells]) + " |")
    return lines


def lead(document: Mapping[str, Any]) -> list[str]:
    """Return the lines of a table of how far notesense is ahead of each peer, on the same notes."""
    titles = [title for key, title in COLUMNS if key in AHEAD]
    lines = ["| notesense ahead of | " + " | ".join(titles) + " |", "|" + " --- |" * (len(titles) + 1)]
    for row in document["labellers"]:
        if not row["not_run"] and row["notesense_ahead"]:
            cells = [_figure(row["notesense_ahead"].get(key), True, sign="+") for key in AHEAD]
            lines.append("| " + " | ".join([row["name"], *cells]) + " |")
    return lines


def page(document: Mapping[str, Any]) -> str:
    """Return the whole page."""
    folds, settings = document["folds"], document["settings"]
    measured = next(row["figures"] for row in document["labellers"] if not row["not_run"])
    notes, segments, groups = (
        measured[key]["n"] for key in ("conversation_macro_f1", "segment_macro_f1", "groups_solved")
    )
    lines = [
        "# The labels beside those of peers",
        "",
        "Written by `just bench-labels` (`python tests/benchmarks/bench_labels.py`), all in one run. **Run it again "
        "after the corpora or the model have changed**: a test fails as long as the corpora's checksums in "
        "`benchmark.json` are not those of the tree.",
        "",
        *(
            ["**A quick try on a part of the examples: no figure here means anything.**", ""]
            if document["quick"]
            else []
        ),
        *table(document),
        "",
        *[f"Not run: {row['name']} ({row['not_run']}).\n" for row in document["labellers"] if row["not_run"]],
        "All figures are scores on **invented notes**, with 95 % intervals (bootstrap over notes; over groups for the "
        "contrast groups). Everybody trains on the same examples and labels the same segments, those that notesense "
        "cuts. Notes' labels follow from the segments' by the codebook's rules.",
        "",
        *lead(document),
        "",
        "Differences are of the same notes, drawn together, so that an interval without zero is a sure lead or lag.",
        "",
        f"* **Macro-F1, kappa, calibration**: {notes} whole notes ({segments} segments) of the test voices, in "
        f"{len(folds)} folds of registers. Who scores a fold has seen neither its registers, nor any voice that ever "
        "wrote in them, nor any test voice. With several registers in a fold everybody trains on less than in "
        "`MODEL_CARD.md`, where each register is left out alone.",
        f"* **Contrast groups solved**: {groups} groups never trained on; nor was any test voice. A group is solved "
        "only when every segment of every note in it is right.",
        "* **Calibration error**: expected calibration error of the segments' scores, ten bins. The cue rules give no "
        "scores.",
        f"* **Notes a second**: {settings['notes']} texts of about 170 words, fresh in each of {settings['rounds']} "
        "rounds in which all take turns; the median, in processor time of one core. notesense and the cue rules start "
        "from the bare text, and notesense also cuts the segments and finds the signs. The others are given the "
        "segments, and label nothing else.",
        "* **MB**: the model as stored, without the libraries; of the embeddings the encoder's files too.",
        "",
        "| labeller | what it is |",
        "| --- | --- |",
        *[f"| {row['name']} | {row['about']} |" for row in document["labellers"]],
        "",
        "What could be chosen in the peers was chosen on the training voices. Versions: "
        + ", ".join(f"{name} {version}" for name, version in document["libraries"].items())
        + ".",
        "",
        "| registers left out together | examples trained on | notes scored |",
        "| --- | --- | --- |",
        *[f"| {', '.join(fold['left_out'])} | {fold['trained_on']} | {fold['scored']} |" for fold in folds],
        "",
    ]
    return "\n".join(lines)


def _figure(figure: Mapping[str, Any] | None, interval: bool, *, sign: str = "") -> str:
    if figure is None:
        return "–"
    value, low, high = (format(figure[key], f"{sign}.3f").replace("-", "−") for key in ("value", "low", "high"))
    return f"{value} ({low} to {high})" if interval else value


def _speed(runs: Mapping[str, float] | None) -> str:
    return "–" if runs is None else f"{runs['median']:,.0f}"


def _size(megabytes: float | None) -> str:
    return "–" if megabytes is None else f"{megabytes:.1f}"
