"""notesense: what mentors' contact notes show, with the evidence.

The command line's verbs are functions here, and give the same records.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notesense.records import LabelledNote, UnreadNote
    from notesense.settings import ReadSettings
    from notesense.summaries import Summary

__version__ = "0.1.0"
__all__ = ["__version__", "review", "summarise"]


def review(
    sources: str | os.PathLike[str] | Sequence[str | os.PathLike[str]],
    *,
    model: str = "en_default",
    settings: ReadSettings | None = None,
    reasons: bool = False,
) -> Iterator[LabelledNote | UnreadNote]:
    """Label the notes of one or several sources.

    Parameters
    ----------
    sources : str, path, or a sequence of these
        Files or folders, as for ``notesense review``.
    model : str
        A model's name, or its folder.
    settings : ReadSettings, optional
        Columns, filters and the agency's profile.
    reasons : bool
        Whether each segment carries its reasons.

    Yields
    ------
    LabelledNote or UnreadNote
        In the order of the input.

    Raises
    ------
    InputError, UsageError, ModelError
        Before the first note.
    """
    from notesense.flow import Road
    from notesense.read import open_caseload
    from notesense.settings import ReadSettings

    chosen = settings or ReadSettings()
    several = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
    road = Road(model, chosen.profile)
    return road.label(open_caseload(several, chosen), reasons=reasons)


def summarise(
    records: Iterable[Any],
    *,
    top: int | None = None,
    decisions: Sequence[str | os.PathLike[str]] = (),
) -> Summary:
    """Sum up labelled notes: the relationships, and what to read first.

    Parameters
    ----------
    records : iterable of LabelledNote, UnreadNote or dict
        From `review`, or the parsed lines of ``notesense review --to jsonl``.
    top : int, optional
        Rows of the reading list besides those that always show.
    decisions : sequence of path
        Reading lists that were filled in; what was seen or dismissed stays
        away unless the note's text changed.

    Raises
    ------
    InputError
        A file of decisions is missing, broken or no reading list.
    """
    from notesense.summaries import summarise as summarise_records

    if not decisions:
        return summarise_records(records, top=top)
    from notesense.read.decisions import read_decisions

    return summarise_records(records, top=top, decisions=read_decisions(decisions)[0])
