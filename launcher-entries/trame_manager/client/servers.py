"""Handles of ParaView servers, with and without asyncio."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from types import TracebackType

from . import server_calls as calls
from .asking import SHORT, Patience
from .cards import server_card, server_table
from .drivers import Driver
from .errors import ServerNotFound, TrameManagerError
from .models import DryRun, FormField, ServerInfo
from .plain_text import LogText, one_line
from .progress import choose_progress
from .waiting import Awaited, until_ended, until_ready

_STOP_SECONDS = 120.0


class ServerFacts:
    """What is known of a ParaView server without asking: how it was when it was asked last."""

    def __init__(self, info: ServerInfo) -> None:
        self.info = info

    @property
    def id(self) -> str:
        """Stays the same for life."""
        return self.info.id

    @property
    def name(self) -> str:
        """As the page shows it."""
        return self.info.name

    @property
    def state(self) -> str:
        """``queued``, ``starting``, ``ready``, ``ending``, ``stopped``, ``failed`` or ``lost``, as asked last (``refresh``)."""
        return self.info.state

    def __repr__(self) -> str:
        return f'<{type(self).__name__} "{one_line(self.name)}" ({self.id}): {self.state}>'

    def _awaited(self) -> Awaited[ServerInfo]:
        return Awaited(
            look=lambda patience: calls.show_server(self.id, patience),
            log=lambda lines: calls.read_server_log(self.id, lines),
        )


class Server(ServerFacts):
    """A ParaView server. Leaving a ``with`` block with it stops it."""

    def __init__(self, driver: Driver, info: ServerInfo) -> None:
        super().__init__(info)
        self._driver = driver

    def refresh(self) -> Server:
        """Asks how it is now. Raises ServerNotFound where it was removed."""
        self.info = self._driver.run(calls.show_server(self.id, SHORT))
        return self

    def wait(self, timeout: float | None = None, *, progress: bool = True) -> Server:
        """Waits until it listens, through the queue of the scheduler, and shows meanwhile how it stands.

        Ctrl-C ends the waiting, not the server. Raises ServerFailed, with the end of its log, where it ends before; WaitTimeout
        after ``timeout`` seconds (None: never); DaemonUnreachable where no daemon answers for a minute.
        """
        self.info = self._driver.run(until_ready(self._awaited(), choose_progress(progress), timeout))
        return self

    def stop(self, *, wait: bool = True, timeout: float = _STOP_SECONDS) -> Server:
        """Ends it, or takes its job out of the queue, and waits until it has ended. Raises WaitTimeout after ``timeout`` seconds."""
        self.info = self._driver.run(calls.stop_server(self.id))
        if wait:
            self.info = self._driver.run(until_ended(self._awaited(), timeout)) or self.info
        return self

    def restart(self, *, after: bool = False) -> Server:
        """Another one with the same values; with ``after`` as a job that waits for the end of this one."""
        return Server(self._driver, self._driver.run(calls.restart_server(self.id, after)))

    def remove(self) -> None:
        """Ends it where it runs, and removes its card."""
        self._driver.run(calls.remove_server(self.id))

    def log(self, tail: int | None = 200) -> LogText:
        """The last lines of its log; all of it with ``tail=None``."""
        return self._driver.run(calls.read_server_log(self.id, tail))

    def pvsc(self) -> str:
        """A connection file for a desktop ParaView, to be saved as ``something.pvsc``."""
        return self._driver.run(calls.read_pvsc(self.id))

    def __enter__(self) -> Server:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stop()
        except ServerNotFound:
            pass
        except TrameManagerError:
            # The first error says more.
            if error is None:
                raise

    def _repr_html_(self) -> str:
        with contextlib.suppress(TrameManagerError):
            self.info = self._driver.run(calls.show_server(self.id, Patience(0.0)))
        return server_card(self.info)


class Servers:
    """The ParaView servers: ``manager.servers["mine"]``, ``for server in manager.servers``."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def list(self) -> list[Server]:
        """All, running and ended."""
        return [Server(self._driver, info) for info in self._driver.run(calls.list_servers()).servers]

    def get(self, name: str) -> Server:
        """The one with this id or name; of several with one name the newest that runs. Raises ServerNotFound."""
        return Server(self._driver, self._driver.run(calls.find_server(name)))

    def form(self) -> tuple[FormField, ...]:
        """What ``start`` can be given; empty where nothing can be asked for, or the scheduler does not answer."""
        return self._driver.run(calls.list_servers()).form

    def start(self, name: str | None = None, *, after: Server | str | None = None, **fields: object) -> Server:
        """Starts one with the fields of the site's form (``form``), times as ``"1h30m"``, seconds or ``timedelta``.

        ``after``: a server that has to end first. Raises InvalidParameters, or TrameManagerError with the codes ``job_refused``,
        ``scheduler_unavailable`` or ``not_supported``.
        """
        return Server(self._driver, self._driver.run(calls.start_server(form_of(name, after, fields))))

    def dry_run(self, name: str | None = None, *, after: Server | str | None = None, **fields: object) -> DryRun:
        """What ``start`` would hand in, what speaks against it, and when it may start; nothing is started."""
        return self._driver.run(calls.try_server(form_of(name, after, fields)))

    def __getitem__(self, name: str) -> Server:
        return self.get(name)

    def __iter__(self) -> Iterator[Server]:
        return iter(self.list())

    def _ipython_key_completions_(self) -> Sequence[str]:
        return [server.name for server in self.list()]

    def _repr_html_(self) -> str:
        return server_table(self._driver.run(calls.list_servers()).servers)


def form_of(name: str | None, after: ServerFacts | str | None, fields: dict[str, object]) -> dict[str, object]:
    """What is sent: the fields stand beside the name."""
    own = {"name": name, "after": after.id if isinstance(after, ServerFacts) else after}
    return {**fields, **{key: value for key, value in own.items() if value is not None}}
