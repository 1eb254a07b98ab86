"""The apps that can be launched, with and without asyncio."""

from __future__ import annotations

import inspect
import keyword
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from .app_calls import Launch, find_app, launch, list_apps
from .app_models import AppInfo, Parameter, ParameterValue
from .asking import Patience
from .cards import app_card, app_table, parameter_type
from .drivers import AsyncDriver, Driver
from .errors import TrameManagerError
from .instance import Instance
from .plain_text import one_line

if TYPE_CHECKING:
    from .servers import Server

_TYPES: dict[str, type] = {"integer": int, "number": float, "boolean": bool}


class App:
    """An app: ``manager.apps.cone.launch(resolution=24)``."""

    def __init__(self, driver: Driver, info: AppInfo) -> None:
        self.info = info
        self.launch = Launcher(driver, info)
        """Launches it; its signature has the app's parameters."""

    def __repr__(self) -> str:
        return f'<App "{one_line(self.info.name)}" ({self.info.id})>'

    def _repr_html_(self) -> str:
        return app_card(self.info)


class Launcher:
    """``launch`` of one app: as ``Manager.launch``, with the app's parameters in its signature and its help."""

    def __init__(self, driver: Driver, info: AppInfo) -> None:
        self._driver = driver
        self._info = info
        self.__name__ = "launch"
        self.__doc__ = _help(info)
        self.__signature__ = signature_of(info)

    def __call__(
        self,
        *,
        data: str | os.PathLike[str] | None = None,
        name: str | None = None,
        resources: Mapping[str, object] | None = None,
        connect_to: Server | str | None = None,
        parameters: Mapping[str, object] | None = None,
        **values: object,
    ) -> Instance:
        server = connect_to if connect_to is None or isinstance(connect_to, str) else connect_to.id
        wanted = Launch(self._info.id, data, name, resources, server, {**(parameters or {}), **values})
        return Instance(self._driver, self._driver.run(launch(wanted)))


class Apps:
    """The apps: ``manager.apps["cone"]``, ``manager.apps.cone``, ``for app in manager.apps``."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def list(self) -> list[App]:
        """All, sorted by name."""
        return [App(self._driver, info) for info in self._driver.run(list_apps()).apps]

    def get(self, name: str) -> App:
        """The one with this id or name. Raises AppNotFound, or AppBroken where its file has an error."""
        return App(self._driver, self._driver.run(find_app(name)))

    def __getitem__(self, name: str) -> App:
        return self.get(name)

    def __getattr__(self, name: str) -> App:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.get(name)
        except TrameManagerError as error:
            raise AttributeError(str(error)) from error

    def __iter__(self) -> Iterator[App]:
        return iter(self.list())

    def __dir__(self) -> Sequence[str]:
        return [*object.__dir__(self), *(id for id in self._ids() if id.isidentifier() and not keyword.iskeyword(id))]

    def _ids(self) -> Sequence[str]:
        try:
            return [app.id for app in self._driver.run(list_apps(Patience(0.0))).apps]
        except TrameManagerError:
            return []

    def _ipython_key_completions_(self) -> Sequence[str]:
        return self._ids()

    def _repr_html_(self) -> str:
        return app_table(self._driver.run(list_apps()))


class AsyncApps:
    """The apps. Everything is as for ``Apps``."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver

    async def list(self) -> list[AppInfo]:
        """All, sorted by name."""
        return [*(await self._driver.run(list_apps())).apps]

    async def get(self, name: str) -> AppInfo:
        """See ``Apps.get``."""
        return await self._driver.run(find_app(name))


def signature_of(info: AppInfo) -> inspect.Signature:
    """What ``launch`` of this app takes, for completion and help. Parameters whose names Python does not take are left out."""
    kind = inspect.Parameter.KEYWORD_ONLY
    data = [] if info.data_directory == "none" else ["data"]
    own = [
        inspect.Parameter(name, kind, default=None) for name in [*data, "name", "resources", "connect_to", "parameters"]
    ]
    taken = {parameter.name for parameter in own}
    fields = [
        inspect.Parameter(
            parameter.name,
            kind,
            default=inspect.Parameter.empty if parameter.default is None else parameter.default,
            annotation=_TYPES.get(parameter.type, str),
        )
        for parameter in info.parameters
        if parameter.name.isidentifier() and not keyword.iskeyword(parameter.name) and parameter.name not in taken
    ]
    return inspect.Signature([*fields, *own])


def _help(info: AppInfo) -> str:
    lines = [f"Launches {one_line(info.name)}. {one_line(info.description)}".strip(), ""]
    lines += [f"{parameter.name}: {_meaning(parameter)}" for parameter in info.parameters]
    return "\n".join(lines)


def _meaning(parameter: Parameter) -> str:
    default: ParameterValue | None = parameter.default
    standard = "needed" if default is None else f"default {default!r}"
    return one_line(f"{parameter.label} ({parameter_type(parameter)}; {standard}) {parameter.help or ''}".strip())
