"""HTTP clients that cost next to nothing: one keep-alive socket each, a few threads in a few processes."""

import multiprocessing
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Taken:
    """What the clients saw."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def add(self, other: "Taken") -> None:
        self.seconds += other.seconds
        for status, number in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number


class Client:
    """One connection of one person."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.cookies = port, {"sessionid": session}
        self.file: socket.SocketIO | None = None

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body; the connection is opened anew when the server has closed it."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {cookies}\r\n{kind}"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        for attempt in (1, 2):
            try:
                if self.file is None:
                    self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                    self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    self.file = self.socket.makefile("rb")
                self.socket.sendall(head.encode() + body)
                return self._answer()
            except (ConnectionError, ValueError):
                self.file = None
                if attempt == 2:
                    raise
        raise AssertionError

    def _answer(self) -> tuple[int, bytes]:
        assert self.file is not None
        status, length, chunked = int(self.file.readline().split()[1]), 0, False
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _colon, value = line.decode("latin-1").partition(":")
            match name.lower():
                case "content-length":
                    length = int(value)
                case "transfer-encoding":
                    chunked = True
                case "set-cookie":
                    key, _eq, rest = value.strip().partition("=")
                    self.cookies[key] = rest.partition(";")[0]
        if not chunked:
            return status, self.file.read(length)
        parts = []
        while size := int(self.file.readline(), 16):
            parts.append(self.file.read(size))
            self.file.readline()
        self.file.readline()
        return status, b"".join(parts)

    def token(self, path: str) -> str:
        """The token against forged requests, from the page's form, with its cookie."""
        status, page = self.ask("GET", path)
        found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert status == 200 and found, (status, page[:300])
        return found.group(1).decode()


Turn = Callable[[Client, int, float], Taken]  # (client, its number, until when) -> what it saw


def run(
    port: int, sessions: list[str], turn: Turn, seconds: float, *, processes: int = 2
) -> tuple[Taken, float]:
    """All clients at once; what they saw together, and for how long."""
    context = multiprocessing.get_context("fork")
    queue: multiprocessing.Queue[Taken] = context.Queue()
    began = time.monotonic()
    shares = [list(enumerate(sessions))[n::processes] for n in range(processes)]
    workers = [
        context.Process(target=_work, args=(queue, port, share, turn, began + seconds))
        for share in shares
        if share
    ]
    for worker in workers:
        worker.start()
    total = Taken()
    for _worker in workers:
        total.add(queue.get())
    spent = time.monotonic() - began
    for worker in workers:
        worker.join()
    return total, spent


def _work(
    queue: "multiprocessing.Queue[Taken]", port: int, share: list[tuple[int, str]], turn: Turn, until: float
) -> None:
    total, lock = Taken(), threading.Lock()

    def one(number: int, session: str) -> None:
        try:
            seen = turn(Client(port, session), number, until)
        except (OSError, AssertionError, ValueError, IndexError):
            seen = Taken(statuses={0: 1})
        with lock:
            total.add(seen)

    threading.stack_size(256 * 1024)
    threads = [threading.Thread(target=one, args=item) for item in share]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put(total)
