"""The tables as Parquet, by polars: types kept, for whoever goes on in code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars

from notesense.report.cells import Cell
from notesense.report.files import Target, whole_file
from notesense.report.rows import number_kind

# Declared, not inferred: a column without values keeps its type from run to run.
_TYPES = {int: polars.Int64, float: polars.Float64, str: polars.String}


def write_parquet(
    folder: Path, columns: Mapping[str, tuple[str, ...]], rows: Iterable[tuple[str, tuple[Cell, ...]]]
) -> list[Target]:
    """Write a file a table; ids and other text stay text, whatever they look like.

    Returns
    -------
    list of Target
        What was written under which name.
    """
    tables: dict[str, list[list[Cell]]] = {name: [[] for _ in header] for name, header in columns.items()}
    for name, row in rows:
        for values, cell in zip(tables[name], row, strict=True):
            values.append(cell)
    targets = []
    for name, header in columns.items():
        frame = polars.DataFrame(
            [
                polars.Series(title, values, dtype=_TYPES[number_kind(name, title)])
                for title, values in zip(header, tables[name], strict=True)
            ]
        )
        with whole_file(folder / f"{name}.parquet") as target:
            frame.write_parquet(target.temporary)
        targets.append(target)
    return targets
