"""The settings of Streamlit that the app runs with, whatever folder it is started from.

What is said later has the last word: this project's file, then the environment, then the command.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from streamlit import config, logger
from streamlit.web import bootstrap

from ui.rendering import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from streamlit.config_option import ConfigOption

# In a checkout the settings stand beside this package, in a wheel inside it.
_FILES = (PACKAGE.parent / ".streamlit" / "config.toml", PACKAGE / ".streamlit" / "config.toml")
_SECTION = "server"
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_options_of_section = config.get_options_for_section
_TLS = ("server.sslCertFile", "server.sslKeyFile")


class SettingsError(ValueError):
    """A setting of the environment cannot be used; the message names the variable."""


def load_settings(of_command: Mapping[str, object]) -> None:
    """Load the settings into Streamlit.

    Of the environment, the variables `STREAMLIT_SERVER_...` count: the others could have errors
    shown to visitors, or usage reported to Streamlit's makers.

    Args:
        of_command: What the command says, by the name of the option.

    Raises:
        SettingsError: A variable has a value that its option does not take.
    """
    path = next(path for path in _FILES if path.is_file())
    settings = dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    settings |= _of_environment(os.environ)
    bootstrap.load_config_options(settings | dict(of_command))
    logger.update_formatter()
    # For the colors of the page, Streamlit looks through all of its options 12 times a step. From
    # here on they stay as they are.
    vars(config)["get_options_for_section"] = cache(_options_of_section)


def _of_environment(environment: Mapping[str, str]) -> dict[str, object]:
    """The options of the section `server` that variables of the environment set."""
    # Not by `get_config_options`: it loads them, and Streamlit warns of each change after that.
    options = config._config_options_template  # noqa: SLF001
    found = {
        name: _value(option, environment[option.env_var])
        for name, option in options.items()
        # Streamlit reads those that are secret by itself.
        if option.section == _SECTION and not option.sensitive and environment.get(option.env_var)
    }
    for name in _TLS:
        if name in found:
            raise SettingsError(
                f"{options[name].env_var}: the app itself speaks no TLS; let a proxy do it"
            )
    return found


def _value(option: ConfigOption, text: str) -> object:
    """The value of an option that a text stands for."""
    if isinstance(option.default_val, list):
        return text.replace(",", " ").split()
    if option.type is bool:
        if text.lower() not in _BOOLEANS:
            raise SettingsError(f"{option.env_var}: {text!r} is neither true nor false")
        return _BOOLEANS[text.lower()]
    if option.type is int:
        if not text.isdecimal():
            raise SettingsError(f"{option.env_var}: {text!r} is not a whole number")
        return int(text)
    return text


def _flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
