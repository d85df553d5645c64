"""Parquet by polars, some thousands of rows at a time, so that memory stays flat."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import polars as pl

from notesense.errors import InputError
from notesense.read.streams import Opener
from notesense.read.tables import Fault, Row, Table

_BATCH = 5000


def read_parquet(opener: Opener) -> Table:
    """Make a table of a Parquet file.

    Raises
    ------
    InputError
        The file is broken, or holds no rows.
    """
    try:
        frame = _scan(opener)
        schema = frame.collect_schema()
        rows = int(frame.select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        raise _broken(opener.name) from None
    if not rows:
        raise InputError("The file holds no notes.", where=opener.name, next_step="Export it again.")
    columns = [_as_text(name, kind) for name, kind in schema.items()]

    def read_rows() -> Iterator[Row | Fault]:
        texts = _scan(opener).select(columns)
        for start in range(0, rows, _BATCH):
            try:
                batch = texts.slice(start, _BATCH).collect()
            except (pl.exceptions.PolarsError, OSError):
                raise _broken(opener.name) from None
            for number, cells in enumerate(batch.iter_rows(), start=start + 1):
                yield Row(number, cells)

    return Table(opener.name, opener.stem, tuple(schema.names()), read_rows, header_row=0)


def _scan(opener: Opener) -> pl.LazyFrame:
    if opener.path is not None:
        # a name with * or [ is a name, no pattern
        return pl.scan_parquet(opener.path, glob=False)
    return pl.scan_parquet(io.BytesIO(opener.read()))


def _as_text(name: str, kind: Any) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List) and kind.inner == pl.String:
        text = column.list.join("; ")
    elif isinstance(kind, pl.List | pl.Array | pl.Struct | pl.Object):
        # nothing notesense can use
        text = pl.lit("")
    elif isinstance(kind, pl.Datetime):
        # the wall clock of the column's own zone: nothing is shifted
        text = column.dt.strftime("%Y-%m-%d %H:%M:%S").str.replace(" 00:00:00$", "")
    else:
        text = column.cast(pl.String, strict=False)
    return text.fill_null("").alias(name)


def _broken(where: str) -> InputError:
    return InputError("The Parquet file is broken.", where=where, next_step="Export it again; it may have been cut.")
