"""notesense as spaCy components: the command line's labels, in any host pipeline."""

import re

import pytest
import spacy
from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc, DocBin

import notesense.annotate.components as components
import notesense.spacy_component as spacy_component
from notesense.flow import Road
from notesense.read import open_caseload
from notesense.records import Note, Source

STEPS = ("notesense_segments", "notesense_actor", "notesense_status", "notesense_cues")
TEXT = "CPS explained the lease to member. Ct will call.\nPlan: Review budget sheet"
ODD = [
    "",
    " \n\t ",
    "LVM.",
    "naïve café — “quoted” 😀 met. عربي نص. She left.",
    "w/ct@10:30,listened;she cried...told her it's ok!!",
    "Line one\r\nLine two\r\n\r\n* bullet. Second sentence.\x00 NUL",
    "member" * 400,
]


@pytest.fixture(scope="module")
def road():
    return Road()


@pytest.fixture(scope="module")
def texts(request):
    demo = request.config.rootpath / "corpora" / "demo" / "caseload.csv"
    return [note.text for note in open_caseload([demo]) if isinstance(note, Note)]


def whitespace_only(nlp):
    """A tokenizer that cuts at blanks only: its tokens hold several segments' ends."""
    return Tokenizer(nlp.vocab, token_match=re.compile(r"\S+").match)


def letter_by_letter(nlp):
    def tokenize(text):
        words = list(text)
        return Doc(nlp.vocab, words=words, spaces=[False] * len(words))

    return tokenize


def _host(kind):
    nlp = spacy.blank("de" if kind == "german" else "en")
    if kind == "whitespace":
        nlp.tokenizer = whitespace_only(nlp)
    if kind == "letters":
        nlp.tokenizer = letter_by_letter(nlp)
    if kind == "busy":
        nlp.add_pipe("sentencizer")
        nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "CPS"}])
    return nlp


def _of_doc(doc):
    return [
        (
            *own.notesense_offsets,
            label,
            own.notesense_score,
            own.notesense_actor,
            own.notesense_status,
            own.notesense_acting_role,
        )
        for label, own in ((span.label_, span._) for span in doc.spans["notesense"])
    ]


def _of_record(record):
    return [(s.start, s.end, s.label, s.score, s.actor, s.status, s.acting_role) for s in record.segments]


@pytest.mark.parametrize("kind", ["english", "german", "whitespace", "letters", "busy"])
def test_labels_are_the_command_lines_in_any_host(kind, texts, road):
    nlp = _host(kind)
    nlp.add_pipe("notesense")
    records = list(road.label([Note(str(i), text, Source("-")) for i, text in enumerate(texts)]))
    for doc, record in zip(nlp.pipe(texts), records, strict=True):
        assert _of_doc(doc) == _of_record(record)
        assert doc._.notesense_conversation == record.conversation
        assert doc._.notesense_none_because == record.none_because
        assert doc._.notesense_roles == list(record.roles)
        for name, score in record.conversation_scores.items():
            assert doc.cats[f"conversation.{name}"] == score
        for name, score in record.role_scores.items():
            assert doc.cats[f"role.{name}"] == score


@pytest.mark.parametrize("size", [1, 7, 50, 1000])
def test_labels_do_not_depend_on_the_batch_size(size, texts):
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense")
    whole = [_of_doc(doc) for doc in nlp.pipe(texts, batch_size=250)]
    assert [_of_doc(doc) for doc in nlp.pipe(texts, batch_size=size)] == whole


def test_one_call_is_a_chunk_of_one(texts):
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense")
    assert [_of_doc(nlp(text)) for text in texts[:20]] == [_of_doc(doc) for doc in nlp.pipe(texts[:20])]


def test_spans_slice_to_their_segments_where_tokens_allow(texts):
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense")
    for doc in nlp.pipe(texts):
        for span in doc.spans["notesense"]:
            start, end = span._.notesense_offsets
            assert span.start_char <= start < end <= span.end_char
            assert doc.text[start:end].strip() == doc.text[start:end]


@pytest.mark.parametrize("kind", ["english", "whitespace", "letters"])
def test_odd_texts(kind):
    nlp = _host(kind)
    nlp.add_pipe("notesense")
    docs = list(nlp.pipe(ODD))
    assert [doc.text for doc in docs] == ODD
    for doc in docs[:2]:
        assert len(doc.spans["notesense"]) == 0
        assert not doc.cats
        assert doc._.notesense_conversation is None
    for doc in docs[2:]:
        covered = set()
        for start, end, *_ in _of_doc(doc):
            covered |= set(range(start, end))
        assert all(
            at in covered for at, character in enumerate(doc.text) if not character.isspace() and character != "\x00"
        )


def test_another_language_is_not_labelled():
    nlp = spacy.blank("de")
    nlp.add_pipe("notesense")
    doc = nlp("Ich habe heute lange mit ihr gesprochen. Wir haben ihre Sorgen besprochen, und sie war ruhig. " * 3)
    assert len(doc.spans["notesense"]) == 0
    assert not doc.cats


def test_a_long_text_is_a_chunk_of_its_own():
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense")
    nlp.max_length = 10_000_000
    long = "CPS explained the lease to member. " * 3_000
    short, doc = nlp.pipe(["Listened to her grief about the loss.", long])
    assert len(doc.spans["notesense"]) == 3_000
    assert len(short.spans["notesense"]) == 1


def test_an_agencys_words_count():
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense", config={"workers": ["navigator"], "clients": ["guest"]})
    doc = nlp("Navigator explained the lease. Guest called the landlord.")
    assert [span._.notesense_actor for span in doc.spans["notesense"]] == ["mentor", "client"]


def test_a_missing_model_is_said():
    from notesense.errors import ModelError

    with pytest.raises(ModelError, match="no such model"):
        spacy.blank("en").add_pipe("notesense", config={"model": "nope"})


def test_a_text_that_fails_takes_no_other_with_it(monkeypatch):
    nlp = spacy.blank("en")
    component = nlp.add_pipe("notesense")
    label = component.road.labeller.label

    def fails(batch, notes, **options):
        if any("secretword" in note.text for note in notes):
            raise ValueError("secretword")
        return label(batch, notes, **options)

    monkeypatch.setattr(component.road.labeller, "label", fails)
    with pytest.raises(notesense_error(), match=r"could not be labelled \(ValueError\)") as caught:
        nlp("The secretword. More.")
    assert "secretword" not in str(caught.value)
    seen = []
    nlp.set_error_handler(lambda name, proc, docs, error: seen.append((name, len(docs), str(error))))
    done = list(nlp.pipe(["Listened to her grief.", "The secretword.", "Explained the lease."]))
    assert [doc.text for doc in done] == ["Listened to her grief.", "Explained the lease."]
    assert len(seen) == 1
    assert "secretword" not in seen[0][2]


def notesense_error():
    from notesense.errors import NotesenseError

    return NotesenseError


def test_docs_can_be_saved_and_read_again():
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense")
    doc = nlp(TEXT)
    again = Doc(spacy.blank("en").vocab).from_bytes(doc.to_bytes())
    assert _of_doc(again) == _of_doc(doc)
    assert again._.notesense_conversation == doc._.notesense_conversation
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    third = next(iter(DocBin().from_bytes(stored).get_docs(spacy.blank("en").vocab)))
    assert [span.label_ for span in third.spans["notesense"]] == [span.label_ for span in doc.spans["notesense"]]


def test_a_pipeline_can_be_saved_and_read_again(tmp_path):
    nlp = spacy.blank("en")
    for step in (*STEPS, "notesense"):
        nlp.add_pipe(step)
    nlp.to_disk(tmp_path / "own")
    assert _of_doc(spacy.load(tmp_path / "own")(TEXT)) == _of_doc(nlp(TEXT))


@pytest.mark.parametrize("names", [STEPS, ("notesense",), (*STEPS, "notesense"), STEPS[:1]])
def test_analyze_pipes_is_clean(names):
    nlp = spacy.blank("en")
    for name in names:
        nlp.add_pipe(name)
    assert all(not problems for problems in nlp.analyze_pipes()["problems"].values())


def test_a_step_without_segments_is_told():
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense_actor")
    assert nlp.analyze_pipes()["problems"]["notesense_actor"] == ["doc.spans"]


@pytest.mark.parametrize("kind", ["english", "german", "whitespace", "letters", "busy"])
@pytest.mark.parametrize("size", [1, 7, 250])
def test_steps_say_what_the_annotator_says(kind, size, texts):
    from notesense.annotate.pipeline import Annotator

    nlp = _host(kind)
    for step in STEPS:
        nlp.add_pipe(step)
    batch = Annotator().annotate(texts)
    for index, doc in enumerate(nlp.pipe(texts, batch_size=size)):
        spans, note = doc.spans["notesense"], batch.note(index)
        assert [span._.notesense_offsets for span in spans] == note.spans()
        assert [span._.notesense_actor for span in spans] == note.actors()
        assert [span._.notesense_status for span in spans] == note.statuses()
        assert {span.label_ for span in spans} == {"segment"}
        for span in spans:
            start, end = span._.notesense_offsets
            assert all(start <= cue["start"] < cue["end"] <= end for cue in span._.notesense_cues)


def test_steps_by_example():
    nlp = spacy.blank("en")
    for step in STEPS:
        nlp.add_pipe(step)
    doc = nlp(TEXT)
    first, second, third = doc.spans["notesense"]
    assert (first._.notesense_actor, first._.notesense_status, first._.notesense_section) == ("mentor", "done", None)
    assert (second._.notesense_actor, second._.notesense_status) == ("client", "planned")
    assert (third._.notesense_status, third._.notesense_section) == ("planned", "plan")
    assert "explain" in [cue["id"] for cue in first._.notesense_cues]


def test_steps_compute_on_access_and_only_what_was_asked_for():
    nlp = spacy.blank("en")
    nlp.add_pipe("notesense_segments")
    doc = nlp(TEXT)
    assert [span._.notesense_actor for span in doc.spans["notesense"]] == [None, None, None]
    assert doc[0:2]._.notesense_actor is None
    assert doc[0:2]._.notesense_offsets is None


def test_the_steps_of_a_pipeline_annotate_a_chunk_once(monkeypatch, texts):
    nlp = spacy.blank("en")
    steps = [nlp.add_pipe(step) for step in STEPS]
    assert len({id(step.shared) for step in steps}) == 1
    calls = []
    annotate = steps[0].shared.annotator.annotate
    monkeypatch.setattr(
        steps[0].shared.annotator, "annotate", lambda chunk: calls.append(len(chunk)) or annotate(chunk)
    )
    list(nlp.pipe(texts[:100], batch_size=40))
    assert calls == [40, 40, 20]


def test_factories_are_registered():
    assert all(Language.has_factory(name) for name in (*STEPS, "notesense"))
    assert components.SPANS == "notesense"
    assert spacy_component.make_notesense
