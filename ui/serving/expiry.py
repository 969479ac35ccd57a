"""Dropping the sessions of closed tabs when their time is over."""

from __future__ import annotations

from streamlit.runtime import Runtime
from streamlit.runtime.memory_session_storage import MemorySessionStorage


def drop_expired_sessions() -> int:
    """Drop every session whose tab has been gone for `server.disconnectedSessionTTL` seconds.

    Streamlit itself does so when the next tab comes or goes, which may be never.

    Returns:
        How many were dropped.
    """
    # Streamlit has no other way to its storage.
    storage = Runtime.instance()._session_mgr._session_storage  # type: ignore[attr-defined]  # noqa: SLF001
    if not isinstance(storage, MemorySessionStorage):
        return 0
    expired = storage._cache.expire()  # type: ignore[attr-defined]  # noqa: SLF001
    for _, found in expired:
        found.session.shutdown()
        # Streamlit still holds the session that was there last; of its visitor, nothing is left.
        found.session.session_state.clear()
    return len(expired)
