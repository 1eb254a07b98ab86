"""What can be asked of a daemon about apps and itself, and launching one, once for both kinds of managers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from .app_models import AppInfo, AppListing
from .asking import SHORT, Patience, fetch
from .errors import AppBroken, AppNotFound
from .instance_calls import launch_instance
from .models import InstanceInfo, System
from .nearest import did_you_mean
from .parameters import checked
from .plain_text import one_line
from .steps import Call, Operation


@dataclass(frozen=True)
class Launch:
    """What is launched, with what."""

    app: str
    data: str | os.PathLike[str] | None = None
    name: str | None = None
    resources: Mapping[str, object] | None = None
    connect_to: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


def show_system() -> Operation[System]:
    """The daemon and its surroundings."""
    return (yield from fetch(System, Call("GET", "api/v1/system")))


def list_apps(patience: Patience = SHORT) -> Operation[AppListing]:
    """All apps."""
    return (yield from fetch(AppListing, Call("GET", "api/v1/apps"), patience))


def find_app(wanted: str) -> Operation[AppInfo]:
    """The app with this id, or this name where only one has it. Raises AppBroken, AppNotFound."""
    listing = yield from list_apps()
    found = [app for app in listing.apps if app.id == wanted]
    named = [app for app in listing.apps if app.name == wanted]
    if found or len(named) == 1:
        return (found or named)[0]
    for problem in listing.problems:
        if problem.app == wanted:
            place = "" if problem.line is None else f", line {problem.line}"
            raise AppBroken(f"{problem.file}{place}: {one_line(problem.message)}", hint=problem.hint)
    guess = did_you_mean(wanted, [app.id for app in listing.apps], f"None was found in {', '.join(listing.searched)}.")
    raise AppNotFound(f'There is no app "{one_line(wanted)[:200]}". {guess}')


def launch(wanted: Launch) -> Operation[InstanceInfo]:
    """Checks the values against the app's form, and launches it."""
    app = yield from find_app(wanted.app)
    data = None if wanted.data is None else _data_path(os.fspath(wanted.data))
    form: dict[str, object] = {"parameters": checked(app, wanted.values, data)}
    more = {
        "name": wanted.name,
        "data_directory": data,
        "resources": None if wanted.resources is None else dict(wanted.resources),
        "connect_to": wanted.connect_to,
    }
    form.update({name: value for name, value in more.items() if value is not None})
    return (yield from launch_instance(app, form))


def _data_path(path: str) -> str:
    """A relative path means here what it means to the kernel; ``~`` and variables are left to the daemon."""
    return path if path.startswith(("~", "$")) or path == "" else os.path.abspath(path)
