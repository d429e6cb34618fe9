"""What is done on a page before its picture is taken."""

from __future__ import annotations

import json
from uuid import UUID

from playwright.sync_api import Page

from docs.pictures.office import Office
from domain.chapter import EVERYTHING
from web.keeping.erasing import carry_out

SLIP = "\n".join((
    "Test\tResult\tUnits\tReference range\tFlag",
    "Glucose\t7.4\tmmol/L\t3.9 - 5.5\tH",
    "Potassium\t4.1\tmmol/L\t3.5 - 5.1\t",
    "Sodium\t139\tmmol/L\t136 - 145\t",
    "Creatinine\t0.9\tmg/dL\t0.6 - 1.2\t",
))  # fmt: skip


READ = {
    "Haemoglobin": "10.9", "Leukocytes": "6.8", "Platelets": "141", "Cholesterol": "212", "HDL cholesterol": "38",
    "Triglycerides": "141", "Glucose": "104", "Creatinine": "0.9", "Sodium": "139",
}  # fmt: skip


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"input[name={name}][value={value}]").check()


def register(page: Page, office: Office) -> None:
    """Somebody new, with her blood group and what the scales said."""
    told = {"name": "Marisol Quispe Huamán", "born": "14 Feb 1984", "phone": "0612 340 178", "weight": "66.5"}
    for field, text in told.items():
        page.locator(f"#{field}").fill(text)
    page.locator("#blood").select_option(label="A+")
    choose(page, "gender", "female")
    page.locator("#height").fill("158")
    press(page, "Look again")


def twice(page: Page, office: Office) -> None:
    """Somebody like this is on file already."""
    page.locator("#name").fill(office.chosen["name"])
    page.locator("#born").fill(office.chosen["born"])
    choose(page, "gender", office.chosen["sex"])
    press(page, "Register")


def card(page: Page, office: Office) -> None:
    page.locator("#measurements tr:has(del) .ct-val").first.click()
    page.wait_for_load_state()


def measure(page: Page, office: Office) -> None:
    """A weight ten times too high, and a pulse that is only unusual."""
    page.locator("#weight").fill("665")
    page.locator("#heart_rate").fill("148")
    press(page, "Record")


def history(page: Page, office: Office) -> None:
    page.locator("#what").fill("pcn rash")
    press(page, "Record")


def like_before(page: Page, office: Office) -> None:
    """Half of a slip that was begun from a former one."""
    page.locator(".ct-again a").first.click()
    for n in range(3):
        analyte = page.locator(f"#r{n}_what").input_value()
        page.locator(f"#r{n}_value").fill(READ.get(analyte, "1"))
    press(page, "More lines")


def pasted(page: Page, office: Office) -> None:
    choose(page, "kind", "laboratory")
    page.locator("#what").fill("Basic metabolic panel")
    page.locator(".ct-begin summary").click()
    page.locator("#paste").fill(SLIP)
    press(page, "Make lines of it")


def xray(page: Page, office: Office) -> None:
    choose(page, "kind", "imaging")
    told = {
        "what": "X-ray chest", "body_site": "Chest", "clinical_question": "Cough for two weeks, fever",
        "technique": "Two views", "comparison": "None", "radiologist": "Dr. M. Castellanos",
    }  # fmt: skip
    for field, text in told.items():
        page.locator(f"#{field}").fill(text)
    page.locator("#modality").select_option(index=1)


def put_right(page: Page, office: Office) -> None:
    """From the card of the newest weight to what is asked when it was wrong."""
    card(page, office)
    page.get_by_role("link", name="Change or correct").first.click()
    page.wait_for_load_state()


def undone(page: Page, office: Office) -> None:
    page.locator("#temperature").fill("36.8")
    press(page, "Record")


def clash(page: Page, office: Office) -> None:
    """Tomás writes the occupation down while Ama has the page open."""
    who, tomas = UUID(office.quiet["id"]), office.by("tomas")
    office.service.records.update(who, {"occupation": "baker"}, tomas)
    page.locator("details:has(#occupation)").evaluate_all("all => all.forEach(one => one.open = true)")
    page.locator("#occupation").fill("pastry cook")
    press(page, "Record")


def dry_run(page: Page, office: Office) -> None:
    page.locator("#text").fill(json.dumps({"rules": {"DQ23": {"on": False}, "DQ24": {"due": "P30D"}}}, indent=2))
    page.locator("#approved_by").fill("Dr Sato, head of the office")
    press(page, "Try it")


def corrected(page: Page, office: Office) -> None:
    """The form behind "It was wrong"."""
    put_right(page, office)
    page.locator("#change a[href$=correct]").click()
    page.wait_for_load_state()


def proved(page: Page, office: Office) -> None:
    """Until it is, the page looks again by itself."""
    page.get_by_text("Proved up to event").first.wait_for(timeout=120_000)


def asked(page: Page, office: Office) -> None:
    """An export of one patient's events, counted, and said for whom."""
    page.locator("input[name=profile][value=patient-copy]").check()
    page.locator("#patient").fill(office.chosen["mrn"])
    page.get_by_role("button", name="Count what fits").click()
    page.wait_for_load_state()
    page.locator("#recipient").fill("Harbour Review Board")
    page.locator("#purpose").select_option("HCOMPL")
    page.locator("#recipient").blur()


def made(page: Page, office: Office) -> None:
    """The whole log, ready to be taken home."""
    page.locator("#recipient").fill("Harbour Review Board")
    page.locator("#address").fill("Pier 3, Harbour")
    page.locator("#purpose").select_option("HCOMPL")
    page.locator("#note").fill("For the review of November.")
    page.locator(".ct-form__end button").click()
    page.get_by_text("The export is ready").wait_for(timeout=120_000)
    page.reload()


def released(page: Page, office: Office) -> None:
    """A court asks for visits, and somebody looks at what would be handed over."""
    told = {
        "requester": "District court of Hollins", "authority": "Order 7/2026 of 20 Nov 2026",
        "purpose": "A lawsuit about an accident", "asks": "All that was written down about the accident and since.",
        "since": "2026", "address": "1 Court Square, Hollins",
    }  # fmt: skip
    for field, text in told.items():
        page.locator(f"#{field}").fill(text)
    page.locator("#ground").select_option("court")
    for part in ("visits", "measurements", "history"):
        page.locator(f"#part_{part}").check()
    press(page, "Record")
    page.get_by_role("checkbox", name="Measurements").uncheck()
    press(page, "Choose")


def amended(page: Page, office: Office) -> None:
    """The patient asks for a change of who they are, and for one that is denied."""
    address = page.url
    for text in ("I moved in May; the street is the old one.", "I never said that I smoke."):
        page.goto(address)
        page.locator("#about").select_option("record" if "smoke" in text else "demographics.demographics")
        page.locator("#text").fill(text)
        press(page, "Record")
    page.get_by_role("link", name="Deny it").first.click()
    page.locator("#ground").select_option("right")
    page.locator("#basis").fill("It is written as you told it on the day of the visit; nothing else was told since.")
    press(page, "Deny it")
    page.get_by_role("link", name="Write down what the patient says to it").click()
    page.locator("#text").fill("I said that my brother smokes.")
    press(page, "Record")


LONG_GONE = (
    ("Wendelin Achterberg", "1931-04-02", "2009-11-03"), ("Ottilie Marchetti", "1944-09-17", "2012-05-21"),
    ("Bartholomew Nkemelu", "1958-01-30", "2014-08-08"), ("Sunniva Halvorsen", "1990-12-12", "2015-02-26"),
)  # fmt: skip


def long_gone(page: Page, office: Office) -> None:
    """Four people whose records came with an import, one of them dead, one with a hold."""
    address, records = page.url, office.service.records
    by = office.by("ines")._replace(channel="import")
    made = []
    for name, born, day in LONG_GONE:
        who = UUID(records.register({"names": [name], "birth": born, "gender": "unknown"}, by, EVERYTHING).id)
        records.open_visit(who, {"visit_class": "AMB", "start": day, "end": day}, by, EVERYTHING)
        made.append(who)
    records.record_death(made[0], by, "2013-01")
    office.service.erasing.hold(made[2], "Nkemelu against the harbour company", office.by("sam"))
    page.goto(address)


def certified(page: Page, office: Office) -> None:
    """The first of them erased, by Piotr and Sam."""
    (who,) = (UUID(hit["id"]) for hit in office.service.views.directory.search("achterberg"))
    office.service.erasing.ask(who, "retention-ended", office.by("piotr"), "Its time was over in 2023.")
    office.service.erasing.approve(who, office.by("sam"))
    carry_out(office.service, who, office.by("sam"))
    page.goto(f"{office.address}/patients/{who}/erasure/certificate")
