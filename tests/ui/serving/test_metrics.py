"""The numbers for whoever runs the app: they count, and they are about nobody."""

from __future__ import annotations

import re
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.conftest import started
from tests.ui.serving.loops import in_a_loop
from tests.ui.serving.tab import Outing, Tab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import StartedApp

LABELS = {"le", "reason", "place", "implementation", "major", "minor", "patchlevel", "version"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """An app that tells its numbers."""
    command = ("-m", "ui", "--port", "0", "--metrics-port", "0")
    with started(tmp_path_factory.mktemp("metrics"), *command) as app:
        yield app


def numbers(app: StartedApp) -> str:
    """What the endpoint gives now."""
    found = re.search(r"Metrics: (\S+)", app.written.read_text(encoding="utf-8"))
    assert found
    with urllib.request.urlopen(found[1]) as answer:  # noqa: S310
        text: str = answer.read().decode()
    return text


def value(text: str, name: str) -> float:
    """One of the numbers."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, name
    return float(found[1])


def test_a_visit_is_counted(app: StartedApp) -> None:
    """Sessions, steps with their time, script runs, and evaluations or their cache."""
    before = numbers(app)

    async def visit() -> tuple[str, str]:
        async with Tab(app.address, 1) as tab:
            await tab.walk(Outing(3, 2))
            first = numbers(app)
            async with Tab(app.address, 2) as other:
                await other.walk(Outing(3, 2))
            return first, numbers(app)

    first, second = in_a_loop(visit())
    assert value(first, "pain_options_sessions") == 1
    assert value(second, "pain_options_sessions_opened_total") == 2
    steps = "pain_options_step_seconds_count"
    assert value(first, steps) - value(before, steps) == 5  # the first page, and four presses
    assert value(second, steps) - value(first, steps) == 5
    assert value(first, "pain_options_script_runs_total") >= value(first, steps)
    assert 0 < value(second, "pain_options_step_seconds_sum") < 60
    evaluations = "pain_options_evaluations_total"
    assert value(second, evaluations) == value(first, evaluations)
    hits = "pain_options_cache_hits_total"
    assert value(second, hits) > value(first, hits)
    assert value(second, "process_resident_memory_bytes") > 50e6
    assert value(second, 'pain_options_errors_total{place="script"}') == 0
    assert value(second, "pain_options_steps_under_way") == 0


def test_no_label_comes_from_a_visitor(app: StartedApp) -> None:
    """The names of labels are these, and none of their values names an answer."""
    text = numbers(app)
    assert set(re.findall(r"[{,](\w+)=", text)) <= LABELS
    for word in ("location", "condition", "neck", "127.0.0.1", "address"):
        assert word not in text


def test_they_are_not_told_where_visitors_come(app: StartedApp) -> None:
    """Streamlit's own endpoint, on the port of the app, is closed."""
    for path in ("/_stcore/metrics", "/_stcore/metrics/"):
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(f"{app.address}{path}")  # noqa: S310
        assert error.value.code == 404
        error.value.close()


def test_there_are_none_unless_asked_for(tmp_path: Path) -> None:
    """An app as it is started by default does not even load what they need."""
    with started(tmp_path, "-X", "importtime", "-m", "ui", "--port", "0") as app:
        written = app.written.read_text(encoding="utf-8")
    assert "ui.serving.server" in written
    assert "prometheus_client" not in written
    assert "Metrics: " not in written
