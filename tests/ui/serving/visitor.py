"""A visitor without a browser: the app's own protocol, over its socket."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

SECONDS = 20


class Visitor:
    """The first page, as often as it is asked for.

    Attributes:
        received: How many bytes the app has sent so far.
    """

    def __init__(self, connection: ClientConnection) -> None:
        """Visit over a connection; see `visiting`."""
        self.received = 0
        self._connection = connection

    def ask_for_script(self) -> None:
        """Ask for the page, without waiting for it."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        self._connection.send(message.SerializeToString())

    def run_script(self) -> None:
        """Ask for the page, and wait until it is there."""
        self.ask_for_script()
        while self.next_message() != "script_finished":
            pass

    def next_message(self) -> str | None:
        """Wait for the app's next message; gives its kind."""
        data = self._connection.recv(SECONDS)
        assert isinstance(data, bytes)
        self.received += len(data)
        kind: str | None = ForwardMsg.FromString(data).WhichOneof("type")
        return kind

    def send(self, data: bytes) -> None:
        """Send whatever it is."""
        self._connection.send(data)


@contextmanager
def visiting(address: str) -> Iterator[Visitor]:
    """A visitor of the app at an address."""
    socket = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(
        socket,
        subprotocols=["streamlit", "any"],  # type: ignore[list-item]
        max_size=None,
        close_timeout=1,  # a visitor who has not read all that came does not hear the app's goodbye
    ) as connection:
        yield Visitor(connection)
