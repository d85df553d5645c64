"""The overview on a terminal: what was read, what it shows, what to read first.

No text of a note appears. Every colour has a letter, so the overview says the
same with ``NO_COLOR`` and in a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from notesense.report.facts import Summarised, facts_of, totals_withheld
from notesense.report.letters import CONVERSATION_LETTERS, NONE_LETTERS, ROLE_LETTERS, ROLE_NAMES, contact_letter
from notesense.report.visible import visible
from notesense.report.wording import (
    TOTALS_WITHHELD,
    UNFAMILIAR_SENTENCE,
    agreement_words,
    day_words,
    left_off_words,
    plural,
    span_words,
    standing_sentence,
)

# Rows on a terminal; attention is never cut, and the whole list stands in reading_list.csv.
SHORT_LIST = 12
UNREAD_SHOWN = 5
# Narrower than this there is no room for the letters of each contact.
LETTERS_FROM_WIDTH = 100
FIXED_FROM_WIDTH = 76
OUTSIDE_WORDS = {
    "group": "in a group",
    "many": "of several contacts in one text",
    "summary": "a weekly or monthly summary",
    "no_mentor": "without a mentor",
    "no_client": "without a client",
    "no_date": "without a date",
}


def print_overview(
    summary: Summarised | Mapping[str, Any], console: Console, *, agree_of_100: int | None = None
) -> None:
    """Print what a set of notes shows.

    Parameters
    ----------
    summary : Summary or mapping
        From `notesense.summaries`, or its parsed JSON.
    console : rich.console.Console
        Width and colours are the console's own.
    agree_of_100 : int, optional
        For the standing sentence.
    """
    facts = facts_of(summary)
    counts = facts["counts"]
    withheld = totals_withheld(facts)
    console.print(_heading(counts, withheld=withheld))
    console.print(Padding(Text(standing_sentence(agree_of_100), style="italic"), (0, 0, 1, 0), expand=False))
    read = _what_was_read(counts, withheld=withheld)
    if read.row_count:
        print_section(console, "What was read", read)
    print_section(console, "What the notes show", Text(TOTALS_WITHHELD) if withheld else _what_they_show(counts))
    if facts["reading_list"] or counts["reading_list"].get("stays_away"):
        print_section(
            console, "To read first", reading_table(facts["reading_list"], counts["reading_list"], console.width)
        )
    if counts.get("decisions"):
        print_section(console, "What was decided before", _decided(counts["decisions"]))
    if facts.get("form_check"):
        print_section(console, "Form", _form_check(facts["form_check"]))
        console.print(Padding(Text(facts["form_check"]["says"], style="italic"), (0, 0, 1, 2), expand=False))
    if facts["relationships"]:
        print_section(console, "Relationships", _relationships(facts["relationships"], console.width))
        print_section(console, "Letters", legend())


def _heading(counts: Mapping[str, Any], *, withheld: bool) -> Text:
    parts = [] if withheld else [plural(counts["notes"], "note")]
    if counts["first_date"] or withheld:
        parts.append(span_words(counts["first_date"], counts["last_date"]))
    if not withheld:
        parts.append(plural(counts["relationships"], "relationship"))
    return Text(" · ".join(parts), style="bold")


def print_section(console: Console, title: str, body: Table | Text) -> None:
    """Print a part under its title."""
    console.print(Text(title, style="bold underline"))
    console.print(Padding(body, (0, 0, 1, 2), expand=False))


def _grid(*ratios: int | None) -> Table:
    grid = Table.grid(padding=(0, 2))
    for ratio in ratios:
        grid.add_column(ratio=ratio, overflow="fold")
    return grid


def _what_was_read(counts: Mapping[str, Any], *, withheld: bool) -> Table:
    grid = _grid(None, None)
    if not withheld:
        grid.add_row(f"{counts['labelled']:>5}", "labelled")
    if counts["unread"]:
        grid.add_row(f"{counts['unread']:>5}", "could not be read")
    if counts["not_english"]:
        grid.add_row(f"{counts['not_english']:>5}", "not in English: not labelled, not checked for attention words")
    outside = counts["outside_relationships"]
    if outside and not withheld:
        words = ", ".join(f"{count} {OUTSIDE_WORDS[why]}" for why, count in outside.items())
        grid.add_row(f"{sum(outside.values()):>5}", f"labelled, in no relationship: {words}")
    if counts["unsure"] and not withheld:
        grid.add_row(f"{counts['unsure']:>5}", "where more than one kind of conversation would fit, or none clearly")
    if counts.get("unfamiliar") and not withheld:
        grid.add_row(f"{counts['unfamiliar']:>5}", UNFAMILIAR_SENTENCE)
    return grid


def _what_they_show(counts: Mapping[str, Any]) -> Table:
    grid = _grid(None, None, None)
    for kind, letter in CONVERSATION_LETTERS.items():
        grid.add_row(Text(letter.letter, letter.style), f"{counts['conversations'][kind]:>5}", letter.means)
    for why, count in counts["none_because"].items():
        letter = NONE_LETTERS[why]
        grid.add_row(Text(letter.letter, letter.style), f"{count:>5}", letter.means)
    grid.add_row("", "", "")
    grid.add_row("", "", Text("kinds of help (a note may show several, or none)", style="italic"))
    for role, letter in ROLE_LETTERS.items():
        grid.add_row(
            Text(letter.letter, letter.style), f"{counts['roles'][role]:>5}", f"{ROLE_NAMES[role]}: {letter.means}"
        )
    return grid


def _decided(decisions: Mapping[str, Any]) -> Text:
    says = [agreement_words(decisions)] if decisions["rows"] else []
    if decisions["unsure_settled"]:
        says.append(f"{plural(decisions['unsure_settled'], 'unsure label')} settled by trainers.")
    if decisions["text_changed"]:
        says.append(f"{plural(decisions['text_changed'], 'note')} decided on changed since and may be listed again.")
    if decisions["not_in_this_run"]:
        says.append(f"{plural(decisions['not_in_this_run'], 'decision')} on notes that are not among these, kept.")
    return Text("\n".join(says))


def _form_check(form: Mapping[str, Any]) -> Table:
    grid = _grid(None, None)
    for one in form["required"]:
        if not one["checked"]:
            says = "could not be checked; no column tells"
        elif one["not_found"] is None:
            says = "by note in the tables of `--out`"
        else:
            says = f"not found in {one['not_found']} of {plural(one['checked'], 'note')}"
        grid.add_row(one["words"], says)
    return grid


def reading_table(
    rows: Sequence[Mapping[str, Any]], counts: Mapping[str, Any], width: int, *, room: int = SHORT_LIST
) -> Table:
    """Lay out the reading list; of the rows that need not always show, so many as there is room for."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(12, width // 4), style="bold")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    unread, hidden = UNREAD_SHOWN, 0
    for row in rows:
        kinds = {reason["kind"] for reason in row["reasons"]}
        if kinds & {"unread", "not_english"}:
            unread -= 1
            shown = unread >= 0
        else:
            shown = row["always"] or room > 0
            room -= not row["always"]
        if shown:
            says = "\n".join(dict.fromkeys(reason["says"] for reason in row["reasons"]))
            table.add_row(Text(visible(row["id"])), day_words(row["date"]), Text(visible(says, keep_lines=True)))
        else:
            hidden += 1
    if any(kind.startswith("attention") for row in rows for kind in (reason["kind"] for reason in row["reasons"])):
        says = "screening lines that recur in a writer's notes, harm in the past or as a mere topic put no note here"
        table.add_row("", "", Text(says, "dim"))
    if hidden:
        table.add_row("", "", Text(f"and {plural(hidden, 'more note')} on the list; `--out` writes it whole", "dim"))
    if left_off := left_off_words(counts):
        table.add_row("", "", Text(f"{left_off}: raise `--top` to see them", "dim"))
    if away := counts.get("stays_away"):
        table.add_row("", "", Text(f"{plural(away, 'note')} decided on before and unchanged since: not listed", "dim"))
    return table


def _relationships(relationships: list[Mapping[str, Any]], width: int) -> Table:
    wide = width >= LETTERS_FROM_WIDTH
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    table.add_column("client", no_wrap=True, overflow="ellipsis", max_width=14)
    table.add_column("mentor", no_wrap=True, overflow="ellipsis", max_width=14)
    table.add_column("contacts", no_wrap=True, justify="right")
    table.add_column("first – last", no_wrap=width >= FIXED_FROM_WIDTH)
    if wide:
        table.add_column("in order", overflow="fold", min_width=10)
    table.add_column("of them show")
    if wide:
        table.add_column("help first, last shown")
    table.add_column("longest gap", justify="right")
    for relationship in relationships:
        longest = relationship["gaps"]["longest"]
        cells: list[str | Text] = [
            Text(visible(relationship["client"])),
            Text(visible(relationship["mentor"])),
            str(relationship["contacts"]),
            span_words(relationship["first_date"], relationship["last_date"]),
        ]
        if wide:
            cells.append(letters_in_order(relationship))
        cells.append(_roles(relationship, glued=not wide))
        if wide:
            cells.append(_first_and_last_role(relationship))
        cells.append(plural(longest["days"], "day") if longest else "–")
        table.add_row(*cells)
    return table


def letters_in_order(relationship: Mapping[str, Any]) -> Text:
    """Write a relationship as letters, one a note, with a mark where a long gap lies."""
    before = {gap["before"] for gap in relationship["gaps"]["long"]}
    text = Text()
    for row in relationship["timeline"]:
        if row["date"] in before and row["none_because"] != "no_contact":
            text.append("…", "dim")
            before.discard(row["date"])
        letter = contact_letter(row["conversation"], row["none_because"])
        text.append(letter.letter, letter.style)
    return text


def _roles(relationship: Mapping[str, Any], *, glued: bool) -> Text:
    """Count the kinds of help; glued where the column may wrap, so that no line breaks between letter and number."""
    text = Text()
    for role, letter in ROLE_LETTERS.items():
        text.append(letter.letter, letter.style).append(
            f"{'' if glued else ' '}{relationship['roles'][role]['count']}  "
        )
    text.rstrip()
    return text


def _first_and_last_role(relationship: Mapping[str, Any]) -> Text:
    shown = [(role, found) for role, found in relationship["roles"].items() if found["count"]]
    if not shown:
        return Text("none shown", "dim")
    # Several on one day are all named: none of them comes first.
    first_day, last_day = min(found["first"] for _, found in shown), max(found["last"] for _, found in shown)
    first = "".join(ROLE_LETTERS[role].letter for role, found in shown if found["first"] == first_day)
    last = "".join(ROLE_LETTERS[role].letter for role, found in shown if found["last"] == last_day)
    same_year = first_day[:4] == last_day[:4]
    return Text(f"{first} {day_words(first_day, year=not same_year)}, {last} {day_words(last_day, year=not same_year)}")


def legend() -> Text:
    """Explain every letter in one paragraph; each entry stays on its line."""
    entries = [
        *((letter, letter.means) for letter in (*CONVERSATION_LETTERS.values(), *NONE_LETTERS.values())),
        *((letter, f"{ROLE_NAMES[role]}: {letter.means}") for role, letter in ROLE_LETTERS.items()),
    ]
    text = Text()
    for letter, means in entries:
        text.append(letter.letter, letter.style).append(f"\u00a0{means} · ")
    return text.append("…", "dim").append("\u00a0no contact for over three weeks and over twice the usual time")
