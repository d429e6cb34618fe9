"""A sample drawn by a reviewer, keyed blind by a clerk, and shown with what differs."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from domain.by import By
from tests.support.office import register
from tests.web.clerk_desk import Desk, text
from web.service import Service

AMA = By(actor="u-00000001", name="Ama Boateng", role="clerk")
DRAWN = {"size": "5", "seed": "spring"}


@pytest.fixture
def who(service: Service) -> UUID:
    """Three entries of three kinds, all by Ama."""
    id = register(service.records)
    visit = {"visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": {"text": "Knee pain"}}
    v = service.records.open_visit(id, visit, AMA).entries[0]
    service.records.measure(id, [{"kind": "weight", "value": "72.5", "unit": "kg"}], AMA, "2026-03-07T09:05Z", v)
    service.records.record_blood_group(id, {"abo": "AB", "rhd": "negative", "basis": "card"}, AMA)
    told = {"kind": "problem", "what": "Gonarthrosis", "onset": "2017"}
    service.records.add_history(id, told, AMA)
    return id


@pytest.fixture
def reviewer(service: Service, who: UUID) -> Desk:
    return Desk(service, "reviewer")


@pytest.fixture
def clerk(service: Service, who: UUID) -> Desk:
    return Desk(service)


def drawn(reviewer: Desk, **more: str) -> str:
    answer = reviewer.send("/verification/new", {**DRAWN, **more})
    assert answer.status_code == 303, text(answer.text)
    return str(answer.location)


def number_of(reviewer: Desk, sample: str, what: str) -> int:
    rows = re.findall(r'<tr role="row" id="i(\d+)">(.*?)</tr>', reviewer.get(sample), re.S)
    return next(int(number) for number, row in rows if what in row)


KEYED = {
    "Weight": {"value": "72500", "value_unit": "g"},
    "Blood group": {"abo": "AB", "rhd": "positive"},
    "Problem": {"what": "GONARTHROSIS ", "onset": "2017"},
}


def keyed(clerk: Desk, sample: str, **others: dict[str, str]) -> None:
    for what, told in {**KEYED, **others}.items():
        address = f"{sample}/{number_of(clerk, sample, what)}"
        answer = clerk.send(address, told)
        assert answer.status_code == 303, text(answer.text)


def test_a_sample_is_drawn_and_says_from_what(reviewer: Desk) -> None:
    page = text(reviewer.get(drawn(reviewer)))

    assert "Sample spring" in page
    assert "3 of 3 entries (measurements, blood groups, history), drawn by Reviewer Boateng" in page
    assert "Nothing has been keyed yet." in page
    assert page.count("shown once both are in") == 3


def test_the_same_seed_draws_the_same_again(reviewer: Desk) -> None:
    sample = drawn(reviewer, size="2")
    register(reviewer.service.records, names=["Other"], identifiers=[])
    reviewer.service.records.retract(
        reviewer.found("Lucía"), "history", "h1", AMA._replace(reason="wrong-patient", because="Not hers.")
    )

    assert "Drawn again: this seed gives the same 2 entries." in text(reviewer.get(f"{sample}?again=1"))


@pytest.mark.parametrize("what", list(KEYED))
def test_who_keys_is_shown_where_it_came_from_and_nothing_of_what_it_says(
    reviewer: Desk, clerk: Desk, what: str
) -> None:
    sample = drawn(reviewer)

    page = text(clerk.get(f"{sample}/{number_of(reviewer, sample, what)}"))

    assert f"Key again: {what}" in page
    assert "Lucía Núñez" in page
    assert not [value for value in ("72.5", "Gonarthrosis", "2017", "negative") if value in page]
    if what == "Weight":
        assert "Knee pain, 7 Mar 2026" in page


def test_once_both_are_in_both_are_shown_with_the_agreement_of_each_field(reviewer: Desk, clerk: Desk) -> None:
    sample = drawn(reviewer)
    keyed(clerk, sample)

    page = text(reviewer.get(sample))

    assert "3 keyed again" in page
    assert "Measurements: Value 1 of 1 100.0 %" in page
    assert "Blood groups: Rh(D) 0 of 1 0.0 %" in page
    assert "History: What 1 of 1" in page
    assert page.count("Differs") == 1
    assert "ABO group AB Rh(D) negative ABO group AB Rh(D) positive Differs Look at the entry" in page
    assert 'href="/patients/0000000195/blood_group/b1"' in reviewer.get(sample)
    assert 'aria-label="100.0 %, between 20.7 % and 100.0 %"' in reviewer.get(sample)


def test_what_cannot_be_read_comes_back_as_it_was_typed(reviewer: Desk, clerk: Desk) -> None:
    sample = drawn(reviewer)

    answer = clerk.send(f"{sample}/{number_of(clerk, sample, 'Weight')}", {"value": "heavy", "value_unit": "kg"})

    assert answer.status_code == 422
    assert 'value="heavy"' in answer.text
    assert 'id="value-no"' in answer.text


@pytest.mark.parametrize(("told", "words"), [
    ({"size": "many"}, "Write a whole number."), ({"size": "501"}, "Write a whole number from 1 to 500."),
    ({"since": "soon"}, "Write a day as"), ({"since": "2031-01-01"}, "Nothing of this kind was entered in that time."),
])  # fmt: skip
def test_a_sample_that_cannot_be_drawn_is_refused_in_words(reviewer: Desk, told: dict[str, str], words: str) -> None:
    answer = reviewer.send("/verification/new", {**DRAWN, **told})

    assert answer.status_code == 422
    assert words in text(answer.text)


def test_whoever_entered_it_is_sent_back(reviewer: Desk, clerk: Desk, who: UUID) -> None:
    account = clerk.service.personnel.account(clerk.login)
    assert account
    by = clerk.service.by(account)
    clerk.service.records.measure(who, [{"kind": "height", "value": "170", "unit": "cm"}], by, "2026-03-07")
    sample = drawn(reviewer, chapter="measurements")
    number = number_of(reviewer, sample, "Height")

    answer = clerk.client.get(f"{sample}/{number}", follow_redirects=True)

    assert "You wrote in this entry yourself: somebody else has to key it." in text(answer.text)
    assert f'href="{sample}/{number_of(reviewer, sample, "Weight")}">Key the next one' in answer.text


def test_what_was_keyed_is_not_keyed_again(reviewer: Desk, clerk: Desk) -> None:
    sample = drawn(reviewer)
    keyed(clerk, sample)

    answer = Desk(clerk.service, "verifier").client.get(f"{sample}/1", follow_redirects=True)

    assert "This entry has been keyed already" in text(answer.text)


def test_a_sample_is_closed_and_listed_as_such(reviewer: Desk, clerk: Desk) -> None:
    sample = drawn(reviewer)
    assert reviewer.send(f"{sample}/close", {}).status_code == 422
    keyed(clerk, sample)

    answer = reviewer.send(f"{sample}/close", {"note": "The Rh factor is asked for again."})

    assert answer.status_code == 303
    assert "Closed" in text(reviewer.get("/verification"))
    assert "3 of 3" in text(reviewer.get("/verification"))
    assert "Key the next one" not in clerk.get(sample)


def test_there_is_a_page_before_there_is_a_sample(reviewer: Desk) -> None:
    assert "No sample has been drawn yet." in text(reviewer.get("/verification"))
    reviewer.get(f"/verification/{UUID(int=7)}", 404)
    reviewer.get(f"{drawn(reviewer)}/99", 404)


def test_the_change_log_tells_what_was_keyed_and_not_what_stood_there(reviewer: Desk, clerk: Desk) -> None:
    keyed(clerk, drawn(reviewer))
    reviewer.service.views.ready()

    rows = list(reviewer.service.views.changes.rows({"type": "verification.keyed"}))

    assert len(rows) == 3
    assert all(one["was"] is None for row in rows for one in row["changes"])


def test_whose_entries_are_keyed_is_noted_among_the_reads(reviewer: Desk, clerk: Desk, who: UUID) -> None:
    sample, reads = drawn(reviewer), reviewer.service.reads
    for desk, path in ((clerk, f"{sample}/1"), (reviewer, sample)):
        desk.get(path)

    reads.ready()
    told = list(reads.accesses.rows({}, newest=False))[-2:]

    assert [(one["section"], one["medium"]) for one in told] == [("verification", "form"), ("verification", "list")]
    for one in told:
        assert reads.accesses.patients([one["position"]])[one["position"]] == [str(who)]
