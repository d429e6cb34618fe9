"""What goes wrong at a desk, and how it is put right: with a reason, and without losing what stood there."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from domain.file import File
from domain.patient import Patient
from web.demo.acts import blood_test, minute
from web.demo.names import address
from web.demo.office import Chart
from web.demo.person import Person


def file_of(chart: Chart) -> File:
    return chart.office.records.desk.journal.load(Patient, chart.who).file


def weight_typed_wrong(chart: Chart, person: Person, random: Random) -> None:
    """Two digits changed places; someone notices on the same day."""
    right = f"{person.weight(chart.office.now.date()):.1f}"
    typed = right[1] + right[0] + right[2:] if len(right) > 3 else f"{float(right) + 2:.1f}"
    wanted = [{"kind": "weight", "value": typed, "unit": "kg"}]
    entry = chart.do(
        "measure", wanted, taken_at=minute(chart.office.now), reason="checked-again", confirmed=_any_value()
    )
    chart.office.clock.forward(chart.office.now + timedelta(minutes=random.randint(5, 120)))
    chart.do("correct", "measurements", entry, {"value": right}, reason="typing-error", confirmed=_any_value())


def wrong_patient(chart: Chart, person: Person, random: Random) -> None:
    """An entry meant for somebody else; it stays readable, struck through."""
    wanted = {"kind": "problem", "what": "Gout", "clinical_status": "active", "note": "Told on the telephone."}
    entry = chart.do("add_history", wanted, confirmed=("duplicate",))
    chart.do("retract", "history", entry, reason="wrong-patient")


def laboratory_revised(chart: Chart, person: Person, random: Random) -> None:
    report = blood_test(chart, person, random)
    results = file_of(chart).reports.items[report]["results"]
    first = {**results[0], "value": f"{float(results[0]['value']) * 1.1:.1f}"}
    chart.do("amend_report", report, "corrected", {"results": [first, *results[1:]]}, reason="result-revised")


def birth_corrected(chart: Chart, person: Person, random: Random) -> None:
    """A document is shown at last."""
    born: date = person.born - timedelta(days=random.choice((0, 1, 30)))
    chart.do("correct_details", {"birth": {"value": born.isoformat(), "basis": "document"}}, reason="document-seen")


def moved_house(chart: Chart, person: Person, random: Random) -> None:
    """Not a mistake: the old address was true until now."""
    chart.do("update", {"addresses": [address(random)]})


def visit_cancelled(chart: Chart, person: Person, random: Random) -> None:
    opened = chart.do("open_visit", {"visit_class": "AMB", "start": minute(chart.office.now), "reason": "Opened twice"})
    chart.do("cancel_visit", opened, reason="duplicate")


def _any_value() -> tuple[str, ...]:
    return tuple(f"{end}:{field}" for end in ("low", "high") for field in ("items.0.value", "value"))
