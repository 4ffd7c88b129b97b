"""What monitors ask, answered before anything that needs a session or a scope, and one log line per request.

/healthz   the process answers                        (never asks the database)
/readyz    the database answers and is migrated       (503 when not: take this process out of the rota)
/metrics   Prometheus, for whoever bears TINHSO_METRICS_TOKEN; without a token the address does not exist
"""

import hmac
import logging
import os
import time
import uuid
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from tinhso.kernel.people import walls

log = logging.getLogger("tinhso.requests")
WORKER_SILENT_AFTER = 60  # seconds; a worker signs every ten

SECONDS = Histogram(
    "tinhso_request_seconds",
    "Time to answer a request, by page",
    ["page", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


class Monitored:
    """The outermost middleware: probes, the time of every request, and its number for the log and the client."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path)
        if probe is not None and request.method in {"GET", "HEAD"}:
            return probe(request)
        began = time.perf_counter()
        number = uuid.uuid4().hex[:16]
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        # The page's name and not its address: an address can hold a code or a name.
        page = request.resolver_match.view_name if request.resolver_match else "-"
        SECONDS.labels(page, request.method, str(response.status_code)).observe(seconds)
        response["X-Request-ID"] = number
        log.info(
            "%s %s %s",
            request.method,
            page,
            response.status_code,
            extra={
                "request": number,
                "page": page,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            },
        )
        return response


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """May requests be sent here? A silent worker is told, but pages can be served without it."""
    try:
        answer = {"database": "ok", "migrations": "ok" if _migrated() else "waiting", "worker": _worker()}
    except DatabaseError as error:
        answer = {"database": type(error).__name__}
    fit = answer["database"] == answer.get("migrations") == "ok"
    return JsonResponse(answer, status=200 if fit else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: requests of this process, and the vital signs that the apps declare."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode(), token.encode()):
        return HttpResponse(status=404)
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:  # several web processes: each writes, any answers for all
        MultiProcessCollector(registry)
    registry.register(VitalSigns())
    own = b"" if "PROMETHEUS_MULTIPROC_DIR" in os.environ else generate_latest(REGISTRY)
    return HttpResponse(own + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class VitalSigns:
    """The declared signs as gauges; without a database there is one, and it says so."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        declared = walls.declared_signs()
        up = GaugeMetricFamily("tinhso_database_up", "The database answers")
        families = {name: GaugeMetricFamily(name, sign[0], labels=["of"]) for name, sign in declared.items()}
        try:
            for name, label, value in signs():
                families[name].add_metric([label], value)
            up.add_metric([], 1)
        except DatabaseError:
            families = {}
            up.add_metric([], 0)
        yield up
        yield from families.values()


def signs() -> list[tuple[str, str, float]]:
    """(name, label, value) of every vital sign; numbers only, so the application may ask without a scope."""
    with connection.cursor() as cursor:
        cursor.execute("select name, label, value from tinhso_vital_signs() where value is not null")
        return list(cursor.fetchall())


def _worker() -> str:
    ages = [value for name, _label, value in signs() if name == "tinhso_worker_silent_seconds"]
    if not ages:
        return "none"
    return "ok" if min(ages) < WORKER_SILENT_AFTER else f"silent for {min(ages):.0f} s"


_known_to_be_migrated = False


def _migrated() -> bool:
    """Whether no migration waits. Once true it is not asked again: a newer version is another process."""
    global _known_to_be_migrated
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    if not _known_to_be_migrated:
        executor = MigrationExecutor(connection)
        _known_to_be_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _known_to_be_migrated


PROBES = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}
