"""A checkpoint sent to a mailbox, as plain text: whoever keeps the mail keeps an anchor."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP as FORM
from smtplib import SMTP, SMTPException

from trail.checkpoint import parse
from trail.policy import Mail

PATIENCE = 5.0  # seconds


class NotSent(Exception):
    """The server did not take it; the text says why."""


def mail(where: Mail, note: str) -> None:
    """`NotSent`. The note stands in the mail to the letter, after nothing and before nothing."""
    try:
        with SMTP(*where.place, timeout=PATIENCE) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
            server.send_message(_message(where, note))
    except (OSError, SMTPException) as error:
        raise NotSent(f"{where.server} did not take it: {getattr(error, 'strerror', None) or error}") from None


def _message(where: Mail, note: str) -> EmailMessage:
    checkpoint, _ = parse(note)
    message = EmailMessage(FORM)
    message["From"], message["To"] = where.sender or where.to, where.to
    message["Subject"] = f"Checkpoint {checkpoint.size} of {checkpoint.origin}"
    message.set_content(note, cte="base64")
    return message
