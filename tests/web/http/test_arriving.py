"""Requests that arrive by drops and answers that nobody takes in: neither holds anybody up. With real sockets."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from socket import create_connection, socketpair
from tempfile import TemporaryFile
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.support.serving import Browser, Served, served
from tests.web.server.clinic import made
from web.http.arriving import ARRIVAL, ASKED, LAST, Paced, Slow
from web.http.gathered import DRAINED, LONGEST, NO_LENGTH, TOO_LONG, Gathered, Turned
from web.http.limits import BODY

MANY = 600  # more than the server takes at once
THREADS = 4
SOON = 12.0  # seconds; a page takes a hundredth of it, and whoever is slow more than all of it


@pytest.fixture
def engine() -> str:
    """Neither engine has a part in this."""
    return "sqlite"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(made(tmp_path_factory.mktemp("slow") / "store"), "--threads", str(THREADS)) as up:
        yield up


def place(server: Served) -> tuple[str, int]:
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    return host, int(port)


@contextmanager
def crowd(server: Served, sent: bytes, many: int = 40) -> Iterator[list[socket.socket]]:
    """So many who begin, and do not go on."""
    with ExitStack() as held:
        every = [held.enter_context(socket.socket()) for _ in range(many)]
        for one in every:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)  # and what is answered, they hardly take in
            one.connect(place(server))
            one.sendall(sent)
        yield every


def spoken(server: Served, sent: bytes) -> bytes:
    """All that is answered to these octets."""
    with create_connection(place(server), timeout=20) as raw:
        raw.sendall(sent)
        return b"".join(iter(lambda: raw.recv(65536), b""))


def page_in_time(server: Served) -> float:
    """A clerk signs in and opens a page; the seconds it took."""
    began = time.monotonic()
    assert "Find a patient" in Browser(server.url).get("patients")
    return time.monotonic() - began


# what holds nobody up


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\na=",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857600\r\n\r\na=",
        b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\nExpect: 100-continue\r\n\r\n",
    ],
    ids=["nothing", "one octet", "half of the headers", "half of a body", "a hundred megabytes", "waiting to be asked"],
)
def test_ten_times_as_many_as_there_are_threads_may_be_slow_and_a_page_still_comes(server: Served, sent: bytes) -> None:
    with crowd(server, sent):
        assert page_in_time(server) < SOON


def test_whoever_sends_an_octet_a_second_holds_nobody_up(server: Served) -> None:
    with crowd(server, b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n") as every:
        for _ in range(3):
            for one in every:
                one.sendall(b"x")
            assert page_in_time(server) < SOON


def test_more_connections_than_the_server_takes_make_room_for_a_clerk(server: Served) -> None:
    with crowd(server, b"GET / HTTP/1.1\r\n", MANY) as every:
        took = page_in_time(server)
        every[0].settimeout(SOON)
        first = every[0].recv(100)

    assert took < SOON
    assert first == b"", "whoever had waited longest made room"


def test_whoever_takes_in_nothing_holds_nobody_up(server: Served) -> None:
    """The largest file that anybody may have, asked for by many who do not read it."""
    ask = b"GET /static/kit.css HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with crowd(server, ask):
        assert page_in_time(server) < SOON


# what is still heard


def test_a_connection_is_used_again_also_for_requests_that_came_together(server: Served) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = ask.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")

    together = spoken(server, ask * 5 + last)

    assert together.count(b"HTTP/1.1 200") == 6
    assert together.count(b"\r\n\r\nok\n") == 6


def test_a_body_that_comes_octet_by_octet_is_read_whole(server: Served) -> None:
    clerk = Browser(server.url)
    form = clerk.form("patients/new", name="Kofi Mensah", born="1984", gender="unknown")
    host, port = place(server)
    raw = HTTPConnection(host, port, timeout=20)
    raw.putrequest("POST", "/patients/new")
    raw.putheader("Content-Type", "application/x-www-form-urlencoded")
    raw.putheader("Content-Length", str(len(form)))
    raw.putheader("Cookie", clerk.cookie)
    raw.endheaders()
    for n in range(0, len(form), 7):
        raw.send(form[n : n + 7])
        time.sleep(0.002)

    assert raw.getresponse().status == 303


def test_a_body_that_waits_to_be_asked_for_is_asked_for(server: Served) -> None:
    with create_connection(place(server), timeout=20) as raw:
        raw.sendall(
            b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
            b"Expect: 100-continue\r\nContent-Length: 4\r\nConnection: close\r\n\r\n"
        )
        asked = raw.recv(25)
        raw.sendall(b"a=bc")
        answer = b"".join(iter(lambda: raw.recv(65536), b""))

    assert asked == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert b"HTTP/1.1 4" in answer


def test_a_hundred_megabytes_are_refused_with_a_page_that_is_heard_and_cost_no_memory(server: Served) -> None:
    """Sent to its end, as browsers do."""
    page_in_time(server)  # which takes memory, too
    before = memory(server)
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nConnection: close\r\n"
    with create_connection(place(server), timeout=60) as raw:
        raw.sendall(head + b"Content-Length: %d\r\n\r\n" % (100 * 2**20))
        for _ in range(100):
            raw.sendall(bytes(2**20))
        answer = b"".join(iter(lambda: raw.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"Too much at once" in answer
    assert memory(server) - before < 24 * 2**20


def memory(server: Served) -> int:
    """Octets at the most so far, of the process that serves."""
    (worker,) = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{worker}/status").read_text())
    assert found
    return int(found[1]) * 1024


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
        (b"QUETZAL\xff / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nQuetzal\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: quetzal\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nquetza", 400),
        (b"GET /" + b"quetzal" * 2000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"quetzal" * 2000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: quetzal\r\n" * 99 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: quetzal\r\n" * 9999, 431),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nquetzal\r\n", 411),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\nContent-Length: 7\r\n\r\nquetzal", 411),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: quetzal\r\n\r\n", 417),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_is_no_request_is_refused_in_a_few_words_none_of_them_its_own(
    server: Served, sent: bytes, status: int
) -> None:
    answer = spoken(server, sent)

    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:200]
    assert b"quetzal" not in answer.lower()
    assert b"frame-ancestors 'none'" in answer
    assert b"\r\nX-Content-Type-Options: nosniff\r\n" in answer


# each by itself


def paced(**more: float) -> tuple[Paced, socket.socket]:
    ours, theirs = socketpair()
    return Paced(ours, **more), theirs  # type: ignore[arg-type]


def test_a_request_has_its_time_its_headers_less_of_it_and_each_of_a_connection_its_own() -> None:
    ours, theirs = paced()
    ours.since -= ASKED + 1
    late = ours.late(time.monotonic(), False)
    theirs.send(b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345GET")
    there = ours.arrive()
    asked = ours.late(time.monotonic(), False)
    ours.since -= ARRIVAL
    over = ours.late(time.monotonic(), False)
    told = ours.recv(1000)
    ours.begin()
    again = ours.arrive(), ours.late(time.monotonic(), False)

    assert (late, there, asked, over) == (True, True, False, True)
    assert told == b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n12345"
    assert (again, ours.gathered.size) == ((False, False), 3)


def test_when_the_server_ends_whoever_has_said_nothing_is_not_waited_for() -> None:
    ours, theirs = paced()
    ours.since -= LAST + 1

    assert ours.late(time.monotonic(), True)
    assert not ours.late(time.monotonic(), False)
    theirs.send(b"G")
    ours.arrive()
    assert not ours.late(time.monotonic(), True)


@pytest.mark.parametrize("how", ["all at once", "as a file"])
def test_an_answer_that_is_not_taken_in_is_given_up(how: str) -> None:
    ours, theirs = paced(grace=0.3, pace=2**30)
    with TemporaryFile() as file, theirs:
        file.write(bytes(2**24))
        file.flush()
        began = time.monotonic()

        with pytest.raises(Slow):
            ours.sendall(bytes(2**24)) if how == "all at once" else ours.sendfile(file, 0, 2**24)

    assert time.monotonic() - began < SOON


def test_an_answer_that_is_taken_in_slowly_but_steadily_arrives() -> None:
    ours, theirs = paced(grace=60.0, pace=2**20)
    got = BytesIO()

    def read() -> None:
        while told := theirs.recv(2**15):
            got.write(told)
            time.sleep(0.002)

    reader = Thread(target=read)
    reader.start()
    with TemporaryFile() as file:
        file.write(b"ab" * 2**20)
        file.flush()
        assert ours.sendfile(file, 1) == 2**21 - 1
    ours.sendall(b"c" * 2**20)
    ours.close()
    reader.join()

    assert got.getvalue() == (b"ab" * 2**20)[1:] + b"c" * 2**20


requests = some.builds(
    lambda path, body: b"POST /%s HTTP/1.1\r\nHost: x\r\ncontent-length: %d\r\n\r\n%s" % (path, len(body), body),
    some.sampled_from([b"", b"patients"]),
    some.binary(max_size=50),
)


@given(requests, some.binary(max_size=20), some.lists(some.integers(1, 40), max_size=20))
def test_however_a_request_is_cut_it_is_whole_when_all_of_it_is_there_and_no_more_of_it_is_handed_out(
    request: bytes, behind: bytes, cuts: list[int]
) -> None:
    gathered, at, stream = Gathered(), 0, request + behind
    for cut in [*cuts, len(stream)]:
        if at == len(stream):
            break
        piece = stream[at : at + cut]
        at += len(piece)
        gathered.take(piece)
        assert gathered.whole == (at >= len(request))

    assert b"".join(iter(lambda: gathered.give(7), b"")) == request
    assert gathered.left() == behind


def test_headers_without_an_end_and_bodies_without_a_length_are_turned_away() -> None:
    def refused(feed: Callable[[Gathered], None]) -> Turned:
        with pytest.raises(Turned) as turned:
            feed(Gathered())
        return turned.value

    assert refused(lambda it: it.take(b"x" * (LONGEST + 1))) is TOO_LONG
    assert refused(lambda it: it.take(b"x" * (LONGEST + 1) + b"\r\n\r\n")) is TOO_LONG
    assert refused(lambda it: it.take(b"POST / HTTP/1.1\r\ntransfer-ENCODING: chunked\r\n\r\n")) is NO_LENGTH


def test_of_a_body_that_is_too_large_nothing_is_kept() -> None:
    gathered = Gathered()
    gathered.take(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\nabc" % (BODY + 1))
    head = gathered.size
    for _ in range(BODY // 2**20):
        gathered.take(bytes(2**20))
        assert not gathered.whole or gathered.size == head
    endless = Gathered()
    endless.take(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % 10**14)
    for _ in range(DRAINED // 2**20):
        endless.take(bytes(2**20))

    assert gathered.whole
    assert gathered.size == head < 100
    assert endless.whole
