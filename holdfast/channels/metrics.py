"""`/metrics` for Prometheus: what the record says in numbers, and the state of the parts. Asks for a token."""

import hmac
from collections.abc import Iterable

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from holdfast.channels import figures
from holdfast.channels.health import NO_STORE, Health
from holdfast.log import logger
from holdfast.parts import Parts

log = logger()
# name: what it is, and its labels.
FAMILIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "handoff_seconds": (
        "Seconds from a signal to a step of its handoff, last 24 hours",
        ("step", "quantile"),
    ),
    "handoff_seconds_count": ("Handoffs of the last 24 hours that reached a step", ("step",)),
    "escalations_open": ("Open escalations", ("state", "level")),
    "escalations_overdue": ("Open escalations whose next step is late", ()),
    "escalations_unacknowledged": ("Open escalations that no human has taken", ()),
    "escalations_unacknowledged_oldest_seconds": ("How long the oldest of them waits", ()),
    "incidents_open": ("Open faults of ours that touch many people (gate_error, bot_down)", ("kind",)),
    "incidents_opened": ("The same, ever opened", ("kind",)),
    "outbox_due": ("Texts that are due and have not left", ("to",)),
    "outbox_oldest_seconds": ("How late the oldest of them is", ("to",)),
    "outbox_failed": ("Texts given up in the last 24 hours", ("to",)),
    "turns_waiting": ("Calm messages not yet answered", ()),
    "turns_late": ("Calm messages not answered in ten seconds", ()),
    "turns_oldest_seconds": ("How long the oldest of them waits", ()),
    "spool_records": ("Messages on disk that the database has not taken", ()),
    "spool_set_aside": ("Spooled messages that could not be taken in and need a human to look", ()),
    "spool_oldest_seconds": ("How long the oldest record waits", ()),
    "worker_silent_seconds": ("Since a loop of the worker last came round", ("loop",)),
    "part_ready": ("Whether a part is ready", ("part",)),
    "record_readable": ("Whether the database could be asked", ()),
}


class Figures(Collector):
    """Asked anew at every scrape."""

    def __init__(self, parts: Parts, health: Health) -> None:
        self._parts, self._health = parts, health

    def collect(self) -> Iterable[Metric]:
        """Every family, also those without a value now."""
        families = {
            name: GaugeMetricFamily(f"holdfast_{name}", text, labels=labels)
            for name, (text, labels) in FAMILIES.items()
        }
        for one in self._all():
            families[one.name].add_metric(one.labels, one.value)
        return families.values()

    def _all(self) -> list[figures.Figure]:
        found = list(self._health.figures())
        try:
            with self._parts.db.read() as tx:
                record = list(figures.of(tx, self._parts))
        except sa.exc.SQLAlchemyError as fault:
            log.error("metrics_without_record", error=type(fault).__name__)
            return [*found, figures.Figure("record_readable", 0)]
        return [*found, *record, figures.Figure("record_readable", 1)]


def router(parts: Parts, health: Health) -> APIRouter:
    """The route. Without HOLDFAST_METRICS_TOKEN nobody is answered: behind a proxy every address looks near."""
    routes = APIRouter()
    registry = CollectorRegistry()
    registry.register(Figures(parts, health))
    token = parts.settings.metrics_token

    @routes.get("/metrics", include_in_schema=False)
    def metrics(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not token or not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return Response(
                "set HOLDFAST_METRICS_TOKEN and send it as a bearer token\n", 401, headers=NO_STORE
            )
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST, headers=NO_STORE)

    return routes
