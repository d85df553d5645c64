"""How well it does, in one plain sentence and one small table: for the card and for the README.

The README's part stands between two marks and is written from the figures, so
that after a training it can't say what is no longer so.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from notesense.errors import InputError
from notesense.train.markdown import interval, plain, table

BEGIN, END = "<!-- figures: written by `just card` -->", "<!-- end of figures -->"
# What people reach who label such notes: Cohen's kappa between independent labellers in the field.
HUMAN_KAPPA = (".65", ".75")
# Characters of a line of the README.
_WIDTH = 140
# The most telling of the splits that were measured.
_RULING = ("left_out_register_test", "left_out_register")


def ruling(result: Mapping[str, Any]) -> str:
    """Return the name of the split whose figures are told first: test voices in registers never seen."""
    return next(key for key in _RULING if key in result)


def plain_sentence(result: Mapping[str, Any]) -> str:
    """Return how many of 100 notes are labelled as a reader would, called unsure, and what one answer gets."""
    key = ruling(result)
    overall = result[key]["overall"]
    agreed, unsure = (round(100 * overall[name]["value"]) for name in ("conversation_accuracy", "share_unsure"))
    one_answer = round(100 * result["always_mentoring"][key]["value"])
    return (
        f"**of 100 notes by an unknown agency about {agreed} are labelled as a reader would** "
        f"(support, mentoring or neither), {unsure} are called unsure; always answering *mentoring* gets {one_answer}."
    )


def caveat() -> str:
    """Return what the figures can't say, and what people reach."""
    return (
        "The notes and the labels behind these figures are invented; on real notes it may be fewer. People who label "
        f"such notes agree with each other at a kappa of about {HUMAN_KAPPA[0]} to {HUMAN_KAPPA[1]}."
    )


def readme_part(result: Mapping[str, Any]) -> str:
    """Return what stands between the marks in the README."""
    key = ruling(result)
    registers = len(result[key]["by"]["register"])
    splits = [
        (name, title)
        for name, title in (
            ("left_out_register", "register left out"),
            ("left_out_register_test", "register left out, test voices"),
            ("held_out_voices", "test voices"),
        )
        if name in result
    ]
    peers = {"TF-IDF + logistic regression": "TF-IDF*", "cue rules": "cues alone*", "majority": "majority*"}
    shown = {name: title for name, title in peers.items() if name in result["peers"]}
    rows = [
        [
            title,
            *[interval(result[name]["overall"].get(figure), 2) for name, _ in splits],
            *[plain(result["peers"][peer].get(key, {}).get(figure), 2) for peer in shown],
        ]
        for figure, title in (
            ("segment_macro_f1", "sentences, macro-F1"),
            ("conversation_macro_f1", "conversation, macro-F1"),
            ("role_macro_f1", "roles, macro-F1"),
        )
    ]
    if "held_out_groups" in result:
        groups = [
            *["" for _ in splits[:-1]],
            interval(result["held_out_groups"].get("groups_solved"), 2),
            *[plain(result["peers"][peer].get("held_out_groups", {}).get("groups_solved"), 2) for peer in shown],
        ]
        rows.append(["contrast groups solved", *groups])
    head = ["macro-F1 with 95 % interval", *[title for _, title in splits], *shown.values()]
    words = (
        "Measured on **invented notes** that the model never saw, by writers it never saw, in kinds of notes it never "
        f"saw (each of the {registers} registers left out in turn, with everybody who wrote in it): "
        f"{plain_sentence(result)} {caveat()}"
    )
    return "\n".join([*textwrap.wrap(words, _WIDTH, break_on_hyphens=False), "", *table(head, rows)])


def write_readme(path: Path, result: Mapping[str, Any]) -> None:
    """Write the figures between the marks of a README; the rest stays as it is.

    Raises
    ------
    InputError
        The marks are not in the file.
    """
    text = path.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        raise InputError("The marks of the figures are missing.", where=str(path), next_step=f"Put {BEGIN} and {END}.")
    before, rest = text.split(BEGIN, 1)
    path.write_text(f"{before}{BEGIN}\n{readme_part(result)}\n{END}{rest.split(END, 1)[1]}", encoding="utf-8")
