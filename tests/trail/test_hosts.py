"""Two hosts, each with a folder of its own, on one database: what one has recorded the other one knows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event, Thread
from uuid import UUID, uuid4

import pytest

from domain.patient import Patient
from domain.receipt import Receipt
from domain.records import Records
from domain.refusal import Conflict, Refused, Repeated, Stale
from tests.support.clock import StandingClock
from tests.support.crowd import at_once, cheap, in_one_commit
from tests.support.office import AMA, WHY, register
from tests.support.stores import database_of
from tests.trail.logs import ORIGIN, verified
from tests.trail.owner import Run, owner
from trail.checkpoint import parse
from trail.checkpoint import verified as signed_by
from trail.errors import KeysMissing, StoreError
from trail.rows import Row, quick
from trail.sealed import checkpoint, last_of, signer_of
from trail.signer import Rewritten
from trail.snapshots import EVERY, LONG
from trail.store import Store
from trail.tree import Range, root_of

VISIT = {"visit_class": "AMB", "start": "2026-03-07T09:00Z", "reason": {"text": "Cough"}}
WEIGHT = [{"kind": "weight", "value": "70", "unit": "kg"}]


@pytest.fixture
def database() -> Iterator[str]:
    with database_of("postgresql") as url:
        assert url
        yield url


def another(store: Store, *more: str) -> Path:
    """The folder of one more host: its settings, the master key, and what else is named."""
    folder = store.folder.with_name(f"host-{uuid4().hex[:8]}")
    folder.mkdir()
    for name in ("config.toml", "master.key", *more):
        shutil.copy(store.folder / name, folder / name)
    return folder


@pytest.fixture
def a(tmp_path: Path, database: str, clock: StandingClock) -> Iterator[Store]:
    with closing(Store.create(tmp_path / "a", ORIGIN, clock, database)) as store:
        yield store


@pytest.fixture
def b(a: Store, clock: StandingClock) -> Iterator[Store]:
    with closing(Store.open(another(a), clock)) as store:
        yield store


@pytest.fixture
def here(a: Store, clock: StandingClock) -> Records:
    return Records(a.journal, a.keys.index_secret, clock)


@pytest.fixture
def there(b: Store, clock: StandingClock) -> Records:
    return Records(b.journal, b.keys.index_secret, clock)


# the log


def test_all_that_two_hosts_record_at_once_is_there_once_and_without_a_gap(a: Store, b: Store) -> None:
    shared = uuid4()

    def clerk(store: Store) -> list[tuple[int, str, int]]:
        own, kept = uuid4(), list[tuple[int, str, int]]()
        for version in range(1, 13):
            [position] = store.log.append([cheap(own, version)])
            kept += [(position, cheap(own).sid, version), contended(store)]
        return kept

    def contended(store: Store) -> tuple[int, str, int]:
        while True:
            version = store.log.last_version(shared) + 1
            try:
                return store.log.append([cheap(shared, version)])[0], cheap(shared).sid, version
            except Stale:
                continue

    everything = at_once([partial(clerk, store) for store in (a, b) * 3])

    kept = sorted(row for rows in everything if isinstance(rows, list) for row in rows)
    rows = [(row.position, row.stream, row.version) for row in a.log.rows(1, 1000)]
    assert rows == kept
    assert [row[0] for row in rows] == list(range(2, 6 * 24 + 2))
    assert a.log.head() == b.log.head() == (145, root_of(a.log.leaves(145)))
    assert verified(a.folder, a.config.database).findings == []


def test_one_hosts_events_are_read_by_the_other_at_once(a: Store, b: Store) -> None:
    for version, (one, other) in enumerate([(a, b), (b, a), (a, b)], start=1):
        one.log.append([cheap(UUID(int=5), version, b'{"n":%d}' % version)])

        [row] = other.log.stream(UUID(int=5), version - 1)
        assert other.log.opened(row)[1] == b'{"n":%d}' % version
        assert other.log.position == one.log.position == version + 1


@pytest.mark.parametrize("known", [False, True])
def test_a_stream_that_one_host_has_gone_on_with_is_stale_on_the_other(a: Store, b: Store, known: bool) -> None:
    stream = uuid4()
    (b if known else a).log.append([cheap(stream)])
    a.log.append([cheap(stream, 2)])

    with pytest.raises(Stale) as caught:
        b.log.append([cheap(stream, 2)])

    assert caught.value.stream == stream
    assert b.log.append([cheap(stream, 3)]) == [4]
    with pytest.raises(Stale):
        a.log.append([cheap(stream, 3)])


def test_in_one_commit_what_another_host_has_made_stale_is_told_alone(a: Store, b: Store) -> None:
    streams = [uuid4() for _ in range(4)]
    b.log.append([cheap(one) for one in streams])
    a.log.append([cheap(streams[1], 2)])

    got = in_one_commit(b.log, [partial(b.log.append, [cheap(one, 2)]) for one in streams])

    assert [one if isinstance(one, list) else type(one) for one in got] == [[8], Stale, [9], [10]]
    assert [a.log.last_version(one) for one in streams] == [2] * 4


def test_a_stream_that_both_begin_at_once_is_one_hosts_and_has_its_key(a: Store, b: Store) -> None:
    for _ in range(10):
        stream = uuid4()

        got = at_once([partial(store.log.append, [cheap(stream, body=b'{"n":1}')]) for store in (a, b)])

        assert sorted(type(one).__name__ for one in got) == ["Stale", "list"]
        [row] = a.log.stream(stream)
        assert a.log.key_of(stream) == b.log.key_of(stream) == quick(row.entry).key
        late = (a, b)[[isinstance(one, Stale) for one in got].index(True)]
        late.log.append([cheap(stream, 2, b'{"n":2}')])
        assert [store.log.opened(row)[1] for store in (a, b) for row in store.log.stream(stream)] == [
            b'{"n":1}', b'{"n":2}'
        ] * 2  # fmt: skip


def test_one_request_at_many_hosts_at_once_is_recorded_once(a: Store, b: Store) -> None:
    def told(positions: list[int]) -> bytes:
        return b"%d" % positions[0]

    for n in range(5):
        work = [partial(store.log.append, [cheap(uuid4())], f"form-{n}", told) for store in (a, b) * 3]

        got = at_once(work)

        kept = [one for one in got if isinstance(one, list)]
        assert len(kept) == 1
        assert {one.response for one in got if isinstance(one, Repeated)} == {told(kept[0])}
        assert len(kept) + sum(isinstance(one, Repeated) for one in got) == 6
    assert a.log.position == 6


def test_what_one_host_says_of_its_clock_does_not_stop_the_other(a: Store, b: Store, clock: StandingClock) -> None:
    """Two clocks that are a minute apart: it is told once, and no time goes back."""
    late = Store.open(another(a), lambda: clock().replace(minute=29))
    for version in range(1, 5):
        a.log.append([cheap(UUID(int=5), version)])
        late.log.append([cheap(UUID(int=6), version)])
    late.close()

    rows = a.log.rows(0, 100)
    times = [quick(row.entry).at for row in rows]
    assert times == sorted(times)
    assert [row.type for row in rows].count("log.clock-anomaly/1") == 1


# what is judged


def test_a_visit_that_was_closed_on_one_host_is_closed_when_the_other_judges(here: Records, there: Records) -> None:
    who = register(here)
    [visit] = here.open_visit(who, VISIT, AMA).entries
    there.update_visit(who, visit, {"site": "Harbour Clinic"}, AMA)  # it is in memory there

    here.close_visit(who, visit, "2026-03-07T09:20Z", AMA)

    with pytest.raises(Refused):
        there.close_visit(who, visit, "2026-03-07T09:25Z", AMA)
    assert there.reopen_visit(who, visit, WHY)
    assert here.close_visit(who, visit, "2026-03-07T09:28Z", AMA)


def test_what_was_refused_for_what_is_no_longer_so_is_judged_again(here: Records, there: Records) -> None:
    who = register(here)
    [visit] = here.open_visit(who, VISIT, AMA).entries
    there.close_visit(who, visit, "2026-03-07T09:20Z", AMA)  # closed, as it is remembered there

    here.reopen_visit(who, visit, WHY)

    assert there.close_visit(who, visit, "2026-03-07T09:28Z", AMA).entries == (visit,)


def test_what_was_no_change_for_what_is_no_longer_so_is_judged_again(here: Records, there: Records) -> None:
    who = register(here, language="es")
    there.update(who, {"occupation": "welder"}, AMA)
    here.update(who, {"language": "fr"}, AMA)

    assert there.update(who, {"language": "es"}, AMA)
    assert not there.update(who, {"language": "es"}, AMA)
    assert here.update(who, {"language": "fr"}, AMA)


def test_what_someone_changed_on_another_host_is_a_conflict(here: Records, there: Records) -> None:
    who = register(here, language="es")
    there.update(who, {"occupation": "welder"}, AMA)
    here.update(who, {"language": "fr"}, AMA, {"language": "es"})

    with pytest.raises(Conflict) as conflict:
        there.update(who, {"language": "de"}, AMA, {"language": "es"})

    assert (conflict.value.expected, conflict.value.found) == ("es", "fr")


def test_clerks_at_two_hosts_work_in_one_file_at_once(here: Records, there: Records, a: Store, b: Store) -> None:
    who = register(here)

    def clerk(records: Records) -> list[Receipt]:
        return [records.measure(who, WEIGHT, AMA, "2026-03-01") for _ in range(8)]

    got = at_once([partial(clerk, records) for records in (here, there) * 2])

    receipts = [receipt for each in got if isinstance(each, list) for receipt in each]
    assert len({receipt.position for receipt in receipts}) == 32
    assert sorted(entry for receipt in receipts for entry in receipt.entries) == sorted(f"m{n}" for n in range(1, 33))
    for store in (a, b):
        store.journal.refresh()
        assert len(store.journal.load(Patient, who).file.measurements.items) == 32


def test_a_request_is_answered_by_another_host_as_it_was_by_the_first(here: Records, there: Records) -> None:
    who, by = register(here), AMA._replace(request="form-1")
    there.update(who, {"occupation": "welder"}, AMA)

    first = here.update(who, {"language": "fr"}, by)

    assert there.update(who, {"language": "fr"}, by) == first
    assert there.close_visit(who, "v9", "2026-03-07", by) == first


def test_one_registration_sent_to_both_hosts_at_once_is_one_patient(here: Records, there: Records, a: Store) -> None:
    for n in range(4):
        wanted, by = {"names": [f"P {n}"], "birth": "1990", "gender": "male"}, AMA._replace(request=f"form-{n}")

        got = at_once([partial(records.register, wanted, by) for records in (here, there) * 2])

        assert len({str(one) for one in got}) == 1
        assert all(isinstance(one, Receipt) for one in got)
    assert sum(row.type == "patient.registered/1" for row in a.log.rows(0, 1000)) == 4


def test_record_numbers_that_are_drawn_at_both_hosts_never_meet(here: Records, there: Records, a: Store) -> None:
    def clerk(records: Records, name: str) -> list[str]:
        return [
            records.register({"names": [f"{name} {n}"], "birth": "1990", "gender": "male"}, AMA).mrn for n in range(8)
        ]

    got = at_once([partial(clerk, records, name) for name in "AB" for records in (here, there)])

    numbers = [number for each in got if isinstance(each, list) for number in each]
    assert (len(numbers), len(set(numbers))) == (32, 32)
    told = [row.type for row in a.log.rows(0, 1000)]
    assert told.count("patient.registered/1") == told.count("identifier.assigned/1") == 32


def test_a_number_that_many_hosts_have_used_up_meanwhile_is_passed_over(here: Records, there: Records) -> None:
    """More of them than a command is judged again."""
    people = [{"names": [f"P {n}"], "birth": "1990", "gender": "male"} for n in range(42)]
    first = there.register(people[0], AMA)
    taken = [here.register(wanted, AMA).mrn for wanted in people[1:41]]

    late = there.register(people[41], AMA).mrn

    assert late not in {first.mrn, *taken}


def test_an_identifier_that_is_claimed_at_both_hosts_at_once_is_one_patients(here: Records, there: Records) -> None:
    patients = [register(here, identifiers=[]) for _ in range(2)]
    for n in range(6):
        passport = {"type": "PPN", "issuer": "XX", "value": f"P-{n}"}

        got = at_once([
            partial(records.add_identifier, who, passport, AMA)
            for records, who in zip((here, there), patients, strict=True)
        ])  # fmt: skip

        assert sorted(type(one).__name__ for one in got) == ["Receipt", "Refused"]
        assert "belongs to another patient" in str(next(one for one in got if isinstance(one, Refused)))


def test_an_identifier_that_one_host_has_freed_is_given_by_the_other(here: Records, there: Records) -> None:
    passport = {"type": "PPN", "issuer": "XX", "value": "P-1"}
    one, other = register(here, identifiers=[passport]), register(here, identifiers=[])
    with pytest.raises(Refused):
        there.add_identifier(other, passport, AMA)

    here.retire_identifier(one, 0, WHY)

    assert there.add_identifier(other, passport, AMA)
    with pytest.raises(Refused):
        here.add_identifier(one, passport, AMA)


def test_a_file_that_was_being_read_while_it_went_on_is_not_kept_as_it_was(
    b: Store, here: Records, there: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clerk's reading is slow, and another clerk of the same host has the news taken in meanwhile."""
    who = register(here)
    [visit] = here.open_visit(who, VISIT, AMA).entries
    began, go_on, stream = Event(), Event(), b.log.stream

    def slow(id: UUID, after: int = 0, upto: int | None = None) -> list[Row]:
        rows = stream(id, after, upto)
        began.set()
        assert go_on.wait(20)
        return rows

    monkeypatch.setattr(b.log, "stream", slow)
    reading = Thread(target=b.journal.load, args=(Patient, who))
    reading.start()
    assert began.wait(20)
    here.close_visit(who, visit, "2026-03-07T09:20Z", AMA)
    b.journal.refresh()
    go_on.set()
    reading.join(20)
    monkeypatch.undo()

    assert there.reopen_visit(who, visit, WHY)


def test_a_file_kept_half_way_on_one_host_has_all_that_others_recorded_since(
    here: Records, there: Records, a: Store, b: Store
) -> None:
    who = register(here)
    for _ in range(LONG + EVERY):
        here.measure(who, WEIGHT, AMA, "2026-03-01")
    there.correct(who, "measurements", "m3", {"value": "71.5"}, WHY)
    there.measure(who, WEIGHT, AMA, "2026-03-01")
    a.journal.forget(who)

    here.correct(who, "measurements", "m4", {"value": "72.5"}, WHY)

    b.journal.refresh()
    for store in (a, b):
        items = store.journal.load(Patient, who).file.measurements.items
        assert [items[f"m{n}"]["value"] for n in (3, 4, LONG + EVERY + 1)] == ["71.5", "72.5", "70"]


# keys


def test_keys_that_are_made_at_both_hosts_never_have_one_number(a: Store, b: Store) -> None:
    def make(store: Store) -> list[int]:
        return [store.keys.new() for _ in range(300)]

    got = at_once([partial(make, store) for store in (a, b) * 2])

    numbers = [kid for each in got if isinstance(each, list) for kid in each]
    assert (len(numbers), len(set(numbers))) == (1200, 1200)
    sealed = a.keys.cipher(numbers[0]).encrypt(bytes(12), b"a payload", None)
    assert b.keys.cipher(numbers[0]).decrypt(bytes(12), sealed, None) == b"a payload"


def test_a_document_that_was_kept_at_one_host_is_read_at_the_other_in_a_shared_folder(
    tmp_path: Path, a: Store, b: Store
) -> None:
    a.log.append([cheap(UUID(int=5))])
    address = a.attachments.put(b"a letter", UUID(int=5))
    shutil.copytree(a.folder / "attachments", b.folder / "attachments")

    assert b.attachments.get(address, UUID(int=5)) == b"a letter"


def test_a_host_with_another_master_key_is_refused(a: Store) -> None:
    folder = another(a)
    (folder / "master.key").write_bytes(b"A" * 43 + b"=\n")

    with pytest.raises(KeysMissing, match="not the key of this store"):
        Store.open(folder)


# signing


@pytest.fixture
def signing(a: Store, clock: StandingClock) -> Iterator[Store]:
    """A host that has the key with which the first one has signed."""
    checkpoint(a)
    with closing(Store.open(another(a, "signing.key"), clock)) as store:
        yield store


def test_hosts_that_sign_at_once_take_turns_and_none_goes_back(a: Store, signing: Store) -> None:
    def work(store: Store) -> list[str]:
        notes = []
        for _ in range(8):
            store.log.append([cheap(uuid4())])
            notes.append(checkpoint(store))
        return notes

    got = at_once([partial(work, store) for store in (a, signing) * 2])

    notes = [note for each in got if isinstance(each, list) for note in each]
    assert len(notes) == 32
    trusted = signer_of(a).verifier_key
    sizes = [signed_by(note, trusted).size for note in notes]
    assert all(sizes[at : at + 8] == sorted(sizes[at : at + 8]) for at in range(0, 32, 8))
    assert all(parse(note)[0].root == root_of(a.log.leaves(parse(note)[0].size)) for note in notes)
    last = max(sizes)
    assert [known.checkpoint.size for store in (a, signing) if (known := last_of(store))] == [last, last]


def test_what_was_signed_at_one_host_is_known_at_the_other(a: Store, signing: Store) -> None:
    a.log.append([cheap(UUID(int=5))])
    checkpoint(a)

    known, here = last_of(signing), last_of(a)

    assert known
    assert here
    assert known.checkpoint == here.checkpoint
    assert known.checkpoint.size == 2


def test_a_host_with_another_signing_key_is_refused(a: Store, b: Store) -> None:
    signer_of(b)  # its own, made before anything was signed
    checkpoint(a)

    with pytest.raises(KeysMissing, match=r"This log is signed with test\.example/log\+\S+, and \S+ is another key"):
        checkpoint(b)

    assert not (b.folder / "signer.json").exists()


def test_a_host_without_the_signing_key_makes_none_of_its_own(a: Store, b: Store) -> None:
    checkpoint(a)

    with pytest.raises(KeysMissing, match="copy the file from that host"):
        checkpoint(b)

    assert not (b.folder / "signing.key").exists()
    shutil.copy(a.folder / "signing.key", b.folder / "signing.key")
    assert checkpoint(b) == checkpoint(a)


def _cut(run: Run, size: int) -> None:
    """To so many events, with the tree that they have."""
    run("delete from event where position > ?", size)
    whole = Range()
    for (leaf,) in run("select leaf from event order by position"):
        whole.push(leaf)
    run("update tree_head set n = ?, stack = ?", size, whole.encode())


def test_a_log_that_was_put_back_is_not_signed_by_a_host_that_was_put_back_with_it(a: Store, signing: Store) -> None:
    """Its own file is older: what hosts remember together is not."""
    checkpoint(signing)
    early = (signing.folder / "signer.json").read_bytes()
    a.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
    checkpoint(signing)
    with owner(a.folder) as run:
        _cut(run, 2)
    (signing.folder / "signer.json").write_bytes(early)

    with pytest.raises(Rewritten, match="has 2 entries; 4 were signed"):
        checkpoint(signing)


def test_a_database_that_was_put_back_as_a_whole_is_refused_by_the_hosts_own_file(a: Store, signing: Store) -> None:
    with owner(a.folder, "signer") as run:
        [before] = run("select size, root from signed")
    a.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
    checkpoint(a)
    with owner(a.folder) as run:
        _cut(run, 2)
    with owner(a.folder, "signer") as run:
        run("update signed set size = ?, root = ?", *before)

    with pytest.raises(Rewritten, match="has 2 entries; 4 were signed"):
        checkpoint(a)
    assert parse(checkpoint(signing))[0].size == 2  # that host cannot know


def test_a_log_that_was_rewritten_is_refused_by_every_host(a: Store, signing: Store) -> None:
    a.log.append([cheap(UUID(int=5), version) for version in range(1, 4)])
    checkpoint(a)
    with owner(a.folder) as run:
        run("update event set leaf = ? where position = 3", bytes(32))
        _cut(run, 4)

    for store in (a, signing):
        with pytest.raises(Rewritten, match="not those that were signed"):
            checkpoint(store)


# a database that was put back under hosts that go on


def test_hosts_that_have_seen_more_do_not_write_into_a_log_that_was_put_back(a: Store, b: Store) -> None:
    for version in range(1, 4):
        a.log.append([cheap(UUID(int=5), version)])
        b.log.append([cheap(UUID(int=6), version)])
    a.log.append([cheap(UUID(int=5), 4)])
    with owner(a.folder) as run:
        _cut(run, 3)

    for store, seen in ((a, 8), (b, 7)):
        for _ in range(2):
            with pytest.raises(StoreError, match=rf"has 3 events, and this host has seen {seen}: .*was put back"):
                store.log.append([cheap(uuid4())])

    assert a.log.position == 3


@pytest.mark.parametrize("more", [1, 2, 3])
def test_hosts_that_have_seen_others_do_not_write_into_a_log_that_was_put_back_and_went_on(
    a: Store, b: Store, more: int
) -> None:
    """To a shorter, the same and a greater length than what this host has seen."""
    a.log.append([cheap(UUID(int=5)), cheap(UUID(int=5), 2)])
    with owner(a.folder) as run:
        _cut(run, 1)
    b.log.append([cheap(uuid4()) for _ in range(more)])

    for _ in range(2):
        with pytest.raises(StoreError, match="Nothing is recorded"):
            a.log.append([cheap(uuid4())])

    assert verified(a.folder, a.config.database).findings == []


def test_a_host_that_is_opened_on_a_log_that_was_put_back_cannot_know_it(a: Store) -> None:
    a.log.append([cheap(UUID(int=5)), cheap(UUID(int=5), 2)])
    with owner(a.folder) as run:
        _cut(run, 2)

    with closing(Store.open(another(a))) as fresh:
        assert fresh.log.append([cheap(UUID(int=5), 2)]) == [3]
    assert verified(a.folder, a.config.database).findings == []
