"""The letter beside every colour: what one contact was, what a segment is, which sign a note holds.

One table for terminal, tables and page, so that a letter means the same everywhere.
Segment labels carry their own letter (`notesense.codebook.labels`).
"""

from __future__ import annotations

from dataclasses import dataclass

from notesense.codebook.labels import BY_LABEL, NONE_BECAUSE, ROLES


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, what it means in plain words, and its style on a terminal (rich)."""

    letter: str
    means: str
    style: str


CONVERSATION_LETTERS: dict[str, Letter] = {
    "support": Letter("S", "support: mainly feelings, or being there in a need", "bold magenta"),
    "mentoring": Letter("M", "mentoring: mainly information, skills, behaviour, advocacy", "bold cyan"),
}
# Small letters: a contact may well have taken place, but the note shows neither kind of conversation.
NONE_LETTERS: dict[str, Letter] = {
    key: Letter(letter, NONE_BECAUSE[key], "dim")
    for key, letter in (
        ("no_contact", "x"),
        ("admin", "a"),
        ("done_for", "d"),
        ("time_together", "t"),
        ("client_report", "r"),
        ("not_described", "u"),
    )
}
ROLE_LETTERS: dict[str, Letter] = {
    role: Letter(BY_LABEL[role].letter, BY_LABEL[role].means, BY_LABEL[role].colour) for role in ROLES
}
ROLE_NAMES: dict[str, str] = {
    "educate": "educate",
    "enable_encourage": "enable and encourage",
    "empower": "empower",
}
SIGN_LETTERS: dict[str, Letter] = {
    "independence": Letter("I", "the client did alone what the relationship works on", "green"),
    "done_for": Letter("D", "something was done for the client", "default"),
    "self_disclosure": Letter("O", "the mentor shared own experience", "default"),
    "client_says": Letter("C", "the client says what they want of the mentoring", "default"),
    "mentor_asks": Letter("K", "the mentor asks for supervision, help or training", "default"),
    "role_question": Letter("Q", "a question about the mentor's role, to talk over together", "default"),
    "attention": Letter("A", "words about harm, suicide, overdose, abuse or threats", "bold"),
}


def contact_letter(conversation: str, none_because: str | None) -> Letter:
    """Return the letter of a contact.

    Examples
    --------
    >>> contact_letter("mentoring", None).letter, contact_letter("none", "no_contact").letter
    ('M', 'x')
    >>> contact_letter("none", "not_described").means
    'what was done is not described'
    """
    if conversation in CONVERSATION_LETTERS:
        return CONVERSATION_LETTERS[conversation]
    return NONE_LETTERS.get(none_because or "not_described", NONE_LETTERS["not_described"])
