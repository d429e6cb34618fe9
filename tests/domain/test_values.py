"""The shapes of demographics, read at the door: what they take, and what they refuse with its dotted place."""

from __future__ import annotations

from typing import Any

import pytest

from domain import values
from domain.refusal import Refused
from tests.support.given import refused
from tests.support.names import NAMES


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_a_name_is_one_text_as_it_is_borne(text: str) -> None:
    assert values.name(text, "names.0") == {"text": text}


def test_a_name_may_tell_its_parts_and_times() -> None:
    told = {
        "text": "Lucía Núñez", "use": "official", "family": "Núñez", "given": ["Lucía", "Inés"], "prefix": ["Dr"],
        "suffix": ["MD"], "lang": "es", "script": "Latn", "period": {"start": "1984", "end": "2020"},
    }  # fmt: skip
    assert values.name(told, "names.0") == told


@pytest.mark.parametrize(
    ("reader", "value", "read"),
    [
        (values.name, {"text": " Ada ", "family": "", "given": [], "use": None}, {"text": "Ada"}),
        (values.identifier, {"value": "77"}, {"type": "OTH", "value": "77"}),
        (values.identifier, {"value": "77", "type": "PPN", "issuer": "XX", "document_seen": True}, {
            "type": "PPN", "issuer": "XX", "value": "77", "document_seen": True}),
        (values.contact, {"value": "+999 555 1234"}, {"system": "phone", "value": "+999 555 1234"}),
        (values.contact, {"value": "a@b.example", "system": "email", "ok_to_contact": False}, {
            "system": "email", "value": "a@b.example", "ok_to_contact": False}),
        (values.address, "4 Mill Lane", {"text": "4 Mill Lane"}),
        (values.address, {"text": "by the well", "lines": ["by the well"], "country": "ET"}, {
            "text": "by the well", "lines": ["by the well"], "country": "ET"}),
        (values.kin, {"name": "Iván", "relationship": "brother", "is_guardian": True}, {
            "name": "Iván", "relationship": "brother", "is_guardian": True}),
        (values.birth, "1984-03", {"value": "1984-03"}),
        (values.birth, {"value": "198X", "basis": "age-stated", "stated_age": "about 40"}, {
            "value": "198X", "basis": "age-stated", "stated_age": "about 40"}),
        (values.birth, {"value": "1980", "original": "1972 (Ethiopic)"}, {
            "value": "1980", "original": "1972 (Ethiopic)"}),
        (values.birth, {"unknown": "found without papers"}, {"unknown": "found without papers"}),
        (values.coded, "Cough", {"text": "Cough"}),
        (values.coded, {"text": "Cough", "codings": [{"system": "s", "code": "c"}]}, {
            "text": "Cough", "codings": [{"system": "s", "code": "c"}]}),
    ],
)  # fmt: skip
def test_what_was_told_is_kept_and_what_was_not_is_left_out(reader: values.Reader, value: Any, read: Any) -> None:
    assert reader(value, "field") == read


@pytest.mark.parametrize(
    ("reader", "value", "field", "words"),
    [
        (values.name, {}, "n.text", "Fill this in."),
        (values.name, "  ", "n.text", "Fill this in."),
        (values.name, "\u200b", "n.text", "Fill this in."),
        (values.name, 7, "n", "Write this as named fields."),
        (values.name, ["Ada"], "n", "Write this as named fields."),
        (values.name, None, "n", "Write this as named fields."),
        (values.name, {"text": "Ada", "nick": "A"}, "n.nick", "There is no such field."),
        (values.name, {"text": "Ada", 7: "A"}, "n.7", "There is no such field."),
        (values.name, {"text": "Ada", "given": "Ada"}, "n.given", "Write this as a list."),
        (values.name, {"text": "Ada", "given": ["A", " "]}, "n.given.1", "Fill this in."),
        (values.name, {"text": "Ada", "period": {"from": "1"}}, "n.period.from", "There is no such field."),
        (values.name, {"text": "Ada\u202e"}, "n.text",
         "Take out a character that reorders the text, U+202E, at place 4."),
        (values.name, "A" * 201, "n.text", "Shorten this to 200 characters; it has 201."),
        (values.identifier, {"type": "PPN"}, "n.value", "Fill this in."),
        (values.identifier, {"value": "7", "retired": "yes"}, "n.retired", "Answer yes or no."),
        (values.identifier, {"value": "7", "type": "XX"}, "n.type", "Choose one of: MR, NI, PPN, DL, SS, INS, OTH."),
        (values.contact, {"value": "7", "ok_to_contact": 1}, "n.ok_to_contact", "Answer yes or no."),
        (values.contact, {}, "n.value", "Fill this in."),
        (values.address, {"city": "Hollins"}, "n.text", "Fill this in."),
        (values.kin, {"relationship": "aunt"}, "n.name", "Fill this in."),
        (values.birth, {}, "n", "Give the date of birth as far as it is known, or say why it is not."),
        (values.birth, "", "n", "Give the date of birth as far as it is known, or say why it is not."),
        (values.birth, {"value": "1984", "unknown": "no papers"}, "n",
         "Give the date of birth as far as it is known, or say why it is not."),
        (values.birth, {"value": "3/2/80"}, "n.value", "Write the date as 1980-03-02, 1980-03 or 1980."),
        (values.birth, "1984-02-30", "n.value", "There is no such day as 1984-02-30."),
        (values.birth, {"value": "1984", "basis": "guess"}, "n.basis",
         "Choose one of: document, stated, informant, age-stated, estimated."),
        (values.coded, {"codings": []}, "n.text", "Fill this in."),
        (values.coded, {"text": "x", "codings": [{"kode": "1"}]}, "n.codings.0.kode", "There is no such field."),
        (values.coded, {"text": "x", "codings": [{"code": 7}]}, "n.codings.0.code", "Write this as text."),
        (values.moment, "2026-03-07T9", "n", "Write the time as 2026-11-03T14:05, with an offset such as +01:00 where "
         "it is known."),
        (values.flag, "true", "n", "Answer yes or no."),
        (values.note, "x" * 20_001, "n", "Shorten this to 20,000 characters; it has 20,001."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_place(reader: values.Reader, value: Any, field: str, words: str) -> None:
    with refused(field, words):
        reader(value, "n")


@pytest.mark.parametrize("blank", [None, "", "  "])
def test_a_blank_date_is_missing_and_not_wrong(blank: str | None) -> None:
    assert values.partial(blank, "n") is None
    assert values.moment(blank, "n") is None


@pytest.mark.parametrize("value", ["ab", {"a": 1}, 7, True])
def test_a_list_is_a_list(value: Any) -> None:
    with pytest.raises(Refused, match="Write this as a list"):
        values.each(values.name)(value, "names")


@pytest.mark.parametrize("value", [None, [], ()])
def test_no_list_is_an_empty_one(value: Any) -> None:
    assert values.each(values.name)(value, "names") == []


def test_a_note_may_have_lines() -> None:
    assert values.note("First.\nSecond.", "note") == "First.\nSecond."
