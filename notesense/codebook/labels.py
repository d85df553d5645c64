"""The one label table: what can be said of a segment, a note, a sign.

Everything that names a label takes it from here, in this order. What the
labels mean stands in ``CODEBOOK.md`` beside this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

CODEBOOK_VERSION = "3"


@dataclass(frozen=True, slots=True)
class SegmentLabel:
    """A segment label and its place in the theory.

    Attributes
    ----------
    key : str
        The name in every file.
    letter : str
        The letter that stands for it beside a colour.
    colour : str
        The colour on a terminal (a rich style).
    conversation : str or None
        The kind of conversation it speaks for.
    level : int
        The level of acting, 0 for none; on a tie within a segment the higher
        level wins (codebook, section 1). Levels are kinds of help, no grades.
    means : str
        One line for people.
    """

    key: str
    letter: str
    colour: str
    conversation: str | None
    level: int
    means: str


SEGMENT_LABELS: tuple[SegmentLabel, ...] = (
    SegmentLabel("support", "S", "magenta", "support", 1, "worked with feelings, or met a need by being there"),
    SegmentLabel("educate", "E", "cyan", "mentoring", 2, "passed on information or advice"),
    SegmentLabel("enable_encourage", "N", "green", "mentoring", 3, "worked on a skill or a behaviour"),
    SegmentLabel("empower", "P", "yellow", "mentoring", 4, "helped the client speak and act for themselves"),
    SegmentLabel("other", "o", "dim", None, 0, "anything else: logistics, reports, plans, what others did"),
)
LABELS: tuple[str, ...] = tuple(label.key for label in SEGMENT_LABELS)
LABEL_INDEX: dict[str, int] = {key: index for index, key in enumerate(LABELS)}
BY_LABEL: dict[str, SegmentLabel] = {label.key: label for label in SEGMENT_LABELS}
ACT_LABELS: tuple[str, ...] = LABELS[:4]
ROLES: tuple[str, ...] = ("educate", "enable_encourage", "empower")
OTHER = LABEL_INDEX["other"]

ACTING_ROLES: dict[str, str] = {
    "source": "gave a fact, number, handout",
    "adviser": "advised, suggested",
    "explainer": "explained, corrected",
    "demonstrator": "showed, practised with",
    "observer": "watched, fed back, reviewed",
    "cheerleader": "praised, encouraged",
    "sponsor": "got a seat, opened a door",
    "endorser": "vouched, recommended, nominated",
    "facilitator": "prepared, sat beside, convened",
}
# A label's most usual acting role, where no cue names one.
USUAL_ACTING_ROLE: dict[str, str] = {
    "educate": "explainer",
    "enable_encourage": "observer",
    "empower": "facilitator",
}

CONVERSATIONS: tuple[str, ...] = ("support", "mentoring", "none")
NONE_BECAUSE: dict[str, str] = {
    "no_contact": "no contact took place (no-show, voicemail)",
    "admin": "administration",
    "done_for": "something was done for the client",
    "time_together": "time spent together",
    "client_report": "the note tells what the client reported",
    "not_described": "what was done is not described",
}
TASKS: dict[str, str] = {
    "relationship": "trust, rapport",
    "life_skills": "decisions, goals, conflict, money, study and work habits, speaking up",
    "resources": "making resources known, brokering access",
    "diversity": "getting on with people of other backgrounds",
}
STAGES: dict[str, str] = {
    "initiation": "contract, expectations, getting to know",
    "establishing": "safety, story, strengths and needs",
    "maturing": "action plans, decisions, growing independence",
    "ending": "review, goodbye, what is left open",
}
SIGNS: dict[str, tuple[str, ...]] = {
    "task": tuple(TASKS),
    "stage": tuple(STAGES),
    "self_disclosure": ("comfort", "how_to"),
    "independence": (),
    "done_for": (),
    "role_question": (),
    "attention": ("stated", "asked_denied", "past", "routine_line", "topic"),
    "mentor_asks": (),
    "client_says": (),
}
ACTORS: tuple[str, ...] = ("mentor", "client", "third", "unknown")
STATUSES: tuple[str, ...] = ("done", "negated", "planned", "past", "unknown")
REGISTERS: tuple[str, ...] = (
    "service", "telegraphic", "misspelt", "sections", "form", "log", "advising", "coaching", "casework", "diary",
    "volunteer", "oneonone", "precept", "reflection", "email", "dictated", "learner", "minimal", "group", "templated",
)  # fmt: skip


def codebook_text() -> str:
    """Return the codebook, as Markdown.

    Examples
    --------
    >>> codebook_text().startswith("# Codebook")
    True
    """
    return resources.files("notesense.codebook").joinpath("CODEBOOK.md").read_text(encoding="utf-8")
