"""Tables of a run: CSV for any program, one workbook with sheets, or Parquet.

CSV is UTF-8 with a byte order mark, so that Excel reads it as such. Text cells
of CSV and XLSX that could be formulas carry an apostrophe in front
(`notesense.records.formula_guard`); Parquet is no spreadsheet and holds every
value as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from notesense.errors import OutputError, UsageError
from notesense.records.decisions import UNSURE
from notesense.records.formula_guard import guard
from notesense.report.cells import Cell
from notesense.report.facts import Record, Summarised, facts_of, line_of
from notesense.report.files import Target, whole_file
from notesense.report.list_rows import (
    DECISIONS_COLUMNS,
    FORM_COLUMNS,
    READER_LABEL_COLUMNS,
    READING_COLUMNS,
    UNSURE_COLUMNS,
    decision_row,
    form_row,
    reader_label_row,
    reading_row,
    unsure_row,
)
from notesense.report.relationship_rows import PERIOD_COLUMNS, TOLD_COLUMNS, period_rows, told_rows
from notesense.report.rows import (
    RELATIONSHIP_COLUMNS,
    SEGMENT_COLUMNS,
    note_columns,
    note_row,
    relationship_row,
    segment_rows,
)

KINDS = ("csv", "xlsx", "parquet")
WORKBOOK = "notesense.xlsx"
Columns = Mapping[str, tuple[str, ...]]
Rows = Iterator[tuple[str, tuple[Cell, ...]]]


def write_tables(
    folder: str | Path,
    records: Iterable[Record],
    summary: Summarised | Mapping[str, Any],
    *,
    kind: str = "csv",
    passthrough: Sequence[str] = (),
    agree_of_100: int | None = None,
) -> list[str]:
    """Write the lists that people fill in, the relationships, the notes and their segments.

    Earlier decisions, with the labels that readers gave, are written where
    there are any: the next run reads all of them from this one folder.

    Parameters
    ----------
    folder : str or Path
        Is made where it is missing.
    records : iterable of LabelledNote, UnreadNote or mapping
        Walked once.
    summary : Summary or mapping
    kind : {"csv", "xlsx", "parquet"}
        CSV and Parquet give a file a table; XLSX one workbook with a sheet a
        table and a first one that says what they are.
    passthrough : sequence of str
        Columns of the source that follow ours in the notes table.
    agree_of_100 : int, optional
        For the standing sentence of the workbook.

    Returns
    -------
    list of str
        Warnings: files that could not be replaced and have a new name.

    Raises
    ------
    UsageError
        ``kind`` is unknown.
    OutputError
        The folder can't be made or written to.
    """
    if kind not in KINDS:
        raise UsageError(f"There are no tables of kind '{kind}'.", next_step=f"Kinds: {', '.join(KINDS)}.")
    place = Path(folder)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"The folder can't be made ({error.strerror}).", where=str(place)) from None
    facts = facts_of(summary)
    columns = _columns(facts, passthrough)
    rows = _rows(records, facts, passthrough)
    if kind == "csv":
        return _write_csv(place, columns, rows)
    # Each big library is imported where it is used: most runs write CSV.
    if kind == "xlsx":
        from notesense.report.workbook import write_workbook

        with whole_file(place / WORKBOOK) as target:
            write_workbook(target.temporary, columns, rows, agree_of_100)
        return _warnings([target])
    from notesense.report.parquet import write_parquet

    return _warnings(write_parquet(place, columns, rows))


def csv_bytes(records: Iterable[Record], *, passthrough: Sequence[str] = ()) -> bytes:
    """Return the notes table as CSV, for standard output: as in ``notes.csv``, without a byte order mark."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow([guard(column) for column in note_columns(passthrough)])
    for record in records:
        writer.writerow(_guarded(note_row(record, passthrough)))
    return file.getvalue().encode("utf-8", errors="replace")


def _columns(facts: Mapping[str, Any], passthrough: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the tables of a run in the order in which people want them."""
    columns = {
        "reading_list": READING_COLUMNS,
        "relationships": RELATIONSHIP_COLUMNS,
        "periods": PERIOD_COLUMNS,
        "told": TOLD_COLUMNS,
        "unsure": UNSURE_COLUMNS,
    }
    if facts.get("form_check"):
        columns["form_check"] = FORM_COLUMNS
    if facts.get("decisions"):
        columns |= {"decisions": DECISIONS_COLUMNS, "reader_labels": READER_LABEL_COLUMNS}
    return columns | {"notes": note_columns(passthrough), "segments": SEGMENT_COLUMNS}


def _rows(records: Iterable[Record], facts: Mapping[str, Any], passthrough: Sequence[str]) -> Rows:
    decisions = facts.get("decisions") or []
    settled = {one["note"] for one in decisions if one["standing"] == "in force" and UNSURE in one["kinds"]}
    relabelled = {one["note"] for one in decisions if one["change_to"]}
    lines: dict[str, Mapping[str, Any]] = {}
    for record in records:
        line = line_of(record)
        yield "notes", note_row(record, passthrough)
        for row in segment_rows(line):
            yield "segments", row
        open_still = unsure_row(line) if line["id"] not in settled else None
        if open_still:
            yield "unsure", open_still
        if line["id"] in relabelled:
            lines[line["id"]] = line
    for relationship in facts["relationships"]:
        yield "relationships", relationship_row(relationship)
        for period in period_rows(relationship):
            yield "periods", period
        for told in told_rows(relationship):
            yield "told", told
    for listed in facts["reading_list"]:
        yield "reading_list", reading_row(listed)
    if form := facts.get("form_check"):
        for missing in form["rows"]:
            yield "form_check", form_row(missing, form["says"])
    for decision in decisions:
        yield "decisions", decision_row(decision)
        given = reader_label_row(decision, lines.get(decision["note"]))
        if given:
            yield "reader_labels", given


def _write_csv(folder: Path, columns: Columns, rows: Rows) -> list[str]:
    targets: list[Target] = []
    with ExitStack() as stack:
        writers = {}
        for name, header in columns.items():
            target = stack.enter_context(whole_file(folder / f"{name}.csv"))
            # A lone surrogate can come in by parsed JSON; it must not cost the run.
            file = stack.enter_context(target.temporary.open("w", encoding="utf-8-sig", errors="replace", newline=""))
            targets.append(target)
            writers[name] = csv.writer(file)
            writers[name].writerow([guard(column) for column in header])
        for name, row in rows:
            writers[name].writerow(_guarded(row))
    return _warnings(targets)


def _guarded(row: Sequence[Cell]) -> list[Cell]:
    return [guard(cell) if isinstance(cell, str) else cell for cell in row]


def _warnings(targets: Iterable[Target]) -> list[str]:
    return [target.warning for target in targets if target.warning]
