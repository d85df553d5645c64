"""A mentor's mirror on a terminal: the own notes, quoted to the one who wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, Protocol

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from notesense.codebook.labels import ACT_LABELS, NONE_BECAUSE
from notesense.report.letters import CONVERSATION_LETTERS, ROLE_LETTERS, ROLE_NAMES
from notesense.report.visible import visible
from notesense.report.wording import count_words, day_words, interval_words, plural, span_words, standing_sentence

FOR_YOU = "For your own eyes: this is shown here and written nowhere. Notes leave things out, and labels err."
NO_LADDER = "These are kinds of help, not grades; one contact may show several. No mix of them is the right one."
# Plans shown when all relationships are looked at together.
LOOSE_ENDS_SHOWN = 6
LETTERS = {"support": CONVERSATION_LETTERS["support"], **ROLE_LETTERS}
NAMES = {"support": "support", **ROLE_NAMES}


class Mirrored(Protocol):
    """A mirror: whatever gives the values that are shown."""

    def as_dict(self) -> dict[str, Any]: ...


def print_mirror(
    mirror: Mirrored,
    texts: Mapping[str, str],
    console: Console,
    *,
    guess: Sequence[int] | None = None,
    agree_of_100: int | None = None,
) -> None:
    """Print a mirror.

    Parameters
    ----------
    mirror : Mirror
        From `notesense.summaries.mirror`.
    texts : mapping of str to str
        By note id, for the quoted sentences; of a note without, the place is shown.
    console : rich.console.Console
    guess : sequence of int, length 4, optional
        What the mentor guessed: support, educate, enable and encourage, empower.
    agree_of_100 : int, optional
        For the standing sentence.
    """
    facts = mirror.as_dict()
    relationships = facts["relationships"]
    several = len(relationships) > 1
    heading = Text("Your mirror", style="bold").append(f" · {plural(facts['contacts'], 'contact')}", "not bold")
    with_whom = plural(len(relationships), "relationship") if several else visible(relationships[0]["client"])
    heading.append(f" · {with_whom} · {span_words(facts['first_date'], facts['last_date'])}", "not bold")
    console.print(heading)
    console.print(Text(f"{FOR_YOU} {standing_sentence(agree_of_100)}", style="italic"), end="\n\n")
    _section(console, "The balance, as the notes show it", _balance(facts, guess))
    if several:
        _section(console, "By relationship", _by_relationship(relationships))
    _section(console, "In your own words", _examples(facts["examples"], texts))
    changes = [*facts["changes"], *(["--client C shows how it went with one of them."] if several else [])]
    _section(console, "What changed", _lines(changes))
    if facts["loose_ends"]:
        title = "Planned there, and not mentioned again in the notes (you know what became of it)"
        _section(console, title, _loose_ends(facts["loose_ends"], texts, several=several))
    if facts["questions"]:
        _section(console, "To think over, if you like", _lines(facts["questions"]))


def _section(console: Console, title: str, body: Table) -> None:
    console.print(Text(title, style="bold underline"))
    console.print(Padding(body, (0, 0, 1, 2), expand=False))


def _lines(lines: Sequence[str]) -> Table:
    grid = Table.grid()
    for line in lines:
        grid.add_row(Text(line))
    return grid


def _balance(facts: Mapping[str, Any], guess: Sequence[int] | None) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    table.add_column("")
    table.add_column("", no_wrap=True)
    if guess is not None:
        table.add_column("you guessed", justify="right")
    table.add_column("the notes show", no_wrap=True)
    table.add_column("could also be")
    for place, label in enumerate(ACT_LABELS):
        letter, found = LETTERS[label], facts["balance"][label]
        guessed = [str(guess[place])] if guess is not None else []
        name = Text(letter.letter, letter.style)
        table.add_row(name, NAMES[label], *guessed, count_words(found), interval_words(found))
    outer = Table.grid()
    outer.add_row(table)
    if facts["none_because"]:
        because = ", ".join(f"{count} {NONE_BECAUSE[why]}" for why, count in facts["none_because"].items())
        number = sum(facts["none_because"].values())
        outer.add_row(Text(f"{number} of {plural(facts['contacts'], 'contact')} show neither kind: {because}"))
    outer.add_row(Text(NO_LADDER, "dim"))
    return outer


def _by_relationship(relationships: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="italic")
    table.add_column("client", no_wrap=True, overflow="ellipsis", max_width=24)
    table.add_column("contacts", justify="right")
    for label in ACT_LABELS:
        table.add_column(f"{LETTERS[label].letter} {NAMES[label].partition(' ')[0]}", justify="right")
    for each in relationships:
        counts = [str(each["counts"][label]) for label in ACT_LABELS]
        table.add_row(Text(visible(each["client"])), str(each["contacts"]), *counts)
    return table


def _examples(examples: Mapping[str, Sequence[Mapping[str, Any]]], texts: Mapping[str, str]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for label in ACT_LABELS:
        letter = LETTERS[label]
        grid.add_row(Text(letter.letter, letter.style), Text(f"{NAMES[label]}: {letter.means.split(': ')[-1]}"))
        for example in examples[label]:
            grid.add_row("", _quoted(example, texts))
            grid.add_row("", Text(_place(example), "dim"))
        if not examples[label]:
            grid.add_row("", Text("no sentence to quote", "dim"))
    return grid


def _place(example: Mapping[str, Any]) -> str:
    source = example["source"]
    where = PurePath(source["file"]).name
    if source["sheet"]:
        where += f", sheet {source['sheet']}"
    if source["row"]:
        where += f", row {source['row']}"
    return visible(
        f"note {example['note']} · {day_words(example['date'])} · {example['client']} · "
        f"sentence {example['sentence']} · {where}"
    )


def _loose_ends(ends: Sequence[Mapping[str, Any]], texts: Mapping[str, str], *, several: bool) -> Table:
    shown = ends[:LOOSE_ENDS_SHOWN] if several else ends
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold")
    for end in shown:
        grid.add_row(_quoted(end, texts))
        with_whom = f" · {end['client']}" if several else ""
        grid.add_row(Text(visible(f"note {end['note']} · {day_words(end['date'])}{with_whom}"), "dim"))
    left = len(ends) - len(shown)
    if left:
        grid.add_row(Text(f"and {left} earlier; --client C shows those of one relationship", "dim"))
    return grid


def _quoted(place: Mapping[str, Any], texts: Mapping[str, str]) -> Text:
    text = texts.get(place["note"])
    if text is None:
        return Text(f"characters {place['start']} to {place['end']}")
    return Text(f"“{visible(' '.join(text[place['start'] : place['end']].split()))}”")
