"""What can be asked of a daemon about its ParaView servers, once for both kinds of managers."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from .asking import SHORT, Patience, ask, fetch
from .errors import ServerNotFound
from .instance_calls import read_log
from .models import DryRun, ServerInfo, ServerListing
from .nearest import did_you_mean
from .plain_text import LogText, one_line
from .repetition import once
from .steps import Call, Operation


def list_servers() -> Operation[ServerListing]:
    """All ParaView servers, with the form that starts one."""
    return (yield from fetch(ServerListing, Call("GET", "api/v1/servers")))


def find_server(wanted: str) -> Operation[ServerInfo]:
    """The server with this id or name; of several with one name the newest that runs, else the newest."""
    known = (yield from list_servers()).servers
    found = [info for info in known if info.id == wanted] or [info for info in known if info.name == wanted]
    if not found:
        guess = did_you_mean(wanted, [info.name for info in known], "There are no ParaView servers.")
        raise ServerNotFound(f'There is no ParaView server "{one_line(wanted)[:200]}". {guess}')
    running = [info for info in found if info.state not in ("stopped", "failed")]
    return max(running or found, key=lambda info: info.created_at.timestamp() if info.created_at else 0.0)


def show_server(id: str, patience: Patience = SHORT) -> Operation[ServerInfo]:
    """One server as it is now."""
    return (yield from fetch(ServerInfo, Call("GET", _server(id)), patience))


def start_server(form: Mapping[str, object]) -> Operation[ServerInfo]:
    """Starts one, once, also where the daemon dies meanwhile."""
    return (yield from fetch(ServerInfo, Call("POST", "api/v1/servers", _in_seconds(form), headers=once())))


def try_server(form: Mapping[str, object]) -> Operation[DryRun]:
    """What would be handed in."""
    call = Call("POST", "api/v1/servers", _in_seconds(form), query={"dry_run": "true"})
    return (yield from fetch(DryRun, call))


def stop_server(id: str) -> Operation[ServerInfo]:
    """Ends it, or takes its job out of the queue; the answer comes at once."""
    return (yield from fetch(ServerInfo, Call("POST", f"{_server(id)}/stop")))


def restart_server(id: str, after: bool) -> Operation[ServerInfo]:
    """Another one with the same values."""
    call = Call("POST", f"{_server(id)}/restart", {"after": after}, headers=once(), repeatable=False)
    return (yield from fetch(ServerInfo, call))


def remove_server(id: str) -> Operation[None]:
    """Ends it where it runs, and removes its card."""
    with contextlib.suppress(ServerNotFound):
        yield from ask(Call("DELETE", _server(id)))


def read_pvsc(id: str) -> Operation[str]:
    """A connection file for a desktop ParaView."""
    return (yield from ask(Call("GET", f"{_server(id)}/pvsc", headers={"accept": "application/xml, */*"}))).text


def read_server_log(id: str, tail: int | None) -> Operation[LogText]:
    """The log of a server, or its last lines."""
    return (yield from read_log(f"{_server(id)}/log", tail))


def _server(id: str) -> str:
    return f"api/v1/servers/{quote(id, safe='')}"


def _in_seconds(form: Mapping[str, object]) -> dict[str, object]:
    """Python's own lengths of time are taken, too."""
    return {name: int(value.total_seconds()) if isinstance(value, timedelta) else value for name, value in form.items()}
