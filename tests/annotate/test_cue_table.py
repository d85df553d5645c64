"""The cue table finds what a plain search finds; the longest phrase speaks; objects stand near their act."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from notesense.annotate.cues import LONGEST, CueTable, Hits, _key, find_objects, longest
from notesense.codebook.cues import OBJECTS, Cue, load_cues
from notesense.records.hashing import mix

NLP = spacy.blank("en")
WORDS = ["told", "her", "about", "the", "lease", "agent", "mark", "number", "sat", "with", "f/u", "didn't", "-", "x"]
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
KINDS = st.sampled_from(["act", "object", "person", "sign"])
CUES = st.lists(st.tuples(KINDS, st.lists(PHRASES, min_size=1, max_size=4)), min_size=1, max_size=6).map(
    lambda rows: tuple(Cue(kind, f"c{i}", tuple(forms)) for i, (kind, forms) in enumerate(rows))
)
IDS = st.integers(0, 2**64 - 1)
MANY = settings(max_examples=200, deadline=None)


def words_of(text):
    return [token.lower_ for token in NLP.make_doc(text)]


def arrays_of(texts):
    docs = [NLP.make_doc(text) for text in texts]
    lower = np.array([token.lower for doc in docs for token in doc], np.uint64)
    return lower, np.repeat(np.arange(len(docs)), [len(doc) for doc in docs])


def plain_search(cues, texts):
    wanted = [(words_of(form), index) for index, cue in enumerate(cues) for form in cue.forms]
    found, base = set(), 0
    for text in texts:
        words = words_of(text)
        for form, index in wanted:
            if 0 < len(form) <= LONGEST and form[0] in words:
                for at in range(len(words) - len(form) + 1):
                    if words[at : at + len(form)] == form:
                        found.add((base + at, len(form), index))
        base += len(words)
    return found


def as_rows(hits):
    return list(zip(hits.token.tolist(), hits.length.tolist(), hits.cue.tolist(), strict=True))


@MANY
@given(
    cues=CUES, texts=st.lists(st.lists(st.sampled_from([*WORDS, "Told", "HER"]), max_size=25).map(" ".join), max_size=4)
)
def test_it_finds_what_a_plain_search_finds(cues, texts):
    lower, segment = arrays_of(texts)
    rows = as_rows(CueTable(NLP, cues).find(lower, segment))
    assert set(rows) == plain_search(cues, texts)
    assert len(rows) == len(set(rows))
    assert rows == sorted(rows, key=lambda row: (row[0], -row[1], row[2]))


def test_the_codebooks_own_cues_are_found_in_running_text():
    cues = load_cues()
    texts = [cue.hit for cue in cues if cue.hit] + [cue.miss for cue in cues if cue.miss]
    lower, segment = arrays_of(texts)
    assert set(as_rows(CueTable(NLP, cues).find(lower, segment))) == plain_search(cues, texts)


def test_no_phrase_crosses_a_border():
    table = CueTable(NLP, [Cue("act", "a", ("told her",))])
    lower, segment = arrays_of(["she told", "her mum", "told her"])
    assert as_rows(table.find(lower, segment)) == [(4, 2, 0)]


def test_a_table_without_cues_finds_nothing():
    lower, segment = arrays_of(["told her"])
    assert as_rows(CueTable(NLP, []).find(lower, segment)) == []
    assert as_rows(CueTable(NLP, [Cue("act", "a", ("told",))]).find(lower[:0], segment[:0])) == []


@MANY
@given(st.lists(st.lists(IDS, min_size=1, max_size=6), min_size=1, max_size=20))
def test_keys_in_pythons_integers_equal_those_of_the_arrays(phrases):
    for ids in phrases:
        key = np.zeros(1, np.uint64)
        for one in ids:
            key = mix(key, np.array([one], np.uint64))
        assert int(key[0]) == _key(ids)


@MANY
@given(first=st.lists(IDS, min_size=1, max_size=4), second=st.lists(IDS, min_size=1, max_size=4))
def test_different_phrases_have_different_keys(first, second):
    assume(first != second)
    assert _key(first) != _key(second)


def test_small_ids_spread_over_all_buckets():
    keys = mix(np.zeros(4096, np.uint64), np.arange(4096, dtype=np.uint64))
    buckets = np.bincount((keys >> np.uint64(56)).astype(int), minlength=256)
    assert buckets.min() > 0
    assert buckets.max() < 48


HIT_ROWS = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(0, 3)), max_size=25, unique=True).map(
    lambda rows: sorted(rows, key=lambda row: (row[0], -row[1], row[2]))
)


def hits_of(rows):
    table = np.array(rows, np.int64).reshape(-1, 3)
    return Hits(table[:, 0], table[:, 1], table[:, 2])


def plain_longest(rows):
    """A hit stays if none that begins earlier reaches over its first word, and none at its place is longer."""
    return [
        (token, length, cue)
        for token, length, cue in rows
        if not any(other < token < other + size for other, size, _ in rows)
        and not any(other == token and size > length for other, size, _ in rows)
    ]


@settings(max_examples=500, deadline=None)
@given(HIT_ROWS)
def test_the_longest_phrase_at_a_place_speaks(rows):
    kept = as_rows(longest(hits_of(rows)))
    assert kept == plain_longest(rows)
    assert as_rows(longest(hits_of(kept))) == kept
    for token, length, _ in kept:
        assert not any(token < other < token + length for other, _, _ in kept)


def test_two_cues_with_one_phrase_both_speak():
    assert as_rows(longest(hits_of([(3, 2, 0), (3, 2, 1), (3, 1, 2)]))) == [(3, 2, 0), (3, 2, 1)]


def object_of(annotator, text, verb):
    batch = annotator.annotate([text])
    acts = [i for i in range(len(batch.hit_cue)) if annotator.cues[batch.hit_cue[i]].kind == "act"]
    places = {text[batch.start[batch.hit_token[i]] :].split()[0].strip(".,"): batch.hit_object[i] for i in acts}
    code = places[verb]
    return OBJECTS[code - 1] if code else None


@pytest.mark.parametrize(
    ("text", "verb", "wanted"),
    [
        ("Discussed her feelings with her.", "Discussed", "feeling"),
        ("Discussed side effects.", "Discussed", "information"),
        ("Discussed coping skills.", "Discussed", "skill"),
        ("Feelings were discussed.", "discussed", "feeling"),
        ("Discussed it; her feelings came up later.", "Discussed", None),
        ("Discussed. Feelings ran high.", "Discussed", None),
        ("Discussed it as we went on and on and on and on for so very long about feelings.", "Discussed", None),
    ],
)
def test_the_object_of_an_act_stands_near_it_and_in_its_clause(plain, text, verb, wanted):
    assert object_of(plain, text, verb) == wanted


def test_objects_without_acts_are_none(plain):
    batch = plain.annotate(["Feelings."])
    empty = hits_of([])
    assert find_objects(batch, empty, empty, plain.object_codes, plain.within, batch.flags).tolist() == []
