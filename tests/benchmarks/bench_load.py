"""Many visitors at once: how long a step takes, what it costs the server.

Each visitor walks the whole questionnaire over and over, with time to think before each press. They
speak Streamlit's own protocol (see `websocket_visitor.py`); the files that a browser loads before
that are `bench_delivery.py`'s matter. The app runs in a process of its own, started by its command,
and anew for each number of visitors; a few of them walk through it before anything is counted.

Run by hand, on a quiet machine with Linux:

    uv run --group benchmark pytest -n0 tests/benchmarks/bench_load.py -s

Beside the app stands a blank Streamlit form (`blank_form.py`), twice: as Streamlit is shipped, and
with the settings of this project. What the form costs is Streamlit's own.

The visitors share the machine with the app, two cores where the figures in the documents come from.
So each row of the table tells how much of one core the app and the visitors took, how late the
visitors' own clock ran (p99), and how much of all cores something else took: with more than a few
percent of that, a row is noise. A step that was still under way when the measuring ended is waited
for and counted.

Settings, as environment variables:

    BENCH_SESSIONS=30,100,300   numbers of visitors, one row each
    BENCH_THINK=10              seconds before a press, on average; from half to one and a half
    BENCH_SECONDS=40            how long to measure, once all are there and have begun
    BENCH_JOIN=5                seconds within which the visitors come
    BENCH_FIRST_PAGES=200       how many come within those seconds when first pages are timed
    BENCH_PATIENCE=120          seconds after which a step that was not answered is an error
    BENCH_LEFT=0                seconds after the last visitor left until memory is looked at again;
                                Streamlit keeps some sessions for 120 seconds
    BENCH_ONLY=app,form         what to measure: the app, the blank form
    BENCH_CHECKOUT=DIRECTORY    another checkout of this project, to be measured in turn with this
                                one; it runs by its own .venv if it has one
"""

from __future__ import annotations

import asyncio
import math
import os
import random
import re
import sys
import time
from collections import Counter
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pytest

from tests.conftest import free_port
from tests.websocket_visitor import Traffic, VisitError, Visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").is_file(), reason="reads what processes use from /proc"
)

HERE = Path(__file__).resolve().parent.parent.parent
SESSIONS = [int(number) for number in os.environ.get("BENCH_SESSIONS", "30,100,300").split(",")]
THINK = float(os.environ.get("BENCH_THINK", "10"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "40"))
JOIN = float(os.environ.get("BENCH_JOIN", "5"))
FIRST_PAGES = int(os.environ.get("BENCH_FIRST_PAGES", "200"))
LEFT = float(os.environ.get("BENCH_LEFT", "0"))
ONLY = os.environ.get("BENCH_ONLY", "app,form").split(",")
PATIENCE = float(os.environ.get("BENCH_PATIENCE", "120"))
# The app gives back some of the memory of its start only when a few have walked through it at once,
# and again: without that, a session would seem to cost less than nothing.
WARMING = [range(5)] * 3
SETTLES = 5  # seconds, before memory is looked at
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
CORES = os.cpu_count() or 1

# --- The walk ------------------------------------------------------------------------------------


async def _choose_a_location(visitor: Visitor, number: int) -> None:
    await visitor.choose(visitor.find("location_list", begins=True)[0], number)


async def _tick_none_of_these(visitor: Visitor, _: int) -> None:
    await visitor.tick(visitor.find("sign_none_of_these")[0])


async def _tick_a_condition(visitor: Visitor, number: int) -> None:
    conditions = visitor.find("condition_", begins=True)
    await visitor.tick(conditions[number % len(conditions)])


async def _only_read(_: Visitor, __: int) -> None:
    pass


@dataclass(frozen=True)
class Step:
    """What is done on a page, the button that is pressed, and a widget of the page that follows."""

    act: Callable[[Visitor, int], Awaitable[None]]
    press: str
    arrives: str


WALK = (
    Step(_choose_a_location, "continue", "sign_none_of_these"),
    Step(_tick_none_of_these, "continue", "condition_"),
    Step(_tick_a_condition, "continue", "change_location"),
    Step(_only_read, "continue", "start_again"),
    Step(_only_read, "start_again", "location_list"),
)


async def _fill_in(visitor: Visitor, number: int) -> None:
    await visitor.choose(visitor.find("place")[0], number)
    await visitor.tick(visitor.find("sure")[0])


FORM_WALK = (Step(_fill_in, "FormSubmitter", "place"),)


async def take(step: Step, visitor: Visitor, number: int) -> float:
    """Take a step; gives the seconds from the press until the next page was there, complete."""
    await step.act(visitor, number)
    seconds: float = await visitor.press(step.press)
    visitor.expect(step.arrives)
    return seconds


@dataclass(frozen=True)
class Subject:
    """What is measured: how it is started, and how a visitor walks through it.

    Attributes:
        name: What the tables call it.
        command: What is started, after `python -m`; `PORT` stands for a port.
        folder: Where it is started.
        python: The interpreter.
        walk: The steps, which lead back to the first page.
    """

    name: str
    command: tuple[str, ...]
    folder: Path
    python: str
    walk: tuple[Step, ...]


def _subjects() -> Iterator[Subject]:
    checkouts = [HERE]
    if "BENCH_CHECKOUT" in os.environ:
        checkouts.append(Path(os.environ["BENCH_CHECKOUT"]).resolve())
    if "app" in ONLY:
        for checkout in checkouts:
            own = checkout / ".venv" / "bin" / "python"
            python = str(own) if checkout != HERE and own.exists() else sys.executable
            yield Subject(checkout.name, ("ui", "--port", "PORT"), checkout, python, WALK)
    if "form" in ONLY:
        # Streamlit reads the settings of the folder that it is started in.
        for name, folder in (("form as shipped", HERE / "tests"), ("form, our settings", HERE)):
            form = ("streamlit", "run", str(Path(__file__).with_name("blank_form.py")))
            asks_nobody = ("--server.headless=true", "--browser.gatherUsageStats=false")
            here = ("--server.address=127.0.0.1", "--server.port=PORT")
            yield Subject(name, (*form, *asks_nobody, *here), folder, sys.executable, FORM_WALK)


SUBJECTS = list(_subjects())


# --- The app and the machine ---------------------------------------------------------------------


@dataclass
class App:
    """The app in a process of its own, and what it has written to its standard error."""

    address: str
    process: int
    written: bytearray

    def cpu(self) -> float:
        """Seconds of CPU that the process has used so far."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self) -> float:
        """Megabytes that are resident."""
        return int(Path(f"/proc/{self.process}/statm").read_text().split()[1]) * PAGE / 1e6


@asynccontextmanager
async def started(subject: Subject) -> AsyncIterator[App]:
    """What is measured, by its command, on a free port; warmed by a few walks."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        subject.python,
        "-m",
        *(part.replace("PORT", str(port)) for part in subject.command),
        cwd=subject.folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    written = bytearray()
    # Nobody would read a full pipe, and the app would wait for that forever.
    drains = [asyncio.create_task(_drain(process.stderr, written))]
    try:
        told = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(60):
                while not re.search(rb"http://\S+", told):
                    line = await process.stdout.readline()
                    told += line
                    if not line:
                        break
        address = re.search(rb"http://[^\s/]+", told)
        assert address, f"the app did not say its address: {told!r} {bytes(written)!r}"
        drains.append(asyncio.create_task(_drain(process.stdout, bytearray())))
        app = App(address.group().decode(), process.pid, written)
        for warming in WARMING:
            await asyncio.gather(*(_warm(app, subject.walk, number) for number in warming))
        await asyncio.sleep(SETTLES)
        yield app
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            await process.wait()
        await asyncio.gather(*drains)


async def _warm(app: App, walk: tuple[Step, ...], number: int) -> None:
    async with Visitor(app.address, Traffic(), PATIENCE) as visitor:
        await visitor.open()
        for step in walk:
            await take(step, visitor, number)


async def _drain(stream: asyncio.StreamReader, written: bytearray) -> None:
    while data := await stream.read(65_536):
        written += data


@dataclass(frozen=True)
class Moment:
    """What was used up by a moment, so that two of them tell what was used between."""

    clock: float
    app: float
    visitors: float
    machine: float
    traffic: tuple[int, int]

    @classmethod
    def now(cls, app: App, traffic: Traffic) -> Self:
        """This moment."""
        ticks = [int(one) for one in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
        idle = ticks[3] + ticks[4]
        return cls(
            time.perf_counter(),
            app.cpu(),
            time.process_time(),
            (sum(ticks) - idle) / TICK,
            (traffic.wire, traffic.unpacked),
        )


@dataclass
class Used:
    """What was used between two moments: by the app, by the visitors, and by anything else."""

    seconds: float
    app: float
    visitors: float
    others: float
    wire: int
    unpacked: int

    @classmethod
    def between(cls, first: Moment, last: Moment) -> Self:
        """From the first moment to the last."""
        app, visitors = last.app - first.app, last.visitors - first.visitors
        return cls(
            seconds=last.clock - first.clock,
            app=app,
            visitors=visitors,
            others=max(0.0, last.machine - first.machine - app - visitors),
            wire=last.traffic[0] - first.traffic[0],
            unpacked=last.traffic[1] - first.traffic[1],
        )

    def shares(self, late: Sequence[float]) -> list[str]:
        """What tells whether a row can be believed."""
        return [
            f"{100 * self.visitors / self.seconds:.0f}",
            f"{1000 * percentile(late, 99):.0f}",
            f"{100 * self.others / self.seconds / CORES:.0f}",
        ]


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed; NaN without values."""
    ordered = sorted(values)
    return ordered[math.ceil(percent / 100 * len(ordered)) - 1] if ordered else math.nan


async def _be_late(late: list[float]) -> None:
    """Note how late the visitors' own clock runs: a press is seen that much too late as well."""
    pause = 0.02
    while True:
        start = time.perf_counter()
        await asyncio.sleep(pause)
        late.append(time.perf_counter() - start - pause)


# --- Visitors ------------------------------------------------------------------------------------


@dataclass
class Crowd:
    """All visitors together: who is there, who waits for a page, how long that took."""

    address: str
    walk: tuple[Step, ...]
    think: float
    traffic: Traffic = field(default_factory=Traffic)
    first_pages: list[float] = field(default_factory=list)
    steps: list[tuple[float, float]] = field(default_factory=list)
    waiting: dict[int, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    there: set[int] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def visit(self, number: int) -> None:
        """Come, walk until it is over, and leave; after an error, come again."""
        chance = random.Random(number)  # noqa: S311  (nothing is kept secret by it)
        await self._pause(chance.uniform(0, JOIN))
        while not self.over.is_set():
            try:
                await self._walk(number, chance)
            except VisitError as error:
                self.waiting.pop(number, None)
                self.errors.append(str(error))
                self.changed.set()
                await self._pause(1)

    async def _walk(self, number: int, chance: random.Random) -> None:
        start = time.perf_counter()
        async with Visitor(self.address, self.traffic, PATIENCE) as visitor:
            await visitor.open()
            visitor.expect(self.walk[-1].arrives)
            self.first_pages.append(time.perf_counter() - start)
            self.there.add(number)
            self.changed.set()
            while True:
                for step in self.walk:
                    await self._pause(chance.uniform(self.think / 2, self.think * 3 / 2))
                    if self.over.is_set():
                        return
                    self.waiting[number] = time.perf_counter()
                    seconds = await take(step, visitor, chance.randrange(1000))
                    self.steps.append((self.waiting.pop(number), seconds))
                    self.changed.set()

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)

    async def all_there(self, count: int) -> None:
        """Wait until so many visitors have their first page."""
        async with asyncio.timeout(JOIN + 2 * PATIENCE):
            await self._until(lambda: len(self.there) >= count)

    async def answered(self, before: float) -> None:
        """Wait until every press from before a moment is answered, while the others go on."""
        await self._until(lambda: all(start >= before for start in self.waiting.values()))

    async def _until(self, done: Callable[[], bool]) -> None:
        while not done():
            self.changed.clear()
            await self.changed.wait()


@asynccontextmanager
async def gathered(crowd: Crowd, count: int) -> AsyncIterator[list[float]]:
    """So many visitors, and how late their clock runs. All have left when the block ends."""
    late: list[float] = []
    clock = asyncio.create_task(_be_late(late))
    visitors = [asyncio.create_task(crowd.visit(number)) for number in range(count)]
    try:
        await crowd.all_there(count)
        yield late
    finally:
        crowd.over.set()
        await asyncio.gather(*visitors)
        clock.cancel()


# --- Tables --------------------------------------------------------------------------------------

STEPS_HEAD = [
    *("app", "sessions", "steps", "steps/s", "p50 ms", "p95 ms", "p99 ms"),
    *("CPU %", "CPU ms/step", "wire kB/step", "unpacked kB/step", "errors"),
    *("MB before", "with all", "after"),
    *("kB/session", "visitors %", "late ms", "others %"),
]
FIRST_HEAD = [
    *("app", "visitors", "p50 ms", "p95 ms", "most ms", "CPU ms/page", "wire kB/page"),
    *("errors", "visitors %", "late ms", "others %"),
]
Rows = list[list[str]]


def _printed(title: str, head: list[str], rows: Rows) -> None:
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    print(f"\n\n{title}")
    for row in [head, *rows]:
        first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        print("  ".join([first.strip().ljust(widths[0]), *others]))


@pytest.fixture(scope="module")
def steps_table() -> Iterator[Rows]:
    """Rows of the table of steps, printed when all are there."""
    rows: Rows = []
    yield rows
    title = f"Steps: {THINK:g} s to think, {SECONDS:g} s measured, {CORES} cores"
    _printed(title, STEPS_HEAD, rows)


@pytest.fixture(scope="module")
def first_table() -> Iterator[Rows]:
    """Rows of the table of first pages, printed when all are there."""
    rows: Rows = []
    yield rows
    _printed(f"First pages: all visitors come within {JOIN:g} s", FIRST_HEAD, rows)


def _complain(crowd: Crowd, app: App) -> None:
    for message, count in Counter(crowd.errors).most_common(3):
        print(f"\n{count} times: {message}")
    if app.written:
        print(f"\nthe app wrote {app.written.count(10)} lines, last: {bytes(app.written[-300:])!r}")


async def measured(subject: Subject, sessions: int) -> tuple[list[str], list[str]]:
    """One row of the table of steps, and what went wrong."""
    async with started(subject) as app:
        crowd = Crowd(app.address, subject.walk, THINK)
        before = app.memory()
        async with gathered(crowd, sessions) as late:
            await asyncio.sleep(THINK)
            late.clear()
            first = Moment.now(app, crowd.traffic)
            await asyncio.sleep(SECONDS)
            over, during = time.perf_counter(), app.memory()
            await crowd.answered(over)
            # An overloaded server may answer nothing for a minute and then all at once: what a
            # step used is counted until every press is answered.
            last = Moment.now(app, crowd.traffic)
            lateness = list(late)
        await asyncio.sleep(SETTLES + LEFT)
        if LEFT:  # Streamlit lets go of sessions when somebody comes
            await _warm(app, subject.walk, 0)
            await asyncio.sleep(SETTLES)
        after = app.memory()
    _complain(crowd, app)
    used = Used.between(first, last)
    took = [seconds for start, seconds in crowd.steps if first.clock <= start < over]
    arrived = sum(first.clock <= start + lasted <= last.clock for start, lasted in crowd.steps)
    a_step = 1 / arrived if arrived else math.nan
    row = [
        subject.name,
        str(sessions),
        str(len(took)),
        f"{arrived / used.seconds:.1f}",
        *(f"{1000 * percentile(took, percent):.0f}" for percent in (50, 95, 99)),
        f"{100 * used.app / used.seconds:.0f}",
        f"{1000 * used.app * a_step:.1f}",
        f"{used.wire * a_step / 1000:.1f}",
        f"{used.unpacked * a_step / 1000:.1f}",
        str(len(crowd.errors)),
        *(f"{megabytes:.0f}" for megabytes in (before, during, after)),
        f"{1000 * (during - before) / sessions:.0f}",
        *used.shares(lateness),
    ]
    return row, crowd.errors


async def first_pages(subject: Subject, count: int) -> tuple[list[str], list[str]]:
    """One row of the table of first pages, and what went wrong."""
    async with started(subject) as app:
        crowd = Crowd(app.address, subject.walk, think=3600)
        first = Moment.now(app, crowd.traffic)
        async with gathered(crowd, count) as late:
            last = Moment.now(app, crowd.traffic)
            lateness = list(late)
    _complain(crowd, app)
    used, took = Used.between(first, last), crowd.first_pages
    row = [
        subject.name,
        str(count),
        *(f"{1000 * percentile(took, percent):.0f}" for percent in (50, 95, 100)),
        f"{1000 * used.app / len(took):.1f}",
        f"{used.wire / len(took) / 1000:.1f}",
        str(len(crowd.errors)),
        *used.shares(lateness),
    ]
    return row, crowd.errors


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_first_pages_when_many_come_at_once(subject: Subject, first_table: Rows) -> None:
    """The time from connecting until the first question is there; every visitor gets it."""
    row, errors = asyncio.run(first_pages(subject, FIRST_PAGES))
    first_table.append(row)
    assert not errors


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
@pytest.mark.parametrize("sessions", SESSIONS)
def test_steps_of_many_visitors(sessions: int, subject: Subject, steps_table: Rows) -> None:
    """The time from a press until the next page is there; every press leads to its page."""
    row, errors = asyncio.run(measured(subject, sessions))
    steps_table.append(row)
    assert not errors
