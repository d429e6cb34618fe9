"""How alike two people are: the same from both sides, silent about what is missing, careful with families."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from domain.fact import Plain
from projections.likeness.person import Person, digits, of_details, words
from projections.likeness.score import Likeness, likeness
from tests.support.names import NAMES

LUCIA: Plain = {
    "names": [{"text": "Lucía Núñez"}],
    "birth": {"value": "1984-03-07"},
    "gender": "female",
    "contacts": [{"value": "+999 555 1234"}],
    "addresses": [{"text": "4 Mill Lane, Hollins 44120"}],
    "identifiers": [{"type": "INS", "issuer": "Harbour Mutual", "value": "HM-771204"}],
    "next_of_kin": [{"name": "Iván Núñez"}],
}


def person(**other: Any) -> Person:
    return of_details({**LUCIA, **other})


def alike(one: Plain, other: Plain) -> Likeness:
    return likeness(of_details(one), of_details(other))


def told(like: Likeness) -> list[str]:
    return [words for _, words in like.reasons]


def named(text: str, born: str = "", **other: Any) -> Plain:
    return {"names": [{"text": text}], "birth": {"value": born} if born else {}, **other}


# anybody

names = some.sampled_from([*NAMES.values(), "Kofi Mensah", "Mensah Kofi", "Kofi A. Mensah", "Cofi Mensa", "Ama Mensah"])
births = some.sampled_from([
    "", "1984-03-07", "1984-07-03", "1984-03-01", "1984-03", "1984", "198X", "1983-03-08/1984-03-07", "2001-12-31",
])  # fmt: skip
people = some.builds(
    lambda name, former, born, basis, gender, phone, place, number, kin: of_details({
        "names": [{"text": name}, *([{"text": former, "use": "old"}] if former else [])],
        "birth": {"value": born, "basis": basis} if born else {},
        "gender": gender,
        "contacts": [{"value": one} for one in (phone, "k.mensah@example.org" if number else "") if one],
        "addresses": [{"text": place}] if place else [],
        "identifiers": [{"type": "INS", "issuer": "HM", "value": number}] if number else [],
        "next_of_kin": [{"name": kin}] if kin else [],
    }),
    names, some.just("") | names, births, some.sampled_from(["stated", "estimated", "age-stated"]),
    some.sampled_from(["female", "male", "unknown"]),
    some.sampled_from(["", "0612 340 178", "0612 340 179", "555 9876"]),
    some.sampled_from(["", "4 Mill Lane, Hollins 44120", "9 Mill Lane, Hollins 44120", "Behind the cooperative"]),
    some.sampled_from(["", "771204", "771205", "40"]), some.just("") | names,
)  # fmt: skip


@given(people, people, some.integers(0, 10**7))
def test_it_is_the_same_from_both_sides(one: Person, other: Person, many: int) -> None:
    assert likeness(one, other, many) == likeness(other, one, many)


@given(people, people, some.sampled_from([one.name for one in fields(Person) if one.name not in ("years", "former")]))
def test_more_agreement_never_lowers_it(one: Person, other: Person, field: str) -> None:
    assume(getattr(one, field))
    with_it = {"born": ["years"], "names": ["former"]}.get(field, [])
    same = {name: getattr(one, name) for name in (field, *with_it)}

    assert likeness(one, replace(other, **same)).score >= likeness(one, other).score - 1e-9


@given(people, people, some.sampled_from(["born", "gender", "phones", "mails", "places", "numbers", "kin"]))
def test_what_is_missing_neither_proves_nor_disproves(one: Person, other: Person, field: str) -> None:
    lacking = replace(other, **{field: type(getattr(other, field))()})

    assert likeness(one, lacking) == likeness(replace(one, **{field: type(getattr(one, field))()}), lacking)


@given(people)
def test_everybody_is_like_oneself_and_nobody_is_like_a_nobody(one: Person) -> None:
    assert likeness(one, one).score >= likeness(one, Person()).score
    assert likeness(one, Person()) == Likeness(likeness(Person(), Person()).score, "", ())


@given(people)
def test_a_person_is_kept_whole_as_plain_data(one: Person) -> None:
    assert Person.read(one.plain()) == one


@given(people, people)
def test_more_people_on_file_ask_for_more_evidence(one: Person, other: Person) -> None:
    assert likeness(one, other, 1_000_000).score < likeness(one, other, 10_000).score < likeness(one, other).score


@given(people, people)
def test_every_reason_is_said_in_words(one: Person, other: Person) -> None:
    like = likeness(one, other)
    for speaks, said in like.reasons:
        assert isinstance(speaks, bool)
        assert said[0].isupper()
        assert not said.endswith(".")


# families


def test_twins_are_not_called_one_person() -> None:
    like = likeness(person(), person(names=[{"text": "Inés Núñez"}], identifiers=[]))

    assert like.verdict == "possible"
    assert "Another name: Ines, Lucia" in told(like)


def test_a_mother_and_a_daughter_of_one_name_and_phone_are_at_most_possible() -> None:
    like = likeness(person(), person(birth={"value": "2010-05-19"}, identifiers=[]))

    assert like.verdict != "likely"
    assert "The birth date differs" in told(like)


def test_a_couple_at_one_address_is_no_question() -> None:
    husband = named("Iván Núñez", "1981-11-23", gender="male", contacts=LUCIA["contacts"], addresses=LUCIA["addresses"])

    assert alike(LUCIA, husband).verdict == ""


def test_a_number_of_ones_own_tells_even_where_the_name_is_another() -> None:
    like = likeness(person(), person(names=[{"text": "Lucía Ramos"}]))

    assert like.verdict == "likely"
    assert {"The same insurance number", "Another name: Nunez, Ramos"} <= set(told(like))


def test_a_namesake_of_another_age_is_no_question() -> None:
    assert alike(named("Kofi Mensah", "1990-01-05"), named("Kofi Mensah", "1954-08-21")).verdict == ""


# one person


@pytest.mark.parametrize(("one", "other", "said"), [
    (named("Kofi Mensah", "1990-05-12"), named("Mensah, Kofi", "1990-05-12"), "The name is the same, in another order"),
    (named("Kofi Mensah", "1990-05-12"), named("Kofi Mensah", "1990-12-05"), "Day and month of birth swapped"),
    (named("Kofi Mensah", "1990-05-12"), named("Kofi Mensah", "1990-05-21"), "The birth date differs by one slip"),
    (named("Kofi Mensah", "1990-05-12"), named("Kofi Mensah", "1990-05"), "The birth dates fit"),
    (named("Kofi Mensah", "1990-05-12"), named("Cofi Mensa", "1990-05-12"), "The name is nearly the same"),
    (named("Zoë O'Neill", "1990-05-12"), named("Zoe ONeill", "1990-05-12"), "The name is the same"),
    (named("فاطمة بنت محمد", "1990-05-12"), named("فاطمة محمد", "1990-05-12"), "A part of the name is the same"),
    (named("张无忌", "1990-05-12"), named("张无忌", "1990-05-12"), "The name is the same"),
    (named("Suharto", "1921-06-08"), named("Soeharto", "1921-06-08"), "The name is nearly the same"),
    (named("Fatima Zahra el Idrissi", "1996-03-02"), named("Fatima Z. Elidrissi", "1996-03-02"),
     "The name is the same, written as one word"),
    (named("Ama Owusu", "1990-05-12"), {**named("Ama Boateng", "1990-05-12"),
     "names": [{"text": "Ama Boateng"}, {"text": "Ama Owusu", "use": "maiden"}]}, "The name is the same"),
])  # fmt: skip
def test_one_person_is_known_through_what_people_write(one: Plain, other: Plain, said: str) -> None:
    like = alike(one, other)

    assert like.verdict == "likely"
    assert said in told(like)


def test_an_age_that_was_told_fits_the_day_that_is_known() -> None:
    about = {"value": "1995-11-24/1996-11-23", "basis": "age-stated", "stated_age": "30 years"}
    like = alike({**named("Fatima Idrissi"), "birth": about}, named("Fatima Idrissi", "1995-11-30"))

    assert like.verdict == "likely"
    assert "The birth dates fit" in told(like)


def test_two_figures_in_a_name_are_not_alike() -> None:
    assert "Another name: 345678, 345679" in told(alike(named("Kofi Mensah 345678"), named("Kofi Mensah 345679")))


def test_a_phone_that_differs_by_one_digit_still_speaks() -> None:
    one, other = ({**named("Kofi Mensah"), "contacts": [{"value": text}]} for text in ("0612 340 178", "0612 340 179"))

    assert "The phone differs by one digit" in told(alike(one, other))


# reading


@pytest.mark.parametrize(("text", "read"), [
    ("Dr. Zoë O'Neill-Núñez", ("zoe", "oneill", "nunez")), ("Mr", ("mr",)), ("  ", ()),
    ("SØREN  Ærø", ("soren", "aero")),
])  # fmt: skip
def test_a_name_is_read_as_words(text: str, read: tuple[str, ...]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(("text", "read"), [
    ("+31 6 1234 5678", "612345678"), ("06-12345678", "612345678"), ("0031612345678", "612345678"), ("112", ""),
])  # fmt: skip
def test_a_phone_is_read_without_its_country(text: str, read: str) -> None:
    assert digits(text) == read


def test_a_retired_number_speaks_for_nobody() -> None:
    retired = [{**LUCIA["identifiers"][0], "retired": True}]

    assert of_details({**LUCIA, "identifiers": retired}).numbers == ()
