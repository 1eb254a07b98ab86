"""Asks the Jupyter that started this kernel to start the daemon, as a click on its tile does."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from .address import Address
from .errors import DaemonElsewhere, DaemonNotFound, DaemonNotStarted, SeveralDaemons
from .own_file import read_own_file
from .processes import ancestors

_START_SECONDS = 40.0
"""jupyter-server-proxy gives the daemon 30 s."""
_FILE_SECONDS = 5.0
_TILE_HINT = "Click the Trame Manager tile in JupyterLab; its page says what is wrong."


@dataclass(frozen=True)
class JupyterServer:
    """Where a Jupyter server answers."""

    url: str
    """Ends with a slash."""
    token: str = field(repr=False)
    socket: str | None = None


def ask_jupyter(locate: Callable[[], Address], environment: Mapping[str, str] | None = None) -> Address:
    """Lets Jupyter start the daemon, and gives its address: that of its file, or where it has none the way through Jupyter.

    Raises DaemonNotStarted, with the reason.
    """
    server = find_jupyter(os.environ if environment is None else environment)
    base = f"{server.url}trame-manager/"
    _request_start(server, f"{base}healthz")
    deadline = time.monotonic() + _FILE_SECONDS
    while True:
        try:
            return locate()
        except (DaemonNotFound, DaemonElsewhere, SeveralDaemons):
            if time.monotonic() >= deadline and server.socket is None:
                return Address(base, token=server.token or None)
            if time.monotonic() >= deadline:
                raise
        time.sleep(0.05)


def find_jupyter(environment: Mapping[str, str]) -> JupyterServer:
    """The server among this process's ancestors, by the file that it keeps; in a hub also by what the hub told it.

    Raises DaemonNotStarted where there is none.
    """
    hub_token = environment.get("JUPYTERHUB_API_TOKEN", "")
    for pid in ancestors(environment):
        for directory in _runtime_directories(environment):
            server = _read_server(directory / f"jpserver-{pid}.json", hub_token)
            if server is not None:
                return server
    hub_url = environment.get("JUPYTERHUB_SERVICE_URL", "")
    if hub_token and hub_url and environment.get("JUPYTERHUB_SERVICE_PREFIX"):
        return JupyterServer(_joined(hub_url, environment["JUPYTERHUB_SERVICE_PREFIX"]), hub_token)
    raise DaemonNotStarted(
        "This process was not started by a Jupyter server, so there is none to ask.",
        hint="Click the Trame Manager tile in JupyterLab, or run `trame-manager serve` in a terminal.",
    )


def _request_start(server: JupyterServer, url: str) -> None:
    headers = {"authorization": f"token {server.token}"} if server.token else {}
    # A certificate is made out to a name, not to this machine's own address.
    is_here = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    transport = httpx.HTTPTransport(uds=server.socket, verify=not is_here) if is_here or server.socket else None
    try:
        with httpx.Client(transport=transport, headers=headers, timeout=_START_SECONDS) as client:
            status = client.get(url).status_code
    except httpx.HTTPError as error:
        raise DaemonNotStarted(
            f"Jupyter ({server.url}) does not answer: {error or type(error).__name__}.", hint=_TILE_HINT
        ) from error
    if status != 200:
        raise DaemonNotStarted(f"Jupyter did not start the daemon: {_reason(status)}.", hint=_hint(status))


def _reason(status: int) -> str:
    if status == 404:
        return "it does not know Trame Manager"
    if status in (301, 302, 303, 307, 401, 403):
        return "it asks for a login, and this kernel has no token for it"
    return f"it answered with HTTP status {status}"


def _hint(status: int) -> str:
    if status == 404:
        return "Install jupyter-trame-manager in the environment that JupyterLab runs in, and restart JupyterLab."
    return _TILE_HINT


def _runtime_directories(environment: Mapping[str, str]) -> Iterator[Path]:
    """By the rules of jupyter_core, the old ones too."""
    home = environment.get("HOME") or str(Path.home())
    if environment.get("JUPYTER_RUNTIME_DIR"):
        yield Path(environment["JUPYTER_RUNTIME_DIR"])
    if environment.get("JUPYTER_DATA_DIR"):
        yield Path(environment["JUPYTER_DATA_DIR"], "runtime")
    yield Path(environment.get("XDG_DATA_HOME") or Path(home, ".local", "share"), "jupyter", "runtime")
    if environment.get("XDG_RUNTIME_DIR"):
        yield Path(environment["XDG_RUNTIME_DIR"], "jupyter")


def _read_server(path: Path, hub_token: str) -> JupyterServer | None:
    try:
        told = json.loads(read_own_file(path))
        url, base = str(told["url"]), str(told["base_url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    token = str(told.get("token") or "") or hub_token
    if told.get("sock"):
        return JupyterServer(_joined("http://localhost", base), token, str(told["sock"]))
    return JupyterServer(_joined(url, base), token)


def _joined(url: str, base: str) -> str:
    """("http://127.0.0.1:8888/x", "/user/ada/") -> "http://127.0.0.1:8888/user/ada/" """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/{base.strip('/')}/".replace("//", "/").replace(":/", "://", 1)
