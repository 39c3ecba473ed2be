"""Numbers for Prometheus: how deep the outbox is, how old, what went which way, whether beat ticks. No person, no patient, no organization.

Every number is read from the database when it is asked for, so any web process gives the same answer. Nothing is counted in a process.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from carecoord.accounts.clients import ip_of
from carecoord.notifications import operators
from carecoord.notifications.models import Tally

BY = ("channel", "kind")


class Outbox(Collector):
    """The outbox as it stands now."""

    def collect(self) -> Iterator[Metric]:
        yield from waiting()
        yield sent()
        yield from heartbeats()


def waiting() -> Iterator[Metric]:
    depth = GaugeMetricFamily("carecoord_outbox_notices", "Notices by state: due, retry, leased, stuck, failed", labels=[*BY, "state"])
    oldest = GaugeMetricFamily("carecoord_outbox_oldest_seconds", "How long the oldest notice of a state has waited", labels=[*BY, "state"])
    found: dict[tuple[str, str, str], tuple[int, int]] = {}
    for line in operators.lines():
        key = (line.channel, line.kind, line.state)
        count, age = found.get(key, (0, 0))
        found[key] = (count + line.count, max(age, line.oldest_age))
    for key, (count, age) in found.items():
        depth.add_metric(key, count)
        oldest.add_metric(key, age)
    yield depth
    yield oldest


def sent() -> Metric:
    messages = CounterMetricFamily("carecoord_outbox_messages", "Messages by what their provider answered", labels=[*BY, "answer"])
    for row in Tally.objects.values_list(*BY, "answer", "count"):
        messages.add_metric([str(value) for value in row[:3]], row[3])
    return messages


def heartbeats() -> Iterator[Metric]:
    now = operators.counters()
    yield GaugeMetricFamily("carecoord_outbox_oldest_due_seconds", "How long the oldest due notice has waited", value=now.oldest_age)
    for name, age in (("beat", now.beat_age), ("poller", now.poller_age)):
        if age is not None:
            yield GaugeMetricFamily(f"carecoord_{name}_age_seconds", f"Seconds since the last sweep by {name}", value=age)


REGISTRY = CollectorRegistry(auto_describe=False)
REGISTRY.register(Outbox())


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """404 to everybody whom the settings do not name, so that nobody learns whether there is such a page."""
    if not is_allowed(request):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def is_allowed(request: HttpRequest) -> bool:
    word, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and word.lower() == "bearer" and hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode()):
        return True
    address = ip_of(request)
    return bool(address) and any(ipaddress.ip_address(address) in network for network in settings.METRICS_ALLOW)
