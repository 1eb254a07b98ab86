"""Handles of ParaView servers for asyncio."""

from __future__ import annotations

from types import TracebackType

from . import server_calls as calls
from .asking import SHORT
from .cards import server_card
from .drivers import AsyncDriver
from .errors import ServerNotFound, TrameManagerError
from .models import DryRun, FormField, ServerInfo
from .plain_text import LogText
from .progress import choose_progress
from .servers import ServerFacts, form_of
from .waiting import until_ended, until_ready

_STOP_SECONDS = 120.0


class AsyncServer(ServerFacts):
    """A ParaView server; leaving an ``async with`` block with it stops it. Everything is as for ``Server``."""

    def __init__(self, driver: AsyncDriver, info: ServerInfo) -> None:
        super().__init__(info)
        self._driver = driver

    async def refresh(self) -> AsyncServer:
        """See ``Server.refresh``."""
        self.info = await self._driver.run(calls.show_server(self.id, SHORT))
        return self

    async def wait(self, timeout: float | None = None, *, progress: bool = True) -> AsyncServer:
        """See ``Server.wait``; cancelling ends the waiting alone."""
        self.info = await self._driver.run(until_ready(self._awaited(), choose_progress(progress), timeout))
        return self

    async def stop(self, *, wait: bool = True, timeout: float = _STOP_SECONDS) -> AsyncServer:
        """See ``Server.stop``."""
        self.info = await self._driver.run(calls.stop_server(self.id))
        if wait:
            ended = await self._driver.run(until_ended(self._awaited(), timeout))
            self.info = ended or self.info
        return self

    async def restart(self, *, after: bool = False) -> AsyncServer:
        """See ``Server.restart``."""
        return AsyncServer(self._driver, await self._driver.run(calls.restart_server(self.id, after)))

    async def remove(self) -> None:
        """See ``Server.remove``."""
        await self._driver.run(calls.remove_server(self.id))

    async def log(self, tail: int | None = 200) -> LogText:
        """See ``Server.log``."""
        return await self._driver.run(calls.read_server_log(self.id, tail))

    async def pvsc(self) -> str:
        """See ``Server.pvsc``."""
        return await self._driver.run(calls.read_pvsc(self.id))

    async def __aenter__(self) -> AsyncServer:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.stop()
        except ServerNotFound:
            pass
        except TrameManagerError:
            if error is None:
                raise

    def _repr_html_(self) -> str:
        return server_card(self.info)


class AsyncServers:
    """The ParaView servers. Everything is as for ``Servers``."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver

    async def list(self) -> list[AsyncServer]:
        """See ``Servers.list``."""
        return [AsyncServer(self._driver, info) for info in (await self._driver.run(calls.list_servers())).servers]

    async def get(self, name: str) -> AsyncServer:
        """See ``Servers.get``."""
        return AsyncServer(self._driver, await self._driver.run(calls.find_server(name)))

    async def form(self) -> tuple[FormField, ...]:
        """See ``Servers.form``."""
        return (await self._driver.run(calls.list_servers())).form

    async def start(
        self, name: str | None = None, *, after: AsyncServer | str | None = None, **fields: object
    ) -> AsyncServer:
        """See ``Servers.start``."""
        return AsyncServer(self._driver, await self._driver.run(calls.start_server(form_of(name, after, fields))))

    async def dry_run(
        self, name: str | None = None, *, after: AsyncServer | str | None = None, **fields: object
    ) -> DryRun:
        """See ``Servers.dry_run``."""
        return await self._driver.run(calls.try_server(form_of(name, after, fields)))
