"""A release: given what was asked for, when somebody answers, then this is recorded, once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given as supposing
from hypothesis import strategies as some

from domain.fact import Decision, Plain
from domain.refusal import NotFound, Refused
from domain.release import (
    GROUNDS,
    REFUSALS,
    WAYS,
    RecordDisclosed,
    Release,
    ReleaseRefused,
    ReleaseRequested,
)
from domain.releasing import SCOPE
from tests.support.given import CLERK, refused
from tests.support.office import AMA, PRIYA, register
from tests.support.told import told
from web.service import Service

NOW = datetime(2026, 3, 7, 9, 30, tzinfo=UTC)
ASKED: Plain = {"requester": "The district court", "ground": "court", "purpose": "A lawsuit", "chapters": ["visits"]}
KEPT: Plain = {**ASKED, "holder": "p1", "recipient": "The district court"}
NONE = dict.fromkeys(("authority", "address", "asks", "since", "until"))
HELD = {"visits": ["v1", "v2"]}
DIGEST = "ab" * 32


def release() -> Release:
    return Release.begin(uuid4(), Release.request("p1", ASKED, SCOPE), CLERK)


def disclosed(one: Release, **other: Any) -> Any:
    usual: Plain = {"how": "paper", "at": "2026-03-07", "known": 7, "entries": HELD, "digest": DIGEST, "now": NOW}
    return one.disclose(**{**usual, **other})


# asking


def test_what_is_asked_for_goes_to_whoever_asks_unless_somebody_else_is_named() -> None:
    assert Release.request("p1", ASKED, SCOPE) == Decision(ReleaseRequested, {**KEPT, **NONE})
    other = Release.request("p1", {**ASKED, "recipient": "Judge Haddad", "address": "1 Court Square"}, SCOPE)
    assert (other.fields["recipient"], other.fields["address"]) == ("Judge Haddad", "1 Court Square")


def test_a_chapter_is_asked_for_once_and_in_the_order_in_which_it_was_named() -> None:
    wanted = {**ASKED, "chapters": ["history", "visits", "history"]}

    assert Release.request("p1", wanted, SCOPE).fields["chapters"] == ["history", "visits"]


@pytest.mark.parametrize(("other", "field"), [
    ({"requester": " "}, "requester"), ({"ground": "because"}, "ground"), ({"purpose": ""}, "purpose"),
    ({"chapters": []}, "chapters"), ({"chapters": ["reviews"]}, "chapters"), ({"since": "soon"}, "since"),
    ({"until": "2026-03-07T09:00Z"}, "until"), ({"since": "2026-03", "until": "2026-02"}, "until"),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_at_its_field(other: Plain, field: str) -> None:
    with pytest.raises(Refused) as no:
        Release.request("p1", {**ASKED, **other}, SCOPE)

    assert no.value.field == field


def test_what_the_office_decided_about_a_record_is_no_part_that_can_be_handed_over() -> None:
    assert "reviews" not in SCOPE
    assert {"demographics", "visits", "measurements", "blood_group", "history", "reports", "attachments"} == set(SCOPE)


days = some.dates(date(1900, 1, 1), date(2100, 1, 1)).map(date.isoformat)


@supposing(days, days, some.sampled_from([4, 7, 10]), some.sampled_from([4, 7, 10]))
def test_a_span_of_days_ends_no_earlier_than_it_begins(first: str, last: str, some_of: int, some_more: int) -> None:
    """Held against the days themselves: a month or a year is all of its days."""
    wanted = {**ASKED, "since": first[:some_of], "until": last[:some_more]}
    reaches = first[:some_of].ljust(10, "-") <= last[:some_more].ljust(10, "~")

    if reaches:
        fields = Release.request("p1", wanted, SCOPE).fields
        assert (fields["since"], fields["until"]) == (wanted["since"], wanted["until"])
    else:
        with refused("until", "This is before the first day."):
            Release.request("p1", wanted, SCOPE)


# answering


def test_what_was_handed_over_is_recorded_entry_by_entry() -> None:
    one = release()

    decisions = disclosed(one, since="2026-03", note="Sealed.")

    held = {"how": "paper", "at": "2026-03-07", "known": 7, "entries": HELD, "digest": DIGEST}
    more = {"since": "2026-03", "until": None, "note": "Sealed."}
    assert decisions == (Decision(RecordDisclosed, {"holder": "p1", **held, **more}),)


@pytest.mark.parametrize(("other", "field"), [
    ({"how": "by pigeon"}, "how"), ({"at": "2026-03-08"}, "at"), ({"at": " "}, "at"), ({"entries": {}}, "chapters"),
    ({"entries": {"visits": []}}, "chapters"), ({"digest": "ab"}, "digest"), ({"since": "soon"}, "since"),
])  # fmt: skip
def test_nothing_is_said_to_be_handed_over_that_was_not(other: Plain, field: str) -> None:
    with pytest.raises(Refused) as no:
        disclosed(release(), **other)

    assert no.value.field == field


@pytest.mark.parametrize("ground", sorted(REFUSALS))
def test_a_refusal_says_why(ground: str) -> None:
    assert release().refuse(ground, "They have no order.") == (
        Decision(ReleaseRefused, {"holder": "p1", "ground": ground, "text": "They have no order."}),
    )
    with refused("text", "Fill this in."):
        release().refuse(ground, " ")


@pytest.mark.parametrize("answer", [disclosed, lambda one: one.refuse("no-right", "They have no order.")])
def test_a_request_is_answered_once(answer: Any) -> None:
    one = release()
    one.record(answer(one), CLERK)

    for again in (disclosed, lambda one: one.refuse("no-right", "They have no order.")):
        with refused("release", "This request was answered already."):
            again(one)


def test_every_code_has_words() -> None:
    assert all(words[0].isupper() for words in (*GROUNDS.values(), *WAYS.values(), *REFUSALS.values()))


# in the log


def asked(service: Service) -> tuple[UUID, UUID]:
    who = register(service.records)
    return who, UUID(service.releasing.request(who, ASKED, AMA).id)


def test_a_release_is_recorded_in_a_stream_of_its_own(service: Service) -> None:
    who, id = asked(service)

    service.releasing.disclose(id, "paper", "2026-01-01", 1, HELD, DIGEST, PRIYA)

    last = [(kind, fields) for kind, fields in told(service) if kind in (ReleaseRequested, RecordDisclosed)]
    assert [fields["holder"] for _, fields in last] == [str(who)] * 2
    assert [fact.by.name for fact in service.store.journal.history(id)] == [AMA.name, PRIYA.name]
    assert [fact.TOPIC for fact in service.store.journal.history(who)] == ["patient.registered"]


def test_all_of_a_release_is_sealed_under_the_patients_key(service: Service) -> None:
    who, id = asked(service)
    service.releasing.refuse(id, "no-right", "They have no order.", PRIYA)

    log = service.store.log
    keys = {row.type: log.opened(row)[0].key for row in log.rows(0, 100) if row.type.startswith("release.")}

    assert keys.keys() == {"release.requested/1", "release.refused/1"}
    assert set(keys.values()) == {log.key_of(who)}


def test_the_same_request_is_carried_out_once(service: Service) -> None:
    who = register(service.records)
    by = AMA._replace(request="r1")

    one, again = (service.releasing.request(who, ASKED, by) for _ in range(2))

    assert one == again
    assert [kind for kind, _ in told(service)].count(ReleaseRequested) == 1


def test_nothing_is_asked_for_of_a_record_that_there_is_not(service: Service) -> None:
    with pytest.raises(NotFound):
        service.releasing.request(uuid4(), ASKED, AMA)
