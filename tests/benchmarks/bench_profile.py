"""Where the time of a step goes: in this project's code, or in what of Streamlit.

Visitors walk as in `bench_load.py`, and a sampler notes 100 times a second what holds the
interpreter's lock. Each sample counts for the innermost function that belongs to one of the parts
below; what that function calls of the standard library counts as its own.

Run by hand, on a quiet machine with Linux, by somebody who may look into the process:

    uv run --group benchmark pytest -n0 tests/benchmarks/bench_profile.py -s

Settings, as environment variables, beside those of `bench_load.py`:

    BENCH_PROFILE=FOLDER    where the samples are left as folded stacks, for a flame graph
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.bench_load import SECONDS, SUBJECTS, THINK, Crowd, gathered, started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.benchmarks.bench_load import Subject

_SAMPLER = shutil.which("py-spy")
pytestmark = pytest.mark.skipif(_SAMPLER is None, reason="needs py-spy, of the group benchmark")

VISITORS = 300
RATE = 100
FOLDER = os.environ.get("BENCH_PROFILE")
# The first that fits counts.
PARTS = {
    "this project: pages, outcome, words": r"(ui/(?!serving|command_line)|engine/|jinja2/)",
    "this project: the gate before Streamlit": r"ui/serving/",
    "Streamlit: elements, widgets, containers": (
        r"streamlit/(elements|components|delta_generator|cursor|commands|navigation|layout)"
    ),
    "Streamlit: the state of widgets": r"streamlit/runtime/state/",
    "Streamlit: usage statistics, which are off": r"streamlit/runtime/metrics_util",
    "Streamlit: running the script in a thread": r"streamlit/runtime/(scriptrunner|parallel|pages)",
    "Streamlit: a message from thread to loop": r"streamlit/(runtime/app_session|signal_util)",
    "Streamlit: queue, cache, sending": r"streamlit/(runtime|web)/",
    "Streamlit: settings and the rest": r"streamlit/",
    "the web server": r"(uvicorn|websockets|starlette|asyncio|uvloop|anyio)/",
}
_REST = "threads, and what else"
_PLACE = re.compile(r" \((?P<file>.+?)(?::\d+)?\)$")
Table = dict[str, tuple[Counter[str], Counter[str], int]]


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    """Samples by part, by function, and the steps in that time; printed when all are there."""
    rows: Table = {}
    yield rows
    for name, (parts, functions, steps) in rows.items():
        total = parts.total()
        print(f"\n\n{name}: {steps} steps, {total} samples")
        for part in (*PARTS, _REST):
            count = parts[part]
            lasts = 1000 * count / RATE / steps
            print(f"{100 * count / total:5.1f} %  {lasts:5.2f} ms a step  {part}")
        print(f"{1000 * total / RATE / steps:13.2f} ms a step  in all\n\nmost by itself:")
        for function, count in functions.most_common(8):
            print(f"{100 * count / total:5.1f} %  {function}")


def part_of(stack: list[str]) -> str:
    """Whose a sample is, from its stack, the innermost function last."""
    places = filter(None, map(_PLACE.search, reversed(stack)))
    for file in (place["file"] for place in places):
        for part, pattern in PARTS.items():
            if re.match(pattern, file):
                return part
    return _REST


async def sampled(subject: Subject, file: Path) -> int:
    """Let visitors walk while the samples are taken; gives the number of steps meanwhile."""
    assert _SAMPLER
    async with started(subject) as app:
        crowd = Crowd(app.address, subject.walk, THINK)
        async with gathered(crowd, VISITORS):
            await asyncio.sleep(THINK)
            before = len(crowd.steps)
            record = ("record", "--gil", "--format", "raw", "--rate", str(RATE))
            process = await asyncio.create_subprocess_exec(
                *(_SAMPLER, *record, "--duration", f"{SECONDS:.0f}"),
                *("--output", str(file), "--pid", str(app.process)),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
            _, trouble = await process.communicate()
            steps = len(crowd.steps) - before
    assert process.returncode == 0, trouble.decode()
    assert not crowd.errors
    return steps


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_where_the_time_of_a_step_goes(subject: Subject, table: Table, tmp_path: Path) -> None:
    """Every press leads to its page, and the samples fall into the parts."""
    folder = Path(FOLDER) if FOLDER else tmp_path
    file = folder / f"{subject.name.replace(' ', '_').replace(',', '')}.folded"
    steps = asyncio.run(sampled(subject, file))
    parts: Counter[str] = Counter()
    functions: Counter[str] = Counter()
    for line in file.read_text(encoding="utf-8").splitlines():
        frames, _, count = line.rpartition(" ")
        stack = frames.split(";")
        parts[part_of(stack)] += int(count)
        functions[re.sub(r":\d+\)$", ")", stack[-1])] += int(count)
    assert parts.total() > RATE
    table[subject.name] = (parts, functions, steps)
