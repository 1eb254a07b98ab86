"""What can be asked of a daemon about its instances, once for both kinds of managers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from urllib.parse import quote

from .app_models import AppInfo
from .asking import SHORT, Patience, ask, fetch
from .errors import InstanceNotFound
from .models import Connection, InstanceInfo, InstanceListing, Link
from .nearest import did_you_mean
from .plain_text import LogText, one_line
from .repetition import once
from .steps import Call, Operation

_CONNECT_SECONDS = 180.0
"""An app stands still while it connects, and answers then."""


def list_instances(
    state: str | None = None, app: str | None = None, patience: Patience = SHORT
) -> Operation[tuple[InstanceInfo, ...]]:
    """All instances, or those in one of some states (separated by commas), or of one app."""
    query = {name: value for name, value in (("state", state), ("app", app)) if value is not None}
    return (yield from fetch(InstanceListing, Call("GET", "api/v1/instances", query=query), patience)).instances


def find_instance(wanted: str) -> Operation[InstanceInfo]:
    """The instance with this id or name; of several with one name the newest that runs, else the newest."""
    known = yield from list_instances()
    found = [info for info in known if info.id == wanted] or [info for info in known if info.name == wanted]
    if not found:
        guess = did_you_mean(wanted, [info.name for info in known], "There are no instances.")
        raise InstanceNotFound(f'There is no instance "{one_line(wanted)[:200]}". {guess}')
    return max(found, key=lambda info: (info.state not in ("stopped", "failed"), info.created_at))


def show_instance(id: str, patience: Patience = SHORT) -> Operation[InstanceInfo]:
    """One instance as it is now."""
    return (yield from fetch(InstanceInfo, Call("GET", _instance(id)), patience))


def launch_instance(app: AppInfo, form: Mapping[str, object]) -> Operation[InstanceInfo]:
    """Launches an instance, once, also where the daemon dies meanwhile: the next one knows the key."""
    call = Call("POST", f"api/v1/apps/{quote(app.id, safe='')}/instances", dict(form), headers=once())
    return (yield from fetch(InstanceInfo, call))


def rename_instance(id: str, name: str) -> Operation[InstanceInfo]:
    """Gives it another name."""
    return (yield from fetch(InstanceInfo, Call("PATCH", _instance(id), {"name": name})))


def stop_instance(id: str) -> Operation[InstanceInfo]:
    """Asks it to end; the answer comes at once."""
    return (yield from fetch(InstanceInfo, Call("POST", f"{_instance(id)}/stop")))


def restart_instance(id: str) -> Operation[InstanceInfo]:
    """Ends it and starts it anew; the answer comes at once."""
    call = Call("POST", f"{_instance(id)}/restart", headers=once(), repeatable=False)
    return (yield from fetch(InstanceInfo, call))


def remove_instance(id: str) -> Operation[None]:
    """Ends it where it runs, and removes its card and session directory. One that is gone already is no error."""
    with contextlib.suppress(InstanceNotFound):
        yield from ask(Call("DELETE", _instance(id)))


def make_link(id: str, expires_in_seconds: int | None, note: str | None) -> Operation[Link]:
    """A fresh one-time link."""
    body = {"expires_in_seconds": expires_in_seconds, "note": note}
    given = {name: value for name, value in body.items() if value is not None}
    return (yield from fetch(Link, Call("POST", f"{_instance(id)}/links", given)))


def connect_instance(id: str, target: Mapping[str, object]) -> Operation[Connection]:
    """Connects it to a ParaView server; answers when it is connected."""
    call = Call("PUT", f"{_instance(id)}/connection", dict(target), answer_seconds=_CONNECT_SECONDS)
    return (yield from fetch(Connection, call))


def disconnect_instance(id: str) -> Operation[Connection]:
    """Disconnects it."""
    call = Call("DELETE", f"{_instance(id)}/connection", answer_seconds=_CONNECT_SECONDS)
    return (yield from fetch(Connection, call))


def read_instance_log(id: str, tail: int | None) -> Operation[LogText]:
    """The log of an instance, or its last lines."""
    return (yield from read_log(f"{_instance(id)}/log", tail))


def read_log(path: str, tail: int | None) -> Operation[LogText]:
    """A log, or its last lines."""
    query = {} if tail is None else {"tail": str(tail)}
    answer = yield from ask(Call("GET", path, query=query, headers={"accept": "text/plain, */*"}))
    return LogText(answer.text)


def _instance(id: str) -> str:
    return f"api/v1/instances/{quote(id, safe='')}"
