"""The steps of a project, and how each stands."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from projects import Project

WAITING, POSSIBLE, RUNNING, DONE, FAILED = "not possible yet", "possible", "in progress", "done", "error"


@dataclass(frozen=True)
class Step:
    id: str
    title: str
    makes: str
    """The file that it leaves; a newer one of the step before makes it worth doing again."""


@dataclass(frozen=True)
class Status:
    state: str
    text: str = ""
    what_to_do: str = ""


PREPARE = Step("prepare", "Prepare", "start.npy")
SIMULATE = Step("simulate", "Simulate", "result.vti")
VIEW = Step("view", "View in 3-D", "")
WORK = (PREPARE, SIMULATE)


def statuses(project: Project) -> dict[str, Status]:
    """How the steps that compute stand, and whether the view is possible."""
    if project.settings is None:
        return {step.id: Status(WAITING, "The project's file cannot be used.") for step in (*WORK, VIEW)}
    found: dict[str, Status] = {}
    before, made_before, title = True, project.directory / "project.json", ""
    for step in WORK:
        made = project.directory / step.makes
        status = _told(project.directory, step)
        if status is None or (status.state == DONE and not _is_newer(made, made_before)):
            status = Status(POSSIBLE) if before else Status(WAITING, f'"{title}" comes first.')
        found[step.id] = status
        before, made_before, title = status.state == DONE, made, step.title
    found[VIEW.id] = Status(POSSIBLE) if before else Status(WAITING, f'"{title}" comes first.')
    return found


def start(project: Project, step: Step) -> None:
    """Does a step in a process of its own, which goes on when the page is closed. Raises OSError."""
    record = project.directory / ".steps" / f"{step.id}.json"
    record.parent.mkdir(exist_ok=True)
    record.unlink(missing_ok=True)
    program = Path(__file__).with_name("work.py")
    words = [sys.executable, str(program), step.id, str(project.directory)]
    process = subprocess.Popen(words, start_new_session=True)
    with contextlib.suppress(FileExistsError), record.open("x") as file:
        # The process takes a while before it can tell so itself.
        json.dump({"state": RUNNING, "text": "", "what_to_do": "", "pid": process.pid}, file)


def overall(project: Project) -> str:
    """One word for the table."""
    if project.settings is None:
        return FAILED
    found = statuses(project)
    states = [found[step.id].state for step in WORK]
    for state in (FAILED, RUNNING):
        if state in states:
            return state
    return DONE if states[-1] == DONE else "prepared" if states[0] == DONE else "new"


OVERALL = ("new", "prepared", RUNNING, DONE, FAILED)


def _told(directory: Path, step: Step) -> Status | None:
    try:
        told = json.loads((directory / ".steps" / f"{step.id}.json").read_text())
        status = Status(told["state"], told["text"], told["what_to_do"])
        pid = int(told["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if status.state == RUNNING and not _runs(pid):
        return Status(
            FAILED, "It ended before it was through.", "Press the button again; the log of the dashboard may say why."
        )
    return status


def _runs(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return b"work.py" in command and state != "Z"


def _is_newer(file: Path, than: Path) -> bool:
    try:
        return file.stat().st_mtime >= than.stat().st_mtime
    except OSError:
        return False
