"""Text as people write it: every script whole, nothing that hides or reorders."""

from __future__ import annotations

import time
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusal import Refused
from domain.text import LINE, PARAGRAPH, clean, folded, needed, one_of, optional
from tests.support.given import refused
from tests.support.names import NAMES


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_of_any_script_stays_byte_for_byte(name: str) -> None:
    assert needed(name, "name").encode() == name.encode()


def test_letters_and_their_accents_become_one_form() -> None:
    told = unicodedata.normalize("NFD", "Nguyễn Thị Ánh")

    kept = needed(told, "name")

    assert told != kept == "Nguyễn Thị Ánh"


@given(st.text(max_size=LINE))
def test_what_is_kept_stays_as_it_is_when_it_is_read_again(text: str) -> None:
    try:
        kept = clean(text, "name")
    except Refused:
        return
    assert clean(kept, "name") == kept == unicodedata.normalize("NFC", kept).strip()


def test_space_at_the_ends_goes_and_space_inside_stays() -> None:
    assert clean("\u00a0 Ada  Lovelace \n", "name") == "Ada  Lovelace"


# what hides or reorders


@pytest.mark.parametrize("mark", list("\x00\x07\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x9f"))
def test_a_control_character_is_refused_with_its_place(mark: str) -> None:
    with refused("name", f"Take out a control character, U+{ord(mark):04X}, at place 4."):
        clean(f"Ada{mark}Lovelace", "name")


@pytest.mark.parametrize("number", [0xD800, 0xDFFF])
def test_half_a_character_is_refused(number: int) -> None:
    with refused("name", f"Take out a control character, U+{number:04X}, at place 1."):
        clean(f"{chr(number)}Ada", "name")


@pytest.mark.parametrize("mark", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_a_character_that_reorders_the_text_is_refused_with_its_place(mark: str) -> None:
    with refused("note", f"Take out a character that reorders the text, U+{ord(mark):04X}, at place 3."):
        clean(f"no{mark}ton si", "note", PARAGRAPH)


@pytest.mark.parametrize("mark", list("\u200e\u200f\u061c"), ids=["LRM", "RLM", "ALM"])
def test_the_plain_marks_of_direction_are_kept(mark: str) -> None:
    assert clean(f"محمد{mark} (Mo)", "name") == f"محمد{mark} (Mo)"


@pytest.mark.parametrize("mark", list("\u200b\u200c\u200d\u2060\ufeff\u00ad"))
def test_an_invisible_character_inside_is_kept_and_searched_without(mark: str) -> None:
    assert clean(f"Ha{mark}emoglobin", "what") == f"Ha{mark}emoglobin"
    assert folded(f"Ha{mark}emoglobin") == "haemoglobin"


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0", "\u3000", "\u200b", "\ufeff \u200b", "\u00ad", "\u2060"])
def test_a_text_that_shows_nothing_is_not_an_answer(blank: str) -> None:
    with refused("name", "Fill this in."):
        needed(blank, "name")


def test_nothing_at_all_is_not_an_answer_either() -> None:
    with refused("name", "Fill this in."):
        needed(None, "name")


@pytest.mark.parametrize(("mark", "name"), [("\n", "U+000A"), ("\r", "U+000D"), ("\t", "U+0009"), ("\u2028", "U+2028")])
def test_a_line_is_one_line_and_a_note_may_have_many(mark: str, name: str) -> None:
    with refused("name", f"Take out a line break or tab, {name}, at place 4."):
        clean(f"Ada{mark}Lovelace", "name")

    assert clean(f"Ada{mark}Lovelace", "note", PARAGRAPH) == f"Ada{mark}Lovelace"


# length


@pytest.mark.parametrize("longest", [LINE, PARAGRAPH])
def test_a_text_may_be_as_long_as_that_and_not_one_longer(longest: int) -> None:
    assert clean("ñ" * longest, "note", longest) == "ñ" * longest
    with refused("note", f"Shorten this to {longest:,} characters; it has {longest + 1:,}."):
        clean("ñ" * (longest + 1), "note", longest)


def test_letters_are_counted_as_they_are_kept() -> None:
    typed_apart = "n\u0303" * LINE

    assert clean(typed_apart, "name") == "ñ" * LINE


def test_letters_that_grow_when_they_are_kept_are_counted_as_such() -> None:
    grows = "\u0958" * LINE  # written as two characters in NFC

    with refused("name", "Shorten this to 200 characters; it has 400."):
        clean(grows, "name")


@pytest.mark.parametrize("letter", ["x", "\u0301\u0316", "\u202e"])
def test_ten_million_characters_are_refused_at_once(letter: str) -> None:
    text = letter * (10_000_000 // len(letter))
    began = time.perf_counter()

    with refused("note", "Shorten this to 20,000 characters; it has 10,000,000."):
        clean(text, "note", PARAGRAPH)

    assert time.perf_counter() - began < 1


# what is no text, what may be missing, what is chosen


@pytest.mark.parametrize("value", [1, 1.5, True, b"Ada", ["Ada"], {"text": "Ada"}])
def test_what_is_no_text_is_refused(value: Any) -> None:
    for read in (needed, optional, clean):
        with refused("name", "Write this as text."):
            read(value, "name")


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_an_optional_text_that_is_blank_is_missing(blank: str | None) -> None:
    assert optional(blank, "note") is None


def test_a_word_of_the_list_is_itself() -> None:
    assert one_of("male", ("female", "male"), "gender") == "male"


@pytest.mark.parametrize("value", [None, "", "Male", " male", 0, ["male"], {"a": 1}])
def test_any_other_word_is_refused_with_the_list(value: Any) -> None:
    with refused("gender", "Choose one of: female, male."):
        one_of(value, ("female", "male"), "gender")


# searching


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Lucía Núñez", "lucia nunez"),
        ("LUCÍA NÚÑEZ", "Lucía Núñez"),
        ("Nguyễn Thị Đặng Ánh", "nguyen thi dang anh"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Søren Ærø", "soren aero"),
        ("Þórður Guðmundsson", "thordur gudmundsson"),
        ("Weiß", "weiss"),
        ("İpek Işık", "ipek isik"),
        ("Ёжикова", "ежикова"),
        ("Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ"),
        ("ﬁ ＡＢＣ", "fi abc"),
        ("علی\u200cرضا", "علیرضا"),
        ("مُحَمَّد", "محمد"),
    ],
)
def test_a_name_is_found_without_its_accents_and_case(name: str, typed: str) -> None:
    assert folded(name) == folded(typed)


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
