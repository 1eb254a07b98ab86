"""The 3-D view of a project's result: an instance of the sample app, launched and shown by the Python client."""

from __future__ import annotations

from projects import Problem, Project
from steps import SIMULATE
from trame_manager import AsyncInstance, AsyncManager, TrameManagerError, connect_async

APP = "isosurfaces"


class Viewer:
    """Instances outlive the page: one that shows this project already is used again."""

    def __init__(self) -> None:
        self._manager: AsyncManager | None = None

    async def show(self, project: Project) -> Problem | None:
        """Displays the app where this is called; else tells what is wrong."""
        try:
            run = await self._running(project) or await self._launch(project)
            await run.wait(120, progress=False)
            await run.show(height=480)
        except TrameManagerError as error:
            log = f" The end of its log: {' / '.join(error.log_tail[-2:])}" if error.log_tail else ""
            return Problem("The view cannot be shown.", f"{error.detail}{log}", error.hint or "Press the button again.")
        return None

    async def _connected(self) -> AsyncManager:
        if self._manager is None:
            self._manager = await connect_async()
        return self._manager

    async def _running(self, project: Project) -> AsyncInstance | None:
        manager = await self._connected()
        result = project.directory / SIMULATE.makes
        for run in await manager.instances.list(app=APP, state="starting,ready"):
            is_its = run.info.data_directory == str(project.directory)
            if is_its and run.info.created_at.timestamp() > result.stat().st_mtime:
                return run
        return None

    async def _launch(self, project: Project) -> AsyncInstance:
        manager = await self._connected()
        values = {"file": SIMULATE.makes, "iso": 0.3}
        return await manager.launch(APP, name=project.name, data=project.directory, parameters=values)
