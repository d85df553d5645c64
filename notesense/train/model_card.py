"""The card and the evaluation that are written beside a model when it is saved.

``python -m notesense.train.model_card FOLDER README`` writes the card of a
model folder and the README's figures anew from the figures that lie there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from notesense.label.model_store import Model, load_model
from notesense.train import card_sections
from notesense.train.plain_figures import caveat, plain_sentence, write_readme
from notesense.train.training import Corpus, trained_also

EVALUATION, ABLATION, CARD = "evaluation.json", "ablation.json", "MODEL_CARD.md"


def write_card(model: Model, result: Mapping[str, Any], corpus: Corpus, folder: Path) -> None:
    """Write ``evaluation.json`` and ``MODEL_CARD.md`` into a model's folder.

    Parameters
    ----------
    model : Model
    result : mapping
        What `benchmark` returned.
    corpus : Corpus
        For its checksums.
    folder : Path
        An ``ablation.json`` that lies there is told in the card.
    """
    document = {
        "schema": 1,
        "kind": "model_evaluation",
        "model": model.label,
        "corpora_sha256": corpus.checksums,
        **result,
    }
    (folder / EVALUATION).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / CARD).write_text(card_text(model, document, _read(folder / ABLATION)), encoding="utf-8")


def rewrite(folder: Path, readme: Path | None = None) -> None:
    """Write the card, and the figures in a README, anew from the figures that lie in a model's folder."""
    result = _read(folder / EVALUATION)
    if result is None:
        raise SystemExit(f"{folder} holds no {EVALUATION}: train with --evaluate first.")
    (folder / CARD).write_text(card_text(load_model(folder), result, _read(folder / ABLATION)), encoding="utf-8")
    if readme is not None:
        write_readme(readme, result)


def _read(path: Path) -> dict[str, Any] | None:
    if not path.exists():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def card_text(model: Model, result: Mapping[str, Any], ablation: Mapping[str, Any] | None = None) -> str:
    """Return the card as Markdown.

    Parameters
    ----------
    model : Model
    result : mapping
        The evaluation.
    ablation : mapping, optional
        What `ablate` returned, with the checksums of what it was measured on.
    """
    trained = model.meta.get("trained_on", {})
    lines = [
        f"# Model card: {model.name} {model.version}",
        "",
        "Labels the sentences of mentors' contact notes (codebook 3): "
        "support, educate, enable_encourage, empower, other.",
        "What is said of the whole note follows from its sentences by the codebook.",
        "",
        f"* Trained on {trained.get('examples', '?')} invented examples ({trained.get('segments', '?')} segments), "
        f"{trained.get('whole_notes', '?')} of them whole notes by {trained.get('voices', '?')} voices. "
        "No real note was used, in training or in testing.",
        "* Multinomial logistic regression on hashed words, characters and cues joined with who acts and whether it "
        "was done; a second linear step over the neighbours; temperature scaling; split conformal candidates.",
        "* For: hints to people who read notes. Not for: judging people, pay, discipline, billing, or any decision "
        "without a reader.",
        "",
        "## How well it does, on invented notes",
        "",
        _capital(plain_sentence(result)),
        caveat(),
        "",
        "Figures stand with 95 % intervals (bootstrap over notes). *Each register left out* means: neither the "
        "register nor any voice that ever wrote in it was trained on. "
        "The test voices were never looked at while anything was tuned.",
        "",
        *card_sections.overall(result),
        "",
        *card_sections.peers(result),
        *card_sections.tags(result),
        *card_sections.parts(result),
        *card_sections.candidates(result),
        *card_sections.confusions(result),
        *card_sections.noise(result),
        *card_sections.no_mentor(result, "no_mentor" in trained_also(model.meta)),
        *card_sections.ablation(ablation, result.get("corpora_sha256", {})),
    ]
    return "\n".join(lines)


def _capital(sentence: str) -> str:
    """The sentence with a capital, behind the stars of its bold words."""
    return sentence.replace("**of", "**Of", 1)


if __name__ == "__main__":
    rewrite(*map(Path, sys.argv[1:3]))
