"""One self-contained page: overview, reading list, relationships with their timelines.

Nothing comes from the net, nothing runs as a script, and everything foreign is
escaped. The page holds offsets and reasons, never the text of a note.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from notesense.codebook.labels import BY_LABEL, CONVERSATIONS, NONE_BECAUSE, ROLES
from notesense.report.charts import timeline
from notesense.report.facts import Record, Summarised, facts_of, line_of, totals_withheld
from notesense.report.letters import (
    CONVERSATION_LETTERS,
    NONE_LETTERS,
    ROLE_LETTERS,
    ROLE_NAMES,
    SIGN_LETTERS,
    contact_letter,
)
from notesense.report.text import OUTSIDE_WORDS
from notesense.report.visible import visible
from notesense.report.wording import (
    TOTALS_WITHHELD,
    UNFAMILIAR_SENTENCE,
    count_words,
    day_words,
    interval_words,
    plural,
    span_words,
    standing_sentence,
)


def render_report(records: Iterable[Record], summary: Summarised | Mapping[str, Any], run: Mapping[str, Any]) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    records : iterable of LabelledNote, UnreadNote or mapping
        For the evidence of each contact: which segments, where, and why.
    summary : Summary or mapping
    run : mapping
        What is known of the run; used are ``model`` (``name``, ``version``),
        ``codebook`` and ``agree_of_100``. Other keys are left alone.
    """
    facts = facts_of(summary)
    listed = {_key(row) for row in facts["reading_list"]}
    paired = {_key(row) for relationship in facts["relationships"] for row in relationship["timeline"]}
    evidence: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    codebooks: set[str] = set()
    for record in records:
        line = line_of(record)
        if "error" in line:
            continue
        codebooks.add(str(line.get("codebook", "")))
        key = _key(line)
        if key in listed:
            evidence[key] = list(line["segments"])
        elif key in paired:
            # Most notes need only where their acts are; reasons of all would make the page heavy.
            evidence[key] = [segment for segment in line["segments"] if segment["label"] != "other"]
    newest = facts["counts"]["last_date"]
    standing = standing_sentence(run.get("agree_of_100"))
    return _environment().get_template("report.html").render(
        counts=facts["counts"],
        reading_list=[{**row, "reasons": _merged(row["reasons"], segments), "segments": segments}
            for row in facts["reading_list"]
            for segments in [evidence.get(_key(row), [])]],
        relationships=[
            {
                **relationship,
                "chart": timeline(relationship, newest),
                "rows": [
                    {**row, "acts": [segment for segment in evidence.get(_key(row), []) if segment["label"] != "other"]}
                    for row in relationship["timeline"]
                ],
                "long_before": {gap["before"] for gap in relationship["gaps"]["long"]},
            }
            for relationship in facts["relationships"]
        ],
        totals_withheld=TOTALS_WITHHELD if totals_withheld(facts) else None,
        standing=standing,
        # For the foot of every printed page. Our own words and a number, yet no quote may end the string.
        standing_css=standing.replace("\\", "").replace('"', "").replace("<", ""),
        model={"name": None, "version": "", **(run.get("model") or {})},
        codebook=run.get("codebook") or ", ".join(sorted(codebooks - {""})),
    )  # fmt: skip


def _merged(reasons: Iterable[Mapping[str, Any]], segments: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Put the places of one and the same reason behind it, each once, with the number of its segment."""
    places: dict[str, list[tuple[int, int]]] = {}
    for reason in reasons:
        found = places.setdefault(reason["says"], [])
        if reason["start"] is not None:
            found.append((reason["start"], reason["end"]))
    # Two signs in the same words ("denied SI", "denied SI/HI") are one place to look: the longer one.
    return [
        {
            "says": says,
            "places": [
                (start, end, _segment_at(start, segments))
                for start, end in sorted(set(found))
                if not any((a, b) != (start, end) and a <= start and end <= b for a, b in found)
            ],
        }
        for says, found in places.items()
    ]


def _segment_at(start: int, segments: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the number of the segment that holds a place, counted from 1 as `explain` counts."""
    for number, segment in enumerate(segments, 1):
        if segment["start"] <= start < segment["end"]:
            return number
    return None


def _key(line: Mapping[str, Any]) -> tuple[Any, ...]:
    source = line.get("source") or {}
    # As in the summary: no file is "-", no row is none, and a note is part 1 of itself.
    return (
        line["id"],
        source.get("file") or "-",
        source.get("sheet") or None,
        source.get("row") or None,
        source.get("part") or 1,
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("notesense.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(shown=lambda text: visible(str(text)), day=day_words)
    environment.globals.update(
        contact_letter=contact_letter,
        conversation_letters=CONVERSATION_LETTERS,
        none_letters=NONE_LETTERS,
        none_because=NONE_BECAUSE,
        role_letters=ROLE_LETTERS,
        role_names=ROLE_NAMES,
        sign_letters=SIGN_LETTERS,
        segment_labels=BY_LABEL,
        outside_words=OUTSIDE_WORDS,
        conversation_kinds=CONVERSATIONS,
        roles=ROLES,
        count_words=count_words,
        interval_words=interval_words,
        span_words=span_words,
        plural=plural,
        unfamiliar_sentence=UNFAMILIAR_SENTENCE,
    )
    return environment
