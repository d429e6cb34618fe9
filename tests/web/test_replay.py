"""What somebody was shown, rendered again: the same page to the letter, whatever was recorded since."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest

from tests.support.clock import StandingClock
from tests.support.office import AMA, SAM, everything
from tests.support.pages import looking
from tests.support.stores import ENGINES, database_of
from web.service import Service

CLERKS = (
    "", "/chart", "/measurements/all", "/reports/all", "/history/all", "/visits/all", "/attachments", "/life", "/print",
    "/missing", "/duplicates", "/edit", "/history-entries", "/history/background", "/demographics/demographics",
    "/measurements/m1", "/blood_group/b2", "/growth", "?says=blood_group.current", "?skip=0",
)  # fmt: skip
REVIEWERS = (
    "/trail",
    "/compare",
    "/blame/blood_group/b1/abo",
    "?known=20",
    "?blame=all",
    "/own-report",
    "/releases",
    "/releases/print",
    "/amendments",
)
LISTS = ("/", "/worklist?whose=all", "/register", "/patients", "/duplicates", "/requests")
_OURS = re.compile(
    r'name="(?:csrf_token|request)" value="[^"]*"|\s+(?=<)|'
    r"(?:(?<=<button)|(?<=<input)|(?<=<select)|(?<=<textarea)) disabled"
)


@pytest.fixture(params=ENGINES)
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, clock: StandingClock
) -> Iterator[Service]:
    place = tmp_path_factory.mktemp("replay") / "store"
    with database_of(request.param) as url, Service.create(place, "test.example/log", clock, url) as made:
        yield made


def shown(page: str) -> str:
    """What the page says, without what is new on each copy of it."""
    found = re.search(r"<main.*?</main>", page, re.S)
    assert found
    return _OURS.sub("", found[0]).replace(" >", ">")


def test_every_page_of_a_record_is_shown_again_as_it_was(service: Service, clock: StandingClock) -> None:
    who = everything(service, erased=False)  # lists in which that record stood are not shown again
    clients = {role: looking(service, role) for role in ("clerk", "reviewer")}
    number = service.views.current.head(who).mrn if service.views.ready() == 0 else ""
    wanted = [("clerk", f"/patients/{number}{path}") for path in CLERKS]
    wanted += [("reviewer", f"/patients/{number}{path}") for path in REVIEWERS] + [("clerk", path) for path in LISTS]
    before: dict[int, tuple[str, str]] = {}
    for role, path in wanted:
        answer = clients[role].get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        before[_last(service)] = (path, shown(answer.text))

    _goes_on(service, clock, who)

    for position, (path, page) in before.items():
        again = clients["reviewer"].get(f"/audit/access/{position}/seen")
        assert again.status_code == 200, path
        assert shown(again.text) == page, path
        assert "This is what" in again.text or "print.css" in again.text


def _goes_on(service: Service, clock: StandingClock, who: UUID) -> None:
    """Forty days later much is otherwise: the name, the weight, the office's policy and whoever looks."""
    clock.on(days=40)
    service.records.update(who, {"names": [{"text": "Someone Else", "use": "official"}]}, AMA)
    service.records.measure(who, [{"kind": "weight", "value": "75", "unit": "kg"}], AMA, "2026-03-08")
    service.records.retract(who, "blood_group", "b2", AMA._replace(reason="wrong-patient", because="Not hers."))
    service.records.register({"names": ["Somebody New"], "birth": {"value": "1990"}, "gender": "male"}, AMA)
    service.personnel.change_role("a-clerk", "senior-clerk", SAM)


def _last(service: Service) -> int:
    service.reads.ready()
    return int(next(service.reads.accesses.rows({}, 1))["position"])


def test_to_see_it_again_writes_nothing_but_that_it_was_seen(service: Service) -> None:
    who = everything(service)
    clerk, reviewer = looking(service, "clerk"), looking(service, "reviewer")
    clerk.get(f"/patients/{who}")
    records, reads = service.store.log.position, _last(service)

    reviewer.get(f"/audit/access/{reads}/seen")

    assert (service.store.log.position, _last(service)) == (records, reads + 1)
    told = next(service.reads.accesses.rows({}, 1))
    assert (told["section"], told["role"]) == ("seen", "reviewer")
    assert str(who) in service.reads.accesses.patients([reads + 1])[reads + 1]
    assert not list(service.folder.glob("past-*"))


def test_what_was_told_on_a_command_line_or_not_shown_at_all_is_said_to_be_no_page(service: Service) -> None:
    who = everything(service)
    admin, reviewer = looking(service, "admin"), looking(service, "reviewer")
    admin.get(f"/patients/{who}")

    answer = reviewer.get(f"/audit/access/{_last(service)}/seen")

    assert answer.status_code == 404
    assert "This cannot be shown again" in answer.text
    assert reviewer.get("/audit/access/99999/seen").status_code == 404
