"""Turns JSON into the dataclasses of ``models``: times into ``datetime``, what is not known left out."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


class Mismatch(Exception):
    """What came is not of the shape that was awaited."""


def decode(kind: type[T], value: object) -> T:
    """Makes a dataclass of a JSON object. Members that it does not know are left out: a newer daemon may say more.

    Raises Mismatch, with the place, where a member is missing that has no default, or is of another type.
    """
    decoded: T = _decode(kind, value, kind.__name__)
    return decoded


def _decode(kind: Any, value: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise Mismatch(f"{where} is no list")
        return tuple(_decode(get_args(kind)[0], entry, f"{where}[{index}]") for index, entry in enumerate(value))
    if origin is dict or kind is dict:
        return {str(name): entry for name, entry in _object(value, where).items()}
    if kind in (str, int, float, bool, datetime):
        return _decode_plain(kind, value, where)
    return _decode_object(kind, value, where)


def _decode_union(kinds: tuple[Any, ...], value: Any, where: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    real = [kind for kind in kinds if kind is not type(None)]
    if len(real) == 1:
        return _decode(real[0], value, where)
    if isinstance(value, (str, int, float, bool)):
        return value
    raise Mismatch(f"{where} is none of the types that it may have")


def _decode_plain(kind: Any, value: Any, where: str) -> Any:
    if kind is datetime and isinstance(value, str):
        try:
            # Python 3.10 does not know the "Z".
            return datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            raise Mismatch(f"{where} is no time") from None
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if kind is int and isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise Mismatch(f"{where} is no {kind.__name__}")


def _decode_object(kind: Any, value: Any, where: str) -> Any:
    given = _object(value, where)
    known: dict[str, Any] = {}
    for name, hint in _hints(kind).items():
        if name in given:
            known[name] = _decode(hint, given[name], f"{where}.{name}")
        elif not _has_default(kind, name):
            raise Mismatch(f"{where}.{name} is missing")
    return kind(**known)


def _object(value: Any, where: str) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        raise Mismatch(f"{where} is no object")
    return value


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


@cache
def _has_default(kind: Any, name: str) -> bool:
    field = next(field for field in fields(kind) if field.name == name)
    return field.default is not MISSING or field.default_factory is not MISSING
