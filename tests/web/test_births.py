"""Births as people tell them: understood, echoed in words, and never a day that nobody said."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.identity import Identity
from domain.partial import PartialDate
from tests.support.given import refused
from web.entering import births
from web.wording import told_ages
from web.wording.months import month

TODAY = date(2026, 11, 24)
recent = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1980-03-02", "1980-03-02"), ("1980/3/2", "1980-03-02"), ("2.3.1980", "1980-03-02"), ("13/2/80", "1980-02-13"),
        ("3.2.80", "1980-02-03"), ("March 2nd, 1980", "1980-03-02"), ("2. März 1980", "1980-03-02"),
        ("3 de marzo de 1980", "1980-03-03"), ("12 août 1975", "1975-08-12"), ("15 paź 1970", "1970-10-15"),
        ("5-Mei-1990", "1990-05-05"), ("mar 1980", "1980-03"), ("mar 80", "1980-03"), ("12/1996", "1996-12"),
        ("1996", "1996"), ("born in 1996", "1996"), ("١٩٩٦", "1996"), ("198x", "198X"), ("1940s", "194X"),
        ("the 60s", "196X"), ("19XX", "19XX"), ("1995 or 1996", "1995/1996"), ("1995-1996", "1995/1996"),
        ("25 Nov 1995 to 24 Nov 1996", "1995-11-25/1996-11-24"), ("today", "2026-11-24"),
        ("yesterday", "2026-11-23"), ("3/12/2026", "2026-03-12"),
    ],
)  # fmt: skip
def test_a_date_is_kept_as_far_as_it_is_known_and_nothing_beside_it(text: str, value: str) -> None:
    assert births.read(text, TODAY) == {"value": value}


@pytest.mark.parametrize(
    ("text", "value", "age"),
    [
        ("about 30", "1995-11-25/1996-11-24", "30 years"), ("30", "1995-11-25/1996-11-24", "30 years"),
        ("30 y", "1995-11-25/1996-11-24", "30 years"), ("30-year-old", "1995-11-25/1996-11-24", "30 years"),
        ("30ish", "1995-11-25/1996-11-24", "30 years"), ("~30?", "1995-11-25/1996-11-24", "30 years"),
        ("1", "2024-11-25/2025-11-24", "1 year"), ("6 months", "2026-04-25/2026-05-24", "6 months"),
        ("1y6m", "2025-04-25/2025-05-24", "18 months"), ("3 weeks old", "2026-10-28/2026-11-03", "3 weeks"),
        ("10 days", "2026-11-13/2026-11-14", "10 days"), ("30-35", "1990-11-25/1996-11-24", "30 to 35 years"),
        ("between 30 and 35", "1990-11-25/1996-11-24", "30 to 35 years"),
    ],
)  # fmt: skip
def test_an_age_is_kept_as_told_with_the_day_it_was_told(text: str, value: str, age: str) -> None:
    assert births.read(text, TODAY) == {
        "value": value,
        "basis": "age-stated",
        "stated_age": age,
        "stated_on": "2026-11-24",
        "original": text,
    }


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("summer 1985", {"value": "1985"}),
        ("Winter of 1985", {"value": "1984-12/1986-02"}),
        ("early 1960s", {"value": "1960/1964"}),
        ("mid-1970s", {"value": "1973/1977"}),
        ("c. 1960", {"value": "1958/1962", "basis": "estimated"}),
        ("about March 1980", {"value": "1980-03", "basis": "estimated"}),
        ("about 2026", {"value": "2024/2026", "basis": "estimated"}),
    ],
)
def test_what_is_vague_is_kept_in_its_own_words_beside_what_follows_from_it(text: str, kept: dict[str, str]) -> None:
    assert births.read(text, TODAY) == {**kept, "original": text}


@pytest.mark.parametrize(
    ("text", "why"),
    [("unknown", "not told"), ("?", "not told"), ("N/K", "not told"), ("not known: No papers", "No papers")],
)
def test_a_birth_that_nobody_knows_is_unknown_for_a_reason(text: str, why: str) -> None:
    assert births.read(text, TODAY) == {"unknown": why}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3/2/80", "Say which is meant: 3 February 1980 or 2 March 1980."),
        ("3/3/25", "Say which is meant: 3 March 2025 or 3 March 1925."),
        ("40s", "Say which is meant: 40 to 49 years old or the 1940s."),
        ("31.2.84", "There is no such day as 31.2.84."),
        ("1980-02-31", "There is no such day as 1980-02-31."),
        ("2 jui 1980", births._HOW),
        ("in the war", births._HOW),
        ("121", births._HOW),
        ("1996 to 1995", births._HOW),
    ],
)
def test_what_could_be_two_things_is_asked_about_and_never_guessed(text: str, words: str) -> None:
    with refused("birth", words):
        births.read(text, TODAY)
    assert births.echo(text, TODAY) == ""


@pytest.mark.parametrize("text", ["3/2/80", "3/3/25", "40s", "early 60s", "30", "1940s", "summer 1985", "mar 1980"])
def test_what_is_proposed_reads_as_that_and_nothing_else(text: str) -> None:
    for one in births.readings(text, TODAY):
        (again,) = births.readings(one.text, TODAY)
        assert (again.value, again.age) == (one.value, one.age)


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("about 30", "Born between 25 November 1995 and 24 November 1996, from an age of 30 told today. "
         "Kept as “about 30”; no day is made up."),
        ("1980-03-02", "2 March 1980: 46 y old today."),
        ("1940s", "The 1940s: 76 to 86 y old today; the year is not known, and none is made up."),
        ("summer 1985", "1985: 40 or 41 y old today. Kept as “summer 1985”; no day is made up."),
        ("unknown: no papers", "Birth date not known, no papers: none is made up."),
        ("unknown", "Birth date not known: none is made up."),
        ("2027", "2027; day and month are not known, and none is made up."),
    ],
)  # fmt: skip
def test_what_was_understood_is_said_in_words(text: str, echo: str) -> None:
    assert births.echo(text, TODAY) == echo


@given(recent, st.integers(0, 120))
def test_whoever_was_born_in_the_days_of_an_age_is_of_that_age_and_nobody_else(today: date, age: int) -> None:
    born = PartialDate.parse(births.read(str(age), today)["value"])

    assert born.age(today) == (age, age)
    for day in (born.earliest - timedelta(1), born.latest + timedelta(1)):
        assert PartialDate.parse(day.isoformat()).age(today) != (age, age)


@given(recent, st.sampled_from(["days", "weeks", "months", "years"]), st.integers(0, 100))
def test_ages_follow_upon_each_other_without_a_gap(today: date, unit: str, low: int) -> None:
    younger, older = told_ages.Age(low, low, unit), told_ages.Age(low + 1, low + 1, unit)

    gap = younger.born(today)[0] - older.born(today)[1]
    assert gap == timedelta(0 if unit == "days" else 1)
    assert younger.born(today)[1] <= today


@given(recent, st.sampled_from(["days", "weeks", "months", "years"]), st.integers(0, 50), st.integers(0, 50))
def test_an_age_in_words_is_read_as_that_age(today: date, unit: str, low: int, more: int) -> None:
    age = told_ages.Age(low, low + more, unit)

    assert told_ages.told(age.text) == [age]
    assert births.read(age.text, today)["stated_age"] == age.text


@given(st.dates(date(1900, 1, 1), date(2026, 11, 24)))
def test_a_day_comes_back_from_every_way_of_writing_it(day: date) -> None:
    for text in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day} {day:%B %Y}", f"{day:%b} {day.day}, {day.year}"):
        assert births.read(text, TODAY) == {"value": day.isoformat()}


@pytest.mark.parametrize("text", ["about 0000", "about 0002", "winter 0001", "about 9999", "0000", "about 0000s"])
def test_a_year_at_the_ends_of_the_calendar_is_no_birth_and_no_fault(text: str) -> None:
    assert all(PartialDate.parse(one.value) for one in births.readings(text, TODAY))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert all(PartialDate.parse(one.value) for one in births.readings(text, TODAY))


@given(st.from_regex(r"(about |early )?[0-9/. -]{1,10}( y| m|s)?", fullmatch=True))
def test_no_reading_is_narrower_than_what_was_told(text: str) -> None:
    for one in births.readings(text, TODAY):
        assert one.age or PartialDate.parse(one.value).precision != "day" or sum(ch.isdigit() for ch in text) >= 4


@pytest.mark.parametrize("word", ["jan", "Février", "MÄRZ", "avr.", "mai", "giugno", "lip", "aoû", "wrzesień", "okt"])
def test_a_month_is_known_by_the_start_of_its_name_in_many_languages(word: str) -> None:
    assert (
        month(word)
        == ["jan", "Février", "MÄRZ", "avr.", "mai", "giugno", "lip", "aoû", "wrzesień", "okt"].index(word) + 1
    )


@pytest.mark.parametrize("word", ["", "j", "ju", "jui", "m", "ma", "spring", "janx"])
def test_a_word_that_could_be_two_months_is_none(word: str) -> None:
    assert month(word) is None


# no zone moves a day


@pytest.fixture
def zones() -> Iterator[list[str]]:
    before = os.environ.get("TZ")
    yield sorted(available_timezones())
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def test_a_birth_is_the_same_in_every_zone_and_on_the_days_when_clocks_change(zones: list[str]) -> None:
    texts = ["1980-03-02", "2 March 1980", "2011-12-30", "mar 1980", "about 30", "1940s"]
    there = [births.read(text, TODAY) for text in texts]

    for zone in zones:
        os.environ["TZ"] = zone
        time.tzset()
        assert [births.read(text, TODAY) for text in texts] == there
        for day in _changes(ZoneInfo(zone)):
            told = births.read(f"{day.day} {day:%b %Y}", TODAY)
            kept = Identity.register("7", {"names": ["Ada"], "birth": told, "gender": "female"}, TODAY).fields["birth"]
            assert kept == {"value": day.isoformat()}
            assert PartialDate.parse(kept["value"]).earliest == day


def _changes(zone: ZoneInfo) -> list[date]:
    """The days of two years on which the clock was put forward or back."""
    noons = [datetime(2011, 1, 1, 12, tzinfo=UTC) + timedelta(n) for n in range(731)]
    offsets = [noon.astimezone(zone).utcoffset() for noon in noons]
    return [noons[n].date() for n in range(1, 731) if offsets[n] != offsets[n - 1]]
