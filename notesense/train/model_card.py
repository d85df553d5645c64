"""The card and the evaluation that are written beside a model when it is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from notesense.label.model_store import Model
from notesense.train.training import Corpus

_SHOWN = (
    ("segment_macro_f1", "segment macro-F1"),
    ("segment_macro_f1_contested_wrong", "the same, contested counted as wrong"),
    ("segment_kappa", "segment kappa"),
    ("support_f1", "F1 support"),
    ("educate_f1", "F1 educate"),
    ("enable_encourage_f1", "F1 enable_encourage"),
    ("empower_f1", "F1 empower"),
    ("other_f1", "F1 other"),
    ("conversation_macro_f1", "conversation macro-F1"),
    ("conversation_accuracy", "conversation accuracy"),
    ("role_macro_f1", "roles macro-F1"),
    ("calibration_error", "expected calibration error"),
    ("share_unsure", "share of notes called unsure"),
    ("conversation_accuracy_sure", "conversation accuracy without them"),
    ("coverage", "coverage of the candidates"),
    ("boundary_f1", "segment boundary F1"),
)
_PEER_ROWS = ("segment_macro_f1", "segment_kappa", "conversation_macro_f1", "role_macro_f1", "calibration_error")
_SPLITS = (
    ("left_out_register", "Each register left out, training voices"),
    ("left_out_register_test", "Each register left out, test voices"),
    ("held_out_voices", "Test voices, all registers trained on"),
)


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
    """
    document = {
        "schema": 1,
        "kind": "model_evaluation",
        "model": model.label,
        "corpora_sha256": corpus.checksums,
        **result,
    }
    (folder / "evaluation.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "MODEL_CARD.md").write_text(card_text(model, result), encoding="utf-8")


def card_text(model: Model, result: Mapping[str, Any]) -> str:
    """Return the card as Markdown."""
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
        "All figures are scores on **invented notes**, with 95 % intervals (bootstrap over notes). On real notes of an "
        "agency that nobody here has seen they will be lower; people who label such notes agree with each other at a "
        "kappa of about .65 to .75.",
        "*Each register left out* means: neither the register nor any voice that ever wrote in it was trained on. "
        "The test voices were never looked at while anything was tuned.",
        "",
    ]
    splits = [(key, title) for key, title in _SPLITS if key in result]
    lines += _table(
        ["figure", *[title for _, title in splits]],
        [[name, *[_value(result[key]["overall"].get(figure)) for key, _ in splits]] for figure, name in _SHOWN],
    )
    if "held_out_groups" in result:
        groups = result["held_out_groups"].get("groups_solved")
        lines += [
            "",
            f"Contrast groups solved, groups never trained on: {_value(groups)} (n {groups['n']}). "
            "A group is solved only when every segment of every note in it is right.",
        ]
    lines += ["", "## Peers in the same run, on the same splits", ""]
    for key, title in splits:
        rows = [["**notesense**", *[_value(result[key]["overall"].get(figure)) for figure in _PEER_ROWS]]]
        for name, peer in result.get("peers", {}).items():
            if key in peer:
                rows.append([name, *[_value(peer[key].get(figure)) for figure in _PEER_ROWS]])
        lines += [f"{title}:", "", *_table(["", *[figure.replace("_", " ") for figure in _PEER_ROWS]], rows), ""]
    if "held_out_groups" in result:
        rows = [["**notesense**", _value(result["held_out_groups"].get("groups_solved"))]]
        rows += [[name, _value(p["held_out_groups"].get("groups_solved"))] for name, p in result["peers"].items()]
        lines += ["Contrast groups solved:", "", *_table(["", "groups solved"], rows), ""]
    for key, title in splits:
        lines += [f"## By register: {title}", ""]
        rows = [
            [
                name,
                _value(f.get("segment_macro_f1")),
                _count(f.get("segment_macro_f1")),
                _value(f.get("conversation_macro_f1")),
                _value(f.get("conversation_accuracy")),
                _count(f.get("conversation_accuracy")),
            ]
            for name, f in result[key]["by"]["register"].items()
        ]
        head = ["register", "segment macro-F1", "segments", "conversation macro-F1", "conversation accuracy", "notes"]
        lines += [*_table(head, rows), ""]
    lines += [
        "In a register the macro-F1 counts labels with at least ten gold segments there.",
        "",
        "## What is confused (each register left out, training voices; rows gold, columns predicted)",
        "",
        *_confusion(result["left_out_register"]),
        "",
    ]
    return "\n".join(lines)


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [
        "| " + " | ".join(head) + " |",
        "|" + " --- |" * len(head),
        *["| " + " | ".join(row) + " |" for row in rows],
    ]


def _value(figure: Mapping[str, Any] | None) -> str:
    if not figure or "value" not in figure:
        return "–"
    return f"{figure['value']:.3f} ({figure['low']:.3f}–{figure['high']:.3f})"


def _count(figure: Mapping[str, Any] | None) -> str:
    return str(figure["n"]) if figure else "–"


def _confusion(result: Mapping[str, Any]) -> list[str]:
    labels = result["labels"]
    rows = [[label, *map(str, row)] for label, row in zip(labels, result["confusion"], strict=True)]
    return _table(["", *labels], rows)
