"""What the daemon tells of apps, as dataclasses."""

from __future__ import annotations

from dataclasses import dataclass

ParameterValue = str | int | float | bool
"""The value of a form's field."""


@dataclass(frozen=True)
class Parameter:
    """A field of an app's form."""

    name: str
    label: str
    type: str
    """``string``, ``number``, ``integer``, ``boolean``, ``choice``, ``file`` or ``directory``."""
    help: str | None = None
    default: ParameterValue | None = None
    """None: a value is needed."""
    min: float | None = None
    max: float | None = None
    choices: tuple[str, ...] | None = None


@dataclass(frozen=True)
class AppInfo:
    """An app that can be launched."""

    id: str
    name: str
    kind: str
    """``trame``, or ``web`` for any web service."""
    data_directory: str
    """``required``, ``optional`` or ``none``."""
    parameters: tuple[Parameter, ...]
    description: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    file: str = ""
    """The absolute path of its app file."""
    paraview: bool = False
    """Whether it can be connected to a ParaView server."""
    single_instance: bool = False
    run_on: str = "local"
    """Where it runs unless told otherwise: ``local`` or ``job``."""


@dataclass(frozen=True)
class AppProblem:
    """Why an app file cannot be used; line and column count from 1."""

    app: str
    file: str
    message: str
    line: int | None = None
    column: int | None = None
    hint: str | None = None


@dataclass(frozen=True)
class AppListing:
    """The apps that were found, the files with errors, and the directories searched."""

    apps: tuple[AppInfo, ...]
    problems: tuple[AppProblem, ...] = ()
    searched: tuple[str, ...] = ()
