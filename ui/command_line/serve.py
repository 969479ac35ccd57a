"""`pain-options`: the app, served until it is stopped."""

from __future__ import annotations

import argparse
import os
import socket
import sys

from ui.command_line.parser import BAD_INPUT, Parser
from ui.settings import DRAFTS_OFF, DRAFTS_VARIABLE

_LARGEST_PORT = 65535


def add_arguments(parser: Parser) -> None:
    """Add what the app is started with."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=8501,
        help="port to listen on (%(default)s); 0 takes any free one",
    )
    parser.add_argument(
        "--no-drafts",
        action="store_true",
        help="let nobody try changes of a rule on the page Rules (or set "
        f"{DRAFTS_VARIABLE}={DRAFTS_OFF} in the environment)",
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
    with socket.socket(socket.AF_INET6 if ":" in parsed.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((parsed.host, parsed.port))
            listener.listen()
        except OSError as error:
            print(
                f"pain-options: cannot listen on {parsed.host} port {parsed.port}: "
                f"{error.strerror}; choose another with --host or --port",
                file=sys.stderr,
            )
            return BAD_INPUT
        # Imported here: the other commands do not need the app, and it takes a while.
        from ui.serving.server import create_app, serve  # noqa: PLC0415

        host = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
        address = f"http://{host}:{listener.getsockname()[1]}"

        def print_address() -> None:
            print(f"Pain Options Explorer: {address}  (stop with Ctrl+C)", flush=True)

        serve(create_app(), listener, on_ready=print_address)
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)
