"""Handles of instances for asyncio."""

from __future__ import annotations

import os
from types import TracebackType
from typing import TYPE_CHECKING

from . import instance_calls as calls
from .app_http import entrance, open_http_async
from .asking import SHORT
from .cards import instance_card
from .drivers import AsyncDriver
from .errors import InstanceNotFound, TrameManagerError
from .instance import InstanceFacts, connect_server, whole_link
from .models import Connection, InstanceInfo, Link
from .plain_text import LogText
from .progress import choose_progress
from .recipes import SavedRecipe, save_recipe
from .show import show
from .waiting import until_ended, until_ready

if TYPE_CHECKING:
    import httpx

    from .async_servers import AsyncServer

_STOP_SECONDS = 60.0


class AsyncInstance(InstanceFacts):
    """An instance of an app; leaving an ``async with`` block with it stops it. Everything is as for ``Instance``."""

    def __init__(self, driver: AsyncDriver, info: InstanceInfo) -> None:
        super().__init__(info)
        self._driver = driver

    async def refresh(self) -> AsyncInstance:
        """See ``Instance.refresh``."""
        self.info = await self._driver.run(calls.show_instance(self.id, SHORT))
        return self

    async def wait(self, timeout: float | None = None, *, progress: bool = True) -> AsyncInstance:
        """See ``Instance.wait``; cancelling ends the waiting alone."""
        shown = choose_progress(progress)
        self.info = await self._driver.run(until_ready(self._awaited(), shown, timeout, self._earlier_run))
        return self

    async def stop(self, *, wait: bool = True, timeout: float = _STOP_SECONDS) -> AsyncInstance:
        """See ``Instance.stop``."""
        self.info = await self._driver.run(calls.stop_instance(self.id))
        if wait:
            ended = await self._driver.run(until_ended(self._awaited(), timeout))
            self.info = ended or self.info
        return self

    async def restart(self) -> AsyncInstance:
        """See ``Instance.restart``."""
        self._note_restart(await self._driver.run(calls.restart_instance(self.id)))
        return self

    async def remove(self) -> None:
        """See ``Instance.remove``."""
        await self._driver.run(calls.remove_instance(self.id))

    async def rename(self, name: str) -> AsyncInstance:
        """See ``Instance.rename``."""
        self.info = await self._driver.run(calls.rename_instance(self.id, name))
        return self

    async def log(self, tail: int | None = 200) -> LogText:
        """See ``Instance.log``."""
        return await self._driver.run(calls.read_instance_log(self.id, tail))

    async def save_recipe(
        self,
        path: str | os.PathLike[str],
        *,
        name: str | None = None,
        description: str | None = None,
        replace: bool = False,
    ) -> SavedRecipe:
        """See ``Instance.save_recipe``."""
        return await self._driver.run(save_recipe(self.id, path, name, description, replace))

    async def link(self, *, expires_in_seconds: int | None = None, note: str | None = None) -> Link:
        """See ``Instance.link``."""
        return whole_link(
            await self._driver.run(calls.make_link(self.id, expires_in_seconds, note)), self._driver.address
        )

    async def show(self, height: int = 600) -> None:
        """See ``Instance.show``."""
        await self._driver.run(show(self.info, self._driver.address, height))

    async def http(self) -> httpx.AsyncClient:
        """See ``Instance.http``."""
        return await open_http_async(await self._driver.run(entrance(self.id)), self._driver.address)

    async def connect(
        self,
        server: AsyncServer | str | None = None,
        *,
        host: str | None = None,
        port: int | None = None,
        when_ready: bool = False,
    ) -> Connection:
        """See ``Instance.connect``."""
        return await self._driver.run(connect_server(self.id, server, host, port, when_ready))

    async def disconnect(self) -> Connection:
        """See ``Instance.disconnect``."""
        return await self._driver.run(calls.disconnect_instance(self.id))

    async def __aenter__(self) -> AsyncInstance:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await self.stop()
        except InstanceNotFound:
            pass
        except TrameManagerError:
            if error is None:
                raise

    def _repr_html_(self) -> str:
        return instance_card(self.info)
