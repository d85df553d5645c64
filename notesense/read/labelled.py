"""Labelled notes: the corpora's JSON lines, and line banks with one segment a line."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from notesense.errors import InputError
from notesense.read.decoding import replace_surrogates

_SEGMENT_KEYS = frozenset({"acting_role", "contested", "comment"})
_STRINGS = (
    "conversation", "none_because", "stage", "register", "trade", "voice",
    "mentor", "client", "date", "phenomenon",
)  # fmt: skip
_LISTS = ("roles", "tasks", "signs")
_USED = frozenset({"id", "text", "join", "segments", "label", "group", *_SEGMENT_KEYS, *_STRINGS, *_LISTS})


@dataclass(frozen=True, slots=True)
class GoldSegment:
    """A segment as a person labelled it.

    Attributes
    ----------
    start, end : int
        Code points of the note's text, end exclusive.
    label : str
    acting_role : str or None
    contested : tuple of str
        The labels it could be; empty where it is not contested.
    comment : str or None
    extra : mapping
        Other keys of the segment's object.
    """

    start: int
    end: int
    label: str
    acting_role: str | None = None
    contested: tuple[str, ...] = ()
    comment: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LabelledExample:
    """A note, or a line of a line bank, with the labels that people gave it.

    Attributes
    ----------
    id : str
    text : str
    segments : tuple of GoldSegment
    conversation, none_because, stage : str or None
    roles, tasks : tuple of str
    signs : tuple
        As given: names, or objects.
    register, trade, voice, mentor, client, date : str or None
    group : int, str or None
        The contrast group.
    phenomenon : str or None
        What a contrast group turns on.
    extra : mapping
        Keys that are not among these.
    """

    id: str
    text: str
    segments: tuple[GoldSegment, ...]
    conversation: str | None = None
    none_because: str | None = None
    roles: tuple[str, ...] = ()
    stage: str | None = None
    tasks: tuple[str, ...] = ()
    signs: tuple[Any, ...] = ()
    register: str | None = None
    trade: str | None = None
    voice: str | None = None
    mentor: str | None = None
    client: str | None = None
    date: str | None = None
    group: int | str | None = None
    phenomenon: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def read_labelled(source: str | os.PathLike[str] | BinaryIO) -> Iterator[LabelledExample]:
    """Read labelled notes, one JSON object a line.

    Parameters
    ----------
    source : str, path or binary stream

    Yields
    ------
    LabelledExample

    Raises
    ------
    InputError
        The file is missing or holds nothing, or a line is not in the format;
        the error names the line and the fault.

    Examples
    --------
    >>> import io
    >>> line = b'{"id": "a", "join": " ", "segments": [["Met.", "other"], ["Praised her.", "enable_encourage"]]}'
    >>> example = next(read_labelled(io.BytesIO(line)))
    >>> example.text, [(segment.start, segment.end, segment.label) for segment in example.segments]
    ('Met. Praised her.', [(0, 4, 'other'), (5, 17, 'enable_encourage')])
    """
    if isinstance(source, str | os.PathLike):
        name = os.fspath(source)
        try:
            stream: BinaryIO = open(source, "rb")  # noqa: SIM115 - closed below
        except FileNotFoundError:
            raise InputError("There is no such file.", where=name, next_step="Check the path.") from None
        except OSError as error:
            raise InputError(f"The file can't be opened ({type(error).__name__}).", where=name) from None
        with stream:
            yield from _examples(stream, name)
    else:
        yield from _examples(source, getattr(source, "name", None) or "-")


def _examples(stream: BinaryIO, name: str) -> Iterator[LabelledExample]:
    found = False
    for number, raw in enumerate(io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream, start=1):
        if not raw.strip():
            continue
        found = True
        try:
            yield _example(_parse(raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw), number)
        except _Fault as fault:
            raise InputError(
                f"{fault}.", where=f"{name}, line {number}", next_step="Correct the line; nothing was used of it."
            ) from None
    if not found:
        raise InputError("The file holds no labelled notes.", where=name, next_step="Give one JSON object a line.")


class _Fault(Exception):
    """What is wrong with a line; never quotes its text."""


def _parse(raw: bytes) -> dict[str, Any]:
    try:
        item = json.loads(raw.decode("utf-8"), strict=False)
    except UnicodeDecodeError:
        raise _Fault("The line is not UTF-8") from None
    except (ValueError, RecursionError) as error:
        position = f" (at character {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _Fault(f"The line is no JSON{position}") from None
    if not isinstance(item, dict):
        raise _Fault("The line is no JSON object")
    return item


def _example(item: Mapping[str, Any], number: int) -> LabelledExample:
    text, segments = _text_and_segments(item)
    known: dict[str, Any] = {key: _string(item, key) for key in _STRINGS}
    known |= {key: _list(item, key) for key in _LISTS}
    for key in ("roles", "tasks"):
        if not all(isinstance(entry, str) for entry in known[key]):
            raise _Fault(f"'{key}' must be a list of strings")
    group = item.get("group")
    if group is not None and not isinstance(group, int | str):
        raise _Fault("'group' must be a number or a string")
    note_id = item.get("id")
    if note_id is not None and not isinstance(note_id, str | int):
        raise _Fault("'id' must be a string")
    return LabelledExample(
        id=str(number) if note_id is None else str(note_id),
        text=text,
        segments=segments,
        group=group,
        extra={key: value for key, value in item.items() if key not in _USED},
        **known,
    )


def _text_and_segments(item: Mapping[str, Any]) -> tuple[str, tuple[GoldSegment, ...]]:
    entries = item.get("segments")
    if entries is None:
        text, label = item.get("text"), item.get("label")
        if not isinstance(text, str) or not isinstance(label, str):
            raise _Fault("The line needs 'segments', or 'text' and 'label'")
        if not text:
            raise _Fault("'text' is empty")
        more = {key: item[key] for key in _SEGMENT_KEYS if key in item}
        return replace_surrogates(text), (_segment(0, len(text), label, more, 1),)
    if not isinstance(entries, list) or not all(isinstance(entry, list) and len(entry) >= 2 for entry in entries):
        raise _Fault("'segments' must be a list of lists")
    if "text" in item:
        text = item["text"]
        if not isinstance(text, str):
            raise _Fault("'text' must be a string")
        return replace_surrogates(text), _placed(entries, len(text))
    return _joined(entries, item.get("join", " "))


def _placed(entries: list[list[Any]], length: int) -> tuple[GoldSegment, ...]:
    segments: list[GoldSegment] = []
    last = 0
    for number, entry in enumerate(entries, start=1):
        if len(entry) not in (3, 4) or not all(type(bound) is int for bound in entry[:2]):
            raise _Fault(f"Segment {number} must be [start, end, label], since 'text' is given")
        start, end = entry[:2]
        if not last <= start < end <= length:
            raise _Fault(f"Segment {number} is empty, overlaps the one before it or ends after the text")
        last = end
        segments.append(_segment(start, end, entry[2], entry[3] if len(entry) == 4 else {}, number))
    return tuple(segments)


def _joined(entries: list[list[Any]], join: Any) -> tuple[str, tuple[GoldSegment, ...]]:
    if isinstance(join, str):
        joins = [join] * max(len(entries) - 1, 0)
    elif isinstance(join, list) and all(isinstance(part, str) for part in join):
        joins = join
        if len(joins) != max(len(entries) - 1, 0):
            raise _Fault(f"'join' has {len(joins)} entries for {len(entries)} segments; it needs one fewer")
    else:
        raise _Fault("'join' must be a string or a list of strings")
    parts: list[str] = []
    segments: list[GoldSegment] = []
    at = 0
    for number, entry in enumerate(entries, start=1):
        if len(entry) > 3 or not isinstance(entry[0], str):
            raise _Fault(f"Segment {number} must be [text, label]")
        if not entry[0].strip():
            raise _Fault(f"Segment {number} has no text")
        if number > 1:
            parts.append(joins[number - 2])
            at += len(parts[-1])
        parts.append(entry[0])
        segments.append(_segment(at, at + len(entry[0]), entry[1], entry[2] if len(entry) == 3 else {}, number))
        at += len(entry[0])
    return replace_surrogates("".join(parts)), tuple(segments)


def _segment(start: int, end: int, label: Any, more: Any, number: int) -> GoldSegment:
    if not isinstance(label, str) or not label:
        raise _Fault(f"Segment {number} has no label")
    if not isinstance(more, dict):
        raise _Fault(f"The last entry of segment {number} must be an object")
    acting_role, contested, comment = (more.get(key) for key in ("acting_role", "contested", "comment"))
    if acting_role is not None and not isinstance(acting_role, str):
        raise _Fault(f"'acting_role' of segment {number} must be a string")
    contested = contested or []
    if not isinstance(contested, list) or not all(isinstance(entry, str) for entry in contested):
        raise _Fault(f"'contested' of segment {number} must be a list of labels")
    if comment is not None and not isinstance(comment, str):
        raise _Fault(f"'comment' of segment {number} must be a string")
    return GoldSegment(
        start=start,
        end=end,
        label=label,
        acting_role=acting_role,
        contested=tuple(contested),
        comment=comment,
        extra={key: value for key, value in more.items() if key not in _SEGMENT_KEYS},
    )


def _string(item: Mapping[str, Any], key: str) -> str | None:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        raise _Fault(f"'{key}' must be a string")
    return value


def _list(item: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    value = item.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _Fault(f"'{key}' must be a list")
    return tuple(value)
