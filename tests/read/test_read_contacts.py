import pytest

from notesense.read.contacts import is_summary, split_contacts
from notesense.read.dates import DateReader
from notesense.read.english import is_english
from notesense.read.remnants import clear_remnants


def parts(text, order=None, day=None, clients=()):
    entries = split_contacts(text, DateReader(order), day, clients)
    return None if entries is None else [(text[entry.start : entry.end], entry.date) for entry in entries]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2025-03-04\nMet at the library.\n2025-03-11\nWent over the budget.", ["2025-03-04", "2025-03-11"]),
        ("3/4/25: Met at the library.\n\n3/25/25: Went over the budget.", ["2025-03-04", "2025-03-25"]),
        ("## Tues 4 March 2025\nMet at the library.\n## Thu 6 March 2025\nHe called me.", ["2025-03-04", "2025-03-06"]),
        ("**March 4, 2025** - met, set a goal\n**March 9, 2025** - called, no answer", ["2025-03-04", "2025-03-09"]),
        ("Contact log\n3/4/25 met at the library\n3/25/25 went over the budget", ["2025-03-04", "2025-03-25"]),
    ],
)
def test_dates_head_entries(text, dates):
    assert [date for _, date in parts(text)] == dates


def test_a_head_without_a_year_takes_the_notes(read, rows):
    text = "12/28: Met at the library.\n1/3: Went over the budget."
    assert [date for _, date in parts(text, "mdy", "2025-01-04")] == ["2024-12-28", "2025-01-03"]


def test_times_head_entries_of_one_day():
    text = "9:15 am – called, no answer today.\n2:30 pm – met at the library for an hour."
    entries = split_contacts(text, DateReader(None), "2025-03-04")
    assert [(entry.date, entry.time) for entry in entries] == [("2025-03-04", "09:15"), ("2025-03-04", "14:30")]


def test_names_head_entries():
    text = "Client: Ana B.\nListened to her about school.\nClient: Tom K.\nPractised the interview with him."
    entries = split_contacts(text, DateReader(None), "2025-03-04")
    assert [entry.client for entry in entries] == ["Ana B.", "Tom K."]
    text = "Ana: listened to her about school.\nTom: practised the interview."
    assert [entry.client for entry in split_contacts(text, DateReader(None), None, ("Ana", "Tom"))] == ["Ana", "Tom"]


@pytest.mark.parametrize(
    "text",
    [
        "Met at the library.\nPlan:\n3/11: job interview at the depot\n3/18: court date with his lawyer",
        "Made a daily schedule:\n8:00 wake up and eat\n9:00 bus to the centre",
        "Date: 3/4/2025\nClient: C1\nMet at the library and set a goal.",
        "Talked about 3/4 of the list. On 3/11 she called 5/6 of them.",
        "Goal: budget\nIntervention: reviewed the sheet\nResponse: pleased",
        "1/2 hour late\nMet at the library.",
        "- praised her for the call\n- set the next goal with her",
    ],
)
def test_one_contact_stays_one(text):
    assert parts(text, "mdy", "2025-03-04") is None


def test_several_that_cannot_be_split_are_many(read, rows):
    text = "Busy month. 3/4: met him. 3/11: called her office. 3/18: met at court."
    (note,) = read(rows(["1", "C1", "M1", "2025-03-20", text])).notes
    assert (note.contacts, note.text) == ("many", text)


def test_split_notes_of_a_row(read, rows):
    text = "3/4/2025: Met at the library.\r\n3/18/2025: Went over the budget."
    found = read(rows(["1", "C1", "M1", "2025-03-20", text]))
    first, second = found.notes
    assert (first.text, first.date, first.source.part) == ("3/4/2025: Met at the library.", "2025-03-04", 1)
    assert (second.date, second.source.part, second.source.row, second.client) == ("2025-03-18", 2, 2, "C1")
    assert first.id == "1"
    assert second.id != "1"
    assert "several contacts" in found.warnings


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("Monthly summary: met four times, worked on goals.", True),
        ("March 2025 Monthly Report\nMet four times.", True),
        ("WEEKLY SUMMARY\nMet twice.", True),
        ("Summary for the week of 3 March\nMet twice.", True),
        ("Session summary: met, set a goal for next week.", False),
        ("Helped her write the weekly report for her boss and praised it.", False),
        ("Met. Gave him the monthly summary of his account.", False),
    ],
)
def test_summaries(text, summary):
    assert is_summary(text) is summary


def test_a_group_note(read, rows):
    header = ["client", "service type", "note"]
    found = read(
        rows(
            ["C1", "Group", "Met."],
            ["C2", "Phone", "Group note: led the circle."],
            ["C3", "", "Tues evening, 8 signed in. Led the circle."],
            ["C4", "Individual or group", "Talked about the two groups that she attended."],
            header=header,
        )
    )
    assert [(note.setting, note.headcount) for note in found.notes] == [
        ("group", None),
        ("group", None),
        ("group", 8),
        ("individual", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ct n/s, LVM. f/u w/ CM re appt Thurs",
        "Met w mbr @ DSS, hlpd fill out SNAP recert, ct did most hrself. plan rvw bdgt nxt wk " * 2,
        "cheked in wit him bout the job ting he sed he scard to go so i tol him it ok we prctis",
        "Good session.",
        "BIRP B: flat affect I: MI, OARS, psychoed re triggers R: engaged P: cont tx plan goals 1-3 wkly " * 3,
        "Señora Muñoz, José y María came by. Gave her the address of La Clínica del Pueblo and El Centro.",
        "שלום",
        "x" * 5000,
        "1 2 3 4 5 " * 100,
    ],
)
def test_notes_in_english_of_any_kind_are_read(text):
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hoy me reuní con la participante en su casa. Hablamos de la solicitud de vivienda y le expliqué los pasos que "
        "siguen. Practicamos lo que va a decir en la oficina.",
        "Heute habe ich mich mit dem Klienten im Café getroffen und wir haben über die Bewerbung gesprochen. Er hat "
        "mir gezeigt, was er geschrieben hat, und ich habe ihm dazu eine Rückmeldung gegeben.",
        "Aujourd'hui nous avons parlé de la recherche de logement et je lui ai expliqué les étapes. Elle est contente "
        "de la liste que nous avons faite pour la semaine.",
        "Сегодня мы встретились в библиотеке и обсудили его план на неделю. Я объяснил, как заполнить заявление.",
        "قابلت اليوم المشارك في المكتبة وتحدثنا عن خطته لهذا الأسبوع وشرحت له كيف يملأ الطلب وماذا يقول",
        "今天我在图书馆和他见面，讨论了他这周的计划，解释了如何填写申请表，并练习了他在办公室要说的话。" * 3,
    ],
)
def test_notes_in_other_languages_are_said_to_be_so(read, rows, text):
    found = read(rows(["1", "C1", "M1", "2025-03-04", text], ["2", "C1", "M1", "2025-03-05", "Met."]))
    assert found.ids == ["2"]
    (unread,) = found.unread
    assert (unread.kind, unread.client, unread.date) == ("not_english", "C1", "2025-03-04")
    assert "not checked for attention words" in unread.says


@pytest.mark.parametrize(
    "text", ["slept <3 hrs & ate", "<name withheld> called", "a & b; c", "1 < 2 > 0", "{rtf", "R&B; then home"]
)
def test_text_that_only_looks_like_a_remnant_is_untouched(text):
    assert clear_remnants(text) is text


def test_remnants_are_cleared_and_said(read, rows):
    html = '<div class="x">Met&nbsp;at noon.<br/>Set a <b>goal</b>: rent &lt; 500.</div><style>p {a: b}</style>'
    rtf = (
        r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator Word;}\f0\fs20 Met at caf\'e9 \u8211?\par Set a \b goal\b0 .}"
    )
    found = read(rows(["1", "C1", "M1", "", html], ["2", "C1", "M1", "", rtf]))
    assert found.texts == ["Met\xa0at noon.\nSet a goal: rent < 500.", "Met at café –\nSet a goal."]
    assert "row 2" in found.warnings
