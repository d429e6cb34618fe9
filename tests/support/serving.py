"""`caretrail serve` as a process, and somebody who has signed in there."""

from __future__ import annotations

import html
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Thread

COMMAND = [sys.executable, "-c", "from web.cli import main; main()"]
PASSWORD = "kuve-sila-nora-dipo"


@dataclass
class Served:
    """What it says is taken in as it is said: a process that nobody listens to stands still in the end."""

    process: subprocess.Popen[str]
    url: str

    def __post_init__(self) -> None:
        self._said = list[str]()
        streams = (self.process.stdout, self.process.stderr)
        self._ears = [Thread(target=self._said.extend, args=(one,), daemon=True) for one in streams if one]
        for ear in self._ears:
            ear.start()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """The exit code, and all that it said on both streams after it was up."""
        self.process.send_signal(how)
        self.process.wait(90)
        for ear in self._ears:
            ear.join(90)
        return self.process.returncode, "".join(self._said)


@contextmanager
def served(
    folder: Path, *words: str, limit: Callable[[], None] | None = None, within: Sequence[str] = ()
) -> Iterator[Served]:
    """`caretrail serve` on a free port, unless `words` name one; `within`: what stands before the command."""
    port = () if "--port" in words else ("--port", "0")
    run = [*within, *COMMAND, "--data", str(folder), "serve", *port, *words]
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limit) as process:
        assert process.stderr
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said + process.stderr.read()
        try:
            yield Served(process, found[0])
        finally:
            if process.poll() is None:
                kill_host(process.pid)


def kill_host(pid: int) -> None:
    """The whole of a host at once: the process that listens, and the one that serves, which would go on for a second
    with a store that is somebody else's by then."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for one in (pid, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


class Cookies(urllib.request.BaseHandler):
    """All hosts are one to them, as they are behind a proxy."""

    def __init__(self) -> None:
        self._given = SimpleCookie()

    def __str__(self) -> str:
        return "; ".join(f"{name}={one.value}" for name, one in self._given.items() if one.value)

    def http_request(self, request: urllib.request.Request) -> urllib.request.Request:
        request.add_unredirected_header("Cookie", str(self))
        return request

    def http_response(self, request: urllib.request.Request, response: HTTPResponse) -> HTTPResponse:
        for one in response.headers.get_all("Set-Cookie") or []:
            self._given.load(one)
        return response


@dataclass
class Browser:
    """Somebody who is signed in."""

    url: str
    login: str = "ama"

    def __post_init__(self) -> None:
        self._cookies = Cookies()
        self._open = urllib.request.build_opener(self._cookies).open
        self.post("", name=self.login, pw=PASSWORD)

    @property
    def cookie(self) -> str:
        return str(self._cookies)

    def get(self, path: str, url: str = "") -> str:
        with self._open((url or self.url) + path, timeout=30) as response:
            text: str = response.read().decode()
        return text

    def form(self, path: str, url: str = "", **fields: str) -> bytes:
        """The body of that page's form, filled in."""
        page = self.get(path, url)
        hidden = dict(re.findall(r'type="hidden" name="(csrf_token|request)" value="([^"]+)"', page))
        return urllib.parse.urlencode({**hidden, **fields}).encode()

    def send(self, path: str, body: bytes, url: str = "") -> tuple[int, str, str]:
        """The status, the page, and the address where it stands."""
        try:
            with self._open((url or self.url) + path, body, timeout=30) as response:
                return response.status, response.read().decode(), response.url
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), ""

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        return self.send(path, self.form(path, **fields))[:2]


def ticked(page: str) -> list[str]:
    """What the boxes of a page would send, were they ticked."""
    return [html.unescape(told) for told in re.findall(r'name="confirm" value="([^"]*)"', page)]
