"""One project: a status line and a button for each step, and the 3-D view."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape

import ipywidgets as widgets
from IPython.utils.capture import capture_output
from projects import Problem, Project
from steps import DONE, FAILED, POSSIBLE, RUNNING, VIEW, WAITING, WORK, Status, Step, start, statuses
from viewer import Viewer

MARKS = {WAITING: "○", POSSIBLE: "●", RUNNING: "◐", DONE: "✓", FAILED: "✗"}


class ProjectDetail(widgets.VBox):
    """Calls `on_change` when a step was started."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self._on_change = on_change
        self._project: Project | None = None
        self._viewer = Viewer()
        # What is known here alone: how the view stands, and why a step could not be started.
        self._known: dict[str, Status] = {}
        self._title = widgets.HTML()
        self._problem = widgets.HTML()
        self._picture = widgets.Output()
        self._lines = {step.id: widgets.HTML() for step in (*WORK, VIEW)}
        self._buttons = {step.id: self._button(step) for step in (*WORK, VIEW)}
        rows = [widgets.HBox([self._buttons[step.id], self._lines[step.id]]) for step in (*WORK, VIEW)]
        super().__init__([self._title, self._problem, *rows, self._picture], layout={"display": "none"})

    def choose(self, project: Project) -> None:
        """Shows another project."""
        self._known = {}
        self._picture.outputs = ()
        self.layout.display = "flex"
        self.update(project)

    def update(self, project: Project) -> None:
        """Shows how the project stands now."""
        self._project = project
        _set(self._title, f"<h2>{escape(project.name)}</h2>")
        _set(self._problem, problem_html(project.problem) if project.problem else "")
        found = statuses(project)
        found.update({id: known for id, known in self._known.items() if found[id].state == POSSIBLE})
        is_busy = any(status.state == RUNNING for status in found.values())
        for id, status in found.items():
            _set(self._lines[id], status_html(status))
            self._buttons[id].disabled = is_busy or status.state == WAITING

    @property
    def directory(self) -> object:
        """Of the project that is shown; None: none is."""
        return self._project and self._project.directory

    def _button(self, step: Step) -> widgets.Button:
        button = widgets.Button(description=step.title, layout={"width": "10rem"})
        button.on_click(lambda _: self._do(step))
        return button

    def _do(self, step: Step) -> None:
        project = self._project
        if project is None:
            return
        for button in self._buttons.values():
            button.disabled = True
        if step is VIEW:
            asyncio.get_event_loop().create_task(self._view(project))
            return
        self._picture.outputs = ()
        self._known = {}
        try:
            start(project, step)
        except OSError as error:
            what_to_do = "Look at the space and the permissions there, and press the button again."
            self._known[step.id] = Status(FAILED, f"It could not be started. {error}.", what_to_do)
        self._on_change()

    async def _view(self, project: Project) -> None:
        self._tell(project, Status(RUNNING, "The app is starting."))
        with capture_output() as captured:
            problem = await self._viewer.show(project)
        if self._project is None or self._project.directory != project.directory:
            return
        if problem is None:
            # Not `with self._picture`: what a task displays belongs to no message of the page's.
            self._picture.outputs = [
                {"output_type": "display_data", "data": shown.data, "metadata": {}} for shown in captured.outputs
            ]
            self._tell(project, Status(DONE))
        else:
            self._tell(project, Status(FAILED, f"{problem.what} {problem.why}", problem.what_to_do))

    def _tell(self, project: Project, status: Status) -> None:
        self._known[VIEW.id] = status
        self.update(project)


def status_html(status: Status) -> str:
    """A step's line."""
    words = " ".join(escape(text) for text in (status.text, status.what_to_do) if text)
    return f'<span role="status">{MARKS[status.state]} <b>{status.state}</b>{f": {words}" if words else ""}</span>'


def problem_html(problem: Problem) -> str:
    """What, why, and what to do."""
    return f'<div role="alert"><b>{escape(problem.what)}</b><br>{escape(problem.why)}<br>{escape(problem.what_to_do)}</div>'


def _set(widget: widgets.HTML, value: str) -> None:
    """Nothing is sent to the page where nothing has changed."""
    if widget.value != value:
        widget.value = value
