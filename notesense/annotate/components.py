"""The annotating steps as spaCy components, for anybody's own pipeline.

``notesense_segments`` cuts a doc's text into segments; ``notesense_actor``,
``notesense_status`` and ``notesense_cues`` say who acts, whether and when, and
which cues stand there. The results are ``doc.spans["notesense"]`` with getters
that compute on access: ``span._.notesense_actor``, ``…_status``, ``…_section``,
``…_cues``.

Every step works in ``pipe`` on chunks; ``__call__`` is a chunk of one. The
host's tokens play no part: the text is tokenised again by our own blank
English, and segments are mapped to the host's tokens by characters. The steps
of one pipeline share their annotator, and what it made of the last chunk.

Run-on text is cut only where the model's cutter is at hand: the component
``notesense`` has it, these steps alone do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from spacy.language import Language
from spacy.tokens import Doc, Span

from notesense.annotate.pipeline import Annotator
from notesense.codebook.cues import SECTIONS, Cue
from notesense.records.annotated import ACTOR_CODES, STATUS_CODES, AnnotatedBatch
from notesense.settings import Profile

SPANS = "notesense"
# Larger chunks gain nothing, and hold more notes in memory.
CHUNK_DOCS = 250
_SPAN_ID = "notesense:"
_WORDS: dict[str, list[str]] = {"workers": [], "clients": []}


class SharedAnnotator:
    """An annotator with what it made of the last chunk.

    Parameters
    ----------
    workers, clients : sequence of str
        An agency's own words for its workers and clients.
    """

    def __init__(self, workers: Sequence[str] = (), clients: Sequence[str] = ()) -> None:
        self.annotator = Annotator(Profile(workers=tuple(workers), clients=tuple(clients)))
        self._last: tuple[list[str], AnnotatedBatch] | None = None

    def annotate(self, texts: list[str]) -> AnnotatedBatch:
        """Annotate a chunk, or return what was made of it a moment ago."""
        if self._last is None or self._last[0] != texts:
            self._last = (texts, self.annotator.annotate(texts))
        return self._last[1]


_shared: WeakKeyDictionary[Language, dict[tuple[tuple[str, ...], tuple[str, ...]], SharedAnnotator]] = (
    WeakKeyDictionary()
)


def shared_annotator(nlp: Language, workers: Sequence[str], clients: Sequence[str]) -> SharedAnnotator:
    """Return the annotator that the steps of one pipeline share."""
    own = _shared.setdefault(nlp, {})
    key = (tuple(workers), tuple(clients))
    if key not in own:
        own[key] = SharedAnnotator(*key)
    return own[key]


class Step:
    """One annotating step.

    Parameters
    ----------
    name : str
        The component's name in the pipeline.
    shared : SharedAnnotator
    facts : sequence of str
        Keys of `facts_of` that this step adds; ``start`` and ``end`` make it
        the step that sets the spans.
    """

    def __init__(self, name: str, shared: SharedAnnotator, facts: Sequence[str]) -> None:
        self.name = name
        self.shared = shared
        self.facts = tuple(facts)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one doc."""
        return self._chunk([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = CHUNK_DOCS) -> Iterator[Doc]:
        """Annotate docs chunk by chunk, in their order."""
        docs = iter(stream)
        while chunk := list(islice(docs, max(1, min(batch_size, CHUNK_DOCS)))):
            yield from self._chunk(chunk)

    def _chunk(self, docs: list[Doc]) -> list[Doc]:
        batch = self.shared.annotate([doc.text for doc in docs])
        cues = self.shared.annotator.cues
        for index, doc in enumerate(docs):
            found = facts_of(batch, index, cues)
            added = {key: found[key] for key in self.facts}
            if "start" in self.facts:
                doc.user_data[SPANS] = added
                set_spans(doc, found["start"], found["end"], ["segment"] * len(found["start"]))
            else:
                doc.user_data.setdefault(SPANS, {}).update(added)
        return docs


def facts_of(batch: AnnotatedBatch, note: int, cues: Sequence[Cue]) -> dict[str, list[Any]]:
    """Return what a batch says of one note, a list over its segments each; plain values, so that docs can be saved.

    Parameters
    ----------
    batch : AnnotatedBatch
    note : int
    cues : sequence of Cue
        Those of the annotator that made the batch.

    Returns
    -------
    dict
        ``start``, ``end`` (code points), ``actor``, ``status``, ``section``
        (None outside any), ``cues`` (kind, id, start, end).
    """
    low, high = batch.note_segments[note : note + 2].tolist()
    hits: list[list[dict[str, Any]]] = [[] for _ in range(high - low)]
    first, last = batch.note_tokens[note : note + 2].tolist()
    begin, end = batch.hit_token.searchsorted([first, last]).tolist()
    for hit in range(begin, end):
        token = int(batch.hit_token[hit])
        cue = cues[int(batch.hit_cue[hit])]
        hits[int(batch.token_segment[token]) - low].append(
            {
                "kind": cue.kind,
                "id": cue.id,
                "start": int(batch.start[token]),
                "end": int(batch.end[token + int(batch.hit_length[hit]) - 1]),
            }
        )
    return {
        "start": batch.segment_start[low:high].tolist(),
        "end": batch.segment_end[low:high].tolist(),
        "actor": [ACTOR_CODES[code] for code in batch.actor[low:high].tolist()],
        "status": [STATUS_CODES[code] for code in batch.segment_status[low:high].tolist()],
        "section": [SECTIONS[code - 1] if code else None for code in batch.section[low:high].tolist()],
        "cues": hits,
    }


def set_spans(doc: Doc, starts: Sequence[int], ends: Sequence[int], labels: Sequence[str]) -> None:
    """Set ``doc.spans["notesense"]``: one span a segment, in order.

    A span takes in every host token that its segment touches, so with coarse
    tokens neighbours may share one; the exact offsets stand in
    ``span._.notesense_offsets``.
    """
    spans = []
    for index, (start, end, label) in enumerate(zip(starts, ends, labels, strict=True)):
        span = doc.char_span(start, end, label=label, span_id=f"{_SPAN_ID}{index}", alignment_mode="expand")
        if span is not None:
            spans.append(span)
    doc.spans[SPANS] = spans


def fact(span: Span, key: str) -> Any:
    """Return what is known of a segment's span; None for any other span, or where the step did not run."""
    if not span.id_.startswith(_SPAN_ID):
        return None
    values = span.doc.user_data.get(SPANS, {}).get(key)
    return None if values is None else values[int(span.id_.removeprefix(_SPAN_ID))]


def extend_spans(*keys: str) -> None:
    """Register ``span._.notesense_<key>`` getters; registering again changes nothing."""
    for key in keys:
        Span.set_extension(f"notesense_{key}", getter=partial(fact, key=key), force=True)


def _offsets(span: Span) -> tuple[int, int] | None:
    start, end = fact(span, "start"), fact(span, "end")
    return None if start is None or end is None else (start, end)


extend_spans("actor", "status", "section", "cues")
Span.set_extension("notesense_offsets", getter=_offsets, force=True)


@Language.factory(
    "notesense_segments",
    default_config=_WORDS,
    assigns=["doc.spans", "span._.notesense_offsets", "span._.notesense_section"],
)
def make_segments(nlp: Language, name: str, workers: list[str], clients: list[str]) -> Step:
    """Make the step that cuts segments and names the section each stands in."""
    return Step(name, shared_annotator(nlp, workers, clients), ("start", "end", "section"))


@Language.factory("notesense_actor", default_config=_WORDS, requires=["doc.spans"], assigns=["span._.notesense_actor"])
def make_actor(nlp: Language, name: str, workers: list[str], clients: list[str]) -> Step:
    """Make the step that says who acts in each segment."""
    return Step(name, shared_annotator(nlp, workers, clients), ("actor",))


@Language.factory(
    "notesense_status", default_config=_WORDS, requires=["doc.spans"], assigns=["span._.notesense_status"]
)
def make_status(nlp: Language, name: str, workers: list[str], clients: list[str]) -> Step:
    """Make the step that says whether and when each segment's act was done."""
    return Step(name, shared_annotator(nlp, workers, clients), ("status",))


@Language.factory("notesense_cues", default_config=_WORDS, requires=["doc.spans"], assigns=["span._.notesense_cues"])
def make_cues(nlp: Language, name: str, workers: list[str], clients: list[str]) -> Step:
    """Make the step that finds the codebook's cues in each segment."""
    return Step(name, shared_annotator(nlp, workers, clients), ("cues",))
