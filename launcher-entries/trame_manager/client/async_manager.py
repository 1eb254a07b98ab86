"""Managers for asyncio: what ``connect_async`` gives."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType

from .app_calls import Launch, launch, show_system
from .apps import AsyncApps
from .async_instance import AsyncInstance
from .async_servers import AsyncServer, AsyncServers
from .drivers import AsyncDriver
from .instance_calls import find_instance, list_instances
from .manager import any_call, content_of, id_of
from .models import System
from .recipes import RecipePreview, launch_recipe, preview_recipe


class AsyncInstances:
    """The instances. Everything is as for ``Instances``."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver

    async def list(self, *, state: str | None = None, app: str | None = None) -> list[AsyncInstance]:
        """See ``Instances.list``."""
        return [AsyncInstance(self._driver, info) for info in await self._driver.run(list_instances(state, app))]

    async def get(self, name: str) -> AsyncInstance:
        """See ``Instances.get``."""
        return AsyncInstance(self._driver, await self._driver.run(find_instance(name)))


class AsyncManager:
    """A daemon of Trame Manager, from ``await connect_async()``. Everything is as for ``Manager``."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver
        self.apps = AsyncApps(driver)
        self.instances = AsyncInstances(driver)
        self.servers = AsyncServers(driver)

    async def launch(
        self,
        app: str,
        /,
        *,
        data: str | os.PathLike[str] | None = None,
        name: str | None = None,
        resources: Mapping[str, object] | None = None,
        connect_to: AsyncServer | str | None = None,
        parameters: Mapping[str, object] | None = None,
        **values: object,
    ) -> AsyncInstance:
        """See ``Manager.launch``."""
        wanted = Launch(app, data, name, resources, id_of(connect_to), {**(parameters or {}), **values})
        return AsyncInstance(self._driver, await self._driver.run(launch(wanted)))

    async def recipe(self, path: str | os.PathLike[str]) -> RecipePreview:
        """See ``Manager.recipe``."""
        return await self._driver.run(preview_recipe(path))

    async def launch_recipe(
        self,
        path: str | os.PathLike[str],
        /,
        *,
        data: str | os.PathLike[str] | None = None,
        name: str | None = None,
        resources: Mapping[str, object] | None = None,
        connect_to: AsyncServer | str | None = None,
        parameters: Mapping[str, object] | None = None,
        **values: object,
    ) -> AsyncInstance:
        """See ``Manager.launch_recipe``."""
        changes = Launch("", data, name, resources, id_of(connect_to), {**(parameters or {}), **values})
        return AsyncInstance(self._driver, await self._driver.run(launch_recipe(path, changes)))

    async def system(self) -> System:
        """See ``Manager.system``."""
        return await self._driver.run(show_system())

    async def call(self, method: str, path: str, body: object = None) -> object:
        """See ``Manager.call``."""
        return content_of(await self._driver.run(any_call(method, path, body)))

    @property
    def address(self) -> str:
        """Where the daemon is, without its token."""
        return self._driver.address.where

    async def close(self) -> None:
        """Closes the connections to the daemon. Instances go on."""
        await self._driver.close()

    async def __aenter__(self) -> AsyncManager:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"<AsyncManager of {self.address}>"
