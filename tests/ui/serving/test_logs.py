"""The log: whatever a browser sends, no value of it stands there."""

from __future__ import annotations

import http.client
import time
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.conftest import started

if TYPE_CHECKING:
    from collections.abc import Iterator

    from websockets.sync.client import ClientConnection

    from tests.conftest import StartedApp

SECONDS = 20
SECRET = "sciatica-of-somebody"  # noqa: S105 - an answer, which nobody is to read
VALUE = f"{SECRET}\x1b]0;{SECRET}\x07\x1b[31m\r\n"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedApp]:
    """An app of its own, whose whole log is read after each test."""
    with started(tmp_path_factory.mktemp("logs"), "-m", "ui", "--port", "0") as app:
        yield app


def connected(app: StartedApp) -> ClientConnection:
    """A connection as the front end makes it."""
    socket = f"{app.address.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(socket, subprotocols=["streamlit", "any"], max_size=None)  # type: ignore[list-item]


def run_script(connection: ClientConnection, message: BackMsg) -> dict[str, list[str]]:
    """Have the script run, and wait for its end: the ids of the widgets by the kind of each."""
    connection.send(message.SerializeToString())
    found: dict[str, list[str]] = {}
    received = ForwardMsg()
    while received.WhichOneof("type") != "script_finished":
        data = connection.recv(SECONDS)
        assert isinstance(data, bytes)
        received.ParseFromString(data)
        element = received.delta.new_element
        kind = element.WhichOneof("type")
        if received.WhichOneof("type") == "delta" and kind:
            name = getattr(getattr(element, kind), "id", "")
            if name:
                found.setdefault(kind, []).append(name)
    return found


def asking(*states: WidgetState, **fields: str) -> BackMsg:
    """A request for a run with the values of widgets."""
    message = BackMsg()
    message.rerun_script.query_string = fields.get("query", "")
    message.rerun_script.page_script_hash = fields.get("page", "")
    message.rerun_script.page_name = fields.get("name", "")
    message.rerun_script.widget_states.widgets.extend(states)
    return message


def expect_no_value(app: StartedApp, *, but_something: bool = False) -> None:
    """The log holds nothing of what was sent, and nothing that a terminal would act on."""
    until = time.monotonic() + SECONDS
    written = app.written.read_text(encoding="utf-8")
    while but_something and "Error at " not in written and time.monotonic() < until:
        time.sleep(0.1)  # the log may come after the answer
        written = app.written.read_text(encoding="utf-8")
    assert SECRET not in written
    assert "\x07" not in written
    assert "\x1b]" not in written
    assert app.address in written
    if but_something:  # it did fail, and is told: otherwise this would hold of an empty log
        assert "Error at " in written


def test_a_value_that_is_no_choice_is_not_logged(app: StartedApp) -> None:
    """The list of places gets a place that it does not have, and the map another."""
    with connected(app) as connection:
        widgets = run_script(connection, asking())
        radio = WidgetState(id=widgets["radio"][0], string_value=VALUE)
        (button,) = [name for name in widgets["button"] if name.endswith("continue")]
        press = WidgetState(id=button, trigger_value=True)
        run_script(connection, asking(radio))
        run_script(connection, asking(radio, press))
        state = f'{{"chosen": {{"location": "{SECRET}", "at": 1}}}}'
        for name in widgets["bidi_component"]:
            for value in (state, VALUE):
                run_script(connection, asking(WidgetState(id=name, json_value=value)))
    expect_no_value(app, but_something=True)


def test_a_value_of_another_kind_is_not_logged(app: StartedApp) -> None:
    """Text for a button, a number for a list, and a widget that there is not."""
    with connected(app) as connection:
        widgets = run_script(connection, asking())
        for name in (
            *(one for ids in widgets.values() for one in ids),
            VALUE,
            f"$$ID-{SECRET}-{VALUE}",
        ):
            run_script(connection, asking(WidgetState(id=name, string_value=VALUE)))
            run_script(connection, asking(WidgetState(id=name, int_value=-1)))
            run_script(connection, asking(WidgetState(id=name, json_value=VALUE)))
    expect_no_value(app)


@pytest.mark.parametrize(
    "frame",
    [
        VALUE.encode(),
        VALUE,
        b"\x5a\xff\xff\xff\xff" + VALUE.encode(),
        asking(query=VALUE).SerializeToString()[:-5],
        b"",
        "",
    ],
    ids=["text", "words", "a length too long", "cut off", "nothing", "no words"],
)
def test_a_frame_that_is_no_message_is_not_logged(app: StartedApp, frame: str | bytes) -> None:
    """The server reads it as a message, fails, and serves the next visitor."""
    with connected(app) as connection:
        run_script(connection, asking())
        try:
            connection.send(frame)
            run_script(connection, asking())
        except ConnectionClosed:
            pass  # that is an answer, too
    with connected(app) as connection:
        assert run_script(connection, asking())
    expect_no_value(app)


def test_an_odd_address_is_not_logged(app: StartedApp) -> None:
    """In the path, the query, a header, or in what the front end says of the address."""
    with connected(app) as connection:
        for query in (f"location={quote(VALUE)}", f"case={quote(VALUE)}", VALUE, f"%ff&{SECRET}=="):
            run_script(connection, asking(query=query))
        run_script(connection, asking(page=VALUE))
        run_script(connection, asking(name=VALUE))
    for path in (
        f"/{quote(VALUE)}",
        f"/?location={quote(VALUE)}&condition=%00",
        f"/_stcore/{quote(VALUE)}",
        f"/_stcore/bidi-components/{quote(VALUE)}/a.js",
        f"/media/{quote(VALUE)}",
        f"/component/{SECRET}/..%2f..%2f{SECRET}",
        f"/static/{SECRET}%00",
    ):
        for method in ("GET", "POST", "DELETE"):
            asked = http.client.HTTPConnection(urlsplit(app.address).netloc, timeout=SECONDS)
            asked.request(method, path, headers={"Cookie": SECRET, "X-Odd": SECRET})
            asked.getresponse().read()
            asked.close()
    expect_no_value(app)
