"""Patients of an export as they are typed: many at once, and whoever is not found told at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.mrn import mrn, shown
from domain.refusal import Gone, NotFound
from web.bundling.choosing import MOST, MOST_SOUGHT, chosen

ON_FILE = {mrn(n): f"p-{n}" for n in range(1, 8)}
ERASED = "0d1f3a52-0000-4000-8000-000000000007"


def patient(typed: str) -> str:
    if typed == ERASED:
        raise Gone
    number = typed.replace(" ", "").replace("-", "")
    if number not in ON_FILE:
        raise NotFound(f"There is no patient {typed}.")
    return ON_FILE[number]


BETWEEN = some.sampled_from((",", ", ", "\n", "\r\n", ";", "\t", "\n\n", " ,\n"))


@given(some.lists(some.tuples(some.sampled_from(sorted(ON_FILE)), some.booleans(), BETWEEN), max_size=20))
def test_however_they_are_written_they_are_found_each_once_in_their_order(
    typed: list[tuple[str, bool, str]],
) -> None:
    text = "".join((shown(number) if spaced else number) + between for number, spaced, between in typed)

    found, faults = chosen(patient, text)

    assert faults == []
    assert found == tuple(dict.fromkeys(ON_FILE[number] for number, _, _ in typed))


@pytest.mark.parametrize(("typed", "words"), [
    ("1234", ["There is no such record."]),
    (ERASED, ["This record was erased, and nothing of it is left to show."]),
    ("0000000196", ["There is no such record; its last two digits do not fit the others, so look for a slip."]),
    (f"{mrn(1)}\n1234\n{mrn(2)}, {ERASED}", [
        "No. 2, 1234: there is no such record.",
        f"No. 4, {ERASED}: this record was erased, and nothing of it is left to show.",
    ]),
    (f"{mrn(1)},{'x' * 500}", [f"No. 2, {'x' * 40}: there is no such record."]),
])  # fmt: skip
def test_whoever_is_not_found_is_told_at_its_place(typed: str, words: list[str]) -> None:
    _, faults = chosen(patient, typed)

    assert [(no.field, no.reason) for no in faults] == [("patient", one) for one in words]


def test_each_is_looked_up_once_however_often_it_was_typed() -> None:
    sought = list[str]()

    def counted(typed: str) -> str:
        sought.append(typed)
        return patient(typed)

    found, faults = chosen(counted, f"{mrn(1)}\n1234\n" * 1_000 + mrn(2))

    assert sought == [mrn(1), "1234", mrn(2)]
    assert found == ("p-1", "p-2")
    assert [no.reason for no in faults] == ["No. 2, 1234: there is no such record."]


def test_more_than_are_looked_up_are_refused_before_the_first_is() -> None:
    def never(typed: str) -> str:
        raise AssertionError(typed)

    found, faults = chosen(never, ",".join(str(n) for n in range(MOST_SOUGHT + 1)))

    assert found == ()
    assert [(no.field, no.reason) for no in faults] == [
        ("patient", "These are 5,001 records. Choose 5,000 at the most.")
    ]


def test_of_many_that_are_not_found_the_first_are_told_and_the_rest_counted() -> None:
    _, faults = chosen(patient, "\n".join(str(n) for n in range(1000, 2234)))

    assert len(faults) == MOST + 1
    assert faults[-1].reason == f"{1234 - MOST:,} more could not be found."
