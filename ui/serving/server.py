"""The server: Streamlit's app, made ready before its address is given to anybody."""

from __future__ import annotations

import asyncio
import gc
import logging
import tomllib
from importlib import import_module
from typing import TYPE_CHECKING, Any

import streamlit as st
import uvicorn
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime
from streamlit.web import bootstrap

from engine.analysis.answer_table import default_identity
from engine.appointment.loading import default_preparation_book
from engine.examples.cases import default_cases
from engine.rule_book.scorecard import default_scorecard
from ui.rendering import PACKAGE, compile_templates, show
from ui.serving import middleware
from ui.serving.logs import log_no_values
from ui.serving.security import on_server_error

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Mapping

    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_log = logging.getLogger(__name__)
# In a checkout the settings stand beside this package, in a wheel inside it.
_SETTINGS = (PACKAGE.parent / ".streamlit" / "config.toml", PACKAGE / ".streamlit" / "config.toml")
_PAGES = (
    "ui.appointment.before_you_go",
    "ui.appointment.compare",
    "ui.appointment.matters",
    "ui.appointment.questions",
    "ui.appointment.sheet_page",
    "ui.questionnaire.overview",
    "ui.questionnaire.result",
    "ui.reference.about",
    "ui.reference.glossary",
    "ui.reference.options",
    "ui.teaching.cases",
    "ui.teaching.matrix",
    "ui.teaching.pathways",
    "ui.teaching.rules",
)
_FIRST_RUN_SECONDS = 20
_LAST_ANSWERS_SECONDS = 3


def create_app() -> st.App:
    """The app, with this project's settings whatever folder it is started from.

    Raises:
        EngineError: The rule book or a teaching case is wrong.
    """
    log_no_values()
    path = next(path for path in _SETTINGS if path.is_file())
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    bootstrap.load_config_options(dict(_flat(settings)))
    default_cases()  # and so the rules, compiled
    default_preparation_book()
    default_scorecard()
    default_identity()  # and so every outcome of a single condition
    for name in _PAGES:  # here, so that no thread of a visitor imports anything
        import_module(name)
    compile_templates()
    return st.App(
        PACKAGE / "script.py",
        middleware=middleware.middleware(st.get_option("server.baseUrlPath")),
        on_script_error=_apologize,
        exception_handlers={Exception: on_server_error},
    )


def serve(app: st.App, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve the app on a bound socket until the process is told to stop.

    No request is logged: an address may say what somebody looked for.

    Args:
        app: What `create_app` gives.
        listener: The socket.
        on_ready: Called once, when the next visitor waits for nothing.

    Raises:
        OSError: as `on_ready` does; the server has been shut down then.
    """
    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
        ws="auto",
    )
    server = _Server(config, on_ready)
    server.run(sockets=[listener])
    if server.error:
        raise server.error


class _Server(uvicorn.Server):
    """A server that shows the first page to itself before it says that it is ready."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready
        self.error: OSError | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        await _run_script()
        # What is there now stays. The collector need not look through it again and again.
        gc.collect()
        gc.freeze()
        try:
            self._on_ready()
        except OSError as error:
            self.error = error
            self.should_exit = True


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


def _apologize(_error: Exception) -> bool:
    """Show a calm page in place of a traceback; Streamlit has logged the error."""
    show("apology.html")
    return True


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
