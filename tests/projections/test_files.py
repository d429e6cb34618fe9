"""Current and past files: the same fold, whatever happened."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.chapter import EVERYTHING
from domain.fact import registry
from domain.patient import Patient
from domain.refusal import NotFound, Refused
from projections.between import compare
from projections.past import file_at
from projections.sentences import covered, sentence
from tests.projections.rows import edit as change
from tests.support.office import AMA, WHY, everything, register
from tests.support.stores import created
from web.service import Service


def weight(kilograms: int) -> dict[str, str]:
    return {"kind": "weight", "value": str(kilograms), "unit": "kg"}


def looked(service: Service, who: UUID) -> tuple[Any, ...]:
    """What the views show."""
    views = service.views
    views.ready()
    return views.current.file(who), list(views.changes.rows()), views.directory.recent()


COMMANDS: dict[str, Any] = {
    "measure": lambda r, who, n: r.measure(
        who, [{"kind": "weight", "value": f"{50 + n}", "unit": "kg"}], AMA, "2026-01-05"
    ),
    "correct": lambda r, who, n: r.correct(who, "measurements", f"m{n % 4 + 1}", {"value": f"{60 + n}"}, WHY),
    "retract": lambda r, who, n: r.retract(who, "measurements", f"m{n % 4 + 1}", WHY),
    "note": lambda r, who, n: r.add_to(who, "measurements", f"m{n % 4 + 1}", "Looked at again.", AMA),
    "history": lambda r, who, n: r.add_history(who, {"kind": "problem", "what": f"Problem {n}"}, AMA),
    "none": lambda r, who, n: r.declare_none(who, "allergy", "patient", AMA),
    "allergy": lambda r, who, n: r.add_history(who, {"kind": "allergy", "what": f"Thing {n}"}, AMA),
    "blood": lambda r, who, n: r.record_blood_group(who, {"abo": "AB"[n % 2], "rhd": "positive", "basis": "lab"}, AMA),
    "moved": lambda r, who, n: r.update(who, {"addresses": [{"text": f"{n} Mill Lane"}]}, AMA),
    "name": lambda r, who, n: r.correct_details(who, {"names": [{"text": f"Name {n}"}]}, WHY),
    "visit": lambda r, who, n: r.open_visit(who, {"visit_class": "AMB", "start": "2026-01-05"}, AMA, EVERYTHING),
    "cancel": lambda r, who, n: r.cancel_visit(who, f"v{n % 3 + 1}", WHY),
}
steps = st.lists(st.tuples(st.sampled_from(sorted(COMMANDS)), st.integers(0, 9)), max_size=25)


def _lived(service: Service, told: list[tuple[str, int]]) -> UUID:
    """A patient to whom this happened; what the record refuses did not happen."""
    who = register(service.records)
    for name, n in told:
        try:
            COMMANDS[name](service.records, who, n)
        except Refused:
            continue
    return who


@settings(max_examples=12)
@given(steps)
def test_the_fold_of_a_prefix_is_the_file_shown_at_its_end(told: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, created(Path(folder) / "store") as service:
        who = register(service.records)
        shown = {}
        for name, n in told:
            try:
                COMMANDS[name](service.records, who, n)
            except Refused:
                continue
            service.views.ready()
            shown[service.store.log.position] = service.views.current.file(who)
        for position, file in shown.items():
            assert file_at(service.store.journal, who, position) == file


@settings(max_examples=8)
@given(steps)
def test_dropping_the_views_and_looking_again_shows_the_same(told: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        with created(path) as service:
            who = _lived(service, told)
            service.views.ready()
            before = (
                service.views.current.file(who),
                list(service.views.changes.rows()),
                service.views.directory.recent(),
            )
        for stale in path.glob("views.db*"):
            stale.unlink()
        with Service.open(path) as service:
            assert looked(service, who) == before
            assert list(service.views.engine.check()) == []


@settings(max_examples=8)
@given(steps)
def test_a_patient_from_the_log_is_the_patient_in_memory(told: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder, created(Path(folder) / "store") as service:
        who = _lived(service, told)
        journal = service.store.journal
        lived = journal.load(Patient, who)
        journal.forget(who)
        again = journal.load(Patient, who)
        assert again.version == lived.version
        assert _unstamped(again) == _unstamped(lived)


def _unstamped(patient: Patient) -> Any:
    """All entries; but when and at which position something was recorded is settled only by the append."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: bare(inner) for name, inner in value.items() if name not in ("at", "position")}
        return [bare(inner) for inner in value] if isinstance(value, list) else value

    return {name: bare(dict(items)) for name, items in patient.kept()}


def test_every_kind_of_fact_has_its_sentence(service: Service) -> None:
    everything(service)
    assert covered() == set(registry().values())
    facts, _ = service.store.journal.facts(0, 1000)
    for fact in facts:
        said = sentence(fact)
        assert said.startswith(("Ama Boateng ", "Ruth Adeyemi ", "Priya Nair ", "Sam Owusu "))
        assert said.endswith((".", "?"))
        assert not any(mark in said for mark in ("{", "[", "None"))


def test_a_rebuilt_view_equals_the_one_that_followed(service: Service) -> None:
    who = everything(service)
    service.views.ready()
    before = service.views.current.file(who)
    service.views.engine.rebuild()
    assert service.views.current.file(who) == before
    assert list(service.views.engine.check()) == []


@pytest.mark.parametrize(("edit", "view", "field"), [
    ("update entry set json = replace(json, '72.0', '27.0') where item = 'm1'", "current", "json"),
    ("update person set name = 'Somebody Else'", "directory", "name"),
    ("delete from token where token = 'nunez'", "directory", ""),
    ("update change set told = replace(told, 'Ama', 'Eve') where position = 8", "changes", "told"),
    ("update account set role = 'admin'", "staff", "role"),
])  # fmt: skip
def test_an_edited_view_is_named(service: Service, edit: str, view: str, field: str) -> None:
    everything(service)
    service.views.ready()
    assert change(service, edit)
    found = list(service.views.engine.check())
    assert found
    assert {one.view for one in found} == {view}
    assert field in {one.field for one in found}


def test_a_correction_is_what_differs_between_two_moments(service: Service) -> None:
    who = register(service.records)
    service.records.measure(who, [{"kind": "weight", "value": "75", "unit": "kg"}], AMA, "2026-01-05")
    before = service.store.log.position
    service.records.correct(who, "measurements", "m1", {"value": "57"}, WHY)
    told = compare(file_at(service.store.journal, who, before), file_at(service.store.journal, who))
    assert {"field": "measurements.m1.value", "was": "75", "now": "57"} in told
    with pytest.raises(NotFound):
        file_at(service.store.journal, who, 1)


@pytest.mark.parametrize("typed", [
    "nunez", "LUCÍA", "luc nun", "nun luc", "1984", "1984-03", "hm-77", "HM77", "+999 555 1234", "9995551234",
    "0000000195", "00 000 001-95",
])  # fmt: skip
def test_a_patient_is_found_however_it_is_typed(service: Service, typed: str) -> None:
    who = register(service.records)
    register(service.records, names=["Kofi Mensah"], birth="1990", identifiers=[], contacts=[])
    service.views.ready()
    assert [hit["id"] for hit in service.views.directory.search(typed)] == [str(who)]


@pytest.mark.parametrize("typed", ["7.3.1984", "07/03/1984", "1984-03-07"])
def test_a_birth_date_is_found_in_its_usual_forms(service: Service, typed: str) -> None:
    who = register(service.records, birth="1984-03-07")
    service.views.ready()
    assert [hit["id"] for hit in service.views.directory.search(typed)] == [str(who)]


def test_a_former_name_is_found_and_said_to_be_former(service: Service) -> None:
    who = register(service.records)
    service.records.update(who, {"names": [{"text": "Lucía Ibáñez"}]}, AMA)
    service.views.ready()
    hit = service.views.directory.search("nunez")[0]
    assert (hit["name"], hit["former"]) == ("Lucía Ibáñez", ["Lucía Núñez"])
    assert service.views.directory.search("") == []
    assert service.views.directory.search("nobody") == []
