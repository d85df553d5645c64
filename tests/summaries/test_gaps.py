"""Days between contacts: the pair's own rhythm decides what is long."""

from __future__ import annotations

from made_notes import a_note, day

from notesense.summaries import summarise
from notesense.summaries.timeline import Gaps


def gaps_after(*days: int, no_contact: tuple[int, ...] = ()) -> Gaps:
    notes = [a_note(f"n{n}", "support", date=day("2025-01-01", n)) for n in days]
    notes += [a_note(f"x{n}", "other", none_because="no_contact", date=day("2025-01-01", n)) for n in no_contact]
    return summarise(notes).relationships[0].gaps


def test_a_long_gap_is_over_twice_the_median_and_over_three_weeks() -> None:
    assert [gap.days for gap in gaps_after(0, 7, 14, 21, 43).long] == [22]
    assert gaps_after(0, 7, 14, 21, 42).long == ()
    assert gaps_after(0, 14, 28, 42, 70).long == ()


def test_two_notes_of_a_day_are_one_contact_day() -> None:
    notes = [a_note(f"{n}{part}", "support", date=day("2025-01-01", n)) for n in (0, 10, 20) for part in "ab"]
    (pair,) = summarise(notes).relationships
    assert pair.contacts == 6
    assert pair.gaps.median_days == 10.0


def test_attempts_within_a_gap_are_named_beside_it() -> None:
    gaps = gaps_after(0, 7, 14, 50, no_contact=(20, 30))
    assert gaps.longest is not None
    assert (gaps.longest.days, gaps.longest.attempts) == (36, 2)
    assert gaps.longest.after == "2025-01-15"


def test_one_contact_has_no_rhythm() -> None:
    assert gaps_after(0) == Gaps()


def test_time_of_day_orders_a_day_and_days_since_count_from_contacts() -> None:
    notes = [
        a_note("late", "support", date="2025-01-08", time="16:00"),
        a_note("early", "educate", date="2025-01-08", time="09:30"),
        a_note("first", "support", date="2025-01-01"),
        a_note("tried", "other", none_because="no_contact", date="2025-01-05"),
    ]
    timeline = summarise(notes).as_dict()["relationships"][0]["timeline"]
    assert [row["id"] for row in timeline] == ["first", "tried", "early", "late"]
    assert [row["days_since_last"] for row in timeline] == [None, 4, 7, 0]
