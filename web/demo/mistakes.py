"""What goes wrong at a desk, and how it is put right: with a reason, and without losing what stood there."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from domain.visits import SECOND
from web.demo.acts import blood_group, blood_test, minute
from web.demo.names import address
from web.demo.office import Chart
from web.demo.person import Person


def weight_typed_wrong(chart: Chart, person: Person, random: Random) -> None:
    """Two digits changed places; someone notices on the same day."""
    right = f"{person.weight(chart.office.now.date()):.1f}"
    typed = right[1] + right[0] + right[2:] if len(right) > 3 and right[1] != "0" else f"{float(right) + 2:.1f}"
    wanted = [{"kind": "weight", "value": typed, "unit": "kg"}]
    taken = minute(chart.office.now)
    entry = chart.do("measure", wanted, taken_at=taken, reason="checked-again", confirmed=_any_value())
    chart.office.clock.forward(chart.office.now + timedelta(minutes=random.randint(5, 15)))
    chart.do("correct", "measurements", entry, {"value": right}, reason="typing-error", confirmed=_any_value())


def wrong_patient(chart: Chart, person: Person, random: Random) -> None:
    """An entry meant for somebody else; it stays readable, struck through."""
    what = random.choice(("Gout", "Epilepsy", "Glaucoma", "Psoriasis"))
    told = {"kind": "problem", "what": what, "clinical_status": "active", "note": "Told on the telephone."}
    entry = chart.do("add_history", told, confirmed=("duplicate",))
    chart.do("retract", "history", entry, reason="wrong-patient")


def laboratory_revised(chart: Chart, person: Person, random: Random) -> None:
    report = blood_test(chart, person, random)
    first, *rest = chart.entry("reports", report)["results"]
    places = len(first["value"].partition(".")[2])
    revised = {**first, "value": f"{float(first['value']) * 1.1:.{places}f}"}
    notified = [{"who": "Dr. N. Osei", "how": "telephone", "at": minute(chart.office.now)}]
    told = {"results": [revised, *rest]}
    chart.do("amend_report", report, "corrected", told, reason="result-revised", notified=notified)


def birth_corrected(chart: Chart, person: Person, random: Random) -> None:
    """A document is shown at last."""
    born: date = person.born - timedelta(days=random.choice((0, 1, 30)))
    chart.do("correct_details", {"birth": {"value": born.isoformat(), "basis": "document"}}, reason="document-seen")


def moved_house(chart: Chart, person: Person, random: Random) -> None:
    """Not a mistake: the old address was true until now."""
    chart.do("update", {"addresses": [address(random)]})


def visit_cancelled(chart: Chart, person: Person, random: Random) -> None:
    told = {"visit_class": "AMB", "start": minute(chart.office.now), "reason": "Opened twice"}
    opened = chart.do("open_visit", told, confirmed=(SECOND,))
    chart.do("cancel_visit", opened, reason="duplicate")


def tubes_swapped(chart: Chart, person: Person, random: Random) -> None:
    """Two determinations that contradict each other: nobody knows yet whose tube the second one was."""
    blood_group(chart, person, random)
    blood_group(chart, person, random, _other(person, random))


def tube_found_out(chart: Chart, person: Person, random: Random) -> None:
    """The same, and the wrong one is found and struck."""
    wrong = blood_group(chart, person, random, _other(person, random))
    blood_group(chart, person, random)
    chart.do("retract", "blood_group", wrong, reason="wrong-patient")


OF_GROUP = (tubes_swapped, tube_found_out)


def written_later(chart: Chart, person: Person, random: Random) -> None:
    """A nurse weighed at home and brought the slip days afterwards."""
    before = chart.office.now - timedelta(days=random.randint(2, 6), minutes=random.randint(0, 200))
    weight = {"kind": "weight", "value": f"{person.weight(before.date()):.1f}", "unit": "kg"}
    chart.do("measure", [weight], taken_at=minute(before), reason="late-information", confirmed=_any_value())


def _other(person: Person, random: Random) -> str:
    return random.choice([abo for abo in "ABO" if abo != person.abo])


_ODD = ("low", "high", "changed", "swapped")


def _any_value() -> tuple[str, ...]:
    return ("before-birth", *(f"{end}:{field}" for end in _ODD for field in ("items.0.value", "value")))
