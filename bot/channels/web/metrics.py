"""The figures as Prometheus reads them."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from core.clock import SystemClock
from core.engine import Engine
from core.model import SessionState
from core.services.metering import BOUNDS, Figures


async def exposition(engine: Engine, listening: int) -> tuple[bytes, str]:
    """Return the figures as text, and its media type; `listening` counts open WebSockets."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Gathered(await engine.metering.figures(), listening, SystemClock().now()))
    return generate_latest(registry), CONTENT_TYPE_LATEST


class Gathered(Collector):
    """Figures that were gathered already, read once."""

    def __init__(self, figures: Figures, listening: int, now: datetime) -> None:
        self._figures = figures
        self._listening = listening
        self._now = now

    def collect(self) -> Iterable[Metric]:
        """Yield every figure."""
        yield self._events()
        yield self._deliveries()
        yield self._lateness()
        yield from self._session()
        yield from self._backlog()
        yield self._channels()
        yield _gauge("websocket_clients", "Open WebSockets", self._listening)

    def _events(self) -> Metric:
        found = CounterMetricFamily(
            "kiwoom_bot_events", "Entries and exits, since the start", labels=["kind", "source"]
        )
        for (kind, source), count in sorted(self._figures.events.items()):
            found.add_metric([kind, source], count)
        return found

    def _deliveries(self) -> Metric:
        found = CounterMetricFamily(
            "kiwoom_bot_deliveries",
            "Deliveries by what became of them, since the start",
            labels=["channel", "outcome"],
        )
        for (channel, outcome), count in sorted(self._figures.deliveries.items()):
            found.add_metric([channel, outcome], count)
        return found

    def _lateness(self) -> Metric:
        total, buckets = 0, []
        names = [*(str(bound) for bound in BOUNDS), "+Inf"]
        for name, count in zip(names, self._figures.late, strict=True):
            total += count
            buckets.append((name, float(total)))
        found = HistogramMetricFamily(
            "kiwoom_bot_alert_lateness_seconds",
            "Seconds from a real-time event to its alert, the broker's share and ours",
        )
        found.add_metric([], buckets, self._figures.seconds)
        return found

    def _session(self) -> Iterable[Metric]:
        session = self._figures.session
        states = GaugeMetricFamily(
            "kiwoom_bot_session", "1 for the state the session is in", labels=["state"]
        )
        for state in SessionState:
            states.add_metric([state.value], float(state is session.state))
        yield states
        reconnects = CounterMetricFamily(
            "kiwoom_bot_reconnects", "How often the session was made anew"
        )
        reconnects.add_metric([], session.reconnects)
        yield reconnects
        issued, expires = self._figures.token_issued_at, self._figures.token_expires_at
        if issued is not None:
            age = (self._now - issued).total_seconds()
            yield _gauge("token_age_seconds", "Age of the access token", age)
        if expires is not None:
            left = (expires - self._now).total_seconds()
            yield _gauge("token_expires_seconds", "Until the access token expires", left)

    def _backlog(self) -> Iterable[Metric]:
        depth = GaugeMetricFamily(
            "kiwoom_bot_queue_depth",
            "Deliveries that are not settled",
            labels=["channel", "state"],
        )
        oldest = GaugeMetricFamily(
            "kiwoom_bot_queue_oldest_seconds", "Age of the longest waiting", labels=["channel"]
        )
        for one in self._figures.backlog:
            depth.add_metric([one.channel, "waiting"], one.waiting)
            depth.add_metric([one.channel, "held"], one.held)
            if one.oldest is not None:
                oldest.add_metric([one.channel], max(0.0, self._age(one.oldest)))
        yield depth
        yield oldest

    def _age(self, moment: datetime) -> float:
        return (self._figures.now - moment).total_seconds()

    def _channels(self) -> Metric:
        found = GaugeMetricFamily("kiwoom_bot_channel_up", "1 where it works", labels=["channel"])
        for one in self._figures.channels:
            found.add_metric([one.name], float(one.working))
        return found


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"kiwoom_bot_{name}", words, value=value)
