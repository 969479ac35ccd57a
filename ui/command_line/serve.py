"""`pain-options`: the app, served until it is stopped."""

from __future__ import annotations

import argparse
import socket
import sys

from ui.command_line.parser import BAD_INPUT, Parser

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
    parser.set_defaults(run=run)


def run(parsed: argparse.Namespace) -> int:
    """Serve the app until the process is told to stop."""
    with socket.socket(socket.AF_INET6 if ":" in parsed.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((parsed.host, parsed.port))
            listener.listen()  # from here on, whoever is told the address is answered
        except OSError as error:
            print(
                f"pain-options: cannot listen on {parsed.host} port {parsed.port}: "
                f"{error.strerror}; choose another with --host or --port",
                file=sys.stderr,
            )
            return BAD_INPUT
        # Imported here: the other commands do not need the app, and it takes a while.
        from ui.serving.server import serve  # noqa: PLC0415

        shown = f"[{parsed.host}]" if ":" in parsed.host else parsed.host
        port = listener.getsockname()[1]
        print(f"Pain Options Explorer: http://{shown}:{port}  (stop with Ctrl+C)", flush=True)
        serve(listener)
    return 0


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: a number from 0 to 65535")
    return int(text)
