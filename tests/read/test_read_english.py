"""Short notes of other languages are not labelled; no English note is ever taken for one."""

import json
from pathlib import Path

import pytest

from notesense.read.english import is_english

CORPORA = Path(__file__).parents[2] / "corpora"


@pytest.mark.parametrize(
    "text",
    [
        "Dijo que quiere morir y que ya no puede más.",
        "DIJO QUE QUIERE MORIR Y QUE YA NO PUEDE MAS",
        "Le ayudé a llenar la solicitud de vivienda.",
        "Me reuní con Ana en la biblioteca, lloró por su hijo.",
        "Elle a beaucoup pleuré, je l'ai écoutée.",
        "Elle a beaucoup pleuré, je l’ai écoutée.",
        "Heute mit dem Klienten gesprochen, er will nicht mehr leben.",
        "Sie hat viel geweint und ich habe ihr zugehört.",
        "Hoje falei com ele, disse que não quer mais viver.",
        "Oggi ha pianto molto e ha detto che vuole morire.",
        "Ze heeft veel gehuild en wil niet meer leven.",
        "Klientka dużo płakała i powiedziała, że nie chce żyć.",
        "Bugün çok ağladı ve artık yaşamak istemiyor dedi.",
        "Li di li vle mouri, mwen te koute li.",
        "Cô ấy khóc rất nhiều và nói muốn chết.",
        "Umiyak siya at sinabi niyang gusto na niyang mamatay.",
        "他想死了,我听了他说话。",
        "我今天在图书馆见了她,她哭了很久,说不想活了。我听她说,然后给了她热线电话号码,约好下周再见面。",
        "قال إنه يريد أن يموت اليوم.",
        "Он сказал, что хочет умереть.",
        "הוא אמר שהוא רוצה למות",
        "उसने कहा कि वह मरना चाहता है",
        "죽고 싶다고 말했다 오늘",
        "彼女は死にたいと言った。",
    ],
)
def test_short_notes_of_other_languages(text):
    assert not is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "ct n/s, LVM x2. f/u w/ CM re appt",
        'He said "no puedo más, quiero morir" and cried.',
        'Ct: "no quiero hablar con nadie". LVM x2, f/u Tues.',
        "Met José Núñez, María de la Cruz y Luis at casa.",
        "LVM. Casa de la Vida para la Familia y Esperanza Siempre.",
        "Visited Casa de Esperanza with Maria de los Angeles y Juan de la Cruz.",
        "Met La Toya, Los Angeles, El Paso, de Leon re SSI.",
        "LVM. Si se puede! was her motto.",
        "pt SI, AMA, VA, ER, po meds, OD x2",
        "Called 王小明 no ans",
        "Ct reports SA, SI, no HI. NA mtg. LA clinic.",
        "met w pt at PHX VA ER, no SI no HI no AH no VH",
        "helpd her fil out ap, she hapy. il cal bac",
        "𝗠𝗲𝘁 𝗵𝗶𝗺 𝗮𝘁 𝗻𝗼𝗼𝗻 𝘁𝗼𝗱𝗮𝘆",
        "",
    ],
)
def test_english_that_is_short_or_odd(text):
    assert is_english(text)


@pytest.mark.parametrize("name", ["notes/notes.jsonl", "contrasts/notes.jsonl", "lines/lines.jsonl"])
def test_no_text_of_the_corpora_is_rejected(name):
    rejected = []
    for line in (CORPORA / name).read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        parts = [entry["text"]] if "text" in entry else [segment[0] for segment in entry["segments"]]
        rejected += [text for text in (*parts, " ".join(parts)) if not is_english(text)]
    assert rejected == []


def test_a_short_foreign_note_is_not_labelled(read, rows):
    found = read(rows(["1", "C1", "M1", "2025-03-04", "Dijo que quiere morir y que ya no puede más."]))
    assert [(note.id, note.kind, note.client) for note in found.unread] == [("1", "not_english", "C1")]
