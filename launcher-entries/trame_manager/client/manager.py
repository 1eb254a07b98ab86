"""Managers: what ``connect`` gives."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType

from .app_calls import Launch, launch, show_system
from .apps import Apps
from .asking import ask
from .cards import instance_table
from .drivers import Driver
from .instance import Instance
from .instance_calls import find_instance, list_instances
from .models import System
from .recipes import RecipePreview, launch_recipe, preview_recipe
from .servers import Server, ServerFacts, Servers
from .steps import Answer, Call, Operation


class Instances:
    """The instances: ``manager.instances["run 1"]``, ``for run in manager.instances``."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver

    def list(self, *, state: str | None = None, app: str | None = None) -> list[Instance]:
        """All, running and ended; or only those in some states (``"starting,ready"``), or of one app, by its id."""
        return [Instance(self._driver, info) for info in self._driver.run(list_instances(state, app))]

    def get(self, name: str) -> Instance:
        """The one with this id or name; of several with one name the newest that runs. Raises InstanceNotFound."""
        return Instance(self._driver, self._driver.run(find_instance(name)))

    def __getitem__(self, name: str) -> Instance:
        return self.get(name)

    def __iter__(self) -> Iterator[Instance]:
        return iter(self.list())

    def _ipython_key_completions_(self) -> Sequence[str]:
        return [instance.name for instance in self.list()]

    def _repr_html_(self) -> str:
        return instance_table(self._driver.run(list_instances()))


class Manager:
    """A daemon of Trame Manager, from ``connect()``. It may be closed, and used in a ``with`` block, which closes it."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        # Plain attributes: completion looks at them without running anything.
        self.apps = Apps(driver)
        self.instances = Instances(driver)
        self.servers = Servers(driver)

    def launch(
        self,
        app: str,
        /,
        *,
        data: str | os.PathLike[str] | None = None,
        name: str | None = None,
        resources: Mapping[str, object] | None = None,
        connect_to: Server | str | None = None,
        parameters: Mapping[str, object] | None = None,
        **values: object,
    ) -> Instance:
        """Launches an app, by its id or name, with its parameters as keywords; ``wait()`` waits until it is ready.

        data: the data directory; a relative one is taken from where this kernel is.
        name: as the page shows it; without, the app's name with a number.
        resources: ``{"run_on": "job", …}`` with the site's fields for apps as jobs.
        connect_to: a ParaView server, or its id, to connect it to when both are ready.
        parameters: more parameters, for names that are no keywords of Python or taken by the ones above.

        Raises AppNotFound, AppBroken, InvalidParameters (before anything is started), or TrameManagerError with the codes
        ``already_running``, ``too_many_instances``, ``launch_failed``, ``job_refused`` or ``state_not_writable``.
        """
        wanted = Launch(app, data, name, resources, id_of(connect_to), {**(parameters or {}), **values})
        return Instance(self._driver, self._driver.run(launch(wanted)))

    def recipe(self, path: str | os.PathLike[str]) -> RecipePreview:
        """What would become of a recipe here: its values, and what is different (``problems``). Runs nothing."""
        return self._driver.run(preview_recipe(path))

    def launch_recipe(
        self,
        path: str | os.PathLike[str],
        /,
        *,
        data: str | os.PathLike[str] | None = None,
        name: str | None = None,
        resources: Mapping[str, object] | None = None,
        connect_to: Server | str | None = None,
        parameters: Mapping[str, object] | None = None,
        **values: object,
    ) -> Instance:
        """Launches a recipe; what is given here takes the place of what it says. See ``launch``.

        Raises InvalidParameters where something of it cannot be had here and is not given anew, AppNotFound where the app is
        missing.
        """
        changes = Launch("", data, name, resources, id_of(connect_to), {**(parameters or {}), **values})
        return Instance(self._driver, self._driver.run(launch_recipe(path, changes)))

    def system(self) -> System:
        """The daemon's version, user, host and scheduler."""
        return self._driver.run(show_system())

    def call(self, method: str, path: str, body: object = None) -> object:
        """Any call of the REST API, for what has no method here: ``manager.call("GET", "jobs")``.

        ``path`` is below ``api/v1/``, percent-encoded. Gives the JSON of the answer, or its text; None where there is none.
        """
        return content_of(self._driver.run(any_call(method, path, body)))

    @property
    def address(self) -> str:
        """Where the daemon is, without its token."""
        return self._driver.address.where

    def close(self) -> None:
        """Closes the connections to the daemon. Instances go on."""
        self._driver.close()

    def __enter__(self) -> Manager:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Manager of {self.address}>"


def id_of(server: ServerFacts | str | None) -> str | None:
    """The id of a server that is given by itself or by its id."""
    return server if server is None or isinstance(server, str) else server.id


def any_call(method: str, path: str, body: object) -> Operation[Answer]:
    """Any call below ``api/v1/``."""
    verb = method.upper()
    call = Call(verb, f"api/v1/{path.lstrip('/')}", body, repeatable=verb in ("GET", "HEAD", "PUT", "DELETE"))
    return (yield from ask(call))


def content_of(answer: Answer) -> object:
    """The JSON of an answer, or its text; None where there is none."""
    if not answer.content:
        return None
    if "json" in answer.headers.get("content-type", ""):
        content: object = json.loads(answer.text)
        return content
    return answer.text
