"""What is wrong with example sets: faults, warnings, and what a person should look at.

A fault breaks the format or the codebook, or lets a score look better than it
is (duplicates, leaks, templates). A warning may be right after all: the note's
own words decide what it was mainly about.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from notesense.codebook.labels import REGISTERS
from notesense.examples.at_odds import labels_at_odds
from notesense.examples.by_itself import check_example
from notesense.examples.findings import FAULT, REPORT, WARN, Finding
from notesense.examples.leaks import Splits, find_leaks
from notesense.examples.repeats import near_copies_in, repeated_openings, repeated_segments, telling_words
from notesense.examples.sentences import near_lines, skeletons
from notesense.examples.sets import Line, is_line, own_split

# A register with less than a quarter, or more than three times, of an even share is lopsided …
LEAST_SHARE, MOST_SHARE = 0.25, 3.0
# … in a set of at least this many whole notes.
LOPSIDED_FROM = 100


def check(lines: Sequence[Line], splits: Splits | None = None) -> list[Finding]:
    """Check example sets, as one body of lines.

    Parameters
    ----------
    lines : sequence of Line
    splits : Splits, optional
        Without them leaks are not looked for.

    Returns
    -------
    list of Finding
        Faults first, then warnings, then reports; in the order of the files.
    """
    found: list[Finding] = []
    read = [line for line in lines if line.example is not None]
    found += [Finding(FAULT, "format", line.where, line.fault) for line in lines if line.fault]
    for line in read:
        assert line.example is not None
        found += [Finding(level, kind, line.where, says) for level, kind, says in check_example(line.example)]
    found += _ids(read)
    found += _groups(read)
    copies = near_copies_in(read)
    for copy in copies:
        if copy.exact:
            found.append(Finding(FAULT, "duplicate", copy.later.where, f"has the same text as {copy.earlier.where}"))
        elif "templated" not in (_register(copy.later), _register(copy.earlier)):
            found.append(Finding(FAULT, "near_copy", copy.later.where, f"shares most words with {copy.earlier.where}"))
    for line, where in near_lines(read):
        found.append(Finding(WARN, "near_line", line.where, f"is {where} but for one word"))
    found += labels_at_odds(read)
    if splits is not None:
        found += find_leaks(read, splits, [(copy.earlier, copy.later) for copy in copies])
    found += _lopsided(read)
    for opening in repeated_openings(read):
        says = f"“{opening.words} …” opens {opening.notes} notes ({opening.share:.1%})"
        found.append(Finding(FAULT, "opening", opening.file, says))
    for group in skeletons(read):
        places = ", ".join(line.where for line in group[1:4])
        found.append(
            Finding(FAULT, "skeleton", group[0].where, f"{len(group)} lines differ in one slot only; also {places}")
        )
    for wheres, count in repeated_segments(read):
        found.append(
            Finding(
                FAULT,
                "repeated_segment",
                wheres[0],
                f"one segment text stands {count} times; also in {', '.join(wheres[1:4])}",
            )
        )
    for word in telling_words(read):
        found.append(
            Finding(
                REPORT,
                "telling_word",
                "all files",
                f"“{word.word}” stands in {word.n} segments by {word.voices} voices, "
                f"{word.share:.0%} of them {word.label}",
            )
        )
    order = {FAULT: 0, WARN: 1, REPORT: 2}
    return sorted(found, key=lambda finding: order[finding.level])


def _ids(lines: Sequence[Line]) -> Iterator[Finding]:
    first: dict[str, Line] = {}
    for line in lines:
        assert line.example is not None
        if line.example.id in first:
            yield Finding(FAULT, "id", line.where, f"the id stands already in {first[line.example.id].where}")
        else:
            first[line.example.id] = line


def _groups(lines: Sequence[Line]) -> Iterator[Finding]:
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.example is not None and line.example.group is not None:
            groups[str(line.example.group)].append(line)
    for members in groups.values():
        if len(members) < 2:
            yield Finding(FAULT, "group", members[0].where, "a contrast group of one note")
        notes = [line.example for line in members if line.example is not None]
        if not any(note.phenomenon for note in notes):
            yield Finding(WARN, "group", members[0].where, "a contrast group without a phenomenon")
        # Under noise the label stays while the spelling goes; all other groups turn on a label.
        noise = all(note.phenomenon == "noise" for note in notes)
        labels = {(tuple(s.label for s in note.segments), note.conversation) for note in notes}
        if len(notes) > 1 and len(labels) == 1 and not noise:
            yield Finding(WARN, "group", members[0].where, "a contrast group whose notes all have the same labels")


def _lopsided(lines: Sequence[Line]) -> Iterator[Finding]:
    """Whole notes only: contrast sets and line banks follow what they contrast."""
    count = Counter(
        line.example.register or ""
        for line in lines
        if line.example is not None
        and line.example.group is None
        and not is_line(line.example)
        and not own_split(line.example)
    )
    total = sum(count.values())
    if total < LOPSIDED_FROM:
        return
    even = total / len(REGISTERS)
    for register in REGISTERS:
        if not LEAST_SHARE * even <= count[register] <= MOST_SHARE * even:
            yield Finding(
                WARN,
                "lopsided",
                "all files",
                f"{count[register]} of {total} whole notes are {register}; even would be {even:.0f}",
            )


def _register(line: Line) -> str | None:
    return line.example.register if line.example else None
