"""One note, explained: its text with every segment marked, and why each label stands there.

The only report that shows a note's text: it is made for whoever has the note open.
"""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from notesense.codebook.labels import BY_LABEL, SEGMENT_LABELS
from notesense.records import UNFAMILIAR, LabelledNote, LabelledSegment
from notesense.report.letters import CONVERSATION_LETTERS, ROLE_NAMES, contact_letter
from notesense.report.visible import visible
from notesense.report.wording import day_words, plural, standing_sentence

# Words of the note quoted beside a reason are cut here; the text above has them whole.
LONGEST_QUOTE = 60
# What stands before a reason, by its kind.
LEADS = {"word": "words", "whole": "words", "status": "ruled out", "actor": "ruled out"}
# Which rule takes an act out of the count (codebook, section 2), for sentences that nobody would take for one.
STATUS_RULES = {
    "negated": "what was not done is other (codebook, section 2, rule 2)",
    "planned": "plans, offers and hopes are other (codebook, section 2, rule 3)",
    "past": "earlier contacts referred back to are other (codebook, section 2, rule 3)",
}
ACTOR_RULES = {
    "client": "what the client did or told is other (codebook, section 2, rules 1 and 4)",
    "third": "what a third party did is other (codebook, section 2, rule 1)",
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
        head = f"{ROLE_NAMES.get(label.key, label.key)}, score {segment.score:.2f}"
        if segment.acting_role:
            head += f"; as {segment.acting_role}"
        grid.add_row(str(number), Text(label.letter, f"bold {label.colour}"), Text(head))
        for line in reason_lines(labelled.note.text, segment):
            grid.add_row("", "", Text(line))
        if not segment.reasons:
            grid.add_row("", "", Text(f"rule: {rule_of(segment)}", "dim"))
    return grid


def rule_of(segment: LabelledSegment) -> str:
    """Name the codebook's rule behind a segment that carries no reasons of its own.

    Examples
    --------
    >>> rule_of(LabelledSegment(0, 9, "educate", 0.9, "client", "planned"))
    'the mentor passed on information or advice (codebook, section 1)'
    >>> rule_of(LabelledSegment(0, 9, "other", 0.9, "mentor", "negated"))
    'what was not done is other (codebook, section 2, rule 2)'
    """
    means = BY_LABEL[segment.label].means
    if segment.label != "other":
        return f"the mentor {means} (codebook, section 1)"
    found = STATUS_RULES.get(segment.status) or ACTOR_RULES.get(segment.actor)
    return found or f"{means} (codebook, section 1)"


def reason_lines(text: str, segment: LabelledSegment) -> list[str]:
    """Write a segment's reasons, those in the same words on one line.

    Examples
    --------
    >>> from notesense.records import Reason
    >>> reasons = Reason("word", 0, 3, "speaks for support"), Reason("word", 9, 14, "speaks for support")
    >>> segment = LabelledSegment(0, 15, "support", 0.9, "mentor", "done", None, reasons)
    >>> reason_lines("Sat with grief.", segment)
    ['words: “Sat”, “grief” → speaks for support']
    """
    quotes: dict[tuple[str, str], list[str]] = {}
    for reason in segment.reasons:
        quoted = quotes.setdefault((LEADS.get(reason.kind, reason.kind), reason.says), [])
        # The segment itself stands above; quoting it whole beside a reason would bury the reason.
        if (reason.start, reason.end) != (segment.start, segment.end):
            quoted.append(_quote(text[reason.start : reason.end]))
    return [
        f"{lead}: {', '.join(quoted) + ' → ' if quoted else ''}{visible(says)}"
        for (lead, says), quoted in quotes.items()
    ]


def _quote(words: str) -> str:
    shown = " ".join(visible(words, keep_lines=True).split())
    return f"“{shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + '…'}”"


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
