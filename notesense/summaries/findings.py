"""What is said of a relationship, in words: every sentence of a finding stands here.

Counts come first, no percentage, and no change is named without a test behind
it. The words fit the test's strength: at p up to ``CLEAR`` a thing "shows in
fewer contacts", above it it "seems to". Roles are kinds of help and are named
side by side; none of them is more than another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from notesense.summaries.trends import TrendTest

Shown = TypeVar("Shown")
# Up to this p a change is said outright; above it, as far as the tests let it be said at all, it "seems".
CLEAR = 0.01
# With fewer values than this a test finds large changes only.
FEW = 20

KINDS: tuple[str, ...] = ("balance", "involvement", "independence")
"""What a finding is about: kinds of conversation and help, how often the two meet, what the client does alone."""

OUTCOMES: tuple[str, ...] = ("changed", "same", "no_change_shown", "too_few")
"""What a finding holds: a tested change, a tested sameness, neither, or too few contacts for either."""

SERIES_NAMES: Mapping[str, str] = {
    "support": "A support conversation",
    "educate": "Passing on information or advice",
    "enable_encourage": "Working on a skill or a behaviour",
    "empower": "Helping the client speak and act for themselves",
}
STEP_NAMES: Mapping[str, str] = {"done_for": "done for the client", "beside": "done beside", "alone": "done alone"}
TASK_NAMES: Mapping[str | None, str] = {
    "relationship": "the relationship",
    "life_skills": "life skills",
    "resources": "resources",
    "diversity": "people of other backgrounds",
    None: "a task the note does not name",
}
NOT_MENTIONED_AGAIN = "planned here; not mentioned again in the notes"
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence about a relationship, and the test that carries it.

    Attributes
    ----------
    kind : str
        One of ``KINDS``.
    outcome : str
        One of ``OUTCOMES``.
    says : str
        Ready to print; no words of a note.
    about : str or None
        The series that changed: ``support`` or a role; None where the finding is about no single one.
    test : TrendTest or None
        None only where there were too few contacts to test.
    """

    kind: str
    outcome: str
    says: str
    about: str | None = None
    test: TrendTest | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "outcome": self.outcome,
            "about": self.about,
            "says": self.says,
            "test": self.test.as_dict() if self.test else None,
        }


def path_words(task: str | None, steps: Sequence[tuple[str, str | None]]) -> str:
    """Tell the path of a task in one line: each step with the days it was first and last seen.

    Examples
    --------
    >>> path_words("resources", [("done_for", "2026-01-08"), ("beside", "2026-01-30"), ("beside", "2026-02-27")])
    'resources: done for the client 8 January 2026; done beside 30 January to 27 February 2026'
    """
    days: dict[str, list[str | None]] = {}
    for step, day in steps:
        days.setdefault(step, []).append(day)
    told = "; ".join(f"{STEP_NAMES[step]} {_span(found[0], found[-1])}" for step, found in days.items())
    return f"{TASK_NAMES[task]}: {told}"


def ending_words(outcome: str, days: Sequence[str | None], last: str | None, silent_days: int | None) -> str:
    """Say what the notes tell of an ending.

    Examples
    --------
    >>> ending_words("prepared", ["2026-05-20", "2026-06-17"], "2026-06-17", None)
    'An ending is spoken of in 2 contacts, 20 May to 17 June 2026.'
    >>> ending_words("silent", [], "2026-03-02", 101)
    'The last contact noted is of 2 March 2026, 101 days before the newest note; no note speaks of an ending.'
    """
    if outcome == "prepared":
        contacts = f"{len(days)} contacts" if len(days) > 1 else "1 contact"
        after = "" if days[-1] == last else f"; the last contact is of {_day(last)}"
        return f"An ending is spoken of in {contacts}, {_span(days[0], days[-1])}{after}."
    if outcome == "in_the_last_contact":
        return f"An ending is spoken of for the first time in the last contact, {_day(days[0])}."
    if outcome == "silent":
        return (
            f"The last contact noted is of {_day(last)}, {silent_days} days before the newest note; "
            "no note speaks of an ending."
        )
    return "No note speaks of an ending."


def purpose_words(purpose: str | None, conversation: str) -> str | None:
    """Set a contact's declared purpose beside what it was; no finding, since changing plans can be good work.

    Examples
    --------
    >>> purpose_words("Goals", "support"), purpose_words(None, "support")
    ('planned: Goals · was: support', None)
    """
    was = "neither support nor mentoring is shown" if conversation == "none" else conversation
    return f"planned: {purpose} · was: {was}" if purpose else None


def changed_words(about: str, shown: Sequence[bool], test: TrendTest) -> str:
    """Say that a kind of conversation or of help shows in more or in fewer contacts as time goes on.

    Examples
    --------
    >>> from notesense.summaries.trends import trend
    >>> shown = [True] * 6 + [False] * 6
    >>> changed_words("support", shown, trend(shown))
    'A support conversation shows in fewer contacts as time goes on: 6 of the first 6, 0 of the last 6.'
    """
    early, late = halves(shown)
    verb = "shows" if test.p <= CLEAR else "seems to show"
    more = "more" if test.rises else "fewer"
    return (
        f"{SERIES_NAMES[about]} {verb} in {more} contacts as time goes on: "
        f"{sum(early)} of the first {len(early)}, {sum(late)} of the last {len(late)}."
    )


def same_words(first: str | None, contacts: int) -> str:
    """Say that the kinds of conversation and help look the same, and what that rules out.

    Examples
    --------
    >>> same_words("2026-03-06", 12)
    'Looks the same since March 2026: over 12 contacts a change in half of them would show.'
    """
    since = "" if first is None else f" since {_MONTHS[int(first[5:7]) - 1]} {first[:4]}"
    return f"Looks the same{since}: over {contacts} contacts a change in half of them would show."


def no_change_words(kind: str, count: int) -> str:
    """Say that no change shows, which is less than that there is none.

    Examples
    --------
    >>> no_change_words("balance", 12)
    'No change shows in the kinds of conversation and help; with 12 contacts only a large one would.'
    >>> no_change_words("involvement", 40)
    'No change shows in how often contacts took place, over 40 pauses between them.'
    """
    what, counted = {
        "balance": ("the kinds of conversation and help", "contacts"),
        "involvement": ("how often contacts took place", "pauses between them"),
        "independence": ("what is done for the client, beside or alone", "notes"),
    }[kind]
    strength = f"; with {count} {counted} only a large one would" if count < FEW else f", over {count} {counted}"
    return f"No change shows in {what}{strength}."


def too_few_words(kind: str, count: int) -> str:
    """Say that there are too few contacts to look for a change.

    Examples
    --------
    >>> too_few_words("involvement", 1)
    'Too few pauses between contacts (1) to say whether how often they took place changed.'
    """
    what = {
        "balance": f"contacts ({count}) to say whether the kinds of conversation and help changed",
        "involvement": f"pauses between contacts ({count}) to say whether how often they took place changed",
        "independence": f"notes of a task done for the client, beside or alone ({count}) to say whether that changed",
    }
    return f"Too few {what[kind]}."


def involvement_words(
    test: TrendTest, early_days: float | None, late_days: float | None, alone: TrendTest | None
) -> str:
    """Say that contacts became rarer or more frequent, and whether the client does more alone meanwhile.

    Parameters
    ----------
    test : TrendTest
        Of the pauses; it holds.
    early_days, late_days : float or None
        The median pause in either half.
    alone : TrendTest or None
        Of the paths of the tasks, where it holds.

    Examples
    --------
    >>> from notesense.summaries.trends import trend
    >>> pauses = [7, 7, 7, 8, 7, 14, 14, 21, 21, 28]
    >>> involvement_words(trend(pauses), 7.0, 21.0, None)
    'Contacts have become rarer: about 7 days apart in the first half, about 21 in the second. \
The notes do not show that the client does more alone.'
    """
    have = "have become" if test.p <= CLEAR else "seem to have become"
    says = f"Contacts {have} {'rarer' if test.rises else 'more frequent'}"
    if early_days is not None and late_days is not None:
        says += f": about {round(early_days)} days apart in the first half, about {round(late_days)} in the second"
    if not test.rises:
        return f"{says}."
    if alone is not None and alone.rises:
        return f"{says}, while the client does more alone."
    return f"{says}. The notes do not show that the client does more alone."


def independence_words(test: TrendTest, steps: Sequence[Collection[str]]) -> str:
    """Say that the steps of the tasks moved.

    Parameters
    ----------
    test : TrendTest
        Of the paths of the tasks; it holds.
    steps : sequence of collection of str
        The steps of each note that shows one, in order.

    Examples
    --------
    >>> from notesense.summaries.trends import trend
    >>> steps = [{"done_for"}] * 5 + [{"alone"}] * 5
    >>> independence_words(trend([0] * 5 + [2] * 5), steps)
    'Tasks seem to have moved towards done alone: done for the client in 5 of the first 5 notes of a task and \
0 of the last 5, done alone in 0 and 5.'
    """
    have = "have moved" if test.p <= CLEAR else "seem to have moved"
    early, late = halves(steps)
    counts = {step: [sum(step in shown for shown in half) for half in (early, late)] for step in ("done_for", "alone")}
    return (
        f"Tasks {have} towards {STEP_NAMES['alone' if test.rises else 'done_for']}: {STEP_NAMES['done_for']} in "
        f"{counts['done_for'][0]} of the first {len(early)} notes of a task and {counts['done_for'][1]} of the last "
        f"{len(late)}, {STEP_NAMES['alone']} in {counts['alone'][0]} and {counts['alone'][1]}."
    )


def halves(shown: Sequence[Shown]) -> tuple[Sequence[Shown], Sequence[Shown]]:
    """Cut a series in two; the middle one of an odd number stands in neither half."""
    half = len(shown) // 2
    return shown[:half], shown[len(shown) - half :]


def _span(first: str | None, last: str | None) -> str:
    if first == last or not first or not last:
        return _day(first or last)
    return f"{_day(first, year=first[:4] != last[:4])} to {_day(last)}"


def _day(day: str | None, *, year: bool = True) -> str:
    if not day:
        return "no date"
    when = date.fromisoformat(day)
    return f"{when.day} {_MONTHS[when.month - 1]}" + (f" {when.year}" if year else "")
