"""The table of projects, with a search, a filter and pages."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import ipywidgets as widgets
from projects import Project
from steps import OVERALL, overall

ROWS = 8
ANY = "any state"
COLUMNS = "minmax(12rem, 2fr) minmax(14rem, 3fr) 8rem"


class ProjectTable(widgets.VBox):
    """Calls `on_choose` with the project whose name was pressed."""

    def __init__(self, on_choose: Callable[[Project], None]) -> None:
        self._on_choose = on_choose
        self._projects: list[Project] = []
        self._shown: list[tuple[Project, str]] = []
        self._page = 0
        self._search = widgets.Text(placeholder="Name or description", description="Search")
        self._filter = widgets.Dropdown(options=[ANY, *OVERALL], description="State")
        self._back = widgets.Button(description="Back", icon="chevron-left", layout={"width": "7rem"})
        self._next = widgets.Button(description="Next", icon="chevron-right", layout={"width": "7rem"})
        self._count = widgets.Label()
        self._grid = widgets.GridBox(layout={"grid_template_columns": COLUMNS, "grid_gap": "2px 12px"})
        for control in (self._search, self._filter):
            control.observe(self._restart, "value")
        self._back.on_click(lambda _: self._turn(-1))
        self._next.on_click(lambda _: self._turn(1))
        paging = widgets.HBox([self._back, self._next, self._count])
        super().__init__([widgets.HBox([self._search, self._filter]), self._grid, paging])

    def update(self, projects: list[Project]) -> None:
        """Shows these; does nothing where nothing has changed."""
        self._projects = projects
        self._draw()

    def _restart(self, _: object) -> None:
        self._page = 0
        self._draw()

    def _turn(self, pages: int) -> None:
        self._page += pages
        self._draw()

    def _draw(self) -> None:
        found = [(project, overall(project)) for project in self._projects if self._matches(project)]
        found = [(project, state) for project, state in found if self._filter.value in (ANY, state)]
        self._page = max(0, min(self._page, (len(found) - 1) // ROWS))
        first = self._page * ROWS
        rows = found[first : first + ROWS]
        self._back.disabled = first == 0
        self._next.disabled = first + ROWS >= len(found)
        self._count.value = f"{first + 1}–{first + len(rows)} of {len(found)}" if found else "No project is like that."
        if rows != self._shown:
            self._shown = rows
            self._grid.children = [*_head(), *(cell for row in rows for cell in self._row(*row))]

    def _matches(self, project: Project) -> bool:
        description = project.settings.description if project.settings else ""
        return self._search.value.strip().casefold() in f"{project.name} {description}".casefold()

    def _row(self, project: Project, state: str) -> list[widgets.Widget]:
        name = widgets.Button(description=project.name, tooltip=str(project.directory), layout={"width": "auto"})
        name.on_click(lambda _: self._on_choose(project))
        description = project.settings.description if project.settings else project.directory.name
        return [name, widgets.HTML(escape(description)), widgets.HTML(escape(state))]


def _head() -> list[widgets.Widget]:
    return [widgets.HTML(f"<b>{title}</b>") for title in ("Project", "Description", "State")]
