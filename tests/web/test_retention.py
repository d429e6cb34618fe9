"""Whose time is over: listed by the policy and the clock, kept by whatever keeps it, and erased by two people alone."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest

from domain.chapter import EVERYTHING
from domain.disposition import RETENTION_ENDED
from domain.refusal import Refused
from tests.support.clock import StandingClock
from tests.support.office import AMA, PRIYA, SAM
from tests.support.pages import looking
from tests.support.stores import created
from tests.web.clerk_desk import text
from tests.web.command import caretrail
from tests.web.test_erasing_pages import wait
from trail.doom import DOOMED
from web.keeping import retention
from web.keeping.carrying import Carriers
from web.keeping.erasing import carry_out
from web.review.policed import InForce
from web.service import Service

IMPORTED = AMA._replace(channel="import")
XRAY = {"kind": "imaging", "what": "X-ray chest", "modality": "XR", "body_site": "Chest"}
LIST = "/erasures/retention"


def seen_last(service: Service, day: str, name: str = "Bea Ott", born: str = "1950-05-05") -> UUID:
    """Whose record came from elsewhere, and who was last here on that day."""
    who = UUID(service.records.register({"names": [name], "birth": born, "gender": "female"}, IMPORTED, EVERYTHING).id)
    service.records.open_visit(who, {"visit_class": "AMB", "start": day, "end": day}, IMPORTED, EVERYTHING)
    return who


def number(service: Service, who: UUID) -> str:
    service.views.ready(60)
    return service.views.current.head(who).mrn


@pytest.fixture
def who(service: Service) -> UUID:
    """Ten years ago by the clock of the tests, 7 March 2026, and some months."""
    return seen_last(service, "2015-06-30")


# the list


def test_whoever_was_not_here_for_ten_years_is_listed_with_why_and_since_when(service: Service, who: UUID) -> None:
    seen_last(service, "2016-03-07", "Cam Ode")
    seen_last(service, "2011-01-01", "Dee Fox", "2008-01-01")

    page = text(looking(service, "privacy-officer").get(LIST).text)

    assert "1 record, the longest unseen first" in page
    assert (
        "Bea Ott Nobody came, and nothing was written down, for 10 years Last here 30 Jun 2015 since 1 Jul 2025" in page
    )
    assert "Ask for its erasure" in page
    assert "Cam Ode" not in page
    assert "Dee Fox" not in page


def test_it_follows_the_clock_and_the_policy_when_it_is_read(service: Service, who: UUID, clock: StandingClock) -> None:
    seen_last(service, "2016-03-07", "Cam Ode")
    officer = looking(service, "privacy-officer")

    clock.on(days=1)
    assert "Cam Ode" not in officer.get(LIST).text
    clock.on(hours=3)
    assert "Cam Ode" in officer.get(LIST).text

    service.rulebook.adopt("retention", {"adult_years": 11}, SAM, "The head of the office")
    page = text(officer.get(LIST).text)
    assert "version 1 of the office’s policy" in page
    assert "No record’s time is over" in page


@pytest.mark.parametrize(("born", "why"), [
    ("1950-05-05", "Died more than 10 years ago"), ("2012-01-01", "Died more than 10 years ago"),
])  # fmt: skip
def test_the_dead_are_listed_ten_years_after_their_death(service: Service, born: str, why: str) -> None:
    dead = seen_last(service, "2013-01-01", born=born)
    service.records.record_death(dead, IMPORTED, "2014-05")

    assert why in looking(service, "privacy-officer").get(LIST).text
    kept = retention.standing(service, dead)
    assert kept
    assert str(kept.end.last) == "2024-05-31"


def test_where_images_are_kept_longer_the_record_is(service: Service, who: UUID) -> None:
    found = {"performed_at": "2014-01-01", "impression": "Nothing is seen."}
    service.records.issue_report(who, found, IMPORTED, header=XRAY)
    officer = looking(service, "privacy-officer")
    assert "Bea Ott" in officer.get(LIST).text

    service.rulebook.adopt("retention", {"image_years": 30}, SAM, "The head of the office")

    assert "Bea Ott" not in officer.get(LIST).text
    assert "until 1 Jan 2044" in text(officer.get(f"/patients/{who}/erasure").text)


def test_whoever_administers_the_program_is_told_numbers_and_no_names(service: Service, who: UUID) -> None:
    admin = looking(service, "admin")

    for path in (LIST, f"{LIST}.csv", f"{LIST}.json"):
        told = admin.get(path).text
        assert number(service, who) in told
        assert "Bea Ott" not in told


def test_nor_is_the_administrator_told_a_name_by_what_keeps_it(service: Service, who: UUID) -> None:
    asked = {"requester": "Bea Ott", "ground": "police", "purpose": "A search", "chapters": ["visits"]}
    service.releasing.request(who, asked, IMPORTED)
    service.erasing.hold(who, "Ott against the ferry", SAM)
    admin = looking(service, "admin")

    for path in (LIST, f"{LIST}.csv", f"{LIST}.json"):
        told = admin.get(path).text
        assert "A hold keeps it" in told
        assert "Somebody asks for a part of it, and has no answer" in told
        assert "Bea Ott" not in told
        assert "Ott against the ferry" not in told
    assert "Bea Ott" not in text(admin.get(f"/patients/{who}/erasure").text)
    with pytest.raises(Refused, match="A hold keeps it; Somebody asks for a part of it"):
        retention.judge(service, who, RETENTION_ENDED)


def test_the_files_hold_all_that_the_pages_show_one_after_the_other(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.pages.retention.PAGE", 3)
    order = [number(service, seen_last(service, f"2010-01-{n + 10}", f"Number {n}")) for n in range(7)]
    officer, pages, path = looking(service, "privacy-officer"), list[str](), LIST

    while path:
        page = officer.get(path).text
        pages.append(page)
        path = (
            f"{LIST}{page.split('The next ones')[0].rsplit('href=', 1)[1][1:].split(chr(34))[0]}"
            if ("The next ones" in page)
            else ""
        )
    table = list(csv.DictReader(StringIO(officer.get(f"{LIST}.csv").get_data().decode("utf-8-sig"))))
    told = json.loads(officer.get(f"{LIST}.json").text)

    assert len(pages) == 3
    assert [one for one in order if f"/patients/{one}/erasure/ask" in pages[0]] == order[:3]
    assert [sum(f"/patients/{one}/erasure/ask" in page for page in pages) for one in order] == [1] * 7
    assert [row["record"] for row in table] == [row["record"] for row in told] == order
    assert (table[0]["last_contact"], table[0]["kept_until"], table[0]["since"]) == (
        "2010-01-10", "2020-01-10", "2020-01-11",
    )  # fmt: skip
    assert officer.get(f"{LIST}?after=x").status_code == officer.get(f"{LIST}.xml").status_code == 404


# what keeps it all the same


def blocked(service: Service, who: UUID) -> str:
    return text(looking(service, "privacy-officer").get(LIST).text)


def test_a_hold_an_open_visit_and_a_request_keep_it_and_each_says_so(service: Service, who: UUID) -> None:
    service.erasing.hold(who, "Ott against the ferry", SAM)
    assert "Hold: Ott against the ferry" in blocked(service, who)
    service.erasing.lift(who, "h1", "Settled.", SAM)

    service.records.open_visit(who, {"visit_class": "AMB", "start": "2014-01-05"}, IMPORTED, EVERYTHING)
    service.office.request_amendment(who, "I moved.", IMPORTED)
    asked = {"requester": "The police", "ground": "police", "purpose": "A search", "chapters": ["visits"]}
    service.releasing.request(who, asked, IMPORTED)

    page = blocked(service, who)
    for why in (
        "A visit is open since 5 Jan 2014", "A change that the patient asks for is not decided",
        "Somebody asks for a part of it, and has no answer",
    ):  # fmt: skip
        assert why in page
    assert "Ask for its erasure" not in page


def test_what_keeps_it_refuses_the_ground_as_well_and_another_ground_is_another_matter(
    service: Service, who: UUID
) -> None:
    service.office.request_amendment(who, "I moved.", IMPORTED)
    officer, at = looking(service, "privacy-officer"), f"/patients/{who}/erasure/ask"

    refused = officer.post(at, data={"ground": RETENTION_ENDED})

    assert refused.status_code == 422
    assert "Something keeps this record: A change that the patient asks for is not decided" in text(refused.text)
    assert officer.post(at, data={"ground": "court-order"}).status_code == 303


def test_before_its_last_day_nobody_can_ask_on_this_ground(service: Service) -> None:
    who = seen_last(service, "2020-01-01")

    refused = looking(service, "admin").post(f"/patients/{who}/erasure/ask", data={"ground": RETENTION_ENDED})

    assert refused.status_code == 422
    assert "It is kept until 1 Jan 2030" in text(refused.text).replace("it is", "It is")


def test_whoever_approves_is_refused_where_the_patient_came_back_meanwhile(service: Service, who: UUID) -> None:
    officer, admin, at = looking(service, "privacy-officer"), looking(service, "admin"), f"/patients/{who}/erasure"
    officer.post(f"{at}/ask", data={"ground": RETENTION_ENDED})
    service.records.measure(who, [{"kind": "weight", "value": "72", "unit": "kg"}], AMA, "2026-03-07")

    refused = admin.post(f"{at}/approve", data={"number": number(service, who)})

    assert refused.status_code == 422
    assert "Its time of retention has not ended" in text(refused.text)
    assert not service.erasing.erased(str(who))


def test_what_was_approved_is_judged_again_when_its_turn_comes(service: Service, who: UUID) -> None:
    officer, at = looking(service, "privacy-officer"), f"/patients/{who}/erasure"
    service.erasing.ask(who, RETENTION_ENDED, SAM)
    service.erasing.approve(who, PRIYA)
    service.records.open_visit(who, {"visit_class": "AMB", "start": "2014-01-05"}, IMPORTED, EVERYTHING)
    carriers = officer.application.extensions["caretrail.erasures"] = Carriers(service)

    carriers.start(who, PRIYA).join(60)

    assert not service.erasing.erased(str(who))
    assert service.store.keys.doom.fates() == []
    assert "Something keeps this record: A visit is open since 5 Jan 2014" in text(officer.get(at).text)


def test_what_was_begun_is_gone_on_with_whatever_came_since(service: Service, who: UUID) -> None:
    service.erasing.ask(who, RETENTION_ENDED, SAM)
    service.erasing.approve(who, PRIYA)
    service.store.keys.doom.say(service.store.log.key_of(who), str(who), DOOMED)
    service.rulebook.adopt("retention", {"adult_years": 30}, SAM, "The head of the office")

    Carriers(service).start(who, PRIYA).join(60)

    assert service.erasing.erased(str(who))


# erased by two people


def test_from_its_line_one_asks_with_the_ground_filled_in_and_another_approves(service: Service, who: UUID) -> None:
    officer, admin = looking(service, "privacy-officer"), looking(service, "admin")
    own = number(service, who)
    assert f"/patients/{own}/erasure/ask" in officer.get(LIST).text

    form = officer.get(f"/patients/{own}/erasure/ask").text
    assert f'value="{RETENTION_ENDED}" selected' in form
    note = "It had to be kept until 30 Jun 2025, by the program’s own schedule."
    assert note in form
    officer.post(f"/patients/{own}/erasure/ask", data={"ground": RETENTION_ENDED, "note": note})
    assert "Its erasure was asked for by Ruth Adeyemi" in text(officer.get(LIST).text)
    assert not service.erasing.erased(str(who))
    admin.post(f"/patients/{own}/erasure/approve", data={"number": own})
    wait(admin.application, who)

    certificate = text(admin.get(f"/patients/{who}/erasure/certificate").text)
    assert "Its time of retention has ended, by the office’s own schedule" in certificate
    assert own not in admin.get(LIST).text
    assert retention.standing(service, who) is None


def test_nobody_else_is_offered_the_ground_and_the_file_says_how_long(service: Service) -> None:
    who = seen_last(service, "2020-01-01")
    officer = looking(service, "privacy-officer")

    assert (
        "selected" not in officer.get(f"/patients/{who}/erasure/ask").text.split('name="ground"')[1].split("</sel")[0]
    )
    assert "until 1 Jan 2030" in text(officer.get(f"/patients/{who}/erasure").text)


def test_what_was_erased_for_another_reason_needs_no_time_to_be_over(service: Service) -> None:
    who = seen_last(service, "2020-01-01")
    service.erasing.ask(who, "court-order", SAM)
    service.erasing.approve(who, PRIYA)

    assert carry_out(service, who, PRIYA)
    with pytest.raises(LookupError):
        retention.judge(service, who, RETENTION_ENDED)


def test_the_command_line_knows_the_ground_as_well(tmp_path: Path, clock: StandingClock, database: str | None) -> None:
    with created(tmp_path / "store", "test.example/log", clock, database) as service:
        for login, role in (("priya", "privacy-officer"), ("sam", "admin")):
            service.personnel.add(login, login.title(), role, service.system())
        old, young = seen_last(service, "1999-01-01"), seen_last(service, "2020-01-01", "Cam Ode")

    early = caretrail(
        tmp_path / "store", "patient", "erase", str(young), "--ground", RETENTION_ENDED, actor="priya"
    )  # fmt: skip
    asked = caretrail(tmp_path / "store", "patient", "erase", str(old), "--ground", RETENTION_ENDED, actor="priya")
    done = caretrail(tmp_path / "store", "patient", "erase", str(old), "--approve", actor="sam")

    assert (early.exit_code, "it is kept until 1 Jan 2030" in early.stderr) == (1, True)
    assert (asked.exit_code, done.exit_code) == (0, 0), (asked.stderr, done.stderr)


# the policy


def test_the_policy_says_what_each_period_means_and_how_many_more_would_be_over(service: Service, who: UUID) -> None:
    seen_last(service, "2019-01-01", "Cam Ode")
    reviewer = looking(service, "reviewer")

    page = text(reviewer.get("/policies/retention").text)
    told = {"text": '{"adult_years": 5, "image_years": 3}', "then": "try", "approved_by": "The head"}
    tried = text(reviewer.post("/policies/retention", data=told).text)
    adopted = reviewer.post("/policies/retention", data={**told, "then": ""})

    assert "adult_years 10: years after the last contact; 10 after AHIMA" in page
    assert "Whose time is over 1 2 (+1)" in tried
    assert adopted.status_code == 303
    assert service.rulebook.schedule.adult_years == 5
    said = InForce("retention", "", 1, 9, None, "", service.rulebook.text("retention"), False).says()
    assert said == "kept for 5 years after the last contact"


def test_a_record_without_anybody_is_not_known(service: Service) -> None:
    with pytest.raises((LookupError, Refused)):
        retention.judge(service, UUID(int=9), RETENTION_ENDED)
