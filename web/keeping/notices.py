"""The privacy officer is mailed when a record was opened in an emergency: that it was, and where to look.

Beside whoever opened it, and after it is in the log: no mail server can hold them up. Nobody is named, for a mail is
read on the way, and by whoever has the mailbox.
"""

from __future__ import annotations

import logging
import tomllib
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP as FORM
from email.utils import format_datetime
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from domain.emergencies import GlassBrokenUntil
from domain.fact import iso
from trail.errors import StoreError
from trail.mailing import NotSent, deliver
from trail.policy import Mail
from web.service import Service

FILE = "notices.toml"
_SETTINGS = ("to", "server", "address", "sender")
_LATELY = timedelta(days=3)
"""By then it is looked into; what is older is mailed no more."""
_LOOK = 2.0  # seconds between two looks
_MOST = 50  # emergencies that are mailed at once
_log = logging.getLogger(__name__)


class NoticesError(StoreError):
    """The file says something that cannot be."""


class Box(NamedTuple):
    """Where it is mailed, and the address under which the pages are reached."""

    mail: Mail
    address: str


def read(folder: Path) -> Box | None:
    """`NoticesError`; None where nobody is to be mailed."""
    try:
        told = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        if unknown := sorted(told.keys() - set(_SETTINGS)):
            raise ValueError(f"{unknown[0]} is not a setting; there are {', '.join(_SETTINGS)}")
        address = str(told.pop("address", ""))
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise ValueError("`address` is that of the pages, such as https://records.clinic.example/")
        return Box(Mail.of(told), address.rstrip("/"))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, OSError) as error:
        raise NoticesError(f"{folder / FILE} cannot be read: {error}") from None


class Notices:
    """Looks for new emergencies as long as it is served; each is mailed by one host, and again until it is taken."""

    def __init__(self, service: Service) -> None:
        self._service, self._ended, self._upto = service, Event(), -1
        self._thread = Thread(target=self._run, name="notices", daemon=True)
        self.box = read(service.folder)

    def start(self) -> None:
        """Nothing where nobody is to be mailed."""
        if self.box:
            self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def send(self) -> None:
        """All that are due."""
        for event in self._due() if self.box else ():
            if self._service.notified.claim(event):
                self._mail(event)

    def _due(self) -> list[int]:
        self._service.views.ready()
        since = iso(self._service.clock() - _LATELY)
        asked = {"type": GlassBrokenUntil.TOPIC, "since": since}
        return [row["position"] for row in self._service.views.changes.rows(asked, newest=True, limit=_MOST)][::-1]

    def _mail(self, event: int) -> None:
        assert self.box
        try:
            deliver(self.box.mail, self._message(self.box, event))
        except NotSent as no:
            self._service.notified.failed(event, str(no))
            _log.warning("The privacy officer was not mailed of event %d: %s", event, no)
        else:
            self._service.notified.sent(event)

    def _message(self, box: Box, event: int) -> EmailMessage:
        message = EmailMessage(FORM)
        message["From"], message["To"] = box.mail.sender or box.mail.to, box.mail.to
        message["Subject"] = f"A record was opened in an emergency: event {event}"
        message["Date"] = format_datetime(self._service.clock())
        message["Message-ID"] = f"<emergency-{event}@{urlsplit(box.address).hostname}>"
        message.set_content(
            f"A record was opened in an emergency. It is event {event} of {self._service.store.config.origin}.\n\n"
            f"Whose, by whom and why: {box.address}/audit/log/{event}\n"
            f"To look into it: {box.address}/worklist\n\n"
            "This mail names nobody: sign in to read more.\n"
        )
        return message

    def _run(self) -> None:
        while not self._ended.wait(_LOOK):
            try:
                position = self._service.store.log.position
                if position != self._upto or self._service.notified.unsent():
                    self.send()
                    self._upto = position
            except Exception:
                _log.exception("Whether the privacy officer is to be mailed could not be found out")
