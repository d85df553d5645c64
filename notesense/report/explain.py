"""One note, explained: its text with every segment marked, and why each label stands there.

The only report that shows a note's text: it is made for whoever has the note open.
"""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from notesense.codebook.labels import BY_LABEL, SEGMENT_LABELS
from notesense.records import UNFAMILIAR, LabelledNote, LabelledSegment, Reason
from notesense.report.letters import CONVERSATION_LETTERS, ROLE_NAMES, contact_letter
from notesense.report.visible import visible
from notesense.report.wording import day_words, plural, standing_sentence

# Words of the note quoted beside a reason are cut here; the text above has them whole.
LONGEST_QUOTE = 60
# Reasons that name the codebook's rule themselves.
RULE_KINDS = frozenset({"rule", "actor", "status"})
ACTOR_WORDS = {
    "mentor": "the mentor",
    "client": "the client",
    "third": "someone else",
    "unknown": "not clear who",
}
STATUS_WORDS = {
    "done": "did it",
    "negated": "did not do it",
    "planned": "plans it",
    "past": "did it at an earlier contact",
    "unknown": "not clear whether it was done",
}
# Which rule takes an act out of the count (codebook, section 2).
ACTOR_RULES = {
    "client": "codebook, section 2.1 and 2.4: what the client did or told is `other`",
    "third": "codebook, section 2.1: what a third party did is `other`",
}
STATUS_RULES = {
    "negated": "codebook, section 2.2: what was not done is `other`",
    "planned": "codebook, section 2.3: plans, offers and hopes are `other`",
    "past": "codebook, section 2.3: earlier contacts referred back to are `other`",
}


def print_note(labelled: LabelledNote, console: Console, *, agree_of_100: int | None = None) -> None:
    """Print one labelled note with its evidence.

    Parameters
    ----------
    labelled : LabelledNote
        With reasons; without them the labels stand with the codebook's rule alone.
    console : rich.console.Console
    agree_of_100 : int, optional
        For the standing sentence.
    """
    note = labelled.note
    heading = Text(f"note {visible(note.id)}", style="bold").append(f" · {day_words(note.date)}", "not bold")
    if note.client:
        heading.append(f" · {visible(note.client)}", "not bold")
    if note.mentor:
        heading.append(f" with {visible(note.mentor)}", "not bold")
    console.print(heading)
    console.print(Padding(Text(standing_sentence(agree_of_100), style="italic"), (0, 0, 1, 0), expand=False))
    _section(console, "What this note shows", _conversation(labelled))
    _section(console, "The note, marked", marked_text(labelled))
    _section(console, "Segment by segment", _segments(labelled))
    if labelled.signs:
        _section(console, "Signs", _signs(labelled))
    _section(console, "Letters", _legend())


def marked_text(labelled: LabelledNote) -> Text:
    """Return the note's text with ``[number letter]`` before each segment, and the segment in its colour.

    Text between segments (blanks and line breaks) stays as it is.
    """
    text = Text()
    at = 0
    for number, segment in enumerate(labelled.segments, 1):
        label = BY_LABEL[segment.label]
        text.append(visible(labelled.note.text[at : segment.start], keep_lines=True))
        text.append(f"[{number} {label.letter}] ", f"bold {label.colour}")
        text.append(visible(labelled.note.text[segment.start : segment.end], keep_lines=True), label.colour)
        at = segment.end
    return text.append(visible(labelled.note.text[at:], keep_lines=True))


def why_conversation(labelled: LabelledNote) -> str:
    """Say in words how the conversation follows from the segments (codebook, section 4)."""
    acts = labelled.acts
    if labelled.conversation == "none":
        says = contact_letter("none", labelled.none_because).means
        return f"neither support nor mentoring is shown: {says}"
    support, mentoring = acts.get("support", 0), acts.get("mentoring", 0)
    says = f"{plural(support, 'segment shows', 'segments show')} support, {mentoring} mentoring"
    own_words = (labelled.conversation == "support") != (support > mentoring) and support != mentoring
    if own_words:
        says += "; the note's own words or its purpose say what the contact was mainly about"
    if labelled.mixed:
        says += "; mixed: a lead of one segment or a tie"
    return says


def _conversation(labelled: LabelledNote) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    letter = contact_letter(labelled.conversation, labelled.none_because)
    name = labelled.conversation if labelled.conversation in CONVERSATION_LETTERS else "conversation"
    grid.add_row(Text(f"{letter.letter} {name}", letter.style), why_conversation(labelled))
    scores = ", ".join(
        f"{'neither' if kind == 'none' else kind} {score:.2f}" for kind, score in labelled.conversation_scores.items()
    )
    open_ = (
        "; left open between " + " and ".join("neither" if kind == "none" else kind for kind in labelled.candidates)
        if labelled.unsure and labelled.candidates
        else "; left open"
        if labelled.unsure
        else ""
    )
    grid.add_row("scores", scores + open_)
    if labelled.unfamiliar:
        why = " and ".join(UNFAMILIAR[kind] for kind in labelled.unfamiliar)
        grid.add_row("unfamiliar", f"{why}: unlike the notes that the model was trained on, so read with more care")
    for role in labelled.roles:
        score = labelled.role_scores.get(role)
        count = sum(segment.label == role for segment in labelled.segments)
        says = f"{plural(count, 'segment')}; {BY_LABEL[role].means}" + ("" if score is None else f"; score {score:.2f}")
        grid.add_row(Text(f"{BY_LABEL[role].letter} {ROLE_NAMES[role]}", BY_LABEL[role].colour), says)
    for name, values in (("acting roles", labelled.acting_roles), ("tasks", labelled.tasks)):
        if values:
            grid.add_row(name, ", ".join(value.replace("_", " ") for value in values))
    if labelled.stage:
        grid.add_row("stage", labelled.stage)
    return grid


def _segments(labelled: LabelledNote) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for number, segment in enumerate(labelled.segments, 1):
        label = BY_LABEL[segment.label]
        head = f"{ROLE_NAMES.get(label.key, label.key)}, score {segment.score:.2f}; {who_and_whether(segment)}"
        if segment.acting_role:
            head += f"; as {segment.acting_role}"
        grid.add_row(str(number), Text(label.letter, f"bold {label.colour}"), Text(head))
        for reason in segment.reasons:
            grid.add_row("", "", Text(_reason(labelled.note.text, segment, reason)))
        if not any(reason.kind in RULE_KINDS for reason in segment.reasons):
            for line in rules(segment):
                grid.add_row("", "", Text(line, "dim"))
    return grid


def who_and_whether(segment: LabelledSegment) -> str:
    """Say who acts and whether it was done, in words.

    Examples
    --------
    >>> who_and_whether(LabelledSegment(0, 9, "other", 0.9, "client", "done"))
    'the client did it'
    >>> who_and_whether(LabelledSegment(0, 9, "other", 0.9, "unknown", "planned"))
    'not clear who plans it'
    >>> who_and_whether(LabelledSegment(0, 9, "other", 0.9, "unknown", "unknown"))
    'not clear who; not clear whether it was done'
    """
    separator = "; " if segment.status == "unknown" else " "
    return (
        f"{ACTOR_WORDS.get(segment.actor, segment.actor)}{separator}{STATUS_WORDS.get(segment.status, segment.status)}"
    )


def rules(segment: LabelledSegment) -> list[str]:
    """Name the codebook's rules behind a segment's label.

    Examples
    --------
    >>> rules(LabelledSegment(0, 9, "educate", 0.9, "mentor", "done"))
    ['codebook, section 1: the mentor passed on information or advice']
    >>> rules(LabelledSegment(0, 9, "other", 0.9, "mentor", "negated"))
    ['codebook, section 2.2: what was not done is `other`']
    """
    if segment.label != "other":
        return [f"codebook, section 1: the mentor {BY_LABEL[segment.label].means}"]
    found = [ACTOR_RULES.get(segment.actor), STATUS_RULES.get(segment.status)]
    return [rule for rule in found if rule] or [f"codebook, section 1: {BY_LABEL['other'].means}"]


def _reason(text: str, segment: LabelledSegment, reason: Reason) -> str:
    if (reason.start, reason.end) == (segment.start, segment.end):
        # The segment itself stands above; quoting it whole beside each reason would bury the reason.
        return f"{reason.kind}: {visible(reason.says)}"
    words = " ".join(visible(text[reason.start : reason.end], keep_lines=True).split())
    if len(words) > LONGEST_QUOTE:
        words = words[: LONGEST_QUOTE - 1] + "…"
    quoted = f"“{words}” " if words else ""
    return f"{reason.kind}: {quoted}→ {visible(reason.says)}"


def _signs(labelled: LabelledNote) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for sign in labelled.signs:
        name = sign.sign.replace("_", " ") + (f" ({sign.kind.replace('_', ' ')})" if sign.kind else "")
        words = " ".join(visible(labelled.note.text[sign.start : sign.end], keep_lines=True).split())
        says = f"“{words}” ({sign.start} to {sign.end})"
        if sign.whose:
            says += f"; whose: {sign.whose}"
        if sign.told:
            says += f"; who was told: {visible(sign.told)}"
        grid.add_row(name, Text(says))
    return grid


def _legend() -> Text:
    text = Text()
    for label in SEGMENT_LABELS:
        text.append(label.letter, f"bold {label.colour}").append(
            f"\u00a0{ROLE_NAMES.get(label.key, label.key)}: {label.means}   "
        )
    return text


def _section(console: Console, title: str, body: Table | Text) -> None:
    console.print(Text(title, style="bold underline"))
    console.print(Padding(body, (0, 0, 1, 2), expand=False))
