from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tinhso.kernel.people.models import Account, Post, Tenure
from tinhso.kernel.people.tests.cast import Province, a_province


@pytest.fixture
def cast(db: None) -> Province:
    return a_province()


class Web:
    """People at their screens, each behind row-level security. web.get(cast.leader, "/nguoi/")"""

    def __init__(self, log_in: Callable[..., Client]) -> None:
        self.log_in = log_in
        self.clients: dict[int, Client] = {}

    def of(self, account: Account) -> Client:
        return self.clients.setdefault(account.pk, self.log_in(account))

    def get(self, account: Account, url: str, **data: Any) -> Any:
        return self.of(account).get(url, data)

    def post(self, account: Account, url: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.of(account).post(url, data or {}, **more)

    def text(self, account: Account, url: str, **data: Any) -> str:
        answer = self.get(account, url, **data)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


@pytest.fixture
def web(as_account: Callable[..., Client]) -> Web:
    return Web(as_account)


def post_of(account: Account) -> Post:
    """The first post that somebody holds."""
    return Tenure.objects.select_related("post__unit").filter(person=account.person).order_by("id")[0].post
