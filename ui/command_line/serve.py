"""`pain-options`: the app, served until it is stopped."""

from __future__ import annotations

import argparse
import logging
import os
import re
import socket
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from ui.command_line.parser import BAD_INPUT, RULES_HELP, Parser, UseRules
from ui.serving.limits import Limits
from ui.settings import DRAFTS_OFF, DRAFTS_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
_LARGEST_PORT = 65535
_LOOPBACK = "127.0.0.1"
_PORT = "8501"
_MOST_DRAIN_SECONDS = 3
_BASE_PATH = re.compile(r"(?:/?[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?")
# By option, the variables of the environment that stand in for it; the first that is set counts.
_VARIABLES = {
    "host": ("STREAMLIT_SERVER_ADDRESS", "HOST"),
    "port": ("STREAMLIT_SERVER_PORT", "PORT"),
    "base_path": ("STREAMLIT_SERVER_BASE_URL_PATH",),
}


@dataclass(frozen=True)
class _LimitOption:
    """An option that sets a limit.

    Attributes:
        name: The option.
        limit: The limit, as `Limits` names it.
        text: What it says in the help.
        unit: What the number counts.
        size: How many of the limit's own units that is.
    """

    name: str
    limit: str
    text: str
    unit: str = "COUNT"
    size: int = 1


_LIMITS = (
    _LimitOption(
        "--most-connections",
        "connections",
        "tabs that are connected at once; others are asked to come back",
    ),
    _LimitOption(
        "--most-messages",
        "messages",
        "messages a second of one tab, over time; more are taken later",
    ),
    _LimitOption(
        "--most-steps",
        "steps_at_once",
        "steps that are under way at once; others wait for their turn",
    ),
    _LimitOption(
        "--most-visits",
        "visits",
        "pages, and connections of tabs, that begin in a second, over time; 1,000 at once "
        "after a pause; more wait, or are asked to come back",
    ),
    _LimitOption(
        "--largest-message",
        "message_bytes",
        "size of one message of a tab; a larger one ends its connection",
        unit="KB",
        size=1_000,
    ),
)


def add_arguments(parser: Parser) -> None:
    """Add what the app is started with."""
    parser.add_argument(
        "--host", help=f"address to listen on (HOST of the environment, or {_LOOPBACK})"
    )
    parser.add_argument(
        "--port",
        type=_port,
        help=f"port to listen on (PORT of the environment, or {_PORT}); 0 takes any free one",
    )
    parser.add_argument(
        "--base-path",
        type=_base_path,
        metavar="PATH",
        help="path that all addresses of the app begin with, such as /pain behind a proxy",
    )
    parser.add_argument(
        "--drain",
        type=_whole(0, _MOST_DRAIN_SECONDS),
        default=0,
        metavar="SECONDS",
        help="after SIGTERM, how long those who are there can go on while /readyz answers 503 "
        "(%(default)s)",
    )
    parser.add_argument(
        "--log-format",
        choices=("text", "json"),
        default="text",
        help="json writes one line an event (%(default)s)",
    )
    parser.add_argument(
        "--metrics-port",
        type=_port,
        metavar="PORT",
        help="port for numbers about the app, for Prometheus; none without it",
    )
    parser.add_argument(
        "--metrics-host",
        default=_LOOPBACK,
        metavar="HOST",
        help="address to listen on for them (%(default)s)",
    )
    limits = parser.add_argument_group("limits, for each process")
    for option in _LIMITS:
        limits.add_argument(
            option.name,
            dest=option.limit,
            type=_whole(1),
            default=getattr(Limits, option.limit) // option.size,
            metavar=option.unit,
            help=f"{option.text} (%(default)s)",
        )
    parser.add_argument(
        "--no-drafts",
        action="store_true",
        help="let nobody try changes of a rule on the page Rules (or set "
        f"{DRAFTS_VARIABLE}={DRAFTS_OFF} in the environment)",
    )
    parser.add_argument(
        "--rules", action=UseRules, metavar="DIR", help=f"{RULES_HELP}; also for each command"
    )
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Serve the app until the process is told to stop.

    Raises:
        EngineError: The rule book or a teaching case is wrong; nothing has been served then.
        OSError: The address cannot be written.
    """
    if parsed.no_drafts:
        os.environ[DRAFTS_VARIABLE] = DRAFTS_OFF
    try:
        host = _chosen(parsed.host, "host", str, _LOOPBACK)
        port = _chosen(parsed.port, "port", _port, _PORT)
        base_path = _chosen(parsed.base_path, "base_path", _base_path, "")
    except argparse.ArgumentTypeError as error:
        return _refuse(str(error))
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen()
        except OSError as error:
            return _refuse(
                f"cannot listen on {host} port {port}: {error.strerror}; "
                "choose another with --host or --port"
            )
        address = _address(host, listener.getsockname()[1]) + f"/{base_path}".rstrip("/")
        return _serve(parsed, listener, address, base_path)


def _serve(
    parsed: argparse.Namespace, listener: socket.socket, address: str, base_path: str
) -> int:
    # Imported here: the other commands do not need the app, and it takes a while.
    from ui.serving.connections import Traffic  # noqa: PLC0415
    from ui.serving.server import create_app, serve  # noqa: PLC0415
    from ui.serving.settings import SettingsError  # noqa: PLC0415
    from ui.words import edition  # noqa: PLC0415

    limits = {option.limit: option.size * getattr(parsed, option.limit) for option in _LIMITS}
    traffic = Traffic(Limits(**limits))
    as_json = parsed.log_format == "json"
    try:
        app = create_app(traffic, {"server.baseUrlPath": base_path}, as_json=as_json)
    except SettingsError as error:
        return _refuse(str(error))

    say = logging.getLogger(__name__).info if as_json else _print

    if parsed.metrics_port is not None:
        from ui.serving.metrics import serve_metrics  # noqa: PLC0415

        try:
            port = serve_metrics(traffic, parsed.metrics_host, parsed.metrics_port)
        except OSError as error:
            return _refuse(
                f"cannot listen on {parsed.metrics_host} port {parsed.metrics_port}: "
                f"{error.strerror}; choose another with --metrics-host or --metrics-port"
            )
        say(f"Metrics: {_address(parsed.metrics_host, port)}/metrics")

    def say_address() -> None:
        say(f"{edition().title}: {address}  (stop with Ctrl+C)")

    serve(app, listener, traffic, on_ready=say_address, drain_seconds=parsed.drain)
    return 0


def _print(text: str) -> None:
    print(text, flush=True)


def _refuse(message: str) -> int:
    print(f"pain-options: {message}", file=sys.stderr)
    return BAD_INPUT


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _chosen(given: T | None, option: str, read: Callable[[str], T], otherwise: str) -> T:
    """What the command says or, if nothing, the environment or, if nothing, this project.

    Raises:
        argparse.ArgumentTypeError: The variable that counts has a value that cannot be used.
    """
    if given is not None:
        return given
    for name in _VARIABLES[option]:
        text = os.environ.get(name)
        if text:
            try:
                return read(text)
            except argparse.ArgumentTypeError as error:
                raise argparse.ArgumentTypeError(f"the variable {name}: {error}") from None
    return read(otherwise)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)


def _base_path(text: str) -> str:
    """A base path without a slash before or after."""
    if not _BASE_PATH.fullmatch(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a path: letters, digits, '-', '_', '.' and '~' between slashes"
        )
    return text.strip("/")


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """Reads a whole number within bounds."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < least or (most is not None and int(text) > most):
            upper = "or more" if most is None else f"to {most}"
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, {least} {upper}")
        return int(text)

    return read
