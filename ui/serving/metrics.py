"""Numbers for whoever runs the app, none of them about a person.

They are served in the text format of Prometheus, on a port of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from engine.explorer import default_explorer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import Metric

    from ui.serving.connections import Traffic

_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)  # seconds
_REASONS = ("stopping", "full", "origin", "pace", "text")
_PLACES = ("script", "server")


class _Numbers(Collector):
    """What was counted elsewhere, read when it is asked for."""

    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic

    def collect(self) -> Iterable[Metric]:
        traffic, cache = self._traffic, default_explorer().explore.cache_info()
        gauges = {
            "sessions": ("Tabs that are connected.", traffic.connected),
            "steps_under_way": ("Tabs that wait for the end of a step.", traffic.in_step),
            "outcomes_cached": ("Outcomes that are kept to be looked up.", cache.currsize),
        }
        counters = {
            "sessions_opened": ("Tabs that have connected.", traffic.sessions),
            "script_runs": ("Runs of the script that have ended.", traffic.script_runs),
            "evaluations": ("Answers that the rules were run on.", cache.misses),
            "cache_hits": ("Answers whose outcome was looked up.", cache.hits),
        }
        for name, (text, value) in gauges.items():
            yield GaugeMetricFamily(f"pain_options_{name}", text, value=value)
        for name, (text, value) in counters.items():
            yield CounterMetricFamily(f"pain_options_{name}", text, value=value)
        # The labels are these and no others: nothing that a visitor sends becomes one.
        for name, text, label, labels, counted in (
            ("refused", "Requests refused or slowed.", "reason", _REASONS, traffic.refused),
            ("errors", "Errors, by where they came up.", "place", _PLACES, traffic.errors),
        ):
            family = CounterMetricFamily(f"pain_options_{name}", text, labels=[label])
            for value_of_label in labels:
                family.add_metric([value_of_label], counted[value_of_label])
            yield family


def serve_metrics(traffic: Traffic, host: str, port: int) -> int:
    """Serve the numbers until the process ends.

    Args:
        traffic: What passes the gate. From now on each step's time is counted, too.
        host: The address to listen on.
        port: The port; 0 takes any free one.

    Returns:
        The port.

    Raises:
        OSError: It cannot listen there.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)  # memory and CPU
    registry.register(_Numbers(traffic))
    seconds = Histogram(
        "pain_options_step_seconds",
        "From a visitor's press until the page that follows was sent.",
        buckets=_BUCKETS,
        registry=registry,
    )
    traffic.on_step = seconds.observe
    server, _ = start_http_server(port, host, registry)
    return server.server_port
