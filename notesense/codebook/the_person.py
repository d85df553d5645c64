"""Whether a note tells what the person did or said: the person begins a clause, and no plan follows."""

from __future__ import annotations

import re
from functools import cache

from notesense.codebook.cues import load_cues
from notesense.codebook.form_parts import form_parts


def tells_of_the_person(text: str) -> bool:
    """Say whether a clause begins with the client, by a word for clients, a pronoun or an initial.

    Examples
    --------
    >>> [tells_of_the_person(text) for text in ("Listed it. D. copied.", "She's shaky.", "Client will call.")]
    [True, True, False]
    """
    return _pattern().search(text) is not None


@cache
def _pattern() -> re.Pattern[str]:
    part = form_parts()["response"]
    words = {*part.pronouns}.union(*(cue.forms for cue in load_cues() if cue.kind == "person" and cue.code == "client"))
    # The longest first, so that "peer support group member" is not taken for "peer".
    names = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    plans = "|".join(map(re.escape, part.no_answer))
    begins = r"(?:^|[.;,!?:\n/]\s*|\b(?:and|but|that|while|when|then|so|who|after|as|because)\s+)"
    person = rf"(?:(?:(?i:the|our|my)\s+)?(?i:{names})|[A-Z]{{1,2}}\.(?:[A-Z]\.)?)"
    return re.compile(rf"{begins}{person}(?:['’](?:s|d|re|m))?\s+(?!(?i:{plans})\b)[A-Za-z]", re.M)
