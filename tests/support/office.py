"""A small office that has given every command there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.access import RecordAccessed
from domain.admission import SignedIn, SignedOut, SignInPaused
from domain.by import By
from domain.casework import Pin
from domain.chapter import EVERYTHING
from domain.desk import transaction
from domain.emergencies import GlassBroken
from domain.fact import Decision
from domain.held import HeldItem, ItemHeld, ItemSettled
from domain.receipt import Receipt
from domain.records import Records
from domain.verification import Place
from web.service import Service

AMA = By(actor="u-00000001", name="Ama Boateng", role="clerk")
WHY = By(
    actor="u-00000001", name="Ama Boateng", role="clerk", reason="typing-error", because="Two digits changed places."
)
RUTH = By(actor="u-00000003", name="Ruth Adeyemi", role="reviewer")
INES = By(actor="u-00000007", name="Inês Falcão", role="senior-clerk")
SAM = By(actor="u-00000005", name="Sam Owusu", role="admin")
AMAL = By(actor="u-00000006", name="Amal Haddad", role="auditor")
PRIYA = By(actor="u-00000004", name="Priya Nair", role="privacy-officer")
PRIYA_WHY = PRIYA._replace(reason="other", because="She works here herself.")
LUCIA: dict[str, Any] = {
    "names": [{"text": "Lucía Núñez", "use": "official", "family": "Núñez", "given": ["Lucía"]}],
    "birth": {"value": "1984-03", "basis": "stated"},
    "gender": "female",
    "sex_at_birth": "F",
    "identifiers": [{"type": "INS", "issuer": "Harbour Mutual", "value": "HM-77"}],
    "contacts": [{"system": "phone", "value": "+999 555 1234"}],
    "addresses": [{"text": "4 Mill Lane, Hollins", "city": "Hollins"}],
    "next_of_kin": [{"name": "Iván Núñez", "relationship": "brother"}],
    "language": "es",
}
SUGAR = {"what": {"text": "Glucose"}, "value": "5.4", "unit": "mmol/L", "range": {"low": "3.9", "high": "5.5"}}


def register(records: Records, **other: Any) -> UUID:
    return UUID(records.register({**LUCIA, **other}, AMA).id)


def everything(service: Service, erased: bool = True) -> UUID:
    """One patient to whom everything happened; every kind of fact is recorded at least once. Another one's record is
    told to be erased, unless nobody's is to be."""
    records, personnel = service.records, service.personnel
    who = register(records)
    _person(records, who)
    _visits(records, who)
    _measured(records, who)
    _history(records, who)
    _reports(records, who)
    personnel.add("ama", "Ama Boateng", "clerk", SAM)
    personnel.change_role("ama", "senior-clerk", SAM)
    personnel.lock("ama", SAM)
    personnel.unlock("ama", SAM)
    _held(records)
    _found(records)
    _office(service, who)
    _moved(service, who)
    _searched(service)
    _case(service)
    service.flagging.set_aside("no-visit", AMA.actor, AMA.name, 7, 0, "She was asked: it was the wrong record.", RUTH)
    _verified(service, who)
    _exported(service, who)
    _asked(service, who)
    _once(service, who)
    if erased:
        _disposed(service)
    personnel.limit("ama", None, "2099-12-31", SAM)
    _tokens(service)
    _ways_in(service)
    _staffed(service)
    why = "The visit was written down late."
    opened = service.office.break_glass(who, "here", why, AMA, timedelta(hours=1))
    service.office.end_glass(who, opened.entries[0], AMA)
    return who


def _staffed(service: Service) -> None:
    """What befalls an account on its way through an office; SAM takes PRIYA's part once."""
    personnel = service.personnel
    personnel.lend_role("ama", "reviewer", "2099-03-09", "2099-03-20", SAM)
    personnel.add("ben", "Ben Osei", "clerk", SAM)
    personnel.delegate("ama", "ben", "2099-03-09", "2099-03-31", SAM)
    ben = personnel.account("ben")
    assert ben
    personnel.end_delegation("ama", ben.staff, SAM._replace(on_behalf_of=PRIYA.actor))
    personnel.delegate("ama", "ben", "2099-04-09", "2099-04-30", SAM)
    personnel.invite("ama", datetime(2026, 3, 10, 9, 30, tzinfo=UTC), True, SAM)
    personnel.change_password("ama", "chosen", AMA)
    personnel.add_second_factor("ama", 10, AMA)
    personnel.use_recovery_code("ama", 9, AMA)
    personnel.renew_recovery_codes("ama", 10, AMA)
    personnel.remove_second_factor("ama", AMA)


def came_and_went(service: Service, by: By = AMA) -> None:
    """Somebody signed in after a slip and was away; elsewhere somebody guessed."""
    note = service.store.access.note
    note(SignedIn, by, how="code", failed=1)
    note(SignedOut, RUTH, how="revoked", whose=by.actor, ended="0123456789ab")
    note(SignInPaused, service.system(), about="name", tries=5, whose=by.actor)


def looked_at(service: Service, who: UUID, by: By = AMA, **told: Any) -> int:
    """Somebody was shown a record; the position in the log of reads."""
    shown = {
        "section": "record",
        "medium": "page",
        "address": f"/patients/{who}",
        "outcome": "shown",
        "patients": [str(who)],
    }
    fields = {**shown, "known": service.store.log.position, "purpose": "HOPERAT", **told}
    return service.store.access.note(RecordAccessed, by, **fields)


def _tokens(service: Service) -> None:
    token = service.issuing.issue("ama", "Lab link", ["record", "read"], _next_year(service), AMA).entries[0]
    service.issuing.revoke(token, PRIYA)


def _ways_in(service: Service) -> None:
    service.linking.link("ama", "https://login.example", "ama-there", AMA._replace(role="admin"))
    service.linking.unlink("ama", "https://login.example", "ama-there", AMA._replace(role="admin"))
    account = service.personnel.account("ama")
    assert account
    passkey = service.keyring.add(account, "The blue key", AMA).entries[0]
    service.keyring.remove(passkey, AMA._replace(role="admin"))


def _next_year(service: Service) -> str:
    return (service.clock() + timedelta(days=300)).date().isoformat()


def _searched(service: Service) -> None:
    searching = service.searching
    searching.save("Typing errors", "log", {"reason": "typing-error"}, RUTH)
    searching.change("s1", "Slips of the pen", True, RUTH)
    searching.save("Late", "trail", {"marked": "late"}, RUTH, shared=True)
    searching.remove("s2", RUTH)
    searching.save("With a reason", "trail", {"marked": "reasoned"}, RUTH, shared=True)


def _found(records: Records) -> None:
    told = {"birth": "199X", "gender": "male", "found_at": "Harbour Bridge"}
    nobody = UUID(records.register_unidentified(told, AMA).id)
    records.identify(nobody, {"names": ["Kofi Adjei"], "birth": "1994"}, AMA, "a passport")
    records.label(nobody, "R", PRIYA_WHY)


def _office(service: Service, who: UUID) -> None:
    office, nobody = service.office, UUID(int=7)
    office.assign(who, "DQ09", "history.allergy", "clerk", "Clerks", AMA)
    office.dispute(who, "DQ09", "history.allergy", "She was asked, it is in the letter.", AMA)
    office.waive(who, "DQ09", "history.allergy", WHY, "2026-06-30")
    office.reaffirm(who, "measurements", "m2", AMA, ["value"])
    office.review(who, service.store.log.position, AMA, "All of it reads well.")
    request = office.request_amendment(who, "The street is wrong.", AMA, "demographics.addresses.0").entries[0]
    office.decide_amendment(who, request, "accepted", "A bill was shown.", RUTH)
    why = "Unconscious, and nobody else was here."
    glass = office.break_glass(who, "care", why, AMA, timedelta(hours=1)).entries[0]
    office.review_glass(who, glass, "It was an emergency.", PRIYA)
    service.rulebook.adopt("corrections", {"undo_minutes": 30}, SAM, "The head of the office")
    office.assign(who, "DQ21", f"duplicates.{nobody}", "reviewer", "Reviewers", AMA)


def _person(records: Records, who: UUID) -> None:
    records.update(who, {"addresses": [{"text": "9 Long Acre, Eastwick"}]}, AMA)
    records.correct_details(who, {"birth": {"value": "1984-03-07", "basis": "document"}}, WHY)
    records.add_identifier(who, {"type": "PPN", "issuer": "XX", "value": "P-123"}, AMA)
    records.retire_identifier(who, 1, WHY)
    other = register(records, names=["Zoë Quaye"], identifiers=[{"type": "PPN", "issuer": "XX", "value": "P-123"}])
    alike = {"score": 4, "verdict": "possible", "reasons": ["The same phone"]}
    records.deny_duplicate(who, other, "Seen together.", AMA, alike)
    twin = {"patient": str(who), "mrn": "0000000195", **alike}
    records.register({**LUCIA, "names": ["Zoe Quaye"], "identifiers": []}, AMA, others=[twin], note="Her sister.")
    records.record_death(other, AMA, "2026-03-01", cause="not known")
    records.revoke_death(other, WHY)


def _visits(records: Records, who: UUID) -> None:
    told = {"visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": {"text": "Cough"}}
    first = records.open_visit(who, told, AMA, EVERYTHING).entries[0]
    records.update_visit(who, first, {"site": "Harbour Clinic"}, AMA)
    records.close_visit(who, first, "2026-03-07T09:20Z", AMA, disposition="home")
    records.reopen_visit(who, first, WHY)
    second = records.open_visit(who, told, AMA, EVERYTHING).entries[0]
    records.cancel_visit(who, second, WHY)


def _measured(records: Records, who: UUID) -> None:
    items = [{"kind": "weight", "value": "27.0", "unit": "kg"}, {"kind": "height", "value": "5.75", "unit": "[ft_i]"}]
    taken = records.measure(who, items, WHY, "2026-03-07T09:05Z", confirmed=("low:items.0.value",)).entries
    records.correct(who, "measurements", taken[0], {"value": "72.0"}, WHY)
    records.add_to(who, "measurements", taken[1], "With shoes on.", AMA)
    records.record_blood_group(who, {"abo": "A", "rhd": "positive", "basis": "stated"}, AMA)
    records.record_blood_group(who, {"abo": "O", "rhd": "positive", "basis": "lab", "specimen": "S1"}, AMA)
    records.retract(who, "blood_group", "b1", WHY)


def _history(records: Records, who: UUID) -> None:
    records.declare_none(who, "allergy", "patient", AMA)
    told = {"kind": "allergy", "what": "Penicillin", "clinical_status": "active", "onset": "199X"}
    entry = records.add_history(who, {**told, "detail": {"reaction": "rash"}}, AMA).entries[0]
    records.change_status(who, entry, "resolved", AMA, "2020")
    records.retract(who, "history", entry, WHY)


def _reports(records: Records, who: UUID) -> None:
    header = {"kind": "laboratory", "what": "Blood sugar"}
    first = records.register_report(who, header, AMA).entries[0]
    content = {"performed_at": "2026-03-07T09:10Z"}
    records.issue_report(who, content, AMA, report=first, results=[SUGAR])
    records.acknowledge(who, first, AMA)
    records.amend_report(who, first, "corrected", {"results": [{**SUGAR, "value": "7.4"}]}, WHY)
    second = records.register_report(who, {"kind": "imaging", "what": "X-ray chest"}, AMA).entries[0]
    records.cancel_report(who, second, WHY)
    told = {"address": "ab" * 32, "digest": "cd" * 32, "size": 7, "mime": "text/plain", "title": "Letter"}
    records.attach(who, told, AMA)


def _moved(service: Service, who: UUID) -> None:
    other = register(service.records, names=["Ngozi Adeyemi"], identifiers=[])
    service.office.move(who, other, [("measurements", "m2")], WHY, lambda document, patient: "ef" * 32)


def _verified(service: Service, who: UUID) -> None:
    """Somebody else keys it: whoever wrote an entry may not."""
    place = Place(str(who), "measurements", "m1")
    position, other = service.store.log.position, AMA._replace(actor="u-00000002")
    drawn = UUID(service.verifying.draw("spring", 5, ["measurements"], position, [place], RUTH, "2026-03-01").id)
    service.verifying.key(drawn, 1, {"value": "72.0", "unit": "kg"}, other)
    service.verifying.close(drawn, RUTH, "All of it agrees.")


def _exported(service: Service, who: UUID) -> None:
    """A copy for the patient, which was made, and one that nobody fetched."""
    exporting, told = service.exporting, {"patients": [str(who)], "address": "4 Mill Lane, Hollins"}
    narrow = {"keys": [service.store.log.key_of(who)]}
    asked = exporting.request("patient-copy", narrow, 42, "PATRQT", "Lucía Núñez", RUTH, **told)
    exporting.seal(UUID(asked.id), asked.position, {"changes.csv": "ab" * 32}, RUTH)
    other = exporting.request("envelope", {"since": "2026-03"}, 7, "HCOMPL", "An auditor", RUTH, note="For the review.")
    exporting.give_up(UUID(other.id), "Nobody came for it.", RUTH)


def _once(service: Service, who: UUID) -> None:
    """What is recorded in another shape by now, and was like this once."""
    with service.records.desk.open(who) as file:
        told = {"glass": file.patient.file.reviews.next_id(), "why": "Nobody else was here."}
        file.record((Decision(GlassBroken, told),), AMA)
        service.records.desk.put_back(file, AMA)


def _disposed(service: Service) -> None:
    """What becomes of a record is decided. The key that is named seals nothing: it is told, and not carried out."""
    who, erasing = register(service.records, names=["Noor Haddad"], identifiers=[]), service.erasing
    erasing.hold(who, "Haddad against the harbour", PRIYA)
    erasing.lift(who, "h1", "The court has decided.", PRIYA)
    erasing.ask(who, "objection", PRIYA, "By letter.")
    erasing.refuse(who, "retention", SAM, "Four years are left.")
    erasing.ask(who, "court-order", SAM)
    erasing.approve(who, PRIYA)
    erasing.erase(who, [2**40], 7, bytes(32), PRIYA)
    told = {"verdict": "proved", "size": 8, "root": "00" * 32, "told": "No payloads were erased."}
    erasing.prove(who, PRIYA, payloads=0, documents=0, **told)


def _held(records: Records) -> None:
    desk = records.desk
    told = {"reason": "it names no patient", "place": "a.json entry 1", "content": "{}"}
    item = HeldItem.begin(desk.key("HELD", "", "X/1"), Decision(ItemHeld, told), desk.envelope(AMA, transaction()))
    desk.save(Receipt(str(item.id)), [item], AMA)
    item.record((Decision(ItemSettled, {"outcome": "set aside"}),), desk.envelope(AMA, transaction()))
    desk.save(Receipt(str(item.id)), [item], AMA)


def _case(service: Service) -> None:
    """A reviewer asks Ama about a weight, and she answers."""
    cases, asked = service.cases, "u-00000001"
    told = {"staff": asked, "name": "Ama Boateng"}
    about: dict[str, str | None] = {"person": asked, "person_name": "Ama Boateng"}
    pins = [Pin("record", 27, "The weight as it was first written."), Pin("record", 2)]
    question = "Who saw the weight while it was wrong?"
    number = cases.open("A weight of 27 kg", question, RUTH, pins, [told], **about).entries[0]
    cases.unpin(number, "p2", "It is about somebody else.", RUTH)
    cases.ask(number, asked, "Ama Boateng", "Was it read from the scales?", RUTH, "p1")
    cases.answer(number, "q1", "Yes, and two digits changed places.", AMA)
    cases.tell(number, [told], "in-person", "2026-03-07", RUTH, "At the desk.")
    cases.find(number, "record-wrong", "The digits changed places.", RUTH)
    cases.close(number, RUTH)
    cases.reopen(number, "A letter came.", RUTH)


def _asked(service: Service, who: UUID) -> None:
    """She asks for a change, which is denied, and she disagrees; a court asks for a part, the police in vain."""
    office, releasing = service.office, service.releasing
    request = office.request_amendment(who, "It was a cold, not a cough.", AMA, "visits.v1").entries[0]
    office.extend_amendment(who, request, "The doctor is away until April.", RUTH)
    office.deny_amendment(who, request, "right", "The doctor wrote it down that morning.", RUTH)
    office.disagree(who, request, "I never coughed.", AMA)
    told = {
        "requester": "The district court", "ground": "court", "authority": "Order 7/2026", "purpose": "A lawsuit",
        "recipient": "Judge Haddad", "address": "1 Court Square, Hollins", "asks": "All of the visit in March.",
        "chapters": ["visits", "measurements"], "since": "2026-03",
    }  # fmt: skip
    asked, entries = UUID(releasing.request(who, told, AMA).id), {"visits": ["v1"], "measurements": ["m1"]}
    position = service.store.log.position
    releasing.disclose(
        asked, "paper", "2026-03-07", position, entries, "ab" * 32, PRIYA, since="2026-03", note="Sealed."
    )
    other = UUID(releasing.request(who, {**told, "requester": "The police", "ground": "police"}, AMA).id)
    releasing.refuse(other, "no-right", "They have no order.", PRIYA)
