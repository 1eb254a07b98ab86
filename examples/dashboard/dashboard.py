"""The page: the table of projects above the one that was chosen."""

from __future__ import annotations

import asyncio
from html import escape
from pathlib import Path

import ipywidgets as widgets
from detail import ProjectDetail
from projects import EXAMPLE, Project, list_projects
from table import ProjectTable

LOOK_EVERY_SECONDS = 1.0


class Dashboard(widgets.VBox):
    """Follows the files below a directory: others may work there, too."""

    def __init__(self, root: str | Path) -> None:
        self._root = Path(root).expanduser().absolute()
        self._table = ProjectTable(self._choose)
        self._detail = ProjectDetail(self._look)
        self._note = widgets.HTML()
        heading = widgets.HTML(f"<h1>Projects</h1><p>in {escape(str(self._root))}</p>")
        super().__init__([heading, self._note, self._table, self._detail])
        self._look()
        self._task = asyncio.get_event_loop().create_task(self._follow())

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            self._look()

    def _look(self) -> None:
        try:
            projects = list_projects(self._root)
            note = (
                "" if projects else f"There are none yet. Make a directory there, and in it a project.json: {EXAMPLE}"
            )
        except OSError as error:
            projects, note = [], f"The directory cannot be read: {error}. Launch the dashboard on another one."
        if self._note.value != escape(note):
            self._note.value = escape(note)
        self._table.update(projects)
        chosen = next((project for project in projects if project.directory == self._detail.directory), None)
        if chosen is not None:
            self._detail.update(chosen)

    def _choose(self, project: Project) -> None:
        self._detail.choose(project)
