"""The server: Streamlit's app, made ready before its address is given to anybody."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import time
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime

from engine.analysis.answer_table import default_identity
from engine.appointment.loading import default_preparation_book
from engine.examples.cases import default_cases
from engine.rule_book.scorecard import scorecard_if_any
from ui.display import show
from ui.rendering import PACKAGE, compile_templates
from ui.serving import middleware
from ui.serving.collector import collect_when_idle, only_young
from ui.serving.connections import Gate, Phase
from ui.serving.expiry import drop_expired_sessions
from ui.serving.logs import log_no_values
from ui.serving.security import on_server_error
from ui.serving.settings import load_settings

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Mapping
    from types import FrameType

    from starlette.requests import Request
    from starlette.responses import Response
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

    from ui.serving.connections import Traffic

_log = logging.getLogger(__name__)
_FIRST_RUN_SECONDS = 20
# From the signal to the end it is 10 seconds at most: these, and up to 3 that a proxy is given.
_STEPS_SECONDS = 3
_LAST_ANSWERS_SECONDS = 3
_PAUSE = 0.02
_NO_HANDSHAKE = "ASGI callable returned without completing handshake."


def create_app(
    traffic: Traffic, of_command: Mapping[str, object] | None = None, *, as_json: bool = False
) -> st.App:
    """The app, with this project's settings whatever folder it is started from.

    Args:
        traffic: Where what passes is counted.
        of_command: The options of Streamlit that the command sets.
        as_json: Whether the log is one line of JSON for each event.

    Raises:
        EngineError: The rule book or a teaching case is wrong.
        SettingsError: A variable of the environment has a value that cannot be used.
    """
    log_no_values(as_json=as_json)
    log_format = {"logger.messageFormat": "%(message)s"} if as_json else {}
    load_settings({**log_format, **(of_command or {})})
    default_cases()  # and so the rules, compiled
    default_preparation_book()
    scorecard_if_any()
    default_identity()  # and so every outcome of a single condition
    import_module("ui.app")  # here, so that no thread of a visitor imports any page
    compile_templates()
    base_path: str = st.get_option("server.baseUrlPath")
    security, *others = middleware.middleware(base_path)
    gate = Middleware(Gate, traffic=traffic, prefix=middleware.prefix_of(base_path))

    def apologize(_error: Exception) -> bool:
        """Show a calm page in place of a traceback; Streamlit has logged the error."""
        traffic.errors["script"] += 1
        show("apology.html")
        return True

    def answer_error(request: Request, error: Exception) -> Response:
        traffic.errors["server"] += 1
        return on_server_error(request, error)

    return st.App(
        PACKAGE / "script.py",
        middleware=[security, gate, *others],
        on_script_error=apologize,
        exception_handlers={Exception: answer_error},
    )


def serve(
    app: st.App,
    listener: socket.socket,
    traffic: Traffic,
    on_ready: Callable[[], None],
    drain_seconds: float = 0,
) -> None:
    """Serve the app on a bound socket until the process is told to stop.

    No request is logged: an address may say what somebody looked for.

    Args:
        app: What `create_app` gives.
        listener: The socket.
        traffic: What `create_app` was given.
        on_ready: Called once, when the next visitor waits for nothing.
        drain_seconds: After SIGTERM, how long those who are there can go on, so that a proxy sees
            that the server is not ready any more.

    Raises:
        OSError: as `on_ready` does; the server has been shut down then.
    """
    allow_many_connections()
    # uvicorn complains of every socket that is refused with an answer, although it sends that.
    logging.getLogger("uvicorn.error").addFilter(
        lambda record: _NO_HANDSHAKE not in str(record.msg)
    )
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
        ws="auto",
        ws_max_size=traffic.limits.message_bytes,
        ws_per_message_deflate=st.get_option("server.enableWebsocketCompression"),
    )
    server = _Server(config, traffic, on_ready, drain_seconds)
    server.run(sockets=[listener])
    if server.error:
        raise server.error


def allow_many_connections() -> None:
    """Let the process open as many files as it may: each connection is one."""
    try:
        import resource  # noqa: PLC0415 - not on Windows, where there is no such limit
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class _Server(uvicorn.Server):
    """A server that is ready once it has shown the first page to itself, and stops in order."""

    def __init__(
        self,
        config: uvicorn.Config,
        traffic: Traffic,
        on_ready: Callable[[], None],
        drain_seconds: float,
    ) -> None:
        super().__init__(config)
        self._traffic = traffic
        self._on_ready = on_ready
        self._drain_seconds = drain_seconds
        self._drains = False
        self._collector: asyncio.Task[None] | None = None
        self.error: OSError | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await _run_script()
        # What is there now stays. The collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        only_young()
        self._collector = asyncio.create_task(
            collect_when_idle(self._traffic, drop_expired_sessions)
        )
        try:
            self._on_ready()
        except OSError as error:
            self.error = error
            self.should_exit = True
        if not self.should_exit:
            self._traffic.phase = Phase.READY

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Before anything else: a proxy that asks now hears that others are to take the visitors.
        self._traffic.phase = Phase.STOPPING
        self._drains = sig == signal.SIGTERM and self.started
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        _log.info("stopping")
        if self._drains:
            await self._wait(self._drain_seconds, lambda: False)
        self._traffic.phase = Phase.CLOSING
        await self._wait(_STEPS_SECONDS, lambda: self._traffic.in_step == 0)
        await super().shutdown(sockets)
        if self._collector:
            self._collector.cancel()
        _log.info("stopped")

    async def _wait(self, seconds: float, is_over: Callable[[], bool]) -> None:
        end = time.monotonic() + seconds
        # A signal can set no asyncio.Event.
        while not (is_over() or self.force_exit) and time.monotonic() < end:  # noqa: ASYNC110
            await asyncio.sleep(_PAUSE)


class _FirstVisitor:
    """A visitor that only waits for the end of a page: the shape of a Streamlit session client."""

    client_context = None

    def __init__(self) -> None:
        self.finished = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        if msg.WhichOneof("type") == "script_finished":
            self.finished.set()


async def _run_script() -> None:
    """Run the app's script once, which loads what every visitor's first page needs."""
    runtime = Runtime.instance()
    visitor = _FirstVisitor()
    session = runtime.connect_session(visitor, user_info={})
    message = BackMsg()
    message.rerun_script.query_string = ""
    runtime.handle_backmsg(session, message)
    try:
        await asyncio.wait_for(visitor.finished.wait(), _FIRST_RUN_SECONDS)
    except TimeoutError:
        _log.warning("the first page took more than %d seconds", _FIRST_RUN_SECONDS)
    runtime.close_session(session)
