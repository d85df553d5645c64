"""The sections of a model card, each made from what was measured; what was not measured has no section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from notesense.train.markdown import count, folded, interval, percent, plain, signed, table
from notesense.train.noise import ALL_THREE, CHANGES

Result = Mapping[str, Any]

SPLITS = (
    ("left_out_register", "Each register left out, training voices"),
    ("left_out_register_test", "Each register left out, test voices"),
    ("held_out_voices", "Test voices, all registers trained on"),
)
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
    ("conversation_accuracy_surest", "conversation accuracy, the least sure tenth of the notes set aside"),
    ("coverage", "coverage of the candidates"),
    ("boundary_f1", "segment boundary F1"),
)
_PEER_FIGURES = (("segment_macro_f1", "segments"), ("conversation_macro_f1", "conversations"))
# The two sides of a register left out, which the tables of parts show beside each other.
_SIDES = (("left_out_register_test", "test voices"), ("left_out_register", "training voices"))


def overall(result: Result) -> list[str]:
    """All figures over all notes, a column a split."""
    splits = [(key, title) for key, title in SPLITS if key in result]
    lines = table(
        ["figure", *[title for _, title in splits]],
        [[name, *[interval(result[key]["overall"].get(figure)) for key, _ in splits]] for figure, name in _SHOWN],
    )
    if "held_out_groups" in result:
        groups = result["held_out_groups"].get("groups_solved")
        lines += [
            "",
            f"Contrast groups solved, groups never trained on: {interval(groups)} (n {count(groups)}). "
            "A group is solved only when every segment of every note in it is right.",
        ]
    return lines


def peers(result: Result) -> list[str]:
    """Ours beside what others would try, macro-F1."""
    splits = [(key, title) for key, title in SPLITS if key in result]
    ours = {key: result[key]["overall"] for key, _ in splits} | {"held_out_groups": result.get("held_out_groups", {})}
    rows = [
        [
            name,
            *[interval(found.get(key, {}).get(figure)) for key, _ in splits for figure, _ in _PEER_FIGURES],
            interval(found.get("held_out_groups", {}).get("groups_solved")),
        ]
        for name, found in (("**notesense**", ours), *result.get("peers", {}).items())
    ]
    titles = [f"{title}: {figure}" for _, title in splits for _, figure in _PEER_FIGURES]
    return ["## Peers in the same run, on the same splits", "", *table(["", *titles, "contrast groups"], rows), ""]


def tags(result: Result) -> list[str]:
    """Stage, tasks and signs on the test voices, beside the constant answer."""
    found = result.get("held_out_tags")
    if not found:
        return []
    rows = [
        [name.replace("_", " "), interval(figures), count(figures), _constant(figures)]
        for name, figures in found.items()
    ]
    return [
        "## Stage, tasks and signs",
        "",
        "Test voices. *Constant* is what the best constant answer gets: the most frequent stage or kind, every task, "
        "every sign. A stage and tasks were marked by one reader alone, who often left them out.",
        "",
        *table(["figure", "value", "n", "constant"], rows),
        "",
    ]


def _constant(figure: Mapping[str, Any]) -> str:
    return f"{figure['constant']:.3f}" if "constant" in figure else "–"


def parts(result: Result) -> list[str]:
    """Figures by register, trade, voice, English and length."""
    sides = [(key, title) for key, title in _SIDES if key in result]
    lines = [
        "## Where it does well and where not",
        "",
        "Each register left out. A macro-F1 counts the labels with at least ten gold segments in the part.",
        "",
    ]
    for key, title, only in (
        ("register", "By register", None),
        ("trade", "By trade", None),
        ("english", "By the English of the writer", None),
        ("length", "By length, in segments", None),
        ("voice", "By voice: the test voices (those of the training voices are in `evaluation.json`)", 1),
    ):
        shown = sides[:only]
        made = _by(result, key, shown)
        if made:
            lines += [f"### {title}", "", *(folded("figures", made) if len(made) > 12 else made), ""]
    return lines


def _by(result: Result, key: str, sides: list[tuple[str, str]]) -> list[str]:
    by = [result[side]["by"].get(key, {}) for side, _ in sides]
    values = list(dict.fromkeys(value for found in by for value in found))
    if not values:
        return []
    if key != "length":
        values.sort()
    head = [key]
    for _, title in sides:
        head += [f"{title}: segment macro-F1", "conversation accuracy", "segments / notes"]
        head += ["candidates hold it"] if key == "register" else []
    rows = []
    for value in values:
        row = [value]
        for (side, _), found in zip(sides, by, strict=True):
            figures = found.get(value, {})
            segment, note = figures.get("segment_macro_f1"), figures.get("conversation_accuracy")
            row += [interval(segment, 2), interval(note, 2), f"{count(segment)} / {count(note)}"]
            if key == "register":
                row.append(interval(result.get("coverage", {}).get(side, {}).get("register", {}).get(value), 2))
        rows.append(row)
    return table(head, rows)


def candidates(result: Result) -> list[str]:
    """Whether the candidates hold the right conversation as often as they promise."""
    sides = [(key, title) for key, title in SPLITS if key in result.get("coverage", {})]
    if not sides:
        return []
    lines = ["## How sure it is", ""]
    for key, title in sides:
        found, surest = result["coverage"][key], result[key]["overall"].get("conversation_accuracy_surest")
        everywhere, registers, lowest = found["all"], found["register"], found["lowest"]
        lines += [
            f"* {title}: the candidates promise to hold the right conversation in {percent(found['nominal'])} of the "
            f"notes and do in {percent(everywhere['value'])} ({percent(everywhere['low'])} to "
            f"{percent(everywhere['high'])}). {found['within']} of {len(registers)} registers have the promise within "
            f"their exact binomial interval; {_named('below it', found['under'])}, "
            f"{_named('above it', found['over'])}; the lowest is {lowest}, {plain(registers[lowest], 2)} of "
            f"{count(registers[lowest])} notes. With the least sure tenth of the notes set aside {plain(surest)} of "
            "the conversations are right."
        ]
    return [*lines, ""]


def _named(where: str, names: list[str]) -> str:
    return f"{len(names)} lie {where}" + (f" ({', '.join(names)})" if names else "")


def confusions(result: Result) -> list[str]:
    """The worst confusions, with examples."""
    rows = [
        [
            f"{one['gold']} → {one['predicted']}",
            f"{percent(one['share'])} ({one['n']})",
            " · ".join(f"“{text}”" for text in one["examples"]),
            one["means"],
        ]
        for one in result.get("confusions", ())
    ]
    if not rows:
        return []
    made = table(
        ["what it is → what it is called", "share of what it is (n)", "invented examples", "for a reader"], rows
    )
    return [
        "## What is confused",
        "",
        "Each register left out, training voices; the commonest confusions first.",
        "",
        *folded(f"the {len(rows)} commonest", made),
        "",
    ]


def noise(result: Result) -> list[str]:
    """How far the figures fall when notes are badly typed."""
    sides = [(key, title) for key, title in _SIDES if key in result.get("noise", {})]
    if not sides:
        return []
    rows = [
        [
            name,
            *[
                cell
                for key, _ in sides
                for cell in (
                    plain(result["noise"][key][name].get("segment_macro_f1")),
                    signed(result["noise"][key][name].get("change", {}).get("segment_macro_f1")),
                )
            ],
        ]
        for name in CHANGES
    ]
    head = ["the notes", *[cell for _, title in sides for cell in (f"{title}: segment macro-F1", "change")]]
    return [
        "## Badly typed notes",
        "",
        "Each register left out, on given segments. A word is mistyped by one edit: two letters swapped, one dropped, "
        f"doubled, or the key beside it hit. *{ALL_THREE.capitalize()}*: mistyped, in lower case, without punctuation.",
        "",
        *table(head, rows),
        "",
    ]


def no_mentor(result: Result, trained: bool) -> list[str]:
    """What is said of prose that no mentor wrote; `trained`: whether its development half was trained on."""
    found = result.get("no_mentor")
    if not found:
        return []
    rows = [
        [
            part,
            interval(figures["none_or_unsure"], 2),
            str(figures["none_or_unsure"]["n"]),
            ", ".join(f"{name} {n}" for name, n in figures["answers"].items()),
            ", ".join(f"{kind.replace('_', ' ')} {n}" for kind, n in figures["wrong_by_kind"].items()) or "–",
        ]
        for part, figures in found.items()
    ]
    head = ["part", "called none or unsure", "texts", "answers", "taken for a mentor's note"]
    return [
        "## Prose that no mentor wrote",
        "",
        "Letters, logs, minutes, notices (`corpora/no_mentor`): nothing in them is a mentor's act. "
        + ("The development half was trained on." if trained else "Nothing of it was trained on."),
        "",
        *table(head, rows),
        "",
    ]


def ablation(found: Mapping[str, Any] | None, checksums: Mapping[str, str]) -> list[str]:
    """What leaving out one part of the model changes."""
    if not found:
        return []
    keys = ("segment_macro_f1", "conversation_macro_f1", "groups_solved")
    rows = [["(everything)", *[interval(found["full"].get(key)) for key in keys]]]
    rows += [[one["name"], *[signed(one["change"].get(key)) for key in keys]] for one in found["left_out"]]
    earlier = "" if found["corpora_sha256"] == checksums else " Measured on the example sets as they stood before."
    return [
        "## What each part brings",
        "",
        f"Cross-validated in {found['folds']} folds of registers on training voices and training groups; the change "
        "that leaving out one part makes, with its paired interval." + earlier,
        "",
        *table(["left out", "segment macro-F1", "conversation macro-F1", "contrast groups solved"], rows),
        "",
    ]
