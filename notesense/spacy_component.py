"""notesense as a component of one's own spaCy pipeline.

``nlp.add_pipe("notesense")`` gives ``doc.spans["notesense"]`` (one span a
segment, ``span.label_`` its label) and ``doc.cats`` (``conversation.support``,
``role.educate`` …). The labels are those of the command line, whatever the
host pipeline's tokenizer is.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> component = nlp.add_pipe("notesense")
>>> doc = nlp("CPS explained the lease to member.")
>>> [(span.text, span.label_, span._.notesense_actor) for span in doc.spans["notesense"]]
[('CPS explained the lease to member.', 'educate', 'mentor')]
>>> doc._.notesense_conversation
'mentoring'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from notesense.annotate.components import SPANS, extend_spans, facts_of, set_spans
from notesense.codebook.labels import CONVERSATIONS, ROLES
from notesense.errors import NotesenseError
from notesense.flow import CHUNK_NOTES, LONG_NOTE, Road
from notesense.paths import DEFAULT_MODEL
from notesense.read.english import is_english
from notesense.records import LabelledNote, Note, Source
from notesense.settings import Profile

_RECORD_KEYS = (
    "conversation",
    "none_because",
    "candidates",
    "unsure",
    "mixed",
    "acts",
    "roles",
    "stage",
    "tasks",
    "signs",
    "look",
)


class NotesenseComponent:
    """Labels docs, chunk by chunk.

    Parameters
    ----------
    name : str
    model : str
        A model's name, or its folder.
    profile : Profile
        The agency's words for its workers and clients, and whether the role
        is non-directive.

    Raises
    ------
    ModelError
        The model can't be found or is damaged.
    """

    def __init__(self, name: str, model: str, profile: Profile) -> None:
        self.name = name
        self.road = Road(model, profile)
        self._on_error: Any = None

    def set_error_handler(self, handler: Any) -> None:
        """Take spaCy's handler for docs that fail: called with name, component, docs, error."""
        self._on_error = handler

    def __call__(self, doc: Doc) -> Doc:
        """Label one doc."""
        return self._chunk([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = CHUNK_NOTES) -> Iterator[Doc]:
        """Label docs in their order; labels do not depend on ``batch_size``."""
        docs = iter(stream)
        while chunk := list(islice(docs, max(1, min(batch_size, CHUNK_NOTES)))):
            yield from self._chunk(chunk)

    def _chunk(self, docs: list[Doc]) -> list[Doc]:
        wanted, done = [], list(docs)
        for doc in docs:
            # As on the command line: a blank text is no note, and other languages are not labelled.
            if not doc.text.strip() or not is_english(doc.text):
                clear(doc)
            elif len(doc.text) > LONG_NOTE:
                self._label([doc], done)
            else:
                wanted.append(doc)
        if wanted:
            self._label(wanted, done)
        return done

    def _label(self, docs: list[Doc], done: list[Doc]) -> None:
        try:
            self._label_all(docs)
        except Exception as error:
            if len(docs) > 1:
                # One bad text must not take the chunk with it.
                for doc in docs:
                    self._label([doc], done)
                return
            says = NotesenseError(f"A text could not be labelled ({type(error).__name__}).", where=self.name)
            if self._on_error is None:
                raise says from None
            # spaCy's handlers raise, or swallow the doc.
            self._on_error(self.name, self, docs, says)
            done[:] = [doc for doc in done if doc is not docs[0]]

    def _label_all(self, docs: list[Doc]) -> None:
        notes = [Note("doc", doc.text, Source("-")) for doc in docs]
        annotator = self.road.annotator
        batch = annotator.annotate([note.text for note in notes])
        for index, (doc, record) in enumerate(zip(docs, self.road.labeller.label(batch, notes), strict=True)):
            put(doc, record, facts_of(batch, index, annotator.cues))


def put(doc: Doc, record: LabelledNote, facts: dict[str, list[Any]]) -> None:
    """Write a labelled note into its doc."""
    segments = record.segments
    line = record.as_dict()
    doc.user_data[SPANS] = {
        **facts,
        "score": [segment.score for segment in segments],
        "acting_role": [segment.acting_role for segment in segments],
        "note": {key: line[key] for key in _RECORD_KEYS},
    }
    set_spans(doc, facts["start"], facts["end"], [segment.label for segment in segments])
    doc.cats.update({f"conversation.{name}": record.conversation_scores[name] for name in CONVERSATIONS})
    doc.cats.update({f"role.{name}": record.role_scores[name] for name in ROLES})


def clear(doc: Doc) -> None:
    """Leave a doc without labels: it holds no text, or none in English."""
    doc.user_data.pop(SPANS, None)
    doc.spans[SPANS] = []


def _note_getter(key: str) -> Any:
    return lambda doc: doc.user_data.get(SPANS, {}).get("note", {}).get(key)


extend_spans("score", "acting_role")
# The labels follow from the printed segments; doc.cats holds the scores beside them.
for _key in _RECORD_KEYS:
    Doc.set_extension(f"notesense_{_key}", getter=_note_getter(_key), force=True)


@Language.factory(
    "notesense",
    default_config={"model": DEFAULT_MODEL, "workers": [], "clients": [], "non_directive": False},
    assigns=[
        "doc.spans",
        "doc.cats",
        *(f"doc._.notesense_{key}" for key in _RECORD_KEYS),
        *(f"span._.notesense_{key}" for key in ("actor", "status", "section", "cues", "score", "acting_role")),
    ],
)
def make_notesense(
    nlp: Language, name: str, model: str, workers: list[str], clients: list[str], non_directive: bool
) -> NotesenseComponent:
    """Make the component that labels docs."""
    profile = Profile(workers=tuple(workers), clients=tuple(clients), non_directive=non_directive)
    return NotesenseComponent(name, model, profile)
