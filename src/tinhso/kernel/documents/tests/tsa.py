"""A small time-stamping authority (RFC 3161) that answers over HTTP, with a certificate of its own."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.kernel.documents.tests.authority import Authority


@contextmanager
def a_time_stamping_authority(
    authority: Authority, *, at: dt.datetime | None = None, refuse: bool = False
) -> Iterator[str]:
    """Its address. It stamps with the time `at`, or now; `refuse` answers 500 to everything."""
    key, certificate = authority.certify("Máy chủ dấu thời gian thử", stamps=True)
    stamper = DummyTimeStamper(
        tsa_cert=asn1_x509.Certificate.load(certificate),
        tsa_key=PrivateKeyInfo.load(key),
        certs_to_embed=SimpleCertificateStore.from_certs([asn1_x509.Certificate.load(authority.certificate)]),
        fixed_dt=at,
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if refuse or self.headers["Content-Type"] != "application/timestamp-query":
                self.send_error(500)
                return
            answer = stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
