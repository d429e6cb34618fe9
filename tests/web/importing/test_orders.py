"""However it comes, in whatever order and however often: the same file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.support.clock import StandingClock
from tests.support.stores import created
from web.importing import import_fhir, run
from web.importing.account import OUTCOMES
from web.service import Service

Resource = dict[str, Any]
LOINC = "http://loinc.org"


def reference(kind: str, id: str) -> dict[str, str]:
    return {"reference": f"{kind}/{id}"}


def code(of: str, text: str) -> Resource:
    return {"coding": [{"system": LOINC, "code": of}], "text": text}


def life(n: int) -> Iterator[Resource]:
    """A patient with two visits, a panel whose results are observations of their own, a weight and a problem."""
    about = {"subject": reference("Patient", f"p{n}")}
    yield {"resourceType": "Patient", "id": f"p{n}", "name": [{"text": f"Ama {n}"}], "birthDate": "1980"}
    for k in range(2):
        at = {"effectiveDateTime": f"2025-0{k + 1}-05T10:00:00Z", "encounter": reference("Encounter", f"e{n}-{k}")}
        period = {"start": f"2025-0{k + 1}-05T09:30:00Z", "end": f"2025-0{k + 1}-05T10:30:00Z"}
        yield {"resourceType": "Encounter", "id": f"e{n}-{k}", "status": "finished", "period": period, **about}
        for id, what, unit in (
            ("glucose", "2339-0", "mg/dL"),
            ("sodium", "2951-2", "mmol/L"),
            ("weight", "29463-7", "kg"),
        ):
            told = {"code": code(what, id), "valueQuantity": {"value": 70 + k, "code": unit}, "status": "final"}
            yield {"resourceType": "Observation", "id": f"{id}{n}-{k}", **about, **at, **told}
        results = [reference("Observation", f"{id}{n}-{k}") for id in ("glucose", "sodium")]
        panel = {"code": code("24323-8", "Panel"), "result": results, "status": "final"}
        yield {"resourceType": "DiagnosticReport", "id": f"r{n}-{k}", **about, **at, **panel}
    yield {
        "resourceType": "Condition",
        "id": f"c{n}",
        "code": code("x", "Cough"),
        "encounter": at["encounter"],
        **about,
    }


LIVES = [one for n in range(7) for one in life(n)]


def written(folder: Path, resources: Sequence[Resource], files: int = 1) -> list[str]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{n}.ndjson" for n in range(files)]
    for n, path in enumerate(paths):
        path.write_text("".join(json.dumps(one) + "\n" for one in resources[n::files]))
    return [str(path) for path in paths]


def totals(service: Service, sources: Sequence[str]) -> dict[str, int]:
    told = import_fhir(service, sources).as_json()
    assert told["seen"] == sum(told[outcome] for outcome in OUTCOMES)
    return {name: told[name] for name in ("patients", "seen", *OUTCOMES, "events")}


_OF_THE_LOG = ("id", "recorded", "issued", "act", "mrn")


def contents(service: Service, people: Sequence[str]) -> list[Any]:
    """What the files of these patients say, whatever the numbers of their entries."""
    service.views.ready(60)
    return [sorted(_said(service, name)) for name in people]


def _said(service: Service, name: str) -> Iterator[str]:
    who = service.records.known_as(name)
    assert who
    chapters = service.views.current.file(who)["chapters"]
    for chapter, items in chapters.items():
        for item in items.values():
            own = {field: value for field, value in item.items() if field not in _OF_THE_LOG}
            if "visit" in own:
                own["visit"] = chapters["visits"][own["visit"]]["start"]
            own["results"] = sorted(json.dumps({**line, "id": ""}, sort_keys=True) for line in own.get("results", ()))
            yield f"{chapter} {json.dumps(own, sort_keys=True)}"


PEOPLE = [f"Patient/p{n}" for n in range(7)]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, int], list[Any]]:
    """One file, in the order in which it makes sense; into files, and what comes into a database must be the same."""
    folder, clock = tmp_path_factory.mktemp("plain"), StandingClock(datetime(2026, 3, 7, 9, 30, tzinfo=UTC))
    with created(folder / "store", "test.example/log", clock) as service:
        return totals(service, written(folder / "one", LIVES)), contents(service, PEOPLE)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("together", [1, 10, 50, 2000])
def test_the_order_of_files_and_lines_and_the_size_of_an_append_make_no_difference(
    service: Service,
    tmp_path: Path,
    plain: tuple[dict[str, int], list[Any]],
    monkeypatch: pytest.MonkeyPatch,
    together: int,
    seed: int,
) -> None:
    random, shuffled = Random(seed), [*LIVES]
    random.shuffle(shuffled)
    sources = written(tmp_path / "many", shuffled, files=1 + seed * 3)
    random.shuffle(sources)
    monkeypatch.setattr(run, "TOGETHER", together)

    told = totals(service, sources)

    assert (told, contents(service, PEOPLE)) == plain


def test_a_second_run_records_nothing_and_a_third_just_what_is_new(service: Service, tmp_path: Path) -> None:
    sources = written(tmp_path / "all", LIVES[:-1])
    first, second = (totals(service, sources) for _ in range(2))

    third = totals(service, written(tmp_path / "more", LIVES))

    assert first["recorded"] == first["seen"]
    assert (second["skipped"], second["events"]) == (second["seen"], 0)
    assert (third["recorded"], third["skipped"], third["events"]) == (1, len(LIVES) - 1, 1)


def test_what_comes_in_a_later_run_is_joined_to_the_visit_on_file(service: Service, tmp_path: Path) -> None:
    mine = [*life(0)]
    early = [one for one in mine if one["resourceType"] in ("Patient", "Encounter")]
    totals(service, written(tmp_path / "early", early))

    totals(service, written(tmp_path / "late", mine))

    chapters = _chapters(service)
    assert {item["visit"] for item in chapters["measurements"].values()} == {"v1", "v2"}
    assert {item["visit"] for item in chapters["reports"].values()} == {"v1", "v2"}
    assert chapters["history"]["h1"]["visit"] == "v2"


def test_a_report_that_comes_after_its_results_says_where_they_stand_and_does_not_repeat_them(
    service: Service, tmp_path: Path
) -> None:
    mine = [*life(0)]
    totals(service, written(tmp_path / "early", [one for one in mine if one["resourceType"] != "DiagnosticReport"]))

    told = totals(service, written(tmp_path / "late", mine))

    assert (told["recorded"], told["flagged"], told["events"]) == (2, 0, 2)
    reports = _chapters(service)["reports"]
    assert [len(reports[name].get("results", ())) for name in ("r1", "r2", "r3", "r4")] == [2, 2, 0, 0]
    assert reports["r3"]["sections"] == [
        {
            "title": "Results that stand elsewhere in this file",
            "text": "Observation/glucose0-0: report r1\nObservation/sodium0-0: report r1",
        }
    ]


def test_a_report_whose_results_never_came_says_so(service: Service, tmp_path: Path) -> None:
    mine = [one for one in life(0) if one["id"] != "sodium0-1"]

    told = import_fhir(service, written(tmp_path / "some", mine)).as_json()

    assert told["flagged"] == 1
    assert {one["reason"].split(":")[0] for one in told["findings"]} == {"results-missing"}
    section = {"title": "Results named, but not received", "text": "Observation/sodium0-1"}
    assert _chapters(service)["reports"]["r2"]["sections"] == [section]


def test_what_waited_for_its_patient_is_settled_when_the_patient_comes(service: Service, tmp_path: Path) -> None:
    patient, *others = life(0)
    first = totals(service, written(tmp_path / "others", others))
    service.views.ready()
    waiting = service.views.held.count()

    second = totals(service, written(tmp_path / "all", [*others, patient]))

    service.views.ready()
    assert (first["held"], waiting) == (len(others), len(others))
    assert (second["recorded"], service.views.held.count()) == (len(others) + 1, 0)
    assert totals(service, [str(tmp_path / "all")])["events"] == 0


def _chapters(service: Service) -> dict[str, Any]:
    who = service.records.known_as("Patient/p0")
    assert who
    service.views.ready(60)
    chapters: dict[str, Any] = service.views.current.file(who)["chapters"]
    return chapters
