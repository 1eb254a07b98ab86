"""Checks the values of a launch against the form of the app, before anything is sent. The daemon checks all of it again."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any

from .app_models import AppInfo, Parameter, ParameterValue
from .errors import FieldError, InvalidParameters
from .nearest import did_you_mean
from .plain_text import one_line

_LARGEST_INTEGER = 2**53 - 1
"""What JSON's readers in other languages can count to."""

_OWN_NAMES = ("data", "name", "resources", "connect_to", "parameters")
"""What ``launch`` takes beside the app's parameters."""


def checked(app: AppInfo, given: Mapping[str, object], data: str | None) -> dict[str, ParameterValue]:
    """The values as they are sent: those of numpy made Python's, paths made text.

    Raises InvalidParameters, with every mistake.
    """
    known = {parameter.name: parameter for parameter in app.parameters}
    errors = [_unknown(name, known) for name in given if name not in known]
    values: dict[str, ParameterValue] = {}
    for name, parameter in known.items():
        value = _plain_value(given.get(name))
        mismatch = _mismatch(parameter, parameter.default if value is None else value)
        if mismatch:
            errors.append(FieldError(f"/parameters/{_pointer(name)}", f"{one_line(parameter.label)} {mismatch}."))
        elif value is not None:
            values[name] = value
    if app.data_directory == "required" and not data:
        errors.append(FieldError("/data_directory", f'"{one_line(app.name)}" needs a data directory: data="…".'))
    if app.data_directory == "none" and data:
        errors.append(FieldError("/data_directory", f'"{one_line(app.name)}" takes no data directory.'))
    if errors:
        raise invalid(errors)
    return values


def invalid(errors: list[FieldError]) -> InvalidParameters:
    """One error that tells all mistakes."""
    return InvalidParameters(" ".join(error.message for error in errors), errors=errors)


def _plain_value(value: object) -> Any:
    if isinstance(value, os.PathLike):
        return os.path.abspath(os.fspath(value))
    # A number of numpy: an array of one element has "item" as well, and means the same.
    item = None if isinstance(value, (str, bytes, bool, int, float)) else getattr(value, "item", None)
    if callable(item):
        try:
            return item()
        except (TypeError, ValueError):
            return value
    return value


def _mismatch(parameter: Parameter, value: Any) -> str | None:
    """Why a value does not fit, as the end of a sentence; None: it does."""
    if value is None:
        return "needs a value"
    if parameter.type in ("number", "integer"):
        return _number_mismatch(parameter, value)
    if parameter.type == "boolean":
        return None if isinstance(value, bool) else "has to be True or False"
    if parameter.type == "choice":
        choices = parameter.choices or ()
        if isinstance(value, str) and value in choices:
            return None
        return "has to be one of " + ", ".join(f'"{one_line(choice)}"' for choice in choices)
    return _text_mismatch(parameter, value)


def _number_mismatch(parameter: Parameter, value: Any) -> str | None:
    wanted = "has to be a whole number" if parameter.type == "integer" else "has to be a number"
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return wanted
    if parameter.type == "integer" and (value != int(value) or abs(value) > _LARGEST_INTEGER):
        return wanted
    if parameter.min is not None and value < parameter.min:
        return f"has to be at least {parameter.min:.15g}"
    if parameter.max is not None and value > parameter.max:
        return f"has to be at most {parameter.max:.15g}"
    return None


def _text_mismatch(parameter: Parameter, value: Any) -> str | None:
    if not isinstance(value, str):
        return "has to be a text"
    if value == "" and parameter.type in ("file", "directory") and parameter.default != "":
        return f"needs the path of a {parameter.type}"
    if "\0" in value:
        return "cannot hold a NUL character"
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return "holds bytes that are no UTF-8"
    return None


def _unknown(name: str, known: Mapping[str, Parameter]) -> FieldError:
    guess = did_you_mean(name, [*known, *_OWN_NAMES] if known else _OWN_NAMES)
    if guess.startswith("There"):
        guess = did_you_mean(name, known, "The app has no parameters.")
    shown = one_line(name)[:100]
    return FieldError(f"/parameters/{_pointer(name)}", f'The app has no parameter "{shown}". {guess}')


def _pointer(name: str) -> str:
    """``a/b`` -> ``a~1b`` (RFC 6901)"""
    return one_line(name)[:100].replace("~", "~0").replace("/", "~1")
