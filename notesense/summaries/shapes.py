"""The shape of a line: where a sign stands in its segment and in its note, in characters, never in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

# A line this near to the note's end is known by its distance to it, however its segment was cut.
NEAR = 40
WHOLE, LAST = range(2)


def shapes_of(
    start: int, end: int, chars: int | None, segments: Sequence[Mapping[str, Any]]
) -> tuple[tuple[int, ...], ...]:
    """Return what tells a recurring line: its segment's shape, and its place at the note's end.

    Two notes that end in the same line share the last shape even where
    dictation ran the line into the sentence before it.

    Parameters
    ----------
    start, end : int
        The sign, in code points of the note.
    chars : int or None
        The note's length, where the record tells it.
    segments : sequence of mapping
        Those of the note, with ``start`` and ``end``.

    Examples
    --------
    >>> shapes_of(107, 119, 120, [{"start": 100, "end": 120}])
    ((0, 20, 7, 12), (1, 12, 1))
    >>> shapes_of(107, 119, 120, [{"start": 0, "end": 120}])
    ((0, 120, 107, 12), (1, 12, 1))
    """
    length = end - start
    shapes: list[tuple[int, ...]] = [
        (WHOLE, segment["end"] - segment["start"], start - segment["start"], length)
        for segment in segments
        if segment["start"] <= start and end <= segment["end"]
    ]
    if chars is not None and chars - end <= NEAR:
        shapes.append((LAST, length, chars - end))
    return tuple(shapes)
