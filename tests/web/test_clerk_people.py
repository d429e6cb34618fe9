"""Registering whoever comes: every name, every way of telling a birth, nobody's name, and what becomes of them."""

from __future__ import annotations

import html
import re
from typing import Any

import orjson

from tests.support.names import NAMES
from tests.support.office import WHY, register
from tests.web.clerk_desk import Desk, confirmations, text

ADA = {"name": "Ada Nkemelu", "born": "1984-03-07", "gender": "female"}
LONG = "Wolfeschlegelsteinhausenbergerdorff " * 2 + "Senior!!"
WRITTEN = {**NAMES, "of eighty characters": LONG, "with digits": "X Æ A-12", "of one letter": "O"}


def number(answer: Any) -> str:
    return str(answer.location.rpartition("/")[2])


# names


def test_every_name_comes_back_byte_for_byte_from_form_to_export_and_is_found(desk: Desk) -> None:
    assert len(LONG) == 80
    for n, name in enumerate(WRITTEN.values()):
        answer = desk.send("/patients/new", {"name": name, "born": f"{1925 + 41 * n % 100}", "gender": "unknown"})

        who, page = number(answer), desk.get(answer.location)
        details = orjson.loads(desk.get(f"/patients/{who}.json"))["demographics"]
        desk.service.views.ready()
        assert details["names"] == [{"text": name}]
        assert name.replace("'", "&#39;") in page
        assert who in {hit["mrn"] for hit in desk.service.views.directory.search(name.casefold())}, name


def test_a_patient_may_have_names_with_uses_parts_and_a_name_to_be_called_by(desk: Desk) -> None:
    told = {
        "family": "Nkemelu", "given": "Ada", "other_name": "Ada Okafor", "other_use": "maiden",
        "third_name": "አዳ", "name_to_use": "Addy", "pronouns": "she/her",
    }  # fmt: skip
    answer = desk.send("/patients/new", {**ADA, **told})

    kept = desk.told(desk.found("okafor"))[0][1]
    page = text(desk.get(answer.location))
    assert kept["names"] == [
        {"text": "Ada Nkemelu", "family": "Nkemelu", "given": ["Ada"]},
        {"text": "Ada Okafor", "use": "maiden"},
        {"text": "አዳ"},
    ]
    assert (kept["name_to_use"], kept["pronouns"]) == ("Addy", "she/her")
    assert "also Addy , አዳ" in page
    assert "formerly Ada Okafor" in page
    assert desk.found("addy") == desk.found("አዳ") == desk.found("okafor")


def test_a_second_name_without_a_first_one_beside_it_is_the_first_one(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "third_name": "Addy", "kin2_name": "Obi", "kin2_guardian": "yes"})

    kept = desk.told(desk.found("addy"))[0][1]
    assert kept["names"][1:] == [{"text": "Addy"}]
    assert kept["next_of_kin"] == [{"name": "Obi", "is_guardian": True}]


def test_a_name_that_is_taken_out_leaves_those_behind_it(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "other_name": "Ada Okafor", "other_use": "maiden", "third_name": "Addy"})
    who = desk.found("addy")

    desk.send(f"/patients/{who}/edit", {**ADA, "other_name": "", "other_use": "maiden", "third_name": "Addy"})

    assert desk.told(who)[-1][1]["changes"] == {
        "names.1.text": {"was": "Ada Okafor", "now": "Addy"},
        "names.1.use": {"was": "maiden"},
        "names.2": {"was": {"text": "Addy"}},
    }


def test_a_use_without_its_name_is_asked_for_it(desk: Desk) -> None:
    answer = desk.send("/patients/new", {**ADA, "other_use": "maiden"})

    assert answer.status_code == 422
    assert "Another name, or another script: Fill this in." in text(answer.text)
    assert '<details class="ct-part ct-fold" open>' in answer.text


# the person


def test_sex_and_gender_and_whether_there_is_a_contact_are_told_apart(desk: Desk) -> None:
    desk.send(
        "/patients/new",
        {**ADA, "sex_at_birth": "X", "gender_identity": "non-binary", "no_contact": "yes", "interpreter_needed": "no"},
    )

    kept = desk.told(desk.found("nkemelu"))[0][1]
    told = {name: kept[name] for name in ("gender", "sex_at_birth", "gender_identity", "no_contact")}
    assert told == {"gender": "female", "sex_at_birth": "X", "gender_identity": "non-binary", "no_contact": True}
    assert kept["interpreter_needed"] is False


def test_that_there_is_no_contact_lapses_once_there_is_one(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "no_contact": "yes"})
    who = desk.found("nkemelu")

    answer = desk.send(f"/patients/{who}/edit", {**ADA, "no_contact": "yes", "phone": "0612 340 178"})

    assert answer.status_code == 303
    assert desk.told(who)[-1][1]["changes"]["no_contact"] == {"was": True}


def test_next_of_kin_may_be_on_file_themselves(desk: Desk) -> None:
    mother = number(desk.send("/patients/new", {**ADA, "name": "Ngozi Okafor"}))
    kin = {"kin_name": "Ngozi Okafor", "kin_guardian": "yes"}

    wrong = desk.send("/patients/new", {**ADA, **kin, "kin_record": "0000099906"})
    answer = desk.send("/patients/new", {**ADA, **kin, "kin_record": mother})

    assert wrong.status_code == 422
    assert f'<a href="/patients/{mother}">Open Ngozi Okafor</a>' in desk.get(answer.location)


def test_a_birth_that_is_told_as_an_age_stays_as_it_is_when_something_else_changes(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "born": "about 30"})
    who = desk.found("nkemelu")
    born = "8 March 1995 to 7 March 1996"

    answer = desk.send(
        f"/patients/{who}/edit", {**ADA, "born": born, "birth_basis": "age-stated", "address": "no fixed abode"}
    )

    assert f'value="{born}"' in desk.get(f"/patients/{who}/edit")
    assert answer.status_code == 303
    assert desk.told(who)[-1][1] == {"changes": {"addresses": {"now": [{"text": "no fixed abode"}]}}}
    page = text(desk.get(f"/patients/{who}"))
    assert "“about 30”, told on 7 Mar 2026" in page
    assert "Born 8 Mar 1995 to 7 Mar 1996 30 y" in page


def test_a_birth_nobody_knew_is_learned_later_and_its_reason_goes(desk: Desk) -> None:
    desk.send("/patients/new", {**ADA, "born": "unknown: no papers"})
    who = desk.found("nkemelu")

    assert 'value="unknown: no papers"' in desk.get(f"/patients/{who}/edit")
    desk.send(f"/patients/{who}/edit", {**ADA, "born": "unknown: no papers"})
    desk.send(f"/patients/{who}/edit", {**ADA, "born": "1984", "birth_basis": "informant"})

    assert len(desk.told(who)) == 2
    assert desk.told(who)[-1][1]["changes"] == {
        "birth.unknown": {"was": "no papers"},
        "birth.value": {"now": "1984"},
        "birth.basis": {"now": "informant"},
    }


def test_what_was_looked_for_in_vain_is_carried_into_the_form(desk: Desk) -> None:
    page = desk.get("/patients/new?name=garcia+mar+80")

    assert 'name="name" value="garcia"' in page
    assert 'name="born" value="mar 80"' in page


# nobody's name


def unidentified(desk: Desk, **told: str) -> str:
    fields = {"gender": "male", "born": "30 to 40", "found_at": "Harbour Bridge", "registration_source": "police"}
    return number(desk.send("/patients/new/unidentified", {**fields, **told}))


def test_somebody_without_a_name_is_registered_under_one_of_their_own(desk: Desk) -> None:
    first, second = unidentified(desk), unidentified(desk)

    assert first != second
    kept = desk.told(desk.found(first))[0][1]
    assert desk.told(desk.found(second))[0][1]["names"] == [{"text": "Unknown, found 7 March, 2", "use": "anonymous"}]
    assert kept == {
        "mrn": first,
        "names": [{"text": "Unknown, found 7 March, 1", "use": "anonymous"}],
        "birth": {
            "value": "1985-03-08/1996-03-07", "basis": "estimated", "stated_age": "30 to 40 years",
            "stated_on": "2026-03-07", "original": "30 to 40",
        },
        "gender": "male",
        "found_at": "Harbour Bridge",
        "registration_source": "police",
    }  # fmt: skip
    assert "Not identified yet" in text(desk.get(f"/patients/{first}"))


def test_they_are_named_later_and_still_found_by_their_alias(desk: Desk) -> None:
    who = unidentified(desk)
    assert f"/patients/{who}/identify" in desk.get(f"/patients/{who}")

    answer = desk.send(f"/patients/{who}/identify", {
        "name": "Kofi Adjei", "born": "1994-05-01", "gender": "male", "evidence": "A passport", "phone": "0612 1",
    })  # fmt: skip

    assert answer.status_code == 303
    page = text(desk.get(f"/patients/{who}"))
    assert "Kofi Adjei formerly Unknown, found 7 March, 1" in page
    assert "Not identified yet" not in page
    assert desk.found("unknown 7 march") == desk.found("kofi")
    assert desk.told(desk.found("kofi"))[-1][0] == "patient.identified"
    again = desk.send(f"/patients/{who}/identify", {"name": "Kofi", "born": "1994", "gender": "male"})
    assert "This patient is known by name" in text(again.text)


def test_an_apparent_age_stays_as_it_was_told_when_only_the_name_is_known(desk: Desk) -> None:
    who = unidentified(desk)
    born = "8 March 1985 to 7 March 1996"

    desk.send(f"/patients/{who}/identify", {"name": "Kofi", "born": born, "gender": "male", "evidence": "a friend"})

    changes = desk.told(desk.found("kofi"))[-1][1]["changes"]
    assert {path.split(".")[0] for path in changes} == {"names"}


def test_whoever_turns_out_to_be_on_file_already_is_asked_about(desk: Desk) -> None:
    desk.send("/patients/new", ADA)
    who = unidentified(desk, gender="female")

    asked = desk.send(f"/patients/{who}/identify", {**ADA, "evidence": "Her sister"})
    (different,) = confirmations(asked)
    done = desk.again(f"/patients/{who}/identify", asked, {**ADA, "confirm": different})

    assert (asked.status_code, done.status_code) == (422, 303)


def test_a_form_sent_back_as_it_came_records_nothing_whatever_stands_on_it(desk: Desk) -> None:
    """An import as the source, an alias, an age that was told: each has its place on the form."""
    kin = [{"name": "Obi", "is_guardian": False}]
    who = register(desk.service.records, registration_source="import", next_of_kin=kin, interpreter_needed=False)
    alias = unidentified(desk)
    desk.send(f"/patients/{alias}/identify", {"name": "Kofi", "born": "about 30", "gender": "male"})

    for one in (who, desk.found("kofi")):
        before = desk.told(one)
        path = f"/patients/{one}/edit"
        assert desk.send(path, _as_shown(desk.get(path))).status_code == 303
        assert desk.told(one) == before


def _as_shown(page: str) -> dict[str, str]:
    """What a browser would send of a form that nobody has touched."""
    form = page[page.index('<form class="ct-sheet') :]
    fields = dict(re.findall(r'<input class="nhsuk-input[^"]*" id="\w+" name="(\w+)" value="([^"]*)"', form))
    fields |= dict(re.findall(r'<input type="radio" name="(\w+)" value="([^"]*)" checked', form))
    for name, options in re.findall(r'<select class="nhsuk-select" id="\w+" name="(\w+)".*?>(.*?)</select>', form):
        fields[name] = "".join(re.findall(r'value="([^"]*)" selected', options))
    return {name: html.unescape(value) for name, value in fields.items()}


# label, death


def test_a_label_is_given_at_the_desk_and_changed_with_a_reason(desk: Desk) -> None:
    answer = desk.send("/patients/new", {**ADA, "confidentiality": "R"})
    path, officer = f"{answer.location}/confidentiality", Desk(desk.service, "privacy-officer")

    refused = officer.send(path, {"confidentiality": "V"})
    officer.send(path, {"confidentiality": "V", "reason": "late-information"})

    assert refused.status_code == 422
    assert desk.told(desk.found("nkemelu"))[-1] == ("confidentiality.changed", {"was": "R", "now": "V"})
    assert "Very restricted" in text(officer.get(answer.location))
    desk.get(answer.location, 403)


def test_a_death_is_recorded_as_far_as_it_is_known_and_taken_back_with_a_reason(desk: Desk) -> None:
    who = register(desk.service.records)
    told = {"visit_class": "AMB", "start": "2026-03-06T09:00Z", "end": "2026-03-06T09:20Z", "reason": "Cough"}
    desk.service.records.open_visit(who, told, WHY)
    record = f"/patients/{who}"

    desk.send(f"{record}/death", {"died": "Feb 2026", "cause": "A fall", "told_by": "her brother"})
    dead = desk.get(record)
    refused = desk.send(f"{record}/death", {"died": "2026"})
    late = desk.send(f"{record}/visits", {"visit_class": "AMB", "start": "2026-03-07", "complaint": "Letter"})
    kept = desk.again(
        f"{record}/visits", late,
        {"visit_class": "AMB", "start": "2026-03-07", "complaint": "Letter", "confirm": confirmations(late)},
    )  # fmt: skip
    unexplained = desk.send(f"{record}/revoke-death", {})
    desk.send(f"{record}/revoke-death", {"reason": "wrong-patient"})

    assert "Died Feb 2026" in text(dead)
    assert "Feb 2026, A fall, her brother" in text(dead)
    assert f"{record}/revoke-death" in dead
    assert "The death is recorded already" in text(refused.text)
    assert (late.status_code, kept.status_code, unexplained.status_code) == (422, 303, 422)
    assert [topic for topic, _ in desk.told(who)][-3:] == ["patient.died", "visit.opened", "patient.death-revoked"]
    assert "Died" not in text(desk.get(record)).partition("Visits")[0]
    assert desk.facts(who)[-2].by.flags == ("after-death",)


def test_a_death_may_be_known_and_its_day_not(desk: Desk) -> None:
    who = register(desk.service.records)

    desk.send(f"/patients/{who}/death", {"told_by": "a letter"})

    assert "Died, the date is not known" in text(desk.get(f"/patients/{who}"))
