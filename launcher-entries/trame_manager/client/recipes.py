"""Recipes: launches that are kept in files and shared (docs/recipes.md), once for both kinds of managers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NoReturn
from urllib.parse import quote

from .app_calls import Launch, launch
from .app_models import ParameterValue
from .asking import fetch
from .errors import AppNotFound, FieldError, InvalidParameters
from .models import InstanceInfo
from .steps import Call, Operation


@dataclass(frozen=True)
class RecipeRemark:
    """What stands in the way of a recipe here (``severity`` "error"), or is worth to know ("note")."""

    severity: str
    message: str
    field: str | None = None
    """A JSON pointer into the recipe; None: it is about all of it."""
    line: int | None = None
    """Of the file, from 1."""
    hint: str | None = None


@dataclass(frozen=True)
class RecipeApp:
    """The app of a recipe, as it is here."""

    id: str
    name: str
    file: str


@dataclass(frozen=True)
class RecipeValues:
    """With what a recipe is launched here."""

    parameters: dict[str, ParameterValue]
    name: str | None = None
    data_directory: str | None = None
    resources: dict[str, ParameterValue] | None = None
    connect_to: str | None = None
    """Id of a ParaView server."""


@dataclass(frozen=True)
class RecipePreview:
    """What would become of a recipe here. Nothing is run by looking."""

    problems: tuple[RecipeRemark, ...]
    path: str | None = None
    app: RecipeApp | None = None
    """None: there is no such app here."""
    app_to_copy: str | None = None
    """The directory from which a missing app can be copied."""
    values: RecipeValues | None = None
    link: str | None = None
    """Opens it on the page: path and query, below the server's origin."""


@dataclass(frozen=True)
class SavedRecipe:
    """Where a recipe was saved: ``path`` is absolute, ``link`` opens it on the page."""

    path: str
    link: str


def preview_recipe(path: str | os.PathLike[str]) -> Operation[RecipePreview]:
    """What would become of a recipe; a relative path is taken from where this kernel is."""
    file = os.fspath(path)
    absolute = file if file.startswith(("~", "$")) else os.path.abspath(file)
    return (yield from fetch(RecipePreview, Call("POST", "api/v1/recipes/preview", {"path": absolute})))


def launch_recipe(path: str | os.PathLike[str], changes: Launch) -> Operation[InstanceInfo]:
    """Launches a recipe with changes; ``app`` of those means nothing. Raises InvalidParameters, AppNotFound."""
    found = yield from preview_recipe(path)
    open_problems = [problem for problem in found.problems if not _is_settled(problem, changes)]
    if found.app is None or found.values is None:
        _refuse(AppNotFound if any(problem.field == "/app" for problem in open_problems) else InvalidParameters, found)
    if open_problems:
        _refuse(InvalidParameters, replace(found, problems=tuple(open_problems)))
    values = found.values
    wanted = Launch(
        found.app.id,
        values.data_directory if changes.data is None else changes.data,
        changes.name or values.name,
        values.resources if changes.resources is None else changes.resources,
        changes.connect_to or values.connect_to,
        {**values.parameters, **changes.values},
    )
    return (yield from launch(wanted))


def save_recipe(
    instance: str, path: str | os.PathLike[str], name: str | None, description: str | None, replace: bool
) -> Operation[SavedRecipe]:
    """Saves the recipe of an instance."""
    file = os.fspath(path)
    absolute = file if file.startswith(("~", "$")) else os.path.abspath(file)
    is_directory = file.endswith("/")
    given: Mapping[str, object] = {"path": f"{absolute}/" if is_directory else absolute, "replace": replace}
    words = {key: value for key, value in (("name", name), ("description", description)) if value is not None}
    call = Call("POST", f"api/v1/instances/{quote(instance, safe='')}/recipe", {**given, **words}, repeatable=False)
    return (yield from fetch(SavedRecipe, call))


def _is_settled(problem: RecipeRemark, changes: Launch) -> bool:
    """Whether it is a note, or about something that is given anew."""
    field = problem.field or ""
    if problem.severity != "error":
        return True
    if field == "/data_directory":
        return changes.data is not None
    if field.startswith("/resources"):
        return changes.resources is not None
    return field.removeprefix("/parameters/") in changes.values


def _refuse(kind: type[AppNotFound] | type[InvalidParameters], found: RecipePreview) -> NoReturn:
    errors = [problem for problem in found.problems if problem.severity == "error"]
    place = "" if found.path is None else f"{found.path}: "
    hints = [problem.hint for problem in errors if problem.hint]
    raise kind(
        f"{place}{' '.join(_sentence(problem) for problem in errors)}",
        hint=hints[0] if hints else None,
        errors=[FieldError(problem.field, problem.message) for problem in errors if problem.field],
    )


def _sentence(problem: RecipeRemark) -> str:
    return problem.message if problem.line is None else f"Line {problem.line}: {problem.message}"
