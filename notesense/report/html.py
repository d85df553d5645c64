"""One self-contained page: overview, reading list, relationships with their charts, notes with their segments marked.

Nothing comes from the net, nothing runs as a script, and everything foreign is
escaped. The page holds the text of notes only where the caller hands it over;
otherwise offsets and reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from notesense.codebook.labels import BY_LABEL, CONVERSATIONS, NONE_BECAUSE, ROLES
from notesense.report.balance_chart import balance, balance_columns
from notesense.report.charts import timeline
from notesense.report.evidence import passages
from notesense.report.facts import Record, Summarised, facts_of, key_of, line_of, of_mentor, totals_withheld
from notesense.report.letters import (
    CONVERSATION_LETTERS,
    NONE_LETTERS,
    ROLE_LETTERS,
    ROLE_NAMES,
    SIGN_LETTERS,
    contact_letter,
)
from notesense.report.text import OUTSIDE_WORDS
from notesense.report.told import told_of
from notesense.report.visible import visible
from notesense.report.wording import (
    TOTALS_WITHHELD,
    UNFAMILIAR_SENTENCE,
    agreement_words,
    count_words,
    day_words,
    few_words,
    left_off_words,
    months_words,
    plural,
    span_words,
    standing_sentence,
)


def render_report(
    records: Iterable[Record],
    summary: Summarised | Mapping[str, Any],
    run: Mapping[str, Any],
    *,
    texts: Mapping[str, str] | None = None,
    mentor: str | None = None,
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    records : iterable of LabelledNote, UnreadNote or mapping
        For the evidence of each contact: which segments, where, and why.
    summary : Summary or mapping
    run : mapping
        What is known of the run; used are ``model`` (``name``, ``version``),
        ``codebook`` and ``agree_of_100``. Other keys are left alone.
    texts : mapping of str to str, optional
        Note id to text; the page then repeats these notes with their segments
        marked.
    mentor : str, optional
        Show this mentor's relationships and rows of the list alone, word for
        word as they stand on the page of all; no overview.
    """
    facts = facts_of(summary)
    # Numbered before any choice, so that a relationship is the same on every page.
    numbered = [{**one, "number": number} for number, one in enumerate(facts["relationships"], 1)]
    facts = {**facts, "relationships": numbered}
    shown = facts if mentor is None else of_mentor(facts, mentor)
    lines, codebooks = _lines_wanted(records, shown)
    newest = facts["counts"]["last_date"]
    standing = standing_sentence(run.get("agree_of_100"))
    return _environment().get_template("report.html").render(
        mentor=mentor,
        with_text=bool(texts),
        counts=facts["counts"],
        reading_list=_listed(shown, lines, texts or {}),
        relationships=[_shown(one, newest, lines, texts or {}) for one in shown["relationships"]],
        # The whole set's: one mentor's report has no part of it.
        form_check=facts.get("form_check") if mentor is None else None,
        totals_withheld=TOTALS_WITHHELD if totals_withheld(facts) else None,
        standing=standing,
        # For the foot of every printed page. Our own words and a number, yet no quote may end the string.
        standing_css=standing.replace("\\", "").replace('"', "").replace("<", ""),
        model={"name": None, "version": "", **(run.get("model") or {})},
        codebook=run.get("codebook") or ", ".join(sorted(codebooks - {""})),
    )  # fmt: skip


def _lines_wanted(
    records: Iterable[Record], facts: Mapping[str, Any]
) -> tuple[dict[tuple[Any, ...], Mapping[str, Any]], set[str]]:
    """Keep the lines of the notes that the page shows, by id and place; and name the codebooks."""
    wanted = {key_of(row) for row in facts["reading_list"]}
    wanted |= {key_of(row) for relationship in facts["relationships"] for row in relationship["timeline"]}
    lines: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    codebooks: set[str] = set()
    for record in records:
        line = line_of(record)
        if "error" in line:
            continue
        codebooks.add(str(line.get("codebook", "")))
        key = key_of(line)
        if key in wanted:
            lines[key] = line
    return lines, codebooks


def _listed(
    facts: Mapping[str, Any], lines: Mapping[tuple[Any, ...], Mapping[str, Any]], texts: Mapping[str, str]
) -> list[dict[str, Any]]:
    numbers = {(one["client"], one["mentor"]): one["number"] for one in facts["relationships"]}
    rows = []
    for row in facts["reading_list"]:
        line = lines.get(key_of(row))
        segments = list(line["segments"]) if line else []
        reasons = _merged(row["reasons"], segments)
        looked_at = {number for reason in reasons for _, _, number in reason["places"]}
        rows.append(
            {
                **row,
                "number": numbers.get((row["client"], row["mentor"])),
                "reasons": reasons,
                # What the note rests on; `explain` has every segment.
                "segments": [
                    {**segment, "number": number}
                    for number, segment in enumerate(segments, 1)
                    if segment["label"] != "other" or number in looked_at
                ],
                "passages": passages(line, texts.get(row["id"])) if line else [],
            }
        )
    return rows


def _shown(
    relationship: Mapping[str, Any],
    newest: str | None,
    lines: Mapping[tuple[Any, ...], Mapping[str, Any]],
    texts: Mapping[str, str],
) -> dict[str, Any]:
    """Lay out what the page shows of a relationship."""
    rows = []
    anchors: dict[str, str] = {}
    for number, row in enumerate(relationship["timeline"], 1):
        line = lines.get(key_of(row))
        anchor = f"n{relationship['number']}-{number}"
        anchors.setdefault(row["id"], anchor)
        cut = passages(line, texts.get(row["id"])) if line else []
        acts = [passage for passage in cut if passage.number and passage.label != "other"]
        rows.append({**row, "anchor": anchor, "passages": cut, "acts": acts})
    columns = balance_columns(relationship)
    return {
        **relationship,
        "rows": rows,
        "anchors": anchors,
        "told": [(topic, list(told)) for topic, told in groupby(told_of(relationship), lambda told: told.topic)],
        "timeline_chart": timeline(relationship, newest),
        # A single column is told by its numbers.
        "balance_chart": balance(relationship) if len(columns) > 1 else None,
        "columns": columns,
        # Self-disclosure has its letter in the timeline; its place would show the sentence.
        "signs_by_place": [sign for sign in relationship["signs"] if sign["sign"] != "self_disclosure"],
        "long_before": {gap["before"] for gap in relationship["gaps"]["long"]},
    }


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


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("notesense.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        shown=lambda text: visible(str(text)),
        lines=lambda text: visible(text, keep_lines=True),
        day=day_words,
    )
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
        agreement_words=agreement_words,
        few_words=few_words,
        left_off_words=left_off_words,
        months_words=months_words,
        span_words=span_words,
        plural=plural,
        unfamiliar_sentence=UNFAMILIAR_SENTENCE,
    )
    return environment
