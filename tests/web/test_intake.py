"""What is gathered at the desk with a registration: blood group, weight and height, recorded with it or not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.intake import Intake
from domain.refusal import Doubtful, Refused
from tests.support.office import AMA, LUCIA, WHY
from tests.web.clerk_desk import Desk, confirmations, text
from web.entering import intake
from web.service import Service

ADA = {"name": "Ada Nkemelu", "born": "1984-03-07", "gender": "female"}
O_POSITIVE = {"blood": "O positive", "basis": "stated"}


def nobody(desk: Desk) -> bool:
    desk.service.views.ready()
    return not desk.service.views.directory.count()


def test_blood_group_weight_and_height_are_recorded_with_the_registration_in_one_transaction(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, **O_POSITIVE, "weight": "64", "height": "1.63", "height_unit": "m"})

    registered, measured, blood, settled = desk.facts(desk.found("nkemelu"))
    assert [fact.TOPIC for fact in (registered, measured, blood, settled)] == [
        "patient.registered", "measurements.recorded", "blood-group.recorded", "blood-group.settled",
    ]  # fmt: skip
    assert len({fact.by.tx for fact in (registered, measured, blood, settled)}) == 1
    assert [(item["kind"], item["value"], item["unit"]) for item in measured.payload()["items"]] == [
        ("weight", "64", "kg"),
        ("height", "163", "cm"),
    ]
    assert blood.payload() == {"determination": "b1", "abo": "O", "rhd": "positive", "basis": "stated"}
    assert settled.payload()["now"] == {"state": "stated", "abo": "O", "rhd": "positive"}


def test_a_patient_of_whom_nothing_was_gathered_has_a_registration_and_nothing_besides(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "weight": "  ", "weight_unit": "[lb_av]", "told": ""})

    assert [topic for topic, _ in desk.told(desk.found("nkemelu"))] == ["patient.registered"]


def test_what_somebody_says_of_themselves_is_kept_as_said(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "weight": "64", "height": "5 ft 7 in", "told": "stated"})

    items = desk.told(desk.found("nkemelu"))[1][1]["items"]
    assert [item["how"] for item in items] == ["stated", "stated"]
    assert items[1]["as_entered"]["text"] == "5 ft 7 in"


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"blood": "O positive"}, "basis", "Choose how the blood group is known."),
        ({"weight": "heavy"}, "weight", "Write a number"),
        ({"height": "9000"}, "height", "Nobody"),
        ({"blood": "Z positive", "basis": "card"}, "blood", "Choose one of those"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field_and_nobody_is_registered(
    desk: Desk, typed: dict[str, str], field: str, says: str
) -> None:
    answer = desk.send("/patients/new", {**ADA, **typed})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert says in text(answer.text)
    assert 'value="Ada Nkemelu"' in answer.text
    assert nobody(desk)


def test_an_unlikely_weight_is_asked_about_with_what_could_be_meant_and_recorded_with_a_reason(desk: Desk) -> None:
    asked = desk.send("/patients/new", {**ADA, "weight": "635"})
    assert asked.status_code == 422
    assert "Use 63.5 kg" in text(asked.text)
    assert nobody(desk)

    told = {
        **ADA,
        "weight": "635",
        "confirm": confirmations(asked),
        "reason": "checked-again",
        "because": "Weighed twice.",
    }
    desk.again("/patients/new", asked, told)
    registered, measured = desk.facts(desk.found("nkemelu"))
    assert measured.payload()["items"][0]["warnings"] == ["high"]
    assert (measured.by.reason, measured.by.because) == ("checked-again", "Weighed twice.")
    assert (registered.by.reason, registered.by.because) == (None, None)


def test_a_weight_that_stands_without_a_reason_is_asked_for_one(desk: Desk) -> None:
    asked = desk.send("/patients/new", {**ADA, "weight": "635"})
    again = desk.again("/patients/new", asked, {**ADA, "weight": "635", "confirm": confirmations(asked)})

    assert "Say why an unusual value stands." in text(again.text)
    assert nobody(desk)


def test_what_was_confirmed_stays_confirmed_when_something_else_is_asked_about(desk: Desk) -> None:
    """Two questions of which each forgets the answer to the other would have no end."""
    desk.send("/patients/new", ADA)
    typed = {**ADA, "weight": "635", "reason": "checked-again"}
    first = desk.send("/patients/new", typed)
    assert "Is it a different person?" in first.text
    second = desk.again("/patients/new", first, {**typed, "confirm": confirmations(first)})
    assert "Use 63.5 kg" in text(second.text)
    confirmed = confirmations(second)
    assert len(confirmed) == 2

    done = desk.again("/patients/new", second, {**typed, "confirm": confirmed})
    assert done.status_code == 303
    desk.service.views.ready()
    assert len(desk.service.views.directory.search("nkemelu")) == 2


def test_what_was_understood_and_what_will_be_written_is_said(desk: Desk) -> None:
    typed = {**O_POSITIVE, "weight": "140", "weight_unit": "[lb_av]", "height": "163", "look": "already"}
    page = text(desk.send("/patients/new", {**ADA, **typed}).text)

    assert "64 kg" in page
    assert "Blood group O+, told" in page
    assert "height 163 cm (BMI 23.9)" in page


def test_a_form_that_was_not_sent_keeps_what_was_gathered(desk: Desk) -> None:
    page = desk.send("/patients/new", {"weight": "64", "blood": "A negative", "name": ""}).text

    assert 'value="64"' in page
    assert '<option value="A negative" selected>A−</option>' in page


@given(
    blood=st.sampled_from(["", "O positive", "AB unknown", "nonsense"]),
    basis=st.sampled_from(["", "lab", "card"]),
    weight=st.text(max_size=8),
    height=st.one_of(st.text(max_size=8), st.sampled_from(["1.63 m", "5'7\"", "163", "64 in"])),
)
def test_whatever_is_typed_it_is_said_what_will_be_written_or_nothing(
    blood: str, basis: str, weight: str, height: str
) -> None:
    values = {"blood": blood, "basis": basis, "weight": weight, "height": height}

    assert all(isinstance(line, str) and line for line in [*intake.will(values), *intake.echo(values).values()])


# the command


def test_nobody_is_registered_where_what_was_gathered_is_refused(service: Service) -> None:
    heavy = Intake(AMA, "2026-03-07", [{"kind": "weight", "value": "635", "unit": "kg"}])

    for gathered, told in [
        (heavy, Doubtful),
        (heavy._replace(items=[{"kind": "weight", "value": "-1", "unit": "kg"}]), Refused),
        (Intake(AMA, "2026-03-07", blood={"abo": "Q", "rhd": "positive", "basis": "lab"}), Refused),
        (Intake(AMA, "2027-03-07", [{"kind": "weight", "value": "64", "unit": "kg"}]), Refused),
    ]:
        with pytest.raises(told):
            service.records.register(LUCIA, AMA, intake=gathered)
    service.views.ready()
    assert not service.views.directory.count()


def test_a_reason_for_a_weight_is_none_of_the_registration(service: Service) -> None:
    heavy: dict[str, Any] = {"kind": "weight", "value": "635", "unit": "kg"}
    done = service.records.register(
        LUCIA, AMA, ("high:items.0.value",), intake=Intake(WHY, "2026-03-07T09:00Z", [heavy])
    )

    registered, measured = service.store.journal.history(UUID(done.id))
    assert (registered.by.actor, registered.by.reason) == (AMA.actor, None)
    assert measured.by.reason == WHY.reason
    assert done.entries == ("m1",)
