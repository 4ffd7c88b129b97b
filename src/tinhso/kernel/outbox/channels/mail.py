"""Mail, by SMTP through Django. A mail server keeps no list of references: it does not drop a second copy, but
both copies carry the same Message-ID, by which mail programs may know them."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.utils import parseaddr
from functools import partial
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.outbox import channels
from tinhso.kernel.outbox.channels import ChannelDown, InDoubt, Later, Letter, Refused, Send

SERVICE_CLOSES = 421


def join() -> None:
    """Register the channel."""
    channels.register(
        channels.Channel(
            key="mail",
            label=_("Thư điện tử"),
            configured=lambda: True,  # without a server mail is written to files, see settings
            session=session,
            dedupes=False,
            by_account=True,
        )
    )


@contextmanager
def session() -> Iterator[Send]:
    """A line to the mail server, for as many letters as there are. Raises ChannelDown."""
    backend = get_connection()
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise ChannelDown(_answer(error)) from error
    try:
        yield partial(_send, backend)
    finally:
        with suppress(OSError, smtplib.SMTPException):  # a line that is already dead
            backend.close()


def _send(backend: Any, to: str, letter: Letter) -> None:
    headers = {"Message-ID": f"<{letter.reference}@tinhso>", "Auto-Submitted": "auto-generated"}
    if letter.doubted:
        headers["X-Tinhso-Possible-Duplicate"] = "yes"
    message = EmailMessage(letter.subject, letter.text, to=[to], headers=headers)
    if isinstance(backend, EmailBackend):
        _converse(backend.connection, message)
    else:
        message.connection = backend
        message.send()


def _converse(smtp: smtplib.SMTP | None, message: EmailMessage) -> None:
    """The three steps of SMTP one by one: only in the third can a broken line leave a doubt."""
    if smtp is None or smtp.sock is None:
        raise ChannelDown("not connected")
    encoding = message.encoding or "utf-8"
    sender = parseaddr(sanitize_address(message.from_email, encoding))[1]
    recipient = parseaddr(sanitize_address(message.to[0], encoding))[1]
    content = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    try:
        smtp.ehlo_or_helo_if_needed()
        _expect(smtp.mail(sender), ChannelDown)
        _expect(smtp.rcpt(recipient), Refused)
    except (Later, Refused):
        _reset(smtp)
        raise
    except (OSError, smtplib.SMTPException) as error:
        raise ChannelDown(_answer(error)) from error
    try:
        _expect(smtp.data(content), Refused)
    except smtplib.SMTPDataError as error:  # the server did not want to see the content
        raise (Refused if error.smtp_code >= 500 else Later)(_answer(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise InDoubt(_answer(error)) from error


def _expect(reply: tuple[int, bytes], permanent: type[channels.Trouble]) -> None:
    code = reply[0]
    if code == SERVICE_CLOSES:
        raise ChannelDown(str(code))
    if 400 <= code < 500:
        raise Later(str(code))
    if code >= 500:
        raise permanent(str(code))
    if not 200 <= code < 300:
        raise smtplib.SMTPServerDisconnected("half an answer")


def _reset(smtp: smtplib.SMTP) -> None:
    try:
        smtp.rset()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _answer(error: BaseException) -> str:
    """The kind of failure; a server's words may hold an address."""
    code = getattr(error, "smtp_code", None) or getattr(error, "errno", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
