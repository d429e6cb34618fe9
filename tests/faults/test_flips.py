"""Bits of a database and of a bundle turned, one at a time: none is silent."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.faults.clinic import made
from tests.faults.runs import SEED, often
from tests.faults.tally import counted
from tests.trail.bundle.test_writing import bundle
from tests.trail.tampering.test_mutations import content
from trail.bundle.reader import verify as reader
from trail.sealed import signer_of
from trail.verify import verify
from web.keeping.proving import kept, source
from web.service import Service


def places(size: int, number: int) -> list[tuple[int, int]]:
    """Which bit of which octet; every octet, where there are no more."""
    chance = Random(SEED)
    octets = chance.sample(range(size), number) if number < size else range(size)
    return [(octet, chance.randrange(8)) for octet in octets]


def turned(whole: bytes, octet: int, bit: int) -> bytes:
    return b"%b%c%b" % (whole[:octet], whole[octet] ^ 1 << bit, whole[octet + 1 :])


@pytest.mark.parametrize("flips", often(1000, 40_000))
def test_no_bit_of_a_database_is_turned_in_silence(tmp_path: Path, flips: int) -> None:
    """Without the digest of the file at rest: what is proved must have every row as it was."""
    folder = tmp_path / "store"
    made(folder)
    (folder / "resting.json").unlink()
    path = folder / "trail.db"
    whole, was, log, signed = path.read_bytes(), content(path), source(folder), kept(folder)
    with counted("flips", seed=SEED) as tally:
        for octet, bit in places(len(whole), flips):
            path.write_bytes(turned(whole, octet, bit))
            tally.add(1)
            if verify(log, signed).verdict != "broken" and content(path) != was:
                tally.wrong(f"bit {bit} of octet {octet}", silent=1)


@pytest.mark.parametrize("flips", often(1000, 60_000))
def test_no_bit_of_a_bundle_is_turned_in_silence(tmp_path: Path, flips: int) -> None:
    made(tmp_path / "store")
    path = tmp_path / "bundle.zip"
    with Service.open(tmp_path / "store") as service:
        whole = bundle(service, path).read_bytes()
        key = reader.read_key(signer_of(service.store).verifier_key)
    with counted("flips-bundle", seed=SEED) as tally:
        for octet, bit in places(len(whole), flips):
            path.write_bytes(turned(whole, octet, bit))
            tally.add(1)
            if reader.together([str(path)], reader.Asked(keys=[key]), map)["verdict"] != "broken":
                tally.wrong(f"bit {bit} of octet {octet}", silent=1)
