"""A visitor without a browser: it talks to the app as Streamlit's own front end does.

What matters to the server is done as the front end of Streamlit 1.67 does it: every widget on the
page sends its value with each press, messages that the server may refer to again are kept and named
in each press, page changes are followed, and the connection offers compression. Nothing is drawn
and no component runs. What no front end does can be sent as well: `ask` waits for nothing, and
`send` takes any bytes.

Widgets are found by the key that the app gave them; it is the last part of a widget's id.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.typing import Origin, Subprotocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

# What the front end sends in the place of a token when the server has given none.
_SUBPROTOCOLS = ("streamlit", "PLACEHOLDER_AUTH_TOKEN")
_ID_PARTS = 3  # "$$ID", a hash, and the key


class VisitError(Exception):
    """A visitor did not get what was due; the message says what was seen instead."""


class RefusedError(VisitError):
    """The server answers, but takes nobody, or not this visitor.

    Attributes:
        status: The status of the answer.
        headers: Its headers.
    """

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        """Say so."""
        super().__init__(f"refused with status {status}")
        self.status = status
        self.headers = headers


def page_request(query: str = "") -> bytes:
    """A request for a page, as the front end sends it, of a visitor who has filled nothing in."""
    message = BackMsg()
    message.rerun_script.query_string = query
    data: bytes = message.SerializeToString()
    return data


@dataclass
class Traffic:
    """What all visitors together were sent: bytes on the wire, and the messages unpacked."""

    wire: int = 0
    messages: int = 0
    unpacked: int = 0
    referred: int = 0


@dataclass(frozen=True)
class Widget:
    """A widget on the page, and which run of which script put it there."""

    key: str
    kind: str
    proto: Any
    run: str
    script: str

    @property
    def sends_at_once(self) -> bool:
        """Whether a change of its value makes the front end run the script at once."""
        ignored = getattr(self.proto, "ignore_rerun", False)
        return not ignored and not getattr(self.proto, "form_id", "")


@dataclass
class _Page:
    """The widgets that the page shows, by their place on it, and the values they have.

    `html` is what else stands on the page, with the run that put each there.
    """

    widgets: dict[tuple[int, ...], Widget] = field(default_factory=dict)
    values: dict[str, WidgetState] = field(default_factory=dict)
    html: dict[tuple[int, ...], tuple[str, str]] = field(default_factory=dict)

    def put(self, path: tuple[int, ...], message: ForwardMsg, run: str) -> None:
        """Show an element or a block in its place."""
        change = message.delta.WhichOneof("type")
        if change == "add_block":
            self.widgets.pop(path, None)
            return
        if change != "new_element":
            return
        for below in [place for place in self.widgets if place[: len(path)] == path]:
            del self.widgets[below]
        element = message.delta.new_element
        kind = element.WhichOneof("type") or ""
        if kind == "exception":
            raise VisitError(f"the page shows an exception: {element.exception.type}")
        self.html.pop(path, None)
        if kind == "html":
            self.html[path] = element.html.body, run
        proto = getattr(element, kind, None)
        name = getattr(proto, "id", "")
        parts = name.split("-", _ID_PARTS - 1)
        if len(parts) == _ID_PARTS:
            script = message.metadata.active_script_hash
            self.widgets[path] = Widget(parts[-1], kind, proto, run, script)
            if name not in self.values or getattr(proto, "set_value", False):
                self._start_value(kind, proto)

    def _start_value(self, kind: str, proto: Any) -> None:  # noqa: ANN401
        """Give a widget the value that it comes with, as the front end does when it mounts it."""
        state = WidgetState(id=proto.id)
        if kind == "checkbox":
            state.bool_value = proto.value if proto.set_value else proto.default
        elif kind in {"radio", "selectbox"}:
            if proto.set_value:
                state.string_value = proto.raw_value
            elif proto.HasField("default"):
                state.string_value = proto.options[proto.default]
        else:
            return
        self.values[proto.id] = state

    def keep(self, wanted: Callable[[Widget], bool]) -> None:
        """Take away the widgets that are not wanted any more, and the values of those gone."""
        self.widgets = {path: one for path, one in self.widgets.items() if wanted(one)}
        shown = {one.proto.id for one in self.widgets.values()}
        self.values = {name: value for name, value in self.values.items() if name in shown}


@dataclass
class _Kept:
    """Messages that the server may refer to by their hash, and when each was last of use."""

    messages: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    run: int = 0

    def resolved(self, message: ForwardMsg) -> ForwardMsg:
        """A message itself, or the kept one that it refers to, in its new place."""
        if message.WhichOneof("type") != "ref_hash":
            if message.metadata.cacheable:
                self.messages[message.hash] = (message, self.run)
            return message
        if message.ref_hash not in self.messages:
            raise VisitError("the server refers to a message that the front end does not keep")
        found = ForwardMsg()
        found.CopyFrom(self.messages[message.ref_hash][0])
        self.messages[message.ref_hash] = (self.messages[message.ref_hash][0], self.run)
        found.metadata.CopyFrom(message.metadata)
        return found

    def age(self, most_runs: int) -> None:
        """Count a finished run, and let go of what has not been of use for too many of them."""
        self.run += 1
        self.messages = {
            name: (message, run)
            for name, (message, run) in self.messages.items()
            if self.run - run <= most_runs
        }


@dataclass(frozen=True)
class Guise:
    """What a visitor says of itself.

    Attributes:
        agent: What browser it is.
        address: The address that it has of the app, if that is not where the app listens.
        origin: The page that it is on, if that is not the app's own.
    """

    agent: str = "visitor"
    address: str = ""
    origin: str = ""


class Visitor:
    """One browser tab: connects when entered, and leaves when the block ends.

    Attributes:
        pages: The addresses of the app's pages, each with what the server calls it.

    Args:
        address: Where the app listens, such as `http://127.0.0.1:8501`.
        traffic: Where to count what is received; nowhere else if none is given.
        patience: Seconds to wait for the answer to a press.
        guise: What it says of itself.

    Attributes:
        traffic: What was received so far.
        session: What the app calls this visit, as soon as it has said so.
    """

    def __init__(  # noqa: D107
        self,
        address: str,
        traffic: Traffic | None = None,
        patience: float = 20,
        guise: Guise | None = None,
    ) -> None:
        self.traffic = traffic or Traffic()
        self.session = ""
        self._listens = urlsplit(address)
        guise = guise or Guise()
        self._address = guise.address or address
        self._origin = guise.origin or self._address
        self._agent = guise.agent
        self._patience = patience
        self._page = _Page()
        self._kept = _Kept()
        self._most_runs = 0
        self._run, self._page_hash, self._main_hash, self._query = "", "", "", ""
        self.pages: dict[str, str] = {}
        self._connection: ClientConnection

    async def __aenter__(self) -> Self:
        """Connect. Nothing is shown before `open`."""
        await self.connect()
        return self

    async def connect(self) -> None:
        """Connect, asking for the session of the last connection if there was one.

        Raises:
            RefusedError: The server takes nobody, or not this visitor.
            VisitError: There is no server.
        """
        traffic = self.traffic

        class Counted(ClientConnection):
            """A connection that counts what comes over the wire."""

            def data_received(self, data: bytes) -> None:
                traffic.wire += len(data)
                super().data_received(data)

        try:
            self._connection = await connect(
                f"{self._address.replace('http', 'ws', 1)}/_stcore/stream",
                host=self._listens.hostname,
                port=self._listens.port,
                origin=Origin(self._origin),
                subprotocols=[Subprotocol(one) for one in (*_SUBPROTOCOLS, self.session) if one],
                user_agent_header=self._agent,
                create_connection=Counted,
                open_timeout=self._patience,
                close_timeout=1,  # who has not read all that came hears no goodbye
                ping_interval=None,
                max_size=None,
                proxy=None,
            )
        except InvalidStatus as error:
            raise RefusedError(error.response.status_code, error.response.headers) from error
        except (OSError, TimeoutError, WebSocketException) as error:
            raise VisitError(f"cannot connect: {type(error).__name__}") from error

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave, as a closed tab does."""
        await self._connection.close()

    def find(self, key: str, *, begins: bool = False) -> list[Widget]:
        """The widgets on the page with a key, or with one that begins with it."""
        return [
            one
            for one in self._page.widgets.values()
            if one.key == key or (begins and one.key.startswith(key))
        ]

    def shows(self, key: str) -> bool:
        """Whether the page has a widget whose key begins with the words given."""
        return bool(self.find(key, begins=True))

    def text(self) -> str:
        """The markup on the page."""
        return "\n".join(body for body, _ in self._page.html.values())

    async def open(self) -> float:
        """Ask for the first page; gives the seconds until it was there."""
        return await self._run_script({})

    async def tick(self, widget: Widget) -> None:
        """Tick a box."""
        await self._set(widget, WidgetState(id=widget.proto.id, bool_value=True))

    async def choose(self, widget: Widget, number: int) -> None:
        """Choose one of the radio buttons, by its number; numbers go around."""
        options = widget.proto.options
        value = options[number % len(options)]
        await self._set(widget, WidgetState(id=widget.proto.id, string_value=value))

    async def write(self, widget: Widget, text: str) -> None:
        """Write a text into a field, however long; the front end would cut it."""
        await self._set(widget, WidgetState(id=widget.proto.id, string_value=text))

    async def press(self, key: str) -> float:
        """Press a button; gives the seconds until the page that follows was complete."""
        buttons = self.find(key)
        if len(buttons) != 1:
            raise VisitError(f"{len(buttons)} buttons have the key {key!r}; {self._seen()}")
        return await self._run_script({buttons[0].proto.id: True})

    async def go(self, address: str) -> float:
        """Follow a link to another page; gives the seconds until that was complete."""
        self._page_hash = self.pages[address]
        self._page.keep(lambda one: one.script == self._main_hash)
        return await self._run_script({})

    async def _set(self, widget: Widget, state: WidgetState) -> None:
        self._page.values[widget.proto.id] = state
        if widget.sends_at_once:
            await self._run_script({})

    async def send_trigger(self, name: str, value: str) -> None:
        """Send a value that a component of the page hands over once."""
        await self._run_script({name: value})

    async def _run_script(self, triggers: Mapping[str, bool | str]) -> float:
        """Send what the page holds, and take in the answer until the script has finished."""
        before = self._run
        start = time.perf_counter()
        try:
            async with asyncio.timeout(self._patience):
                await self.ask(triggers)
                while not _is_end(await self._receive()) or self._run == before:
                    pass
        except TimeoutError as error:
            raise VisitError(f"no answer within {self._patience:.0f} s") from error
        except WebSocketException as error:
            raise VisitError(f"the connection ended: {type(error).__name__}") from error
        return time.perf_counter() - start

    async def ask(self, triggers: Mapping[str, bool | str] | None = None) -> None:
        """Send what the page holds, and wait for nothing.

        Args:
            triggers: The buttons that are pressed, and what components hand over, by their ids.
        """
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self._query
        rerun.page_script_hash = self._page_hash
        rerun.widget_states.widgets.extend(self._page.values.values())
        for name, value in (triggers or {}).items():
            kind = "trigger_value" if isinstance(value, bool) else "json_trigger_value"
            rerun.widget_states.widgets.append(WidgetState(id=name, **{kind: value}))  # type: ignore[arg-type]
        rerun.cached_message_hashes.extend(self._kept.messages)
        rerun.context_info.timezone = "UTC"
        rerun.context_info.locale = "en-US"
        rerun.context_info.url = f"{self._address}/"
        rerun.context_info.color_scheme = "light"
        await self.send(message.SerializeToString())

    async def send(self, data: bytes | str) -> None:
        """Send whatever it is."""
        await self._connection.send(data)

    async def next_message(self) -> str:
        """Wait for the app's next message, and take it in; gives its kind.

        Raises:
            ConnectionClosed: The app has closed the connection.
            TimeoutError: Nothing has come within the patience.
        """
        async with asyncio.timeout(self._patience):
            message = await self._receive()
        return message.WhichOneof("type") or ""

    async def closed(self) -> int:
        """Take in what comes until the app closes the connection; gives the code it says."""
        try:
            while True:
                await self.next_message()
        except ConnectionClosed as error:
            return error.rcvd.code if error.rcvd else 0

    async def _receive(self) -> ForwardMsg:
        """Take in a message; gives what it stands for."""
        data = await self._connection.recv(decode=False)
        self.traffic.messages += 1
        self.traffic.unpacked += len(data)
        received = ForwardMsg.FromString(data)
        message = self._kept.resolved(received)
        self.traffic.referred += message is not received
        match message.WhichOneof("type"):
            case "delta":
                self._page.put(tuple(message.metadata.delta_path), message, self._run)
            case "new_session":
                self._begin(message)
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
                pages = message.navigation.app_pages
                self.pages = {page.url_pathname: page.page_script_hash for page in pages}
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "script_finished":
                self._end(message)
        return message

    def _begin(self, message: ForwardMsg) -> None:
        """A run begins. Another page keeps only what the main script has put there."""
        session = message.new_session
        self.session = session.initialize.session_id
        self._run = message.metadata.run.script_run_id
        self._main_hash = session.main_script_hash
        self._most_runs = session.config.max_cached_message_age
        if session.page_script_hash != self._page_hash:
            self._page.keep(lambda one: one.script == self._main_hash)
        self._page_hash = session.page_script_hash

    def _end(self, message: ForwardMsg) -> None:
        """A run ends. If it came to its own end, what it did not put on the page goes."""
        if message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self._page.keep(lambda one: one.run == self._run)
            html = self._page.html.items()
            self._page.html = {path: one for path, one in html if one[1] == self._run}
            self._kept.age(self._most_runs)
        elif message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            raise VisitError(f"the script ended with status {message.script_finished}")

    def expect(self, key: str) -> None:
        """Make sure that the page which has this widget is there.

        Raises:
            VisitError: It is not.
        """
        if not self.shows(key):
            raise VisitError(f"no {key!r} on the page; {self._seen()}")

    def _seen(self) -> str:
        keys = ", ".join(sorted(one.key for one in self._page.widgets.values()))
        return f"widgets on it: {keys or 'none'}"


def _is_end(message: ForwardMsg) -> bool:
    """Whether it says that a run came to its own end."""
    finished = ForwardMsg.FINISHED_SUCCESSFULLY
    return message.WhichOneof("type") == "script_finished" and message.script_finished == finished
