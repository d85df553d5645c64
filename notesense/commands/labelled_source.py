"""Notes as lines with their texts: labelled now, or read back from the folder of an earlier run."""

from __future__ import annotations

from typing import Any

from notesense.commands.earlier_run import is_earlier_run, read_earlier_run
from notesense.commands.options import settings_from
from notesense.commands.output import progress, say, sources_or_stdin
from notesense.commands.summarise import agree_of_100
from notesense.errors import UsageError


def labelled_source(
    source: str, notes_at: str | None, options: dict[str, Any], *, reasons: bool = False
) -> tuple[list[dict[str, Any]], dict[str, str], int | None]:
    """Return the records of a source, and say on standard error what the user should know.

    Parameters
    ----------
    source : str
        Notes, or the folder of ``review --out``; ``-`` is standard input.
    notes_at : str or None
        Where the notes of an earlier run are now.
    options : dict
        The reading options and the model, as the command got them.
    reasons : bool
        Give each segment its reasons.

    Returns
    -------
    records : list of dict
        Lines of schema 1.
    texts : dict of str to str
        By note id; those that are at hand.
    agree_of_100 : int or None
        What was measured for the model.

    Raises
    ------
    UsageError
        ``notes_at`` is given for a source that is no earlier run.
    """
    if is_earlier_run(source):
        records, texts, says = read_earlier_run(source, notes_at)
        if says:
            say(says)
        return records, texts, agree_of_100(records)
    if notes_at is not None:
        raise UsageError("--source goes with the folder of an earlier run.", where="--source")
    from notesense.flow import Road
    from notesense.read import open_caseload
    from notesense.records import LabelledNote

    settings = settings_from(options)
    caseload = open_caseload(sources_or_stdin((source,)), settings)
    for message in caseload.messages:
        say(message)
    road = Road(options["model"], settings.profile)
    labelled = list(progress(road.label(caseload, reasons=reasons), label="notes"))
    for warning in caseload.warnings:
        say(warning)
    texts = {record.note.id: record.note.text for record in labelled if isinstance(record, LabelledNote)}
    return [record.as_dict() for record in labelled], texts, road.model.agree_of_100
