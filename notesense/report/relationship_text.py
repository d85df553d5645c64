"""The report on a terminal: the overview, then each relationship with all that the page has of it.

Of one mentor alone: the same lines, no overview and no count over the mentor's notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from notesense.report.balance_chart import balance_columns
from notesense.report.facts import Summarised, facts_of, of_mentor
from notesense.report.letters import CONVERSATION_LETTERS, ROLE_LETTERS
from notesense.report.text import legend, letters_in_order, print_overview, print_section, reading_table
from notesense.report.told import told_of
from notesense.report.visible import visible
from notesense.report.wording import few_words, months_words, plural, span_words, standing_sentence

# Narrower than this the balance stands kind by kind below each other.
TABLE_FROM_WIDTH = 100


def print_report(
    summary: Summarised | Mapping[str, Any],
    console: Console,
    *,
    mentor: str | None = None,
    agree_of_100: int | None = None,
) -> None:
    """Print what the notes show, relationship by relationship.

    Parameters
    ----------
    summary : Summary or mapping
        From `notesense.summaries`, or its parsed JSON.
    console : rich.console.Console
    mentor : str, optional
        Show this mentor's relationships and rows of the list alone.
    agree_of_100 : int, optional
        For the standing sentence.
    """
    facts = facts_of(summary)
    if mentor is None:
        print_overview(facts, console, agree_of_100=agree_of_100)
    else:
        facts = of_mentor(facts, mentor)
        console.print(Text(f"What the notes of {visible(mentor)} show, as every report shows it", style="bold"))
        console.print(Padding(Text(standing_sentence(agree_of_100), style="italic"), (0, 0, 1, 0), expand=False))
        rows = facts["reading_list"]
        if rows:
            # What is left off the list is counted over all mentors, so nothing of it is said here.
            table = reading_table(rows, {"left_off": 0}, console.width, room=len(rows))
            print_section(console, "On the list of what to read first", table)
    for relationship in facts["relationships"]:
        _print_relationship(relationship, console)
    if mentor is not None:
        print_section(console, "Letters", legend())


def _print_relationship(relationship: Mapping[str, Any], console: Console) -> None:
    title = f"{visible(relationship['client'])} with {visible(relationship['mentor'])}"
    head = Text(f"{plural(relationship['contacts'], 'contact')}, ")
    head.append(span_words(relationship["first_date"], relationship["last_date"]))
    if relationship["no_contacts"]:
        head.append(f" · {plural(relationship['no_contacts'], 'note')} of no contact")
    head.append(" · ").append_text(letters_in_order(relationship))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", max_width=max(10, console.width // 4))
    grid.add_column(overflow="fold")
    for topic, told in groupby(told_of(relationship), lambda line: line.topic):
        for number, line in enumerate(told):
            notes = f" ({', '.join(line.notes)})" if line.notes else ""
            grid.add_row("" if number else topic, Text(visible(line.says + notes)))
    console.print(Text(title, style="bold underline"))
    console.print(Padding(head, (0, 0, 0, 2), expand=False))
    console.print(Padding(grid, (0, 0, 0, 2), expand=False))
    if relationship["contacts"]:
        console.print(Padding(_balance(relationship, console.width), (0, 0, 0, 2), expand=False))
    console.print()


def _balance(relationship: Mapping[str, Any], width: int) -> Table:
    """Lay out the balance by period: counts, and which counts would fit as well."""
    columns = balance_columns(relationship)
    names = ["whole time", *(months_words(column["first_day"], column["last_day"]) for column in columns[1:])]
    kinds = [
        *(("conversations", kind, letter) for kind, letter in CONVERSATION_LETTERS.items()),
        *(("roles", role, letter) for role, letter in ROLE_LETTERS.items()),
    ]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    if width < TABLE_FROM_WIDTH:
        for heading in ("when", "", "contacts; also fits"):
            table.add_column(heading, overflow="fold")
        for name, column in zip(names, columns, strict=True):
            for number, (group, kind, letter) in enumerate(kinds):
                table.add_row("" if number else name, Text(letter.letter, letter.style), few_words(column[group][kind]))
        return table
    table.add_column("contacts; also fits", no_wrap=True)
    for _, _, letter in kinds:
        table.add_column(Text(letter.letter, letter.style), no_wrap=True)
    for name, column in zip(names, columns, strict=True):
        table.add_row(name, *(few_words(column[group][kind]) for group, kind, _ in kinds))
    return table
