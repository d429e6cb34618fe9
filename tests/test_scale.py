"""What is told of a hundred million patients follows from what was measured."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest

from benchmarks import scale, scale_page
from benchmarks.queueing import Served, waits
from tests.support.measured import WHERE, stale

COSTS = {"log_octets": 1000.0, "octets": 4000.0, "verified": 10_000.0, "rebuilt": 1000.0, "files": 5000.0}
ONE = Served(100, 100.0, 0.01, 0.02, 1.0)


def test_nobody_waits_where_there_is_room() -> None:
    one = waits(10, 0.001, 0.0001, 8, Random(1), 2000)

    assert one.median == pytest.approx(0.0011)
    assert one.together == pytest.approx(1.0, abs=0.05)
    assert one.keeps_up


def test_who_waits_goes_along_with_the_next_append() -> None:
    few, many = (waits(rate, 0.01, 0.00001, 1, Random(1), 5000) for rate in (50, 5000))

    assert few.together < 2 < 20 < many.together
    assert many.keeps_up
    assert many.answered > 40 / 0.01 * 0.9  # which one commit for each would never reach


def test_a_head_that_is_asked_for_more_than_it_can_does_not_keep_up() -> None:
    one = waits(2000, 0.0, 0.001, 8, Random(1), 5000)

    assert not one.keeps_up
    assert one.answered == pytest.approx(1000, rel=0.02)
    assert one.slow > one.median > 0.5


def test_every_command_is_answered_once_whatever_the_hosts() -> None:
    for hosts in (1, 3, 8):
        one = waits(500, 0.002, 0.0001, hosts, Random(2), 1000)
        assert one.answered == pytest.approx(500, rel=0.2)


def test_what_gives_way_first_comes_first_and_is_calculated() -> None:
    found = scale_page.breaks(COSTS, most=1000.0)

    assert [one.people for one in found] == sorted(one.people for one in found)
    assert found[0].what.startswith("views regrown")
    assert found[0].people == pytest.approx(1000 * 8 * 3600 / 400)
    dear = scale_page.breaks({**COSTS, "rebuilt": 1e9}, most=1000.0)
    assert found[0].what not in dear[0].what


def test_the_highest_rate_that_is_kept_up_with_is_told() -> None:
    late = ONE._replace(rate=200, answered=150.0)

    assert scale_page.keeps_up([ONE, late]) == 100.0
    assert scale_page.keeps_up([late]) == 0.0


def test_the_page_is_written_from_what_was_measured(tmp_path: Path) -> None:
    costs = {**COSTS, "commit": 0.002, "each": 0.0001, "leaf": 6.0}
    queues = [ONE._asdict(), ONE._replace(rate=200, slow=0.5)._asdict()]
    (tmp_path / "scale.json").write_text(json.dumps({**WHERE, "patients": 40, "costs": costs, "simulated": queues}))
    stale(tmp_path / "scale.md", "scale")

    scale_page.write(tmp_path / "scale.json", tmp_path)

    written = (tmp_path / "scale.md").read_text()
    assert "| the log, after ten years | 40 | TB |" in written
    assert "| tiles of a proof of one event | 5 | files: one a level |" in written
    assert "9.5 before it began. 40 patients" in written
    assert "stale" not in written
    drawing = ElementTree.parse(tmp_path / "pictures" / "scale.svg").getroot()
    assert len(drawing.findall(".//{*}path[@class='slope holds']")) == 1


def test_the_page_of_this_project_was_written_and_not_typed() -> None:
    told = json.loads((Path(scale.__file__).parent / "scale.json").read_text())
    queues = [Served(**one) for one in told["simulated"]]

    shown = (Path(scale.__file__).parents[1] / "docs" / "scale.md").read_text()

    assert scale_page.part(told, queues) in shown
    assert [one._asdict() for one in scale.simulated(scale.Costs(**told["costs"]))] == told["simulated"]


@pytest.mark.slow
def test_costs_are_measured(tmp_path: Path) -> None:
    costs = scale.measured(tmp_path, patients=2)

    assert all(value > 0 for value in asdict(costs).values())
    assert costs.octets > costs.log_octets > 300
    assert costs.commit >= costs.each
