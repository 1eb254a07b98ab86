"""``connect`` and ``connect_async``: from nothing, or an address, to a manager."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable

from .address import Address, address_of_file, address_of_socket, address_of_url
from .asking import Patience, ask, no_daemon
from .async_manager import AsyncManager
from .completion import offer_completion
from .drivers import AsyncDriver, Driver
from .errors import DaemonElsewhere, DaemonNotFound, InvalidParameters, SeveralDaemons
from .jupyter import ask_jupyter
from .lookup import find_by_socket, find_daemon
from .manager import Manager
from .steps import Call, Operation
from .version import warn_of_other_version


def connect(
    url: str | None = None,
    *,
    token: str | None = None,
    socket: str | os.PathLike[str] | None = None,
    start: bool = False,
) -> Manager:
    """The manager of the daemon of this JupyterLab.

    Without an address it is found by the file that it keeps while it runs: the daemon of the Jupyter that started this kernel,
    else the only one of yours on this machine. Nothing is started, unless ``start`` is True: then Jupyter is asked to start it.

    url: a daemon's address, such as ``http://127.0.0.1:8500/`` as it printed it, or that of a Jupyter with
    ``trame-manager/`` behind its base. token: the daemon's, or Jupyter's; without, that of the URL, else ``TRAME_MANAGER_TOKEN``.
    socket: the path of a daemon's unix socket.

    Raises DaemonNotFound, SeveralDaemons, DaemonElsewhere, DaemonNotStarted, DaemonUnreachable, Unauthorized or
    VersionMismatch; warns (VersionWarning) of a daemon of another version.
    """
    locate = _locator(url, token, socket)
    driver = Driver(_first_address(locate, start and url is None and socket is None), locate)
    try:
        warn_of_other_version(driver.run(_version()))
    except BaseException:
        driver.close()
        raise
    offer_completion()
    return Manager(driver)


async def connect_async(
    url: str | None = None,
    *,
    token: str | None = None,
    socket: str | os.PathLike[str] | None = None,
    start: bool = False,
) -> AsyncManager:
    """As ``connect``, for asyncio."""
    locate = _locator(url, token, socket)
    wanted = start and url is None and socket is None
    driver = AsyncDriver(await asyncio.to_thread(_first_address, locate, wanted), locate)
    try:
        warn_of_other_version(await driver.run(_version()))
    except BaseException:
        await driver.close()
        raise
    return AsyncManager(driver)


def _locator(url: str | None, token: str | None, socket: str | os.PathLike[str] | None) -> Callable[[], Address]:
    """How the daemon is found, now and again later."""
    if url is not None and socket is not None:
        raise InvalidParameters("connect() takes a URL or a socket, not both.")
    if url is not None:
        address = address_of_url(url, token or os.environ.get("TRAME_MANAGER_TOKEN") or None)
        return lambda: address
    if token is not None:
        raise InvalidParameters("connect() takes a token only together with a URL.")
    if socket is not None:
        path = os.path.abspath(os.fspath(socket))
        return lambda: _at_socket(path)
    return lambda: address_of_file(find_daemon())


def _at_socket(path: str) -> Address:
    """Its file tells more, where it has one."""
    file = find_by_socket(path)
    return address_of_socket(path) if file is None else address_of_file(file)


def _first_address(locate: Callable[[], Address], start: bool) -> Address:
    try:
        return locate()
    except (DaemonNotFound, DaemonElsewhere, SeveralDaemons):
        if not start:
            raise
    return ask_jupyter(lambda: address_of_file(find_daemon()))


def _version() -> Operation[str | None]:
    """Also the first word with the daemon: it answers, and the token is right."""
    answer = yield from ask(Call("GET", "healthz", answer_seconds=30.0), Patience(3.0))
    try:
        health = json.loads(answer.text)
    except ValueError:
        health = None
    if not isinstance(health, dict) or health.get("status") != "ok":
        raise no_daemon(answer)
    return str(health["version"]) if "version" in health else None
