"""Small real servers: a mail server, and a gateway that speaks the protocol of channels/gateway.py. Both can be
down, slow, in trouble, and refuse; the gateway knows references, the mail server does not, as in life."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class MailServer:
    """What came in, and how the next ones are answered: address → reply, "*" for everybody."""

    port: int = 0
    letters: list[dict[str, str]] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    break_after_content: int = 0  # so many letters are kept and then the line breaks before the answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = self.replies.get(address) or self.replies.get("*")
        if reply:
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)  # type: ignore[arg-type]
        self.letters.append(
            {
                "to": envelope.rcpt_tos[0],
                "reference": letter["Message-ID"].strip("<>").removesuffix("@tinhso"),
                "doubted": letter["X-Tinhso-Possible-Duplicate"] or "",
                "subject": str(letter["Subject"]),
                "text": letter.get_content(),
            }
        )
        if self.break_after_content:
            self.break_after_content -= 1
            server.transport.abort()
        return "250 kept"

    @contextmanager
    def up(self) -> Iterator["MailServer"]:
        """Listen; the port stays the same when it comes back."""
        self.port = self.port or free_port()
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()


@dataclass
class Gateway:
    """What was taken, by reference; `answers` are given first, one for each question: (status, seconds, body)."""

    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    answers: list[tuple[int, float, dict[str, Any]]] = field(default_factory=list)
    never: set[str] = field(default_factory=set)  # numbers that are refused for good
    token: str = "a-token-of-the-test"
    url: str = ""

    def answer(self, question: dict[str, Any], headers: Any) -> tuple[int, float, dict[str, Any]]:
        """The protocol, in the order in which a gateway looks."""
        self.asked.append(question)
        if headers["Authorization"] != f"Bearer {self.token}":
            return 401, 0, {}
        if headers["Idempotency-Key"] != question["reference"]:
            return 400, 0, {"reason": "no_reference"}
        if question["reference"] in self.taken:
            return 409, 0, {"status": "duplicate"}
        status, wait, body = self.answers.pop(0) if self.answers else (200, 0, {"status": "accepted"})
        if question["to"] in self.never:
            status, body = 422, {"reason": "unknown_number"}
        if status < 300:
            self.taken[question["reference"]] = question
        return status, wait, body

    @contextmanager
    def up(self) -> Iterator["Gateway"]:
        """Listen."""
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                status, wait, body = gateway.answer(question, self.headers)
                time.sleep(wait)
                content = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                if "retry_after" in body:
                    self.send_header("Retry-After", str(body["retry_after"]))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *what: object) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}/send"
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
