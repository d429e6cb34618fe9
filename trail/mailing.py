"""Mail to a server that takes it without a password; a checkpoint as mail is an anchor for whoever keeps it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP as FORM
from smtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from trail.checkpoint import parse
from trail.policy import Mail

PATIENCE = 5.0  # seconds


class NotSent(Exception):
    """The server did not take it; the text says why."""


def mail(where: Mail, note: str) -> None:
    """`NotSent`. The note stands in the mail to the letter, after nothing and before nothing."""
    deliver(where, _message(where, note))


def deliver(where: Mail, message: EmailMessage) -> None:
    """`NotSent`."""
    try:
        with SMTP(*where.place, timeout=PATIENCE) as server:
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
            server.send_message(message)
    except (OSError, SMTPException) as error:
        raise NotSent(f"{where.server} did not take it: {_why(error)}") from None


def _why(error: Exception) -> str:
    """In the server's own words, where it had any."""
    match error:
        case SMTPRecipientsRefused():
            return _said(*next(iter(error.recipients.values())))
        case SMTPResponseException():
            return _said(error.smtp_code, error.smtp_error)
        case _:
            return getattr(error, "strerror", None) or str(error)


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def _message(where: Mail, note: str) -> EmailMessage:
    checkpoint, _ = parse(note)
    message = EmailMessage(FORM)
    message["From"], message["To"] = where.sender or where.to, where.to
    message["Subject"] = f"Checkpoint {checkpoint.size} of {checkpoint.origin}"
    message.set_content(note, cte="base64")
    return message
