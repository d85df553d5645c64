"""``notesense train``: from labelled notes to a model folder."""

from __future__ import annotations

from pathlib import Path

import click

from notesense.commands.output import say


@click.command("train")
@click.option(
    "--on",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("corpora"),
    show_default=True,
    help="A folder of example sets, or one labelled file.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="Where the model is written.",
)
@click.option("--name", default=None, help="The model's name (default: the folder's).")
@click.option("--model-version", default="0.1.0", show_default=True)
@click.option(
    "--evaluate",
    "with_evaluation",
    is_flag=True,
    help="Also measure it with every register left out, beside its peers (minutes).",
)
@click.option(
    "--also",
    multiple=True,
    metavar="SET",
    help="Train on a set that is otherwise only measured on: no_mentor, prose that no mentor wrote.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes for the fits.")
def command(
    folder: Path,
    out: Path,
    name: str | None,
    model_version: str,
    with_evaluation: bool,
    also: tuple[str, ...],
    jobs: int,
) -> int:
    """Train a model on labelled notes; twice the same notes give the same labels.

    \b
    Examples:
      notesense train --out my_model
      notesense train --on corpora --out models/en_default --evaluate --jobs 2
    """  # noqa: D301 - click reads the escape
    from notesense.label.model_store import load_model, save_model
    from notesense.train.benchmark import benchmark
    from notesense.train.model_card import write_card
    from notesense.train.training import golden_predictions, load_corpora, train_model

    corpus = load_corpora(folder, also=also)
    model = train_model(corpus, name=name or out.name, version=model_version, jobs=jobs, say=say)
    save_model(model, out)
    # The golden predictions are those of the stored numbers, which are rounder than the fitted ones.
    stored = load_model(out)
    stored.meta["golden"] = golden_predictions(stored)
    save_model(stored, out)
    if with_evaluation:
        result = benchmark(corpus, load_model(out), jobs=jobs, say=say)
        measured = result.get("left_out_register_test", result["left_out_register"])
        stored.meta["agree_of_100"] = round(100 * measured["overall"]["conversation_accuracy"]["value"])
        stored.meta["reading_errors"] = measured["reading_errors"]
        save_model(stored, out)
        write_card(stored, result, corpus, out)
    say(f"Written to {out}.")
    return 0
