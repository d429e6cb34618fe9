"""`caretrail serve` as a process, and somebody who has signed in there."""

from __future__ import annotations

import http.cookiejar
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = [sys.executable, "-c", "from web.cli import main; main()"]
PASSWORD = "kuve-sila-nora-dipo"


@dataclass
class Served:
    process: subprocess.Popen[str]
    url: str

    def stop(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """The exit code, and all that it said on both streams after it was up."""
        self.process.send_signal(how)
        out, err = self.process.communicate(timeout=40)
        return self.process.returncode, out + err


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
                process.kill()


@dataclass
class Browser:
    """Somebody who is signed in."""

    url: str
    login: str = "ama"

    def __post_init__(self) -> None:
        self._jar = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open
        self.post("", name=self.login, pw=PASSWORD)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{one.name}={one.value}" for one in self._jar)

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
