"""What the server logs when something fails: where it failed, but no value."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from pathlib import Path

_OURS = ("ui", "engine")


def log_no_values(*, as_json: bool = False) -> None:
    """Log errors of every library without their messages, which may hold a visitor's answer.

    Streamlit logs what goes wrong in a page, and in what a browser sends, before it asks anybody.

    Args:
        as_json: Whether each event is one line of JSON. What other libraries would fill into their
            texts, such as the address of a page, is left out then.
    """
    make_record = logging.getLogRecordFactory()

    def make_record_without_values(*given: object, **named: object) -> logging.LogRecord:
        record = make_record(*given, **named)
        error = record.exc_info and record.exc_info[1]
        if as_json:
            record.msg = _json(record, error or None)
            record.args = record.exc_info = None
        elif error:
            record.msg = f"{record.getMessage()}: {places(error)}"
            record.args = record.exc_info = None
        return record

    logging.setLogRecordFactory(make_record_without_values)
    if as_json:
        logging.basicConfig(format="%(message)s")
        logging.getLogger(_OURS[0]).setLevel(logging.INFO)


def places(error: BaseException) -> str:
    """The kind of an error with the lines of code that led to it, the last first."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = " <- ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    return f"{type(error).__name__} at {lines}"


def _json(record: logging.LogRecord, error: BaseException | None) -> str:
    """An event as one line."""
    ours = record.name.partition(".")[0] in _OURS
    event = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "event": record.getMessage() if ours else str(record.msg),
    }
    if error:
        event["error"] = places(error)
    return json.dumps(event)
