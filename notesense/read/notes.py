"""The last step of reading, the same for rows and documents: one text becomes one note or several."""

from __future__ import annotations

import re
from collections.abc import Mapping

from notesense.read.contacts import Entry, is_summary, split_contacts
from notesense.read.dates import DateReader
from notesense.read.english import is_english
from notesense.read.groups import group_in_head, names_group
from notesense.read.remnants import clear_remnants
from notesense.read.tally import Tally
from notesense.records import Note, Source, UnreadNote
from notesense.records.text_hash import text_hash

EXCEL_CELL = 32_767
_MANY_PEOPLE = re.compile(r"\s*[;|\n]\s*")


class NoteMaker:
    """Makes the notes of one source.

    Parameters
    ----------
    tally : Tally
    dates : DateReader
        In the order of the source's date column.
    file_number : int
        Which of the run's sources this is.
    where : str
        The source, for warnings.
    """

    def __init__(self, tally: Tally, dates: DateReader, file_number: int, where: str) -> None:
        self._tally = tally
        self._dates = dates
        self._file_number = file_number
        self._where = where

    def make(
        self,
        note_id: str,
        source: Source,
        text: str,
        *,
        given: bool,
        mentor: str | None = None,
        client: str | None = None,
        date: str | None = None,
        time: str | None = None,
        minutes: float | None = None,
        channel: str | None = None,
        purpose: str | None = None,
        agreed: str | None = None,
        register: str | None = None,
        setting: str | None = None,
        headcount: int | None = None,
        extra: Mapping[str, str] | None = None,
        written: str | None = None,
        goal: str | None = None,
        signature: str | None = None,
    ) -> list[Note | UnreadNote]:
        """Make the notes of one text: usually one, several if it holds several contacts, none if it was there already.

        Parameters
        ----------
        note_id : str
        source : Source
        text : str
        given : bool
            Whether the id stands in the source; an id made up never repeats.
        mentor, client, date, time, minutes, channel, purpose, agreed, register, setting, headcount, extra
            As in `Note`.
        written, goal, signature
            As in `Note`.
        """
        text = self._clear(text, source)
        if not text or text.isspace():
            if given or self._tally.several:
                note_id = self._tally.repeats.free_id(note_id)
            return [UnreadNote(note_id, source, "empty", "The note has no text.", mentor, client, date)]
        repeats = self._tally.repeats
        who = (client, date, time)
        if given:
            new_id = repeats.new_id(note_id, who, text, file_number=self._file_number, place=self._place(source))
            if new_id is None:
                return []
            note_id = new_id
        elif repeats.seen_text((mentor, *who), text, file_number=self._file_number):
            return []
        elif self._tally.several:
            note_id = repeats.free_id(note_id)
        if not is_english(text):
            return [_not_english(note_id, source, mentor, client, date, text)]
        clients: tuple[str, ...] = ()
        if client is not None and (";" in client or "|" in client or "\n" in client):
            clients = tuple(name for name in _MANY_PEOPLE.split(client) if name)
            client = clients[0] if len(clients) == 1 else None
            clients = clients if len(clients) > 1 else ()
        entries = split_contacts(text, self._dates, date, clients)
        in_head, counted = group_in_head(text)
        if headcount is None:
            headcount = len(clients) or counted
        is_group = in_head or len(clients) > 1 or (headcount or 0) > 1 or names_group(setting) or names_group(channel)
        note = Note(
            id=note_id,
            text=text,
            source=source,
            mentor=mentor,
            client=client,
            clients=clients,
            headcount=headcount,
            date=date,
            time=time,
            minutes=minutes,
            channel=channel,
            purpose=purpose,
            agreed=agreed,
            register=register,
            setting="group" if is_group else "individual",
            contacts="summary"
            if is_summary(text) or (channel and is_summary(channel))
            else "one"
            if entries is None
            else "many",
            extra=extra if extra is not None else {},
            written=written,
            goal=goal,
            signature=signature,
        )
        if not entries or note.contacts == "summary":
            return [note]
        self._tally.counts["split"] += len(entries) - 1
        return [self._part(note, entry, number, given) for number, entry in enumerate(entries, start=1)]

    def _part(self, note: Note, entry: Entry, number: int, given: bool) -> Note:
        source = note.source
        row = source.row
        if row is None:
            row = note.text.count("\n", 0, entry.start) + 1
        # a part with its own date does not take the time of the whole
        same_day = entry.date is None or entry.date == note.date
        return Note(
            id=note.id if number == 1 else self._tally.repeats.part_id(note.id, number),
            text=note.text[entry.start : entry.end],
            source=Source(source.file, source.sheet, row, number),
            mentor=note.mentor,
            client=entry.client if entry.client is not None else note.client,
            clients=() if entry.client is not None else note.clients,
            headcount=None if entry.client is not None else note.headcount,
            date=entry.date,
            time=entry.time or (note.time if number == 1 and same_day else None),
            channel=note.channel,
            purpose=note.purpose,
            agreed=note.agreed,
            register=note.register,
            setting="individual" if entry.client is not None else note.setting,
            extra=note.extra,
            written=note.written,
            goal=note.goal,
            signature=note.signature,
        )

    def _clear(self, text: str, source: Source) -> str:
        # Excel counts UTF-16 units, so emoji make the text shorter than the cell
        if EXCEL_CELL // 2 <= len(text) <= EXCEL_CELL and len(text.encode("utf-16-le", "replace")) == 2 * EXCEL_CELL:
            self._tally.warn(
                "cells that Excel cut",
                f"{self._place(source)}: the text fills a cell of {EXCEL_CELL:,} characters and was probably cut",
            )
        cleared = clear_remnants(text)
        if cleared is not text:
            self._tally.counts["remnants"] += 1
            message = f"{self._place(source)}: HTML or RTF in the text is read as plain text"
            self._tally.warn("texts with HTML or RTF remnants", message)
        return cleared

    def _place(self, source: Source) -> str:
        return self._where if source.row is None else f"{self._where}, row {source.row}"


def _not_english(
    note_id: str, source: Source, mentor: str | None, client: str | None, date: str | None, text: str
) -> UnreadNote:
    says = "The note is not in English, so it is not labelled and not checked for attention words. Read it yourself."
    return UnreadNote(note_id, source, "not_english", says, mentor, client, date, text_hash(text))
