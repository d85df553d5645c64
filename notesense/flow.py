"""Walks the road: read -> annotate -> label, in chunks of a fixed size.

The stages never import each other; they meet here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from notesense.annotate.pipeline import Annotator
from notesense.label.labeller import Labeller
from notesense.label.model_store import Model, load_model
from notesense.paths import DEFAULT_MODEL, find_model
from notesense.records import LabelledNote, Note, Source, UnreadNote
from notesense.settings import Profile

# Fixed, whatever the machine: labels and order never depend on it, speed does.
CHUNK_NOTES = 250
# A note above this many characters is a chunk of its own.
LONG_NOTE = 100_000


class Road:
    """An annotator and a labeller that belong together.

    Parameters
    ----------
    model : Model or str
        A loaded model, or its name or folder.
    profile : Profile, optional

    Raises
    ------
    ModelError
        The model can't be found or is damaged.
    """

    def __init__(self, model: Model | str = DEFAULT_MODEL, profile: Profile | None = None) -> None:
        loaded = load_model(find_model(model)) if isinstance(model, str) else model
        self.model = loaded
        self.annotator = Annotator(profile, cutter=loaded.cutter)
        self.labeller = Labeller(loaded, self.annotator.cues, non_directive=profile.non_directive if profile else False)

    def label(
        self, notes: Iterable[Note | UnreadNote], *, reasons: bool = False
    ) -> Iterator[LabelledNote | UnreadNote]:
        """Label notes in their order; notes that could not be read pass through.

        A note on which labelling fails becomes an ``UnreadNote`` of kind
        ``failed``, and the others of its chunk are labelled all the same.
        """
        for chunk in _chunks(notes):
            yield from self._label_chunk(chunk, reasons)

    def label_texts(
        self, texts: Sequence[str], *, spans: Sequence[Sequence[tuple[int, int]]] | None = None
    ) -> list[LabelledNote]:
        """Label bare texts, on given segments where `spans` are given.

        Parameters
        ----------
        texts : sequence of str, length N
        spans : sequence of sequences of (start, end), length N, optional
            Code points; without it the program cuts its own segments.
        """
        records: list[LabelledNote] = []
        for low in range(0, len(texts), CHUNK_NOTES):
            part = list(texts[low : low + CHUNK_NOTES])
            notes = [Note(str(low + index), text, Source("-")) for index, text in enumerate(part)]
            batch = self.annotator.annotate(part, spans=spans[low : low + CHUNK_NOTES] if spans else None)
            records.extend(self.labeller.label(batch, notes))
        return records

    def _label_chunk(self, chunk: list[Note | UnreadNote], reasons: bool) -> Iterator[LabelledNote | UnreadNote]:
        readable = [note for note in chunk if isinstance(note, Note)]
        try:
            labelled = iter(self._label_notes(readable, reasons))
        except Exception:
            # One bad note must not take the chunk with it.
            labelled = iter([self._label_one(note, reasons) for note in readable])
        for note in chunk:
            yield next(labelled) if isinstance(note, Note) else note

    def _label_notes(self, notes: list[Note], reasons: bool) -> list[LabelledNote | UnreadNote]:
        batch = self.annotator.annotate([note.text for note in notes])
        return list(self.labeller.label(batch, notes, reasons=reasons))

    def _label_one(self, note: Note, reasons: bool) -> LabelledNote | UnreadNote:
        try:
            return self._label_notes([note], reasons)[0]
        except Exception as error:
            return UnreadNote(
                note.id,
                note.source,
                "failed",
                f"This note could not be labelled ({type(error).__name__}). Please report it, without the note's text.",
                note.mentor,
                note.client,
                note.date,
            )


def _chunks(notes: Iterable[Note | UnreadNote]) -> Iterator[list[Note | UnreadNote]]:
    chunk: list[Note | UnreadNote] = []
    for note in notes:
        if isinstance(note, Note) and len(note.text) > LONG_NOTE:
            if chunk:
                yield chunk
                chunk = []
            yield [note]
            continue
        chunk.append(note)
        if len(chunk) == CHUNK_NOTES:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
