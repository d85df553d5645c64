"""What a cue's rule says for one label.

A cue's ``why`` is written for whoever edits the cue files and often names
several labels ("a fact is educate; one that answers a fear is support"). A
reason speaks for one of them, so it takes the part on that label alone.
"""

from __future__ import annotations

import re

from notesense.codebook.cues import Cue

# Words of a rule that speak of a label.
_SPEAKS_OF = {
    "support": re.compile(r"\bsupport\b"),
    "educate": re.compile(r"\b(?:educate|advice|information)\b"),
    "enable_encourage": re.compile(r"\b(?:enable_encourage|skills?|praise|observing|a review)\b"),
    "empower": re.compile(r"\bempower\b"),
    "other": re.compile(r"\b(?:other|administration|homework|done_for|no act|says nothing)\b"),
}
# What an act is about; where a class of objects speaks for several labels, in the words of each.
_OBJECTS = {
    "feeling": "a feeling",
    "information": "information",
    "skill": "a skill, a goal or a behaviour",
    "institution": "the client's own case before someone who decides",
    "material": "something that meets a need",
    "logistics": "logistics",
    "neutral": "a bare topic",
}
_OBJECTS_OF = {
    ("information", "enable_encourage"): "a presentation or report",
    ("institution", "educate"): "an office and its rules",
    ("material", "educate"): "means such as money or food",
}
_SECTION = re.compile(r"(?:Section (\d(?:, rule \d)?)(?: and section \d)?|Registers): (.*)", re.DOTALL)
# A bare label in front says no more than the label that is printed.
_BARE = re.compile(r"(?:support|educate|enable_encourage|empower|other)[.,;]?")


def rule_for(cue: Cue, label: str, object_class: str | None = None) -> str:
    """Return the rule by which an act cue speaks for a label.

    Parameters
    ----------
    cue : Cue
        Of kind ``act``.
    label : str
        A label that the cue votes for, with or without an object.
    object_class : str, optional
        The object behind it.

    Examples
    --------
    >>> from notesense.codebook.cues import load_cues
    >>> cues = {cue.id: cue for cue in load_cues() if cue.kind == "act"}
    >>> rule_for(cues["tell"], "educate")
    'telling a fact is educate (codebook, section 3)'
    >>> rule_for(cues["discuss"], "support", "feeling")
    'goes by what it is about, here a feeling (codebook, section 3)'
    """
    if object_class and label != cue.label and cue.objects.get(object_class) == label:
        about = _OBJECTS_OF.get((object_class, label), _OBJECTS[object_class])
        return f"goes by what it is about, here {about} (codebook, section 3)"
    found = _SECTION.fullmatch(cue.why)
    section, says = found.groups() if found else (None, cue.why)
    part = _part_on(says, label)
    return f"{part} (codebook, section {section})" if section else part


def _part_on(says: str, label: str) -> str:
    """Leave out what speaks of other labels alone; all of it stays where nothing else is left."""
    parts = [part for clause in re.split(r"(?<=[;.])\s+", says) for part in _comma_parts(clause, label)]
    kept = [part for part in parts if _SPEAKS_OF[label].search(part) or not _names_others(part, label)] or parts
    telling = [part for part in kept if not _BARE.fullmatch(part)] or kept
    return " ".join(telling).rstrip(".,;")


def _comma_parts(clause: str, label: str) -> list[str]:
    """Cut a clause at its commas where it speaks of this label and of others."""
    if _SPEAKS_OF[label].search(clause) and _names_others(clause, label):
        return re.split(r"(?<=,)\s+", clause)
    return [clause]


def _names_others(part: str, label: str) -> bool:
    return any(words.search(part) for other, words in _SPEAKS_OF.items() if other != label)
