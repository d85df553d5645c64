import csv
import io
import json
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from notesense.read import open_caseload
from notesense.read.contacts import is_summary, split_contacts
from notesense.read.dates import DateReader
from notesense.read.english import is_english
from notesense.read.remnants import clear_remnants

ANY = st.text(st.characters(exclude_categories=()), min_size=1)
# What reading changes on purpose is tested elsewhere.
PLAIN = ANY.filter(lambda text: text.strip() and clear_remnants(text) == text and is_english(text))


def one_by_one(text):
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def whole(text):
    return split_contacts(text, DateReader(None)) is None


@settings(deadline=None, max_examples=200)
@given(st.lists(PLAIN.filter(whole), min_size=1, max_size=5), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text_comes_back_from_csv(texts, encoding):
    texts = [one_by_one(text) for text in texts]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["id", "client", "note"])
    writer.writerows([number, "C1", text] for number, text in enumerate(texts))
    notes = list(open_caseload([io.BytesIO(file.getvalue().encode(encoding))]))
    assert [note.text for note in notes] == texts


@settings(deadline=None, max_examples=200)
@given(st.lists(PLAIN.filter(whole), min_size=1, max_size=5), st.booleans())
def test_any_text_comes_back_from_json_lines(texts, ascii_only):
    lines = [
        json.dumps({"id": str(number), "text": text if ascii_only else one_by_one(text)}, ensure_ascii=ascii_only)
        for number, text in enumerate(texts)
    ]
    notes = list(open_caseload([io.BytesIO("\n".join(lines).encode())]))
    # two escapes side by side are one character to JSON
    expected = [one_by_one(json.loads(json.dumps(text))) for text in texts]
    assert [note.text for note in notes] == expected


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_as_csv_rows_lose_no_good_row(noise):
    head = b"id,client,note\n1,C1,first good\n"
    notes = list(open_caseload([io.BytesIO(head + noise)]))
    assert notes[0].text == "first good"
    assert len({note.id for note in notes}) == len(notes)


@settings(deadline=None, max_examples=300)
@given(ANY)
def test_no_text_breaks_the_checks_on_texts(text):
    clear_remnants(text)
    is_english(text)
    is_summary(text)
    for entry in split_contacts(text, DateReader(None), "2025-03-04", ("A", "B")) or ():
        assert text[entry.start : entry.end].strip()


HEADS = st.sampled_from(["3/4/25: ", "2025-03-11\n", "10:30 - ", "Monday: ", "Client: C1\n", "**4 March 2025** ", "x "])


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(HEADS, st.text("ab c.\r", max_size=20)), max_size=6))
def test_a_split_text_loses_nothing_but_blanks(parts):
    text = "\n".join(head + body for head, body in parts)
    entries = split_contacts(text, DateReader(None), "2025-03-04")
    if entries:
        assert "".join("".join(text[entry.start : entry.end] for entry in entries).split()) == "".join(text.split())
        assert all(one.end <= two.start for one, two in pairwise(entries))
