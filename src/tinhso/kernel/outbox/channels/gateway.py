"""The protocol that SMS and Zalo gateways are asked by. A province puts a small translator in front of its
provider, or the provider speaks it:

    POST <url>                          Authorization: Bearer <token>     Idempotency-Key: <reference>
    {"reference": "…", "to": "84912345678", "text": "…"}                                  SMS
    {"reference": "…", "to": "84912345678", "template": "…", "data": {"text": "…", …}}    Zalo ZNS

    200, 202 {"status": "accepted"}     taken; 409: taken before under this reference – for us the same
    400, 404, 410, 422 {"reason": "…"}  this recipient or text never
    423 with Retry-After                this recipient, later
    401, 403, 429, 5xx, no answer       nobody now: the gateway itself is in trouble (429, 503: Retry-After)

A gateway must remember references for at least a week: that makes a second attempt harmless.
"""

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPException
from typing import Any

from tinhso.kernel.outbox.channels import ChannelDown, InDoubt, Later, Refused

NEVER = {400, 404, 410, 413, 422}
BEFORE, LATER = 409, 423


@dataclass(frozen=True)
class Gateway:
    """Where to ask, with what right, and how long to wait for an answer."""

    url: str
    token: str
    seconds: float

    def post(self, reference: str, content: dict[str, Any]) -> None:
        """Hand one message over. Raises ChannelDown, Later, Refused, InDoubt."""
        asked = urllib.request.Request(
            self.url,
            data=json.dumps({"reference": reference, **content}, ensure_ascii=False).encode(),
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {self.token}",
                "Idempotency-Key": reference,
            },
            method="POST",
        )
        try:
            with urllib.request.urlopen(asked, timeout=self.seconds) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            with error:
                _judge(error)
        except urllib.error.URLError as error:  # raised before the question was out, but for time-outs
            if isinstance(error.reason, TimeoutError):
                raise InDoubt("timeout") from error
            raise ChannelDown(type(error.reason).__name__) from error
        except (OSError, HTTPException) as error:  # the line broke while we waited for the answer
            raise InDoubt(type(error).__name__) from error


def _judge(error: urllib.error.HTTPError) -> None:
    if error.code == BEFORE:
        return
    if error.code in NEVER:
        raise Refused(f"{error.code} {_reason(error)}".strip())
    if error.code == LATER:
        raise Later(str(error.code), after=_after(error))
    raise ChannelDown(str(error.code), after=_after(error))


def _reason(error: urllib.error.HTTPError) -> str:
    """The gateway's code word for the refusal, if it gives one; never free text, which may hold a number."""
    try:
        reason = json.loads(error.read(2000)).get("reason", "")
    except (ValueError, AttributeError, OSError):
        return ""
    return reason if isinstance(reason, str) and re.fullmatch(r"[a-z_]{1,40}", reason) else ""


def _after(error: urllib.error.HTTPError) -> timedelta | None:
    seconds = error.headers.get("Retry-After", "")
    return timedelta(seconds=min(int(seconds), 3600)) if seconds.isdecimal() else None
