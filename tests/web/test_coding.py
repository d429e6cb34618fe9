"""Names and codes: the table of diagnoses, and the shorthand that leads to it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from web.coding import icd, terms
from web.coding.shorthand import expanded


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("hypertension", "I10"), ("HYPERTENSION", "I10"), ("asthma", "J45"), ("type 2 diabetes", "E11"),
        ("diabetes type 2", "E11"), ("knee pain left", "M25.562"), ("i10", "I10"), ("e119", "E11.9"),
        ("E11.9", "E11.9"), ("oedema", "R60.9"), ("haemorrhoids", "K64.9"), ("migrain", "G43"),
    ],
)  # fmt: skip
def test_a_diagnosis_is_found_by_its_words_or_its_code(said: str, code: str) -> None:
    assert icd.search(said)[0].code == code


@pytest.mark.parametrize("said", ["", "   ", "qqqq", "the evil eye", "...."])
def test_what_is_no_diagnosis_is_not_found(said: str) -> None:
    assert icd.search(said) == []


@given(some.text(max_size=30))
def test_any_text_can_be_looked_for(said: str) -> None:
    assert len(icd.search(said)) <= 8


def test_every_code_is_the_one_of_the_source(shared: Path) -> None:
    """Our table against the one that was written of the same edition by others."""
    with gzip.open(shared / "terminology/icd10cm/icd10cm-2026-04.tsv.gz", "rt") as file:
        rows = [line.split("\t", 3) for line in file]
    source = {row[0]: " ".join(row[3].split()) for row in rows}

    ours = {one.code: one.display for one in (icd.diagnosis(code) for code in source) if one}

    assert len(ours) > 97_000
    assert {code for code, display in ours.items() if display != source[code]} == set()


@pytest.mark.parametrize(("text", "code"), [pair for pair in terms.PROBLEMS.values() if pair[1]])
def test_every_code_of_the_shorthand_is_in_the_table(text: str, code: str) -> None:
    assert icd.diagnosis(code)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("pcn rash", "Penicillin, rash (allergy)"),
        ("PCN, rash", "Penicillin, rash (allergy)"),
        ("anaphylaxis to pcn", "Penicillin, anaphylaxis (allergy)"),
        ("allergic to latex", "Latex (allergy)"),
        ("htn", "Hypertension (problem)"),
        ("t2dm", "Type 2 diabetes mellitus (problem)"),
        ("nkda", "No known drug allergies"),
        ("s/p appy", "Appendectomy (procedure)"),
        ("L TKR", "Total knee replacement, left (procedure)"),
        ("s/p hernia repair", "Hernia repair (procedure)"),
        ("mother mi 55", "Mother: Myocardial infarction, at 55 (family)"),
        ("fh: father dm", "Father: Diabetes mellitus (family)"),
        ("ex-smoker", "Smoked formerly (social)"),
    ],
)
def test_shorthand_is_told_in_full(said: str, words: str) -> None:
    meant = expanded(said)
    assert meant
    assert meant.words == words


@pytest.mark.parametrize("said", ["", "Hypertension", "Penicillin", "Stroke", "mother", "rash", "a rash of robberies"])
def test_what_needs_no_expanding_is_left_alone(said: str) -> None:
    assert expanded(said) is None


@given(some.text(max_size=40))
def test_any_text_can_be_asked(said: str) -> None:
    meant = expanded(said)
    assert meant is None or meant.what
