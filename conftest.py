"""What every test can lean on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from tinhso.config.management.commands.messages import compile_catalogue
from tinhso.kernel import calendar, rules


def pytest_configure() -> None:
    """Tests read the pages in both languages."""
    compile_catalogue()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Rules and days off are remembered per process; the last test's rows went away with its transaction."""
    rules.forget()
    calendar.forget()
    translation.activate("vi")  # the last page of the last test may have been an English one


class ApplicationClient(Client):
    """Django's client, behind the walls: each request runs as the database role of the web process."""

    def request(self, **request: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("set role tinhso_app")
        try:
            return super().request(**request)
        finally:
            if not connection.needs_rollback:
                with connection.cursor() as cursor:
                    cursor.execute("reset role")


@pytest.fixture
def as_account(db: None) -> Callable[..., Client]:
    """as_account(cast.leader) -> a client that is logged in and runs behind row-level security."""

    def log_in(account: Any = None) -> Client:
        client = ApplicationClient()
        if account is not None:
            client.force_login(account)
        return client

    return log_in
