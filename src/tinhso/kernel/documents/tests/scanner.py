"""A small real scanner: speaks clamd's INSTREAM over TCP or a unix socket and knows one signature."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The harmless test string that every scanner knows, put together so that none finds it in this file.
EICAR = ("X5O!P%@AP[4\\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-" + "TEST-FILE!$H+H*").encode()


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        if self.server.mode == "mute":  # type: ignore[attr-defined]
            return
        command = self.rfile.read(10)
        assert command == b"zINSTREAM\0", command
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(content)  # type: ignore[attr-defined]
        if self.server.mode == "too long":  # type: ignore[attr-defined]
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
        elif EICAR in content:
            self.wfile.write(b"stream: Win.Test.EICAR_HDB-1 FOUND\0")
        else:
            self.wfile.write(b"stream: OK\0")


class Scanner:
    """A running scanner. `mode`: "", "mute" (hangs up), "too long" (refuses the stream)."""

    def __init__(self, server: socketserver.BaseServer, address: str) -> None:
        self.server, self.address = server, address
        self.mode = ""

    @property
    def seen(self) -> list[bytes]:
        return self.server.seen  # type: ignore[attr-defined]

    @property
    def mode(self) -> str:
        return self.server.mode  # type: ignore[attr-defined]

    @mode.setter
    def mode(self, mode: str) -> None:
        self.server.mode = mode  # type: ignore[attr-defined]


@contextmanager
def a_scanner(path: Path | None = None) -> Iterator[Scanner]:
    """A scanner on a free port, or on a unix socket."""
    kind = socketserver.ThreadingUnixStreamServer if path else socketserver.ThreadingTCPServer
    server = kind(str(path) if path else ("127.0.0.1", 0), _Line)  # type: ignore[arg-type]
    server.seen = []  # type: ignore[union-attr]
    server.daemon_threads = True
    address = str(path) if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Scanner(server, address)
    finally:
        server.shutdown()
        server.server_close()


def a_free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
