"""Serving the app: Streamlit's ASGI app under uvicorn, on a socket that is already ours."""

from __future__ import annotations

import logging
import tomllib
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
import uvicorn
from streamlit.web import bootstrap

from ui.rendering import PACKAGE, show
from ui.serving import middleware
from ui.serving.security import on_server_error

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

_log = logging.getLogger(__name__)
# In a checkout the settings stand beside this package, in a wheel inside it.
_SETTINGS = (PACKAGE.parent / ".streamlit" / "config.toml", PACKAGE / ".streamlit" / "config.toml")


def create_app() -> st.App:
    """The app, with this project's settings whatever folder it is started from."""
    path = next(path for path in _SETTINGS if path.is_file())
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    bootstrap.load_config_options(dict(_flat(settings)))
    return st.App(
        PACKAGE / "app.py",
        middleware=middleware.middleware(st.get_option("server.baseUrlPath")),
        on_script_error=_apologize,
        exception_handlers={Exception: on_server_error},
    )


def serve(listener: socket.socket) -> None:
    """Serve the app on a bound socket until the process is told to stop.

    No request is logged: an address may say what somebody looked for.
    """
    config = uvicorn.Config(
        create_app(), access_log=False, log_level="warning", server_header=False, ws="auto"
    )
    uvicorn.Server(config).run(sockets=[listener])


def _apologize(error: Exception) -> bool:
    """Show a calm page in place of a traceback, and log where it went wrong but no values.

    The message of an error may hold an answer; the lines of code that led to it do not.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = " <- ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    _log.error("the page could not be shown: %s at %s", type(error).__name__, places)
    show("apology.html")
    return True


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
