"""What an agency can require of the form of a note; whether it is there says nothing about the work.

An agency names the parts in its profile (``require = ["response", "written_within=3"]``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from notesense.errors import UsageError

FORM_SENTENCE = "A check of form; says nothing about whether a service was given or may be billed."
NOT_FOUND = "not found in this note"
# The words are what people see before "not found in this note".
PARTS: dict[str, str] = {
    "mentor_did": "what the mentor did",
    "response": "the person's answer",
    "next_step": "a next step",
    "goal": "a goal",
    "start_end": "start and end",
    "signature": "a signature",
    "written_within": "written within {days} of the contact",
    "no_overlap": "a time at which its writer has no other contact",
}
# Where an agency asks for a day of writing without saying how late is late.
USUAL_DAYS = 7
_EXAMPLE = "response,next_step,written_within=3"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One part that a note must have; ``days`` where the part is about days."""

    part: str
    days: int | None = None

    @property
    def words(self) -> str:
        """What people see.

        Examples
        --------
        >>> Requirement("response").words, Requirement("written_within", 1).words
        ("the person's answer", 'written within 1 day of the contact')
        """
        return PARTS[self.part].format(days=f"{self.days} day{'' if self.days == 1 else 's'}")

    def __str__(self) -> str:
        return self.part if self.days is None else f"{self.part}={self.days}"


EVERYTHING: tuple[Requirement, ...] = tuple(
    Requirement(part, USUAL_DAYS if part == "written_within" else None) for part in PARTS
)


def requirements_from(names: Iterable[str], *, where: str) -> tuple[Requirement, ...]:
    """Read the names of required parts.

    Parameters
    ----------
    names : iterable of str
        Such as ``"response"`` or ``"written_within=3"``.
    where : str
        The profile or option, for errors.

    Raises
    ------
    UsageError
        A name is none of ``PARTS``, or its number of days is none.

    Examples
    --------
    >>> [str(one) for one in requirements_from(["Next step", "written_within = 3"], where="agency.toml")]
    ['next_step', 'written_within=3']
    """
    found: dict[str, Requirement] = {}
    for name in names:
        head, equals, number = (part.strip() for part in name.partition("="))
        part = head.casefold().replace(" ", "_").replace("-", "_")
        if part not in PARTS:
            raise UsageError(
                f"A form check knows no part '{name}'.",
                where=where,
                next_step=f"Parts: {', '.join(PARTS)}; such as {_EXAMPLE}.",
            )
        if part != "written_within" and equals:
            raise UsageError(f"'{part}' takes no number.", where=where, next_step=f"Write it as in {_EXAMPLE}.")
        if equals and not number.isdecimal():
            raise UsageError(f"'{part}' takes a number of days.", where=where, next_step=f"Write it as in {_EXAMPLE}.")
        days = (int(number) if equals else USUAL_DAYS) if part == "written_within" else None
        found[part] = Requirement(part, days)
    return tuple(found.values())
