"""A model folder gives back what was saved, and anything else is refused with what to do next."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from notesense.annotate.run_ons import CUTTER_BUCKETS
from notesense.codebook.labels import LABELS
from notesense.commands.main import run
from notesense.errors import ModelError
from notesense.flow import Road
from notesense.label.classifier import CONTEXT_COLUMNS, SegmentWeights
from notesense.label.features import BUCKETS, CHARACTER_BUCKETS
from notesense.label.model_store import CUTTER_SIZE, FORMAT, Model, load_model, save_model
from notesense.label.note_model import NOTE_COLUMNS, NoteWeights
from notesense.paths import find_model

K = len(LABELS)


@pytest.fixture
def model():
    """A small made-up model: few columns, all numbers exact in half precision."""
    draw = np.random.default_rng(3)

    def some(rows, width=K):
        table = np.zeros((rows, width), np.float32)
        table[draw.choice(rows, 40, replace=False)] = draw.integers(-8, 9, (40, width)) / 4
        return table

    segments = SegmentWeights(
        words=some(BUCKETS),
        characters=some(CHARACTER_BUCKETS),
        intercept=draw.normal(size=K),
        context=draw.normal(size=(CONTEXT_COLUMNS, K)),
        temperature=1.25,
        offset=np.array([0, 0, 0, 0, -0.4]),
    )
    segments.none[draw.choice(BUCKETS, 20)] = 0.5
    segments.none_intercept[:] = draw.normal(size=len(segments.none_intercept))
    notes = NoteWeights(draw.normal(size=(NOTE_COLUMNS, 3)), draw.normal(size=(NOTE_COLUMNS, 3)), 0.83)
    cutter = draw.normal(size=CUTTER_BUCKETS + 1).astype(np.float32)
    return Model(
        "made_up", "1.2.3", segments, notes, cutter, {"codebook": "3", "golden": [{"text": "ü", "labels": []}]}
    )


@pytest.fixture
def folder(model, tmp_path):
    save_model(model, tmp_path / "models" / "made_up")
    return tmp_path / "models" / "made_up"


def change_meta(folder, **changes):
    meta = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    meta.update(changes)
    text = json.dumps({key: value for key, value in meta.items() if value is not Ellipsis})
    (folder / "model.json").write_text(text, encoding="utf-8")


def change_arrays(folder, **changes):
    """Replace arrays (Ellipsis: leave out) and write the hash anew, as somebody with bad intent would."""
    with np.load(folder / "weights.npz") as arrays:
        kept = {**dict(arrays), **changes}
    with (folder / "weights.npz").open("wb") as file:
        np.savez(file, **{key: value for key, value in kept.items() if value is not Ellipsis})
    rehash(folder)


def rehash(folder):
    change_meta(folder, weights_sha256=hashlib.sha256((folder / "weights.npz").read_bytes()).hexdigest())


def refused(folder, says, capsys):
    """Assert that the folder is refused, by the library and by the command line."""
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    assert says in caught.value.what
    assert caught.value.where == str(folder)
    assert "notesense train" in caught.value.next_step
    assert caught.value.exit_code == 1
    note = folder / "note.txt"
    note.write_text("Listened to her grief.", encoding="utf-8")
    capsys.readouterr()
    assert run(["review", str(note), "--model", str(folder), "--to", "jsonl"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert says in " ".join(err.split())
    assert "Traceback" not in err


def test_what_was_saved_is_loaded(model, folder):
    loaded = load_model(folder)
    assert loaded.label == {"name": "made_up", "version": "1.2.3"}
    for name in ("words", "characters", "intercept", "context", "offset", "none", "none_intercept", "temperature"):
        np.testing.assert_array_equal(getattr(loaded.segments, name), getattr(model.segments, name), err_msg=name)
    for name in ("conversation", "roles", "quantile"):
        np.testing.assert_array_equal(getattr(loaded.notes, name), getattr(model.notes, name), err_msg=name)
    np.testing.assert_array_equal(loaded.cutter, model.cutter)
    assert loaded.cutter.dtype == loaded.segments.words.dtype == np.float32
    assert loaded.meta["golden"] == model.meta["golden"]
    assert loaded.meta["format"] == FORMAT
    assert loaded.meta["labels"] == list(LABELS)


def test_saving_again_gives_the_same_numbers(folder, tmp_path):
    save_model(load_model(folder), tmp_path / "again")
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == ["model.json", "weights.npz"]
    one, two = load_model(folder), load_model(tmp_path / "again")
    np.testing.assert_array_equal(one.segments.words, two.segments.words)
    with np.load(folder / "weights.npz") as first, np.load(tmp_path / "again" / "weights.npz") as second:
        assert set(first) == set(second)
        assert all((first[name] == second[name]).all() for name in first)
    drop = {"weights_sha256"}
    assert {k: v for k, v in one.meta.items() if k not in drop} == {k: v for k, v in two.meta.items() if k not in drop}


def test_columns_that_training_never_saw_take_no_room(folder):
    with np.load(folder / "weights.npz", allow_pickle=False) as arrays:
        assert arrays["words_columns"].shape == (40,)
        assert arrays["words_values"].dtype == np.float16
        assert all(array.dtype != object for array in arrays.values())
    assert (folder / "weights.npz").stat().st_size < 400_000


def test_a_model_without_a_cutter_leaves_run_ons_whole(model, tmp_path):
    save_model(replace(model, cutter=None), tmp_path)
    loaded = load_model(tmp_path)
    assert loaded.cutter is None
    text = (
        "met marcus at the library and we went through the lease together he asked about the deposit i explained it all"
    )
    assert len(Road(loaded).label_texts([text])[0].segments) == 1


@pytest.mark.parametrize("at", [0, 0.3, 0.6, -1])
def test_one_changed_byte_is_seen(folder, at, capsys):
    raw = bytearray((folder / "weights.npz").read_bytes())
    raw[int(at * len(raw)) if 0 <= at < 1 else at] ^= 1
    (folder / "weights.npz").write_bytes(raw)
    refused(folder, "not those that were written", capsys)


@pytest.mark.parametrize("size", [0, 10, 5000])
def test_a_file_cut_short_is_seen(folder, size, capsys):
    raw = (folder / "weights.npz").read_bytes()[:size]
    (folder / "weights.npz").write_bytes(raw)
    refused(folder, "not those that were written", capsys)
    rehash(folder)
    refused(folder, "damaged", capsys)


@pytest.mark.parametrize("number", [0, 2, "1", None])
def test_another_format_is_refused(folder, number, capsys):
    change_meta(folder, format=number)
    refused(folder, "another format", capsys)


@pytest.mark.parametrize("labels", [list(LABELS)[::-1], list(LABELS)[:4], [*LABELS, "more"], None])
def test_other_labels_are_refused(folder, labels, capsys):
    change_meta(folder, labels=labels)
    refused(folder, "other labels", capsys)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\ufeff{}", '{"format": 1'])
def test_a_broken_description_is_refused(folder, text, capsys):
    (folder / "model.json").write_text(text, encoding="utf-8")
    refused(folder, "The model", capsys)


def test_missing_weights_are_said(folder, capsys):
    (folder / "weights.npz").unlink()
    refused(folder, "can't be read", capsys)


SHAPED = {
    "intercept": (K,), "offset": (K,), "context": (CONTEXT_COLUMNS, K), "note_conversation": (NOTE_COLUMNS, 3),
    "note_roles": (NOTE_COLUMNS, 3), "cutter": (CUTTER_SIZE,), "none_intercept": (6,),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPED)
@pytest.mark.parametrize("fault", ["longer", "flat", "nan", "inf", "text"])
def test_arrays_of_another_shape_or_content_are_refused(folder, name, fault, capsys):
    shape = SHAPED[name]
    array = {
        "longer": np.zeros((shape[0] + 1, *shape[1:])),
        "flat": np.zeros((*shape, 1)),
        "nan": np.full(shape, np.nan),
        "inf": np.full(shape, np.inf),
        "text": np.full(shape, "weight"),
    }[fault]
    change_arrays(folder, **{name: array})
    refused(folder, "damaged", capsys)


@pytest.mark.parametrize(
    "name", ["words_values", "words_columns", "characters_values", "none_values", "note_roles", "context"]
)
def test_a_missing_array_is_refused(folder, name, capsys):
    change_arrays(folder, **{name: Ellipsis})
    refused(folder, "damaged", capsys)


@pytest.mark.parametrize(
    ("columns", "values"),
    [
        (np.array([BUCKETS]), np.zeros((1, K))),
        (np.array([-1]), np.zeros((1, K))),
        (np.array([1, 2]), np.zeros((1, K))),
        (np.array([1]), np.zeros((1, K + 1))),
        (np.array([1]), np.full((1, K), np.nan)),
        (np.array([1.5]), np.zeros((1, K))),
    ],
    ids=["past the end", "before the start", "too many", "too wide", "no number", "half a column"],
)
def test_columns_that_do_not_fit_are_refused(folder, columns, values, capsys):
    change_arrays(folder, words_columns=columns, words_values=values)
    refused(folder, "damaged", capsys)


class Harm:
    """What a pickle would run on loading."""

    ran: list[str]

    def __reduce__(self):
        return (_do_harm, ())


def _do_harm():
    Harm.ran.append("harm")


@pytest.mark.parametrize("name", ["intercept", "words_values", "words_columns", "cutter"])
def test_a_pickled_array_is_refused_and_never_run(folder, name, capsys):
    Harm.ran = []
    change_arrays(folder, **{name: np.array([Harm()], object)})
    refused(folder, "damaged", capsys)
    assert Harm.ran == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("temperature", ...), ("temperature", 0), ("temperature", -1), ("temperature", float("nan")),
        ("temperature", "hot"), ("conformal_quantile", ...), ("conformal_quantile", 1.5),
        ("conformal_quantile", float("nan")), ("name", ...), ("version", ...),
    ],
)  # fmt: skip
def test_numbers_out_of_their_range_are_refused(folder, key, value, capsys):
    change_meta(folder, **{key: value})
    refused(folder, "damaged", capsys)


def test_a_model_is_found_by_folder_by_name_and_in_the_users_own_place(folder, monkeypatch, tmp_path):
    assert find_model(str(folder)) == folder
    with pytest.raises(ModelError, match="no such model"):
        find_model("made_up")
    monkeypatch.setenv("NOTESENSE_MODELS", str(folder.parent))
    assert find_model("made_up") == folder
    assert find_model().name == "en_default"
    shutil.copytree(find_model(), folder.parent / "en_default")
    assert find_model() == folder.parent / "en_default"


def test_the_default_model_says_what_it_said_when_it_was_stored():
    road = Road()
    golden = road.model.meta["golden"]
    assert len(golden) >= 4
    found = road.label_texts([one["text"] for one in golden])
    assert [[segment.label for segment in record.segments] for record in found] == [one["labels"] for one in golden]
