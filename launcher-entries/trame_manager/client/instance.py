"""Handles of instances, with and without asyncio."""

from __future__ import annotations

import contextlib
import os
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from . import instance_calls as calls
from .address import Address
from .app_http import entrance, open_http
from .asking import SHORT, Patience
from .cards import instance_card
from .drivers import Driver
from .errors import InstanceNotFound, InvalidParameters, TrameManagerError
from .models import Connection, InstanceInfo, Link
from .plain_text import LogText, one_line
from .progress import choose_progress
from .recipes import SavedRecipe, save_recipe
from .server_calls import find_server
from .show import show
from .steps import Operation
from .waiting import Awaited, until_ended, until_ready

if TYPE_CHECKING:
    import httpx

    from .servers import Server, ServerFacts

_STOP_SECONDS = 60.0


class InstanceFacts:
    """What is known of an instance without asking: how it was when it was asked last."""

    def __init__(self, info: InstanceInfo) -> None:
        self.info = info
        # The start of a run that was asked to end for another one.
        self._earlier_run: datetime | None = None

    @property
    def id(self) -> str:
        """Stays the same for life."""
        return self.info.id

    @property
    def name(self) -> str:
        """As the page shows it."""
        return self.info.name

    @property
    def app(self) -> str:
        """The id of its app."""
        return self.info.app

    @property
    def state(self) -> str:
        """``queued``, ``starting``, ``ready``, ``ending``, ``stopped``, ``failed`` or ``lost``, as asked last (``refresh``)."""
        return self.info.state

    def __repr__(self) -> str:
        return f'<{type(self).__name__} "{one_line(self.name)}" ({self.id}): {self.state}>'

    def _awaited(self) -> Awaited[InstanceInfo]:
        return Awaited(
            look=lambda patience: calls.show_instance(self.id, patience),
            log=lambda lines: calls.read_instance_log(self.id, lines),
        )

    def _note_restart(self, info: InstanceInfo) -> None:
        self._earlier_run = self.info.started_at if info.started_at == self.info.started_at else None
        self.info = info


class Instance(InstanceFacts):
    """An instance of an app. Leaving a ``with`` block with it stops it."""

    def __init__(self, driver: Driver, info: InstanceInfo) -> None:
        super().__init__(info)
        self._driver = driver

    def refresh(self) -> Instance:
        """Asks how it is now. Raises InstanceNotFound where it was removed."""
        self.info = self._driver.run(calls.show_instance(self.id, SHORT))
        return self

    def wait(self, timeout: float | None = None, *, progress: bool = True) -> Instance:
        """Waits until it is ready, and shows meanwhile how it stands.

        Goes on where the daemon is started anew. Ctrl-C ends the waiting, not the instance. Raises InstanceFailed, with the end
        of its log, where it ends before; WaitTimeout after ``timeout`` seconds (None: never); DaemonUnreachable where no daemon
        answers for a minute.
        """
        shown = choose_progress(progress)
        self.info = self._driver.run(until_ready(self._awaited(), shown, timeout, self._earlier_run))
        return self

    def stop(self, *, wait: bool = True, timeout: float = _STOP_SECONDS) -> Instance:
        """Ends it, and waits until it has ended. Raises WaitTimeout after ``timeout`` seconds."""
        self.info = self._driver.run(calls.stop_instance(self.id))
        if wait:
            self.info = self._driver.run(until_ended(self._awaited(), timeout)) or self.info
        return self

    def restart(self) -> Instance:
        """Ends it and starts it anew, with the same values; ``wait`` then waits for the new run."""
        self._note_restart(self._driver.run(calls.restart_instance(self.id)))
        return self

    def remove(self) -> None:
        """Ends it where it runs, and removes its card, its log and its session directory."""
        self._driver.run(calls.remove_instance(self.id))

    def rename(self, name: str) -> Instance:
        """Gives it another name, 1 to 200 characters."""
        self.info = self._driver.run(calls.rename_instance(self.id, name))
        return self

    def log(self, tail: int | None = 200) -> LogText:
        """The last lines of its log; all of it with ``tail=None``."""
        return self._driver.run(calls.read_instance_log(self.id, tail))

    def save_recipe(
        self,
        path: str | os.PathLike[str],
        *,
        name: str | None = None,
        description: str | None = None,
        replace: bool = False,
    ) -> SavedRecipe:
        """Saves its app and values as a recipe: in a directory, under its name, or as the file that ``path`` says.

        Raises TrameManagerError with the codes ``file_exists`` (without ``replace``) or ``file_not_written``.
        """
        return self._driver.run(save_recipe(self.id, path, name, description, replace))

    def link(self, *, expires_in_seconds: int | None = None, note: str | None = None) -> Link:
        """A link that lets one browser in, once, within 60 s unless ``expires_in_seconds`` (1 to 86400) says otherwise."""
        return whole_link(self._driver.run(calls.make_link(self.id, expires_in_seconds, note)), self._driver.address)

    def show(self, height: int = 600) -> None:
        """Shows the app in the output of this cell, ``height`` pixels high. What the notebook keeps has no link in it."""
        self._driver.run(show(self.info, self._driver.address, height))

    def http(self) -> httpx.Client:
        """A client of the app itself, for programs that drive it: ``run.http().get("result.json")``.

        Its paths are below the app's own address, and it has been let in; requests end after 60 s without an answer. Raises
        TrameManagerError with the codes ``instance_not_ready`` or ``link_refused``.
        """
        return open_http(self._driver.run(entrance(self.id)), self._driver.address)

    def connect(
        self,
        server: Server | str | None = None,
        *,
        host: str | None = None,
        port: int | None = None,
        when_ready: bool = False,
    ) -> Connection:
        """Connects it to a ParaView server, given by itself, its id or name, or to any ``host`` and ``port``.

        Returns when it is connected; with ``when_ready`` at once, and it connects as soon as both are ready. Raises
        TrameManagerError with the codes ``server_not_ready``, ``server_busy``, ``server_unreachable``, ``version_mismatch``,
        ``no_remote_control`` or ``connection_failed``.
        """
        return self._driver.run(connect_server(self.id, server, host, port, when_ready))

    def disconnect(self) -> Connection:
        """Disconnects it; the ``reason`` of what it gives says whether the server ended with that."""
        return self._driver.run(calls.disconnect_instance(self.id))

    def __enter__(self) -> Instance:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        except InstanceNotFound:
            pass
        except TrameManagerError:
            # The first error says more.
            if error is None:
                raise

    def _repr_html_(self) -> str:
        with contextlib.suppress(TrameManagerError):
            self.info = self._driver.run(calls.show_instance(self.id, Patience(0.0)))
        return instance_card(self.info)


def connect_server(
    id: str, server: ServerFacts | str | None, host: str | None, port: int | None, when_ready: bool
) -> Operation[Connection]:
    """Connects an instance to a server, given by itself, its id or name, or to an address. Raises InvalidParameters."""
    if (server is None) == (host is None or port is None):
        raise InvalidParameters("connect() needs either a server, or a host and a port.")
    if server is None:
        return (yield from calls.connect_instance(id, {"host": host, "port": port}))
    server_id = (yield from find_server(server)).id if isinstance(server, str) else server.id
    target: dict[str, object] = {"server_id": server_id, **({"when_ready": True} if when_ready else {})}
    return (yield from calls.connect_instance(id, target))


def whole_link(link: Link, address: Address) -> Link:
    """With the host, where the daemon's own is known; behind Jupyter it is the browser's."""
    return link if address.socket else Link(urljoin(address.url, link.url), link.expires_at)
