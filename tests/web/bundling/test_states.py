"""An export in words: how it stands, how large it is, and what narrows it."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.fact import Plain
from projections.exported import Exported
from tests.support.office import RUTH, everything
from web.bundling import states
from web.bundling.jobs import Job
from web.bundling.kept import Kept
from web.service import Service

ID = UUID(int=7)
MARK: Plain = {"by": "Ruth Adeyemi", "actor": "u-00000003", "channel": "form", "at": "2026-03-07T09:30:00+00:00"}
HERE, AWAY, JOB = Kept(5, "ab", 3), Kept(5, "ab", 3, here=False), Job(ID, RUTH)


def export(sealed: bool = False, ended: bool = False, channel: str = "form") -> Exported:
    by = {**MARK, "channel": channel}
    return Exported(str(ID), 9, {}, by, MARK if sealed else None, {**MARK, "why": "So."} if ended else None)


@pytest.mark.parametrize(("found", "job", "before", "held", "failed", "state"), [
    (export(), None, 0, None, "", "broken-off"),
    (export(sealed=True), None, 0, None, "", "broken-off"),
    (export(channel="cli"), None, 0, None, "", "broken-off"),
    (export(sealed=True, channel="cli"), None, 0, None, "", "elsewhere"),
    (export(sealed=True, channel="cli"), None, 0, HERE, "", "ready"),
    (export(), JOB, 2, None, "", "waiting"),
    (export(), JOB, 0, None, "", "making"),
    (export(sealed=True), JOB, 0, AWAY, "", "making"),
    (export(), None, 0, None, "No.", "failed"),
    (export(sealed=True), None, 0, AWAY, "No.", "failed"),
    (export(), JOB, 0, None, "No.", "making"),
    (export(sealed=True), None, 0, HERE, "", "ready"),
    (export(sealed=True), None, 0, AWAY, "", "away"),
    (export(sealed=True, ended=True), JOB, 0, HERE, "", "given-up"),
])  # fmt: skip
def test_how_an_export_stands(
    found: Exported, job: Job | None, before: int, held: Kept | None, failed: str, state: str
) -> None:
    assert states.state(found, job, before, held, failed) == state
    assert state in states.STATES


@pytest.mark.parametrize(("found", "state"), [
    (export(), "asked"), (export(sealed=True), "sealed"), (export(sealed=True, ended=True), "given-up"),
])  # fmt: skip
def test_of_the_past_the_log_alone_is_asked(found: Exported, state: str) -> None:
    assert states.then(found) == state
    assert state in states.STATES


@pytest.mark.parametrize(("octets", "words"), [
    (0, "0 octets"), (999, "999 octets"), (1000, "1 kB"), (450_257, "450 kB"), (1_000_000, "1.0 MB"),
    (11_650_343, "11.7 MB"), (157_585_144, "158 MB"), (2_500_000_000, "2.5 GB"),
])  # fmt: skip
def test_a_size_is_told_as_people_say_it(octets: int, words: str) -> None:
    assert states.size(octets) == words


def test_what_narrows_it_is_told_in_words(service: Service) -> None:
    everything(service)
    service.views.ready()
    (ama, *_) = (one["staff"] for one in service.views.staff.all() if one["login"] == "ama")
    filter = {
        "keys": [3], "actors": [ama, "system", "u-gone"], "types": ["visit.opened"], "since": "2026-03-01T14:30",
        "until": "2026", "fields": ["kind", "value"],
    }  # fmt: skip

    assert states.narrowed(service, {"filter": filter}) == [
        ("By", "Ama Boateng"), ("By", "Caretrail itself"), ("By", "u-gone"), ("Kind", "Visit: opened"),
        ("Since", "2026-03-01 14:30"), ("Until", "2026"), ("Fields", "kind, value"),
    ]  # fmt: skip
    assert states.narrowed(service, {"filter": {}}) == []


def test_a_patient_who_is_not_on_file_any_more_is_left_out(service: Service) -> None:
    who = everything(service)
    service.views.ready()

    found = states.patients(service, {"patients": [str(who), str(UUID(int=1))]})

    assert [one.name for one in found] == ["Lucía Núñez"]
