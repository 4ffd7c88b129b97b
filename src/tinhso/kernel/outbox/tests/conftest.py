"""A province, a mail server and gateways; the clock is an argument."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from tinhso.kernel.outbox.tests.servers import Gateway, MailServer
from tinhso.kernel.people.tests.cast import Province, a_province


def at(text: str) -> datetime:
    """A local instant: at("2026-11-24 10:00")."""
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    server = MailServer()
    with server.up():
        point_mail_at(server, settings)
        yield server


def point_mail_at(server: MailServer, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5


@pytest.fixture
def sms(settings: Any) -> Iterator[Gateway]:
    with Gateway().up() as gateway:
        settings.SMS_URL, settings.SMS_TOKEN = gateway.url, gateway.token
        yield gateway


@pytest.fixture
def zalo(settings: Any) -> Iterator[Gateway]:
    with Gateway().up() as gateway:
        settings.ZALO_URL, settings.ZALO_TOKEN = gateway.url, gateway.token
        yield gateway
