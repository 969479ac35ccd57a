"""What the app can be started with besides the settings of Streamlit."""

import os

DRAFTS_VARIABLE = "PAIN_OPTIONS_DRAFTS"
"""The variable of the environment that says whether visitors may try changes of a rule."""

DRAFTS_OFF = "off"
"""The value with which they may not."""


def drafts_are_allowed() -> bool:
    """Whether visitors may try changes of a rule: unless the environment says that they may not."""
    return os.environ.get(DRAFTS_VARIABLE, "").strip().casefold() != DRAFTS_OFF
