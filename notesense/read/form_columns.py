"""Columns that only a form check looks at: when a note was written, its goal, its signature.

They keep their other uses: a goal column may be the declared purpose too, and
all of them pass through to the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from notesense.errors import UsageError
from notesense.read.dates import DateReader, decide_order, orders_in
from notesense.read.tables import Fault, Table

FORM_FIELDS: tuple[str, ...] = ("written", "goal", "signature")
# Names of columns in exports, the surest first.
_ALIASES: Mapping[str, tuple[str, ...]] = {
    field_name: tuple(alias.strip() for alias in aliases.split(","))
    for field_name, aliases in {
        "written": "date written, written on, written, note written, entry date, date entered, entered on, entered at, "
        "entered, created, created on, created at, created date, date created, creation date, documented on, "
        "date documented, documentation date, recorded on, date recorded, submitted, submitted on, submitted at, "
        "date submitted, completed on, date completed, completion date, signed on, date signed, signed date, "
        "signature date, note date",
        "goal": "goal, goals, goal addressed, goals addressed, goal worked on, goals worked on, goal area, "
        "goal linkage, linked goal, treatment goal, isp goal, recovery goal, service plan goal, care plan goal, "
        "goal objective, objective, objectives",
        "signature": "signature, staff signature, worker signature, provider signature, mentor signature, e signature, "
        "esignature, electronic signature, signed, signed by, e signed by, electronically signed by, signature status, "
        "signed on, date signed, signed date, signature date, finalized by, finalised by",
    }.items()
}  # fmt: skip
_UNSIGNED = frozenset(
    {"no", "n", "false", "0", "unsigned", "not signed", "pending", "draft", "open", "-", "none", "n/a"}
)


def find_form_columns(names: Sequence[str], asked: Mapping[str, int], date_place: int | None) -> dict[str, int]:
    """Return the places of the columns of a form check.

    Parameters
    ----------
    names : sequence of str
        The header's plain names.
    asked : mapping of str to int
        Fields that the user named, with their places.
    date_place : int or None
        The contact's own day is no day of writing.

    Examples
    --------
    >>> find_form_columns(["service date", "entry date", "goal", "note"], {}, 0)
    {'written': 1, 'goal': 2}
    """
    places = {name: asked[name] for name in FORM_FIELDS if name in asked}
    for field_name, aliases in _ALIASES.items():
        known = (names.index(alias) for alias in aliases if alias in names)
        place = next((place for place in known if field_name != "written" or place != date_place), None)
        if place is not None:
            places.setdefault(field_name, place)
    return places


class FormCells:
    """Reads from a row's cells what a form check looks at.

    Parameters
    ----------
    table : Table
    places : mapping of str to int
        Of ``FORM_FIELDS``; empty where no form check was asked for.
    date_order : {"dmy", "mdy", "ymd"} or None
        That of the contacts' days.
    """

    def __init__(self, table: Table, places: Mapping[str, int], date_order: str | None) -> None:
        self._places = places
        self._days = DateReader(date_order or _own_order(table, places["written"])) if "written" in places else None

    def of(self, cells: Sequence[str]) -> dict[str, str | None]:
        """Return the fields of a note that are there."""
        places = self._places
        found: dict[str, str | None] = {}
        if self._days:
            found["written"] = self._days.read(cells[places["written"]])[0]
        if "goal" in places:
            found["goal"] = cells[places["goal"]].strip() or None
        if "signature" in places:
            found["signature"] = signature_in(cells[places["signature"]])
        return found


def _own_order(table: Table, place: int) -> str | None:
    """Decide the order of day and month of the days of writing.

    Where they fit both orders they are left unread: a form check is not worth
    stopping a run.
    """
    rows = (row.cells for row in table.read_rows() if not isinstance(row, Fault))
    try:
        days = orders_in(cells[place] for cells in rows if place < len(cells))
        return decide_order(days, where=table.where, column=table.header[place])
    except UsageError:
        return None


def signature_in(cell: str) -> str | None:
    """Return what a signature column holds; None where it says that nobody signed.

    Examples
    --------
    >>> signature_in(" J. Diaz, CPS "), signature_in("Unsigned"), signature_in("")
    ('J. Diaz, CPS', None, None)
    """
    plain = cell.strip()
    return plain if plain and plain.casefold() not in _UNSIGNED else None
