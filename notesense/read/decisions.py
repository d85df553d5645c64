"""Reading lists that people filled in, read back: good rows count, a bad one is named and costs no other."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from notesense.errors import InputError
from notesense.read.columns import plain_name
from notesense.read.csv_file import read_csv
from notesense.read.dates import DateReader
from notesense.read.sheets import read_sheets
from notesense.read.streams import Opener
from notesense.read.tables import Fault
from notesense.records import Source
from notesense.records.decisions import BY, DECIDED, SEEN, TEXT_HASH, VERDICT, WHY, Decision
from notesense.records.formula_guard import unguard
from notesense.settings import ReadSettings

# In a run's folder; later ones win over earlier ones where both speak of a note.
_IN_FOLDER = ("decisions.csv", "reading_list.csv", "unsure.csv", "notesense.xlsx")
_SHEETS_LAST = ("reading_list", "unsure")
_WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_HEADER_WITHIN = 10
_YES = frozenset(
    {"x", "xx", "✓", "✔", "☑", "y", "yes", "1", "1.0", "true", "wahr", "vrai", "seen", "ok", "done", "read"}
)
_NO = frozenset({"", "n", "no", "0", "0.0", "false", "falsch", "faux", "-", "–", "☐", "not yet", "later", "unread"})
_AGREE = frozenset({"agree", "agreed", "agrees", "yes", "correct", "right"})
_DISMISS = frozenset({"dismiss", "dismissed", "dismisses"})
_CHANGE = re.compile(r"changed?(?:\s+(?:it|this))?(?:\s+(?:in)?to)?\b\s*[:=–-]?\s*(.*)", re.I | re.S)
_EMPTY = frozenset({"", "-", "–", "."})
_WRITE = "Write agree, dismiss, or change to and the label."


class _Sheet(NamedTuple):
    """A header and the rows below it, with their numbers."""

    where: str
    header: Mapping[str, int]
    rows: list[tuple[int, Sequence[str]]]


def read_decisions(paths: Sequence[str | os.PathLike[str]]) -> tuple[list[Decision], list[str]]:
    """Read what readers wrote into reading lists.

    Parameters
    ----------
    paths : sequence of str or Path
        Workbooks, CSV files, or folders of ``review --out``. Of two decisions
        on one note and matter the later one counts.

    Returns
    -------
    list of Decision, list of str
        The rows that were filled in, and what was wrong with others: the
        file, the row and what to do, never what a cell says.

    Raises
    ------
    InputError
        A file is missing or broken, or none of its sheets is a reading list.
    """
    found: dict[tuple[str, str | None, tuple[str, ...]], Decision] = {}
    warnings: list[str] = []
    for path in paths:
        for sheet in _sheets(os.fspath(path), warnings):
            if plain_name(TEXT_HASH) not in sheet.header:
                warnings.append(
                    f"{sheet.where}: there is no column '{TEXT_HASH}', so nobody can tell whether a note changed; "
                    "its notes are listed again. Keep that column."
                )
            for number, cells in sheet.rows:
                decision = _decision(sheet, number, cells, warnings)
                if decision is not None:
                    key = (decision.note, decision.text_hash, decision.kinds)
                    found.pop(key, None)
                    found[key] = decision
    return list(found.values()), warnings


def _sheets(path: str, warnings: list[str]) -> Iterator[_Sheet]:
    if os.path.isdir(path):
        inside = [str(Path(path) / name) for name in _IN_FOLDER if (Path(path) / name).is_file()]
        if not inside:
            raise InputError(
                "The folder holds no reading list.", where=path, next_step="Name the file that was filled in."
            )
        for one in inside:
            yield from _sheets(one, warnings)
        return
    if Path(path).suffix.lower() in _WORKBOOKS:
        # A workbook's own order, but what is filled in now after what was decided before.
        grids = sorted(read_sheets(path).items(), key=lambda item: item[0].startswith(_SHEETS_LAST))
        sheets = [_of_grid(f"{path} (sheet '{name}')", grid) for name, grid in grids]
    else:
        sheets = [_of_csv(path, warnings)]
    good = [sheet for sheet in sheets if sheet is not None]
    if not good:
        raise InputError(
            f"This is no reading list: no header has the columns 'id', '{SEEN}' and '{VERDICT}'.",
            where=path,
            next_step="Give the workbook or the reading_list.csv that `review --out` wrote, with its header row.",
        )
    yield from good


def _of_grid(where: str, grid: Sequence[Sequence[str]]) -> _Sheet | None:
    for at, row in enumerate(grid[:_HEADER_WITHIN]):
        header = _header(row)
        if header:
            return _Sheet(where, header, list(enumerate(grid[at + 1 :], start=at + 2)))
    return None


def _of_csv(path: str, warnings: list[str]) -> _Sheet | None:
    table = read_csv(Opener(path, path=path), ReadSettings())
    header = _header(table.header)
    if not header:
        return None
    rows = []
    for item in table.read_rows():
        if isinstance(item, Fault):
            warnings.append(f"{path}, row {item.number}: {item.says} The other rows count.")
        else:
            rows.append((item.number, item.cells))
    return _Sheet(path, header, rows)


def _header(cells: Sequence[str]) -> dict[str, int]:
    """Return the places of the columns by plain name; empty where this is no header of a reading list."""
    places: dict[str, int] = {}
    for at, cell in enumerate(cells):
        # A byte order mark that a program took for three letters.
        places.setdefault(plain_name(cell.removeprefix("ï»¿")), at)
    needed = {"id", plain_name(SEEN), plain_name(VERDICT)}
    return places if needed <= places.keys() else {}


def _decision(sheet: _Sheet, number: int, cells: Sequence[str], warnings: list[str]) -> Decision | None:
    def cell(name: str) -> str:
        place = sheet.header.get(plain_name(name), -1)
        return unguard(cells[place].strip()) if 0 <= place < len(cells) else ""

    where = f"{sheet.where}, row {number}"
    seen, verdict, change_to = _seen(cell(SEEN)), *_verdict(cell(VERDICT))
    if seen is None:
        warnings.append(f"{where}: the cell under '{SEEN}' is neither yes nor no. Write x for seen, or leave it empty.")
    if verdict == "?":
        counts = "it counts as seen only" if seen else "the note is listed again"
        warnings.append(f"{where}: the cell under '{VERDICT}' can't be understood; {counts}. {_WRITE}")
    if verdict == "change to" and change_to is None:
        counts = "it counts as seen only" if seen else "the note is listed again"
        warnings.append(f"{where}: 'change to' names no label; {counts}. {_WRITE}")
        verdict = None
    verdict = None if verdict == "?" else verdict
    if not seen and verdict is None:
        if seen is False and not cell(VERDICT) and any(cell(name) for name in (WHY, BY, DECIDED)):
            warnings.append(
                f"{where}: something is written under '{WHY}', '{BY}' or '{DECIDED}', but nothing is decided; the note "
                f"is listed again. Write x under '{SEEN}' too."
            )
        return None
    if not cell("id"):
        warnings.append(f"{where}: the id is missing, so the decision belongs to no note. Put the note's id back.")
        return None
    return Decision(
        note=cell("id"),
        source=Source(cell("file") or "-", cell("sheet") or None, _whole(cell("row")), _whole(cell("part")) or 1),
        date=DateReader(None).read(cell("date"))[0],
        kinds=tuple(filter(None, (kind.strip() for kind in cell("kinds").split(";")))),
        seen=bool(seen),
        verdict=verdict,
        change_to=change_to,
        why=cell(WHY) or None,
        by=cell(BY) or None,
        decided=_day(cell(DECIDED)),
        text_hash=cell(TEXT_HASH) or None,
    )


def _seen(text: str) -> bool | None:
    """Read the cell "seen"; a day in it says yes, None is neither.

    Examples
    --------
    >>> [_seen(text) for text in ("X", "", "2025-03-04", "no", "maybe")]
    [True, False, True, False, None]
    """
    plain = text.casefold().strip(" .!")
    if plain in _NO:
        return False
    return True if plain in _YES or DateReader("dmy").read(text)[0] or DateReader("mdy").read(text)[0] else None


def _verdict(text: str) -> tuple[str | None, str | None]:
    """Read the cell of the verdict: the verdict ("?" where it can't be told) and the new label.

    Examples
    --------
    >>> _verdict("Agreed."), _verdict("change to: support"), _verdict("change"), _verdict("hm")
    (('agree', None), ('change to', 'support'), ('change to', None), ('?', None))
    """
    plain = text.casefold().strip(" .!")
    if plain in _EMPTY:
        return None, None
    if plain in _AGREE:
        return "agree", None
    if plain in _DISMISS:
        return "dismiss", None
    if found := _CHANGE.fullmatch(text.strip(" .!")):
        return "change to", found[1].strip() or None
    return "?", None


def _whole(text: str) -> int | None:
    """Read a row's number, also as a spreadsheet program may have written it ("14.0")."""
    whole = text.partition(".")[0]
    return int(whole) if whole.isdecimal() and int(whole) else None


def _day(text: str) -> str | None:
    """Return a day as ISO where it can be read one way only, else as written."""
    day, _ = DateReader(None).read(text)
    return day or text or None
