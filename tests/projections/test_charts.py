"""Series to draw: every point that was measured, with what it was before and whether it was struck."""

from __future__ import annotations

from typing import Any

from projections import charts
from projections.charts import Point, Series
from tests.support.office import AMA, WHY, register
from web.service import Service

SODIUM = {"what": "Sodium", "value": "140", "unit": "mmol/L", "range": {"low": "135", "high": "145"}}
REASON = {"reason": "typing-error", "because": "Two digits changed places."}
LAB = {"kind": "laboratory", "what": "Electrolytes"}


def file(service: Service, who: Any) -> dict[str, Any]:
    service.views.ready()
    return service.views.current.file(who)


def weigh(service: Service, who: Any, value: str, at: str, unit: str = "kg") -> None:
    service.records.measure(who, [{"kind": "weight", "value": value, "unit": unit}], AMA, at)


def test_points_come_in_the_order_in_which_they_were_measured(service: Service) -> None:
    who = register(service.records)
    weigh(service, who, "72", "2026-03-01")
    weigh(service, who, "70", "2024")
    weigh(service, who, "71", "2025-06")

    assert charts.vitals(file(service, who)) == [
        Series("Weight", "kg", [
            Point("2024-01-01T00:00:00+00:00", "70", "m2"),
            Point("2025-06-01T00:00:00+00:00", "71", "m3"),
            Point("2026-03-01T00:00:00+00:00", "72", "m1"),
        ], "weight")
    ]  # fmt: skip


def test_moments_of_different_zones_are_in_order(service: Service) -> None:
    who = register(service.records)
    weigh(service, who, "72", "2026-03-06T10:00+05:00")
    weigh(service, who, "71", "2026-03-06T06:00+00:00")
    weigh(service, who, "73", "2026-03-06T01:30-04:00")

    assert [point.value for point in charts.vitals(file(service, who))[0].points] == ["72", "73", "71"]


def test_a_value_entered_in_another_unit_is_drawn_in_the_usual_one(service: Service) -> None:
    who = register(service.records)
    weigh(service, who, "160", "2026-03-01", "lb")

    (series,) = charts.vitals(file(service, who))

    assert (series.unit, series.points[0].value) == ("kg", "72.5748")


def test_a_corrected_point_shows_every_value_it_had(service: Service) -> None:
    who = register(service.records)
    weigh(service, who, "75", "2026-03-01")
    service.records.correct(who, "measurements", "m1", {"value": "57"}, WHY)
    service.records.correct(who, "measurements", "m1", {"taken_at": "2026-03-02"}, WHY)
    service.records.correct(who, "measurements", "m1", {"value": "57.5"}, WHY)

    (series,) = charts.vitals(file(service, who))

    assert series.points == [Point("2026-03-02T00:00:00+00:00", "57.5", "m1", was=("75", "57"), **REASON)]


def test_a_struck_point_stays_and_is_marked(service: Service) -> None:
    who = register(service.records)
    weigh(service, who, "75", "2026-03-01")
    service.records.retract(who, "measurements", "m1", WHY)

    (series,) = charts.vitals(file(service, who))

    assert series.points == [Point("2026-03-01T00:00:00+00:00", "75", "m1", struck=True, **REASON)]


def test_there_is_a_series_for_each_kind_measured_and_for_no_other(service: Service) -> None:
    who = register(service.records)
    items = [{"kind": "pain", "value": "3"}, {"kind": "height", "value": "170"}, {"kind": "weight", "value": "70"}]
    service.records.measure(who, items, AMA, "2026-03-01")

    assert [series.name for series in charts.vitals(file(service, who))] == ["Height", "Weight", "Pain"]


def test_a_file_without_numbers_has_no_series(service: Service) -> None:
    shown = file(service, register(service.records))

    assert (charts.vitals(shown), charts.results(shown)) == ([], [])


def test_a_result_is_a_point_with_its_flag_and_its_range(service: Service) -> None:
    who = register(service.records)
    for value, at in (("140", "2026-01"), ("150", "2026-02")):
        service.records.issue_report(who, {"collected_at": at}, AMA, header=LAB, results=[{**SODIUM, "value": value}])

    assert charts.results(file(service, who)) == [
        Series("Sodium", "mmol/L", [
            Point("2026-01-01T00:00:00+00:00", "140", "r1", flag="N", low="135", high="145"),
            Point("2026-02-01T00:00:00+00:00", "150", "r2", flag="H", low="135", high="145"),
        ], band="printed")
    ]  # fmt: skip


def test_results_in_two_units_are_two_series(service: Service) -> None:
    who = register(service.records)
    lines = [{"what": "Glucose", "value": "5.4", "unit": "mmol/L"}, {"what": "Glucose", "value": "97", "unit": "mg/dL"}]
    service.records.issue_report(who, {"collected_at": "2026"}, AMA, header=LAB, results=lines)

    assert [(one.name, one.unit) for one in charts.results(file(service, who))] == [
        ("Glucose", "mg/dL"), ("Glucose", "mmol/L"),
    ]  # fmt: skip


def test_what_is_no_number_and_what_has_no_time_is_not_drawn(service: Service) -> None:
    who = register(service.records)
    service.records.issue_report(
        who, {"collected_at": "2026"}, AMA, header=LAB, results=[{"what": "Culture", "text": "No growth"}]
    )
    service.records.issue_report(who, {}, AMA, header=LAB, results=[SODIUM])

    assert charts.results(file(service, who)) == []


def test_the_results_of_a_struck_report_are_marked(service: Service) -> None:
    who = register(service.records)
    service.records.issue_report(who, {"collected_at": "2026"}, AMA, header=LAB, results=[SODIUM])
    service.records.retract(who, "reports", "r1", WHY)

    (series,) = charts.results(file(service, who))

    assert [point.struck for point in series.points] == [True]


def test_a_result_is_dated_by_its_specimen_before_its_making_and_its_report(service: Service) -> None:
    who = register(service.records)
    times = {"collected_at": "2026-01-01", "performed_at": "2026-01-02", "reported_at": "2026-01-03"}
    for gone in ((), ("collected_at",), ("collected_at", "performed_at")):
        told = {name: at for name, at in times.items() if name not in gone}
        service.records.issue_report(who, told, AMA, header=LAB, results=[SODIUM])

    (series,) = charts.results(file(service, who))

    assert [point.at[:10] for point in series.points] == ["2026-01-01", "2026-01-02", "2026-01-03"]


def test_each_result_keeps_the_range_that_was_printed_with_it(service: Service) -> None:
    who = register(service.records)
    wider = {**SODIUM, "range": {"low": "130", "high": "150"}}
    for line, at in ((SODIUM, "2026-01"), (wider, "2026-02"), ({**SODIUM, "range": None}, "2026-03")):
        service.records.issue_report(who, {"collected_at": at}, AMA, header=LAB, results=[line])

    (series,) = charts.results(file(service, who))

    assert [(one.low, one.high) for one in series.points] == [("135", "145"), ("130", "150"), (None, None)]


def test_a_corrected_result_shows_what_it_was_and_why(service: Service) -> None:
    who = register(service.records)
    service.records.issue_report(who, {"collected_at": "2026"}, AMA, header=LAB, results=[SODIUM])
    service.records.amend_report(who, "r1", "corrected", {"results": [{**SODIUM, "value": "141"}]}, WHY)

    (series,) = charts.results(file(service, who))

    assert [(one.value, one.was, one.because) for one in series.points] == [
        ("141", ("140",), "Two digits changed places.")
    ]


def test_a_vital_sign_is_read_against_what_is_usual_at_the_age_it_was_taken(service: Service) -> None:
    who = register(service.records, birth={"value": "2012-03", "basis": "stated"})
    for at in ("2012-06-01", "2016-06-01", "2026-03-01"):
        service.records.measure(who, [{"kind": "heart-rate", "value": "100"}], AMA, at)

    (series,) = charts.vitals(file(service, who))

    assert series.band == "usual"
    assert [(one.low, one.high) for one in series.points] == [("100", "190"), ("80", "120"), ("60", "100")]


def test_without_an_age_there_is_no_usual_band(service: Service) -> None:
    who = register(service.records, birth={"value": "198X", "basis": "stated"})
    service.records.measure(who, [{"kind": "heart-rate", "value": "72"}], AMA, "2026-03-01")

    (series,) = charts.vitals(file(service, who))

    assert (series.band, series.points[0].low) == ("", None)
