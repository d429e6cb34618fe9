"""Cases as lists, on paper and as files: the rows of the screen, every event of the evidence whole."""

from __future__ import annotations

import csv
import io
import json
import re
from hashlib import sha256
from uuid import UUID

import pytest

from domain.casework import Pin
from tests.support.office import AMA, RUTH, looked_at
from tests.web.cases.test_cases import C1, Desk, ama, desk, engine, opened, ruth, staff, wrong
from tests.web.clerk_desk import text
from web.pages import cases as pages
from web.review.cases import COLUMNS
from web.service import Service

__all__ = ["ama", "desk", "engine", "opened", "ruth", "wrong"]


@pytest.fixture
def many(service: Service, who: UUID, ruth: Desk) -> list[str]:
    """Seven cases, of which the third and the sixth are closed, about this and that; their numbers."""
    numbers = []
    for n in range(1, 8):
        looked_at(service, who)
        about: dict[str, str | None] = {"patient": str(who), "mrn": "0000000195"} if n % 2 else {}
        number = service.cases.open(f"Case {n}", "Why?", RUTH, [Pin("access", n)], **about).entries[0]
        service.cases.ask(number, "u-00000001" if n < 4 else "u-00000002", "Ama Boateng", "Why?", RUTH)
        if n % 3 == 0:
            service.cases.find(number, "other", "Nothing.", RUTH)
            service.cases.close(number, RUTH, "Enough.")
        numbers.append(number)
    return numbers


def listed(page: str) -> list[str]:
    return re.findall(r'<th role="rowheader" scope="row"><a href="/cases/([^"]+)">', page)


# the list


def test_the_open_cases_come_first_and_say_for_whom_they_wait(ruth: Desk, many: list[str]) -> None:
    page = ruth.get("/cases")

    assert listed(page) == [many[n - 1] for n in (7, 5, 4, 2, 1, 6, 3)]
    assert "All 7 Open 5 Closed 2" in ruth.page
    assert "Case 7 Patient 00 000 001-95 1 Ama Boateng 7 Mar 2026 Ruth Adeyemi" in ruth.page


@pytest.mark.parametrize(("query", "wanted"), [
    ("state=open", (7, 5, 4, 2, 1)), ("state=closed", (6, 3)), ("patient=0000000195", (7, 5, 1, 3)),
    ("person=u-00000001", (2, 1, 3)), ("person=u-00000002&state=closed", (6,)), ("person=nobody", ()),
])  # fmt: skip
def test_every_filter_leaves_the_same_rows_on_the_screen_and_in_the_files(
    ruth: Desk, many: list[str], query: str, wanted: tuple[int, ...]
) -> None:
    numbers = [many[n - 1] for n in wanted]

    assert listed(ruth.get(f"/cases?{query}")) == numbers
    rows = json.loads(ruth.get(f"/cases.json?{query}"))
    assert [row["number"] for row in rows] == numbers
    assert [json.loads(line) for line in ruth.get(f"/cases.ndjson?{query}").splitlines()] == rows
    table = list(csv.DictReader(io.StringIO(ruth.get(f"/cases.csv?{query}").removeprefix("\ufeff"))))
    assert [row["number"] for row in table] == numbers
    assert all(tuple(row) == COLUMNS for row in (*rows, *table))


@pytest.mark.parametrize(("query", "words"), [
    ("patient=12", "No record has this number."), ("state=lost", "A case is open or closed."),
])  # fmt: skip
def test_a_filter_that_cannot_be_read_is_named(ruth: Desk, many: list[str], query: str, words: str) -> None:
    page = ruth.get(f"/cases?{query}", 400)

    assert words in ruth.page
    assert listed(page) == []
    assert words in ruth.get(f"/cases.json?{query}", 400)


def test_a_page_leads_to_the_next_and_no_case_is_shown_twice(
    ruth: Desk, many: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "PAGE", 3)
    address, found = "/cases", list[str]()
    while address:
        page = ruth.get(address)
        found += listed(page)
        onward = re.search(r'<a href="(/cases\?before=[^"]+)">More', page)
        address = onward[1] if onward else ""

    assert sorted(found) == sorted(many)
    assert listed(ruth.get("/cases?before=soon")) == found[:3]


def test_an_office_without_cases_says_so(ruth: Desk) -> None:
    ruth.get("/cases")

    assert "No case was opened yet." in ruth.page


# the case on paper and as a file


def closed(service: Service, ruth: Desk, wrong: tuple[int, int]) -> None:
    ruth.do(f"{C1}/pin", {"log": "record", "position": str(wrong[1]), "note": "The correction."})
    seen = looked_at(service, service.views.current.find("0000000195"))
    ruth.do(f"{C1}/pin", {"log": "access", "position": str(seen)})
    ruth.do(f"{C1}/evidence/p3/unpin", {"why": "Not this one."})
    ruth.do(f"{C1}/ask", {"staff": staff(service, "clerk"), "question": "Why?", "pin": "p1"})
    service.cases.answer("C-2026-0001", "q1", "A slip.", AMA._replace(actor=staff(service, "clerk")))
    ruth.do(f"{C1}/told", {"people": "Dr Brandt", "how": "letter", "at": "2026-03-07"})
    ruth.do(f"{C1}/finding", {"kind": "record-wrong", "text": "Two digits."})
    ruth.do(f"{C1}/close", {})


def test_the_print_holds_all_that_the_case_holds(
    service: Service, ruth: Desk, ama: Desk, opened: str, wrong: tuple[int, int]
) -> None:
    closed(service, ruth, wrong)

    told = text(ruth.get(f"{C1}/print"))

    for words in (
        "Case C-2026-0001", "Who relied on it?", "Ama Boateng recorded weight 72 kg", "Note: The correction.",
        "Value: 72 → 71", "Why: Typing error: Two digits changed places.", "Ama Boateng: Summary, looked at.",
        "Taken out: Not this one.", "Clerk Boateng was asked about evidence 1: Why?", "A slip.",
        "By letter, 7 Mar 2026", "The record was wrong", "Two digits.", "Reviewer Boateng closed a case.",
        "3 pieces of evidence, 10 events.",
    ):  # fmt: skip
        assert words in told, words
    assert "This case is still open" not in told


def test_a_print_of_an_open_case_says_that_it_is_open(ruth: Desk, opened: str) -> None:
    assert "This case is still open." in text(ruth.get(f"{C1}/print"))


def test_the_export_holds_every_event_whole_as_it_stands_in_the_tree(
    service: Service, ruth: Desk, ama: Desk, opened: str, wrong: tuple[int, int]
) -> None:
    closed(service, ruth, wrong)

    told = json.loads(ruth.get(f"{C1}/case.json"))

    assert told["case"] == service.views.cases.one(opened)
    assert [(one["id"], one["position"], "unpinned" in one) for one in told["evidence"]] == [
        ("p1", wrong[0], False), ("p2", wrong[1], False), ("p3", 3, True),
    ]  # fmt: skip
    rows = {row["position"]: row for row in service.views.changes.rows()}
    own = [row for row in rows.values() if row["type"].startswith("case.")]
    assert [one["event"] for one in told["trail"]] == own
    for one in (*told["evidence"][:2], *told["trail"]):
        stored = service.store.log.rows(one["event"]["position"] - 1, 1)[0].entry
        assert one["event"] == rows[one["event"]["position"]]
        assert one["entry"].encode() == stored
        assert one["leaf"] == sha256(b"\0" + stored).hexdigest()
    assert told["made"]["position"] == service.store.log.position


def test_the_export_is_named_after_the_case_and_never_stored(ruth: Desk, opened: str) -> None:
    headers = ruth.client.get(f"{C1}/case.json").headers

    assert headers["Content-Disposition"] == 'attachment; filename="C-2026-0001.json"'
    assert headers["Cache-Control"] == "no-store"


def test_the_logs_own_entry_can_be_evidence_too(service: Service, ruth: Desk, opened: str) -> None:
    ruth.do(f"{C1}/pin", {"log": "record", "position": "1"})

    ruth.get(C1)

    assert "2 An entry that the log made about itself." in ruth.page


def test_what_was_written_cannot_become_part_of_the_page(service: Service, ruth: Desk) -> None:
    bad = "<script>alert(1)</script>"
    number = service.cases.open(bad, bad, RUTH, [Pin("access", 1, bad)], [{"name": bad}]).entries[0]

    for path in ("/cases", f"/cases/{number}", f"/cases/{number}/print", f"/cases/{number}/told"):
        assert bad not in ruth.get(path)
