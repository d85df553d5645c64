"""An earlier run's folder, read back: its records, and the texts of its notes where the source is still at hand.

The folder itself holds no text. The source that ``run.json`` names is read
again; a text counts only where its hash is that of the record.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from notesense.commands.summarise import read_records
from notesense.errors import InputError, NotesenseError

if TYPE_CHECKING:
    from notesense.settings import ReadSettings

_NO_TEXTS = "so sentences are shown by their place alone; --source FILE names it"


def is_earlier_run(source: str) -> bool:
    """Say whether a source is the folder of ``review --out``."""
    return source != "-" and (Path(source) / "run.json").is_file()


def read_earlier_run(folder: str, source: str | None = None) -> tuple[list[dict[str, Any]], dict[str, str], str | None]:
    """Read the records of an earlier run, and the texts they were made from.

    Parameters
    ----------
    folder : str
    source : str, optional
        Where the notes are now; without it where ``run.json`` says.

    Returns
    -------
    records : list of dict
        Lines of schema 1.
    texts : dict of str to str
        By note id; only those whose text is that of the record.
    says : str or None
        What to tell the user where texts are missing.

    Raises
    ------
    InputError
        The folder is none of an earlier run, or ``run.json`` is broken.
    """
    import orjson

    from notesense.records.text_hash import text_hash

    path = Path(folder)
    records = list(read_records(folder))
    try:
        run = orjson.loads((path / "run.json").read_bytes())
        settings = _settings_of(run["settings"])
        inputs = [source] if source is not None else _inputs_of(path, run["inputs"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            "run.json is not as `notesense review --out` writes it.", where=folder, next_step="Run the review again."
        ) from None
    if inputs is None:
        return records, {}, f"The source of this run is not where it was, {_NO_TEXTS}."
    read = _texts_of(inputs, settings)
    if read is None:
        return records, {}, f"The source of this run can't be read, {_NO_TEXTS}."
    hashes = {record["id"]: record.get("text_hash") for record in records}
    texts = {note: text for note, text in read.items() if hashes.get(note) == text_hash(text)}
    missing = sum("error" not in record and record["id"] not in texts for record in records)
    if not missing:
        return records, texts, None
    return records, texts, f"The source changed since this run: of {missing} notes no sentence is shown."


def _settings_of(saved: dict[str, Any]) -> ReadSettings:
    from notesense.settings import Profile, ReadSettings

    given: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in saved["profile"].items()
    }
    profile = Profile(**given)
    return ReadSettings(
        profile=profile,
        columns=saved["columns"],
        only={column: tuple(values) for column, values in saved["only"].items()},
        since=saved["since"],
        until=saved["until"],
        sheet=saved["sheet"],
        date_order=saved["date_order"],
        reflections=saved.get("reflections", False),
    )


def _inputs_of(folder: Path, inputs: list[dict[str, Any]]) -> list[str] | None:
    """Find every input, beside the folder as it was or where it was; None where one is gone."""
    found = []
    for entry in inputs:
        places = [folder / entry["from_here"]] if entry.get("from_here") else []
        there = next((place for place in (*places, Path(entry["file"])) if place.is_file()), None)
        if there is None:
            return None
        found.append(str(there))
    return found or None


def _texts_of(inputs: list[str], settings: ReadSettings) -> dict[str, str] | None:
    from notesense.read import open_caseload
    from notesense.records import Note

    try:
        return {note.id: note.text for note in open_caseload(inputs, settings) if isinstance(note, Note)}
    except NotesenseError:
        return None
