"""The web server's command line, the same for one machine's `tinhso up` and for a service of its own."""

import sys


def granian(host: str, port: int, *, workers: int = 1, threads: int = 4) -> list[str]:
    """Granian in front of the WSGI application. One request holds one thread and one database connection, so
    PostgreSQL's max_connections is at least workers × threads and a few more; what is above waits in line."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", str(threads), "--backpressure", str(threads * 16),
        "--workers-kill-timeout", "3", "--no-ws", "--log-level", "error",
        "tinhso.config.wsgi:application",
    ]  # fmt: skip
