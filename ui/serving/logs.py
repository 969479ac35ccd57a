"""What the server logs when something fails: where it failed, but no value."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path


def log_no_values() -> None:
    """Log errors of every library without their messages, which may hold a visitor's answer.

    Streamlit logs what goes wrong in a page, and in what a browser sends, before it asks anybody.
    """
    make_record = logging.getLogRecordFactory()

    def make_record_without_values(*given: object, **named: object) -> logging.LogRecord:
        record = make_record(*given, **named)
        error = record.exc_info and record.exc_info[1]
        if error:
            record.msg = f"{record.getMessage()}: {places(error)}"
            record.args = record.exc_info = None
        return record

    logging.setLogRecordFactory(make_record_without_values)


def places(error: BaseException) -> str:
    """The kind of an error with the lines of code that led to it, the last first."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = " <- ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    return f"{type(error).__name__} at {lines}"
