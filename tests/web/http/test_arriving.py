"""A request that arrives by drops is given up; one that arrives in time is read whole."""

from __future__ import annotations

import time
from socket import socketpair
from threading import Thread

import pytest

from web.http.arriving import Hurried


def read_all(hurried: Hurried) -> None:
    while hurried.recv(8192):
        pass


def test_a_sender_by_drops_is_given_up_after_the_time_for_the_whole_request() -> None:
    ours, theirs = socketpair()
    hurried = Hurried(ours, seconds=0.5)
    stop: list[bool] = []

    def drip() -> None:
        while not stop:
            theirs.send(b".")
            time.sleep(0.05)

    sender = Thread(target=drip)
    sender.start()
    began = time.monotonic()
    hurried.begin()
    try:
        with pytest.raises(TimeoutError):
            read_all(hurried)
    finally:
        stop.append(True)
        sender.join()

    assert time.monotonic() - began < 5
    assert ours.gettimeout() is None, "an answer may take its time"


def test_each_request_of_a_connection_has_its_own_time() -> None:
    ours, theirs = socketpair()
    hurried = Hurried(ours, seconds=0.3)
    hurried.begin()
    with pytest.raises(TimeoutError):
        hurried.recv(8192)

    hurried.begin()
    theirs.send(b"GET / HTTP/1.1")

    assert hurried.recv(8192) == b"GET / HTTP/1.1"
    assert hurried.fileno() == ours.fileno()
