"""Changes as sentences that anybody can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from projections import between
from projections.past import file_at
from tests.support.lives import lived, steps
from tests.support.office import AMA, SUGAR, WHY, register
from tests.web.clerk_desk import Desk, text
from web.record import timeline
from web.review import compared
from web.service import Service
from web.wording import changed
from web.wording.worded import IN, OUT


def said(field: str, was: Any, now: Any, fixed: bool = False, **item: Any) -> str:
    told = {"field": field, "was": was, "now": now}
    return "".join(text for _, text in changed.sentence(told, between.place(field)[2], item, item, fixed))


@pytest.mark.parametrize(("field", "was", "now", "fixed", "item", "sentence"), [
    ("demographics.contacts.0.value", "0123", "0124", False, {"contacts": [{"system": "phone"}]},
     "The phone number changed from 0123 to 0124"),
    ("demographics.contacts.0.value", None, "a@b.example", False, {"contacts": [{"system": "email"}]},
     "The e-mail address was added: a@b.example"),
    ("demographics.names.0.text", "Ada", "Adah", True, {}, "The name was corrected from Ada to Adah"),
    ("demographics.birth.value", "1984-03", "1984-03-07", True, {},
     "The birth date was corrected from 1984-03 to 7 Mar 1984"),
    ("demographics.next_of_kin.0.name", "Iván", None, False, {}, "The next of kin was taken out: Iván"),
    ("measurements.m1.value", "172", "72", True, {"kind": "weight", "unit": "kg"},
     "The weight was corrected from 172 kg to 72 kg"),
    ("reports.r1.results.0.value", "5.4", "7.4", True, {"results": [{"what": {"text": "Glucose"}, "unit": "mmol/L"}]},
     "The Glucose was corrected from 5.4 mmol/L to 7.4 mmol/L"),
    ("history.h1.what.text", "Asthma", "COPD", True, {"kind": "problem"},
     "The problem was corrected from Asthma to COPD"),
    ("history.h1.status", "current", "entered-in-error", True, {}, "It was marked as entered in error."),
    ("history.h1.clinical_status", "active", "resolved", False, {},
     "The clinical status changed from active to resolved"),
    ("measurements.m1.addenda", [{"text": "Old."}], [{"text": "Old."}, {"text": "With shoes on."}], False, {},
     "A note was added: “With shoes on.”"),
    ("reports.r1.acknowledged", None, [{"by": "Ama"}], False, {}, "It was acknowledged."),
    ("measurements.m1.corrections", None, [{"by": {}}], True, {}, ""),
])  # fmt: skip
def test_a_change_reads_as_a_sentence(
    field: str, was: Any, now: Any, fixed: bool, item: dict[str, Any], sentence: str
) -> None:
    assert said(field, was, now, fixed, **item) == sentence


def test_of_a_long_text_only_the_words_that_changed_are_marked() -> None:
    was = "The heart is not enlarged, and both lungs are clear down to the diaphragm on both sides."
    told = {"field": "reports.r1.impression", "was": was, "now": was.replace("not enlarged", "enlarged")}

    runs = changed.sentence(told, "impression", {}, {}, True)

    assert runs[0].text == "The impression was corrected: "
    assert [(kind, text) for kind, text in runs if kind in (OUT, IN)] == [(OUT, "not ")]


def test_parts_of_an_address_are_folded_under_its_text() -> None:
    paths = ["addresses.0.text", "addresses.0.city", "addresses.0.lines.0", "addresses.1.city", "names.0.use"]

    assert [one for one in paths if changed.inner(one, set(paths))] == ["addresses.0.city", "addresses.0.lines.0"]


# the page


@pytest.fixture
def ruth(service: Service) -> Desk:
    return Desk(service, "reviewer")


def test_the_page_says_in_sentences_what_came_and_what_changed(ruth: Desk, who: UUID) -> None:
    records = ruth.service.records
    start = ruth.service.store.log.position
    records.update(who, {"contacts": [{"system": "phone", "value": "+999 555 0000"}]}, AMA)
    records.measure(who, [{"kind": "weight", "value": "71", "unit": "kg"}], AMA, "2026-03-03")
    records.add_history(who, {"kind": "allergy", "what": "Penicillin"}, AMA)

    page = text(ruth.get(f"/patients/{who}/compare?from={start}&to=now"))

    assert "The phone number changed from +999 555 1234 to +999 555 0000" in page
    assert "Added: weight 71 kg , 3 Mar 2026" in page
    assert re.search("Added: allergy[^:]*: Penicillin", page)
    assert "3 differences" in page


def test_side_by_side_what_was_stands_beside_what_is(ruth: Desk, who: UUID) -> None:
    records = ruth.service.records
    records.measure(who, [{"kind": "weight", "value": "71", "unit": "kg"}], AMA, "2026-03-03")
    records.correct(who, "measurements", "m1", {"value": "72"}, WHY)

    page = ruth.get(f"/patients/{who}/compare?view=sides")
    row = text(page[: page.index("more field")])

    assert "taken out: 71 put in: 72" in row
    assert 'aria-current="true">Side by side' in page
    assert "In sentences" in page
    assert ruth.get(f"/patients/{who}/compare?view=nonsense").count("ct-diff--words") == 1


def test_words_that_went_and_came_are_named_to_whoever_hears_the_page(ruth: Desk, who: UUID) -> None:
    records = ruth.service.records
    was = "The heart is not enlarged, and both lungs are clear down to the diaphragm on both sides."
    report = records.register_report(who, {"kind": "imaging", "what": "X-ray chest"}, AMA).entries[0]
    records.issue_report(who, {"performed_at": "2026-03-03", "impression": was}, AMA, report=report)
    records.amend_report(who, report, "corrected", {"impression": was.replace("both sides", "the left")}, WHY)

    page = ruth.get(f"/patients/{who}/compare")

    assert '<del class="ct-was"><span class="ct-vh">taken out: </span>both sides</del>' in page
    assert '<ins class="ct-now"><span class="ct-vh">put in: </span>the left</ins>' in page


# a law


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service.create(tmp_path_factory.mktemp("town") / "store") as made:
        yield made


@given(steps, some.data())
def test_every_difference_of_a_life_is_shown_or_folded_and_none_twice(
    town: Service, told: list[tuple[str, int]], data: some.DataObject
) -> None:
    who, journal = lived(town, told, identifiers=[]), town.store.journal
    facts = list(journal.history(who))
    one, two = sorted(data.draw(some.tuples(*[some.integers(1, len(facts))] * 2)))
    files = [file_at(journal, who, facts[n - 1].by.position) for n in (one, two)]
    events = timeline.events(facts, files[1])[one:two]

    found = compared.differences(files[0], files[1], events)

    differs = between.compare(*files)
    entries = [entry for _, of in found.chapters for entry in of]
    old = [entry for entry in entries if not entry.new]
    new = {one["field"] for one in differs if one["was"] is None and not between.place(one["field"])[2]}
    assert sum(len(entry.fields) + len(entry.folded) for entry in old) == len(differs) - len(new)
    assert all(field.says for entry in entries if entry.new for field in entry.fields)


def test_a_report_that_was_put_right_names_the_result(ruth: Desk, who: UUID) -> None:
    records = ruth.service.records
    report = records.register_report(who, {"kind": "laboratory", "what": "Blood sugar"}, AMA).entries[0]
    records.issue_report(who, {"performed_at": "2026-03-03"}, AMA, report=report, results=[SUGAR])
    records.amend_report(who, report, "corrected", {"results": [{**SUGAR, "value": "7.4"}]}, WHY)

    assert "The Glucose was corrected from 5.4 mmol/L to 7.4 mmol/L" in text(ruth.get(f"/patients/{who}/compare"))


def test_two_records_of_one_office_never_mix(ruth: Desk, who: UUID) -> None:
    other = register(ruth.service.records, identifiers=[])
    ruth.service.records.measure(other, [{"kind": "pain", "value": "3"}], AMA, "2026-03-03")

    assert "pain" not in text(ruth.get(f"/patients/{who}/compare?from=2026-01-01&to=now", 404))
