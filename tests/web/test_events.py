"""The page of one event: in words and as stored, what is around it, and its way to the root that was signed."""

from __future__ import annotations

import html
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from domain.by import By
from tests.support.erased import erased, lived
from tests.support.office import register
from tests.support.pages import looking
from trail.anchor import Anchors
from trail.checkpoint import Checkpoint, parse, sign
from trail.sealed import anchors_of, checkpoint
from trail.signer import KEY, read_key
from trail.tlog_proof import latest
from trail.tree import leaf_hash, verify_inclusion
from web.drawing.inclusion import said
from web.service import Service

AMA = By(actor="u-0000000a", name="Ama Boateng", role="clerk")


class Story(NamedTuple):
    """A record of which the weight was put right, with somebody else's registration in between, all signed; and then
    a height that is not signed yet."""

    who: UUID
    weighed: int
    between: int
    fixed: int
    signed: int
    waits: int


@pytest.fixture(scope="module")
def story(untouched: Service) -> Story:
    records = untouched.records
    who = register(records)
    weighed = records.measure(who, [{"kind": "weight", "value": "71", "unit": "kg"}], AMA, "2026-03-02").position
    register(records, names=["Zoë Quaye"], identifiers=[])
    between = untouched.store.log.position
    fixing = AMA._replace(reason="typing-error", because="Two digits changed places.")
    fixed = records.correct(who, "measurements", "m1", {"value": "72", "unit": "kg"}, fixing).position
    checkpoint(untouched.store)
    signed = parse(anchors_of(untouched.store).paths()[-1].read_text())[0].size
    waits = records.measure(who, [{"kind": "height", "value": "171", "unit": "cm"}], AMA, "2026-03-02").position
    return Story(who, weighed, between, fixed, signed, waits)


@pytest.fixture(scope="module")
def reader(untouched: Service, story: Story) -> FlaskClient:
    return looking(untouched, "auditor")


def shown(client: FlaskClient, position: int) -> str:
    answer = client.get(f"/audit/log/{position}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_an_event_is_told_in_words_and_as_it_is_stored(reader: FlaskClient, story: Story) -> None:
    page = shown(reader, story.fixed)

    assert "Ama Boateng corrected weight: was 71, now 72." in page
    found = re.search(r'<pre class="ct-payload"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found
    assert json.loads(found[1])["changes"]["value"] == {"was": "71", "now": "72"}


def test_an_event_leads_to_what_was_recorded_around_it_in_the_log_and_in_the_record(
    reader: FlaskClient, story: Story
) -> None:
    page = shown(reader, story.fixed)

    in_log, in_record = (part.split("</ol>")[0] for part in page.split('<ol class="ct-around">')[1:])
    assert f'href="/audit/log/{story.between}"' in in_log
    assert f'href="/audit/log/{story.weighed}"' in in_record
    assert f'href="/audit/log/{story.waits}"' in in_record
    assert "Nothing after it" in shown(reader, story.waits)


def test_an_event_has_an_address_to_refer_to_and_so_has_the_record_it_made(reader: FlaskClient, story: Story) -> None:
    page = shown(reader, story.fixed)

    assert f'<a href="http://localhost/audit/log/{story.fixed}">' in page
    then = re.search(rf'<a href="http://localhost(/patients/\d+\?known={story.fixed})">', page)
    assert then
    assert "This is the past." in reader.get(then[1]).text


def test_the_way_to_the_signed_root_is_drawn_told_and_taken_home(
    reader: FlaskClient, story: Story, untouched: Service
) -> None:
    page, file = shown(reader, story.fixed), reader.get(f"/audit/log/{story.fixed}.tlog-proof")

    head, note = file.text.split("\n\n", 1)
    path = [b64decode(line) for line in head.split("\n")[2:]]
    signed, leaf = parse(note)[0], leaf_hash(untouched.store.log.rows(story.fixed - 1, 1)[0].entry)
    assert verify_inclusion(leaf, story.fixed - 1, signed.size, path, signed.root)
    assert file.headers["Content-Disposition"] == f'attachment; filename="caretrail-{story.fixed}.tlog-proof"'
    assert all(step.hex() in page for step in (*path, leaf, signed.root))
    assert page.count('class="ct-path__hash"') == len(path) + 2
    assert f"Event {story.fixed}, hashed {len(path)} times" in page


def test_an_event_that_waits_for_a_checkpoint_has_no_proof_yet(reader: FlaskClient, story: Story) -> None:
    page = shown(reader, story.waits)

    assert "Not yet anchored" in page
    assert "ct-path" not in page
    assert reader.get(f"/audit/log/{story.waits}.tlog-proof").status_code == 404
    assert reader.get("/audit/log/999999.tlog-proof").status_code == 404


@pytest.fixture
def another_root(untouched: Service, story: Story) -> Iterator[Anchors]:
    """While it lasts, the kept checkpoint is about another log."""
    anchors = anchors_of(untouched.store)
    path = anchors.paths()[-1]
    note = path.read_text(encoding="utf-8")
    signed = parse(note)[0]
    other = Checkpoint(signed.origin, signed.size, bytes(32))
    path.write_text(sign(other, read_key(untouched.store.folder / KEY)), "utf-8")
    yield anchors
    path.write_text(note, encoding="utf-8")


@pytest.mark.usefixtures("another_root")
def test_an_event_of_a_log_that_is_not_what_was_signed_says_so(reader: FlaskClient, story: Story) -> None:
    page = shown(reader, story.fixed)

    assert f"Nothing is proved: the first {story.signed} events are not those that were signed." in page
    assert reader.get(f"/audit/log/{story.fixed}.tlog-proof").status_code == 404


def test_a_note_that_nobody_signed_or_of_a_longer_log_proves_nothing(service: Service) -> None:
    checkpoint(service.store)
    register(service.records)
    size, root = service.store.log.head()
    newest, key = anchors_of(service.store).paths()[-1], read_key(service.store.folder / KEY)
    unsigned = newest.read_text().replace(
        parse(newest.read_text())[0].text(), Checkpoint(service.store.log.origin, size, root).text()
    )
    newest.with_name(f"{size:016}.note").write_text(unsigned)
    newest.with_name(f"{size + 300:016}.note").write_text(
        sign(Checkpoint(service.store.log.origin, size + 300, root), key)
    )

    page = shown(looking(service, "auditor"), size)

    assert latest(service.store, size) is None
    assert "Nothing is proved" not in page
    assert "ct-path" not in page


def test_an_event_that_is_shown_again_claims_no_proof_that_nobody_was_shown(service: Service) -> None:
    register(service.records)
    auditor, position = looking(service, "auditor"), service.store.log.position
    shown(auditor, position)
    seen = service.store.access.log.position
    checkpoint(service.store)

    again = auditor.get(f"/audit/access/{seen}/seen").text

    assert "ct-path" in shown(auditor, position)
    assert "is not shown again" in again
    assert "ct-path" not in again
    assert "nchored" not in again


def test_the_picture_says_in_words_what_it_shows(service: Service) -> None:
    told = []
    for name in ("Ada", "Zoë"):
        checkpoint(service.store)
        proof = latest(service.store, 1)
        told.append(proof and said(proof))
        register(service.records, names=[name], identifiers=[])

    assert told == [
        "Event 1 leads to the root of 1 entry.",
        "Event 1, hashed 2 times with what stands beside it, leads to the root of 3 entries.",
    ]


def test_of_an_erased_event_its_place_is_proved_and_nothing_else_is_shown(service: Service) -> None:
    who = lived(service)
    position = service.store.log.position
    erased(service, who)
    checkpoint(service.store)

    page = shown(looking(service, "auditor"), position)

    assert "The payload was erased by law." in page
    assert "ct-payload" not in page
    assert 'class="ct-path"' in page
