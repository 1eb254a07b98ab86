"""Projects: the directories below one directory that have a project.json."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path

EXAMPLE = '{"name": "Two drops", "description": "How they mix", "points": 48, "spots": 2, "steps": 400}'


@dataclass(frozen=True)
class Problem:
    """What is wrong, why, and what to do about it: a sentence each."""

    what: str
    why: str
    what_to_do: str


@dataclass(frozen=True)
class Settings:
    """What a project.json says; `bounds` are those of its numbers."""

    name: str
    description: str = ""
    points: int = 48
    spots: int = 2
    steps: int = 400

    @staticmethod
    def bounds() -> dict[str, tuple[int, int]]:
        return {"points": (8, 200), "spots": (1, 50), "steps": (1, 20_000)}


@dataclass(frozen=True)
class Project:
    directory: Path
    settings: Settings | None
    problem: Problem | None = None

    @property
    def name(self) -> str:
        return self.settings.name if self.settings else self.directory.name


def list_projects(root: Path) -> list[Project]:
    """All of them by name; one that is broken hides no other. Raises OSError where the directory cannot be read."""
    found = (path.parent for path in root.glob("*/project.json"))
    return sorted((read_project(directory) for directory in found), key=lambda project: project.name.casefold())


def read_project(directory: Path) -> Project:
    """A project, or why its file cannot be used."""
    try:
        return Project(directory, _settings(json.loads((directory / "project.json").read_text())))
    except json.JSONDecodeError as error:
        why = f"Line {error.lineno}, column {error.colno}: {error.msg}."
    except (OSError, UnicodeDecodeError) as error:
        why = f"It cannot be read: {error}."
    except ValueError as error:
        why = str(error)
    what = f"The file project.json of {directory.name} cannot be used."
    return Project(
        directory, None, Problem(what, why, f"Mend {directory / 'project.json'}; this page looks again by itself.")
    )


def _settings(given: object) -> Settings:
    """Raises ValueError with a sentence."""
    if not isinstance(given, dict):
        raise ValueError(f"It has to be an object, such as {EXAMPLE}.")
    known = [field.name for field in fields(Settings)]
    unknown = [name for name in given if name not in known]
    if unknown:
        raise ValueError(f'"{unknown[0]}" is not known; there are {", ".join(known)}.')
    if not isinstance(given.get("name"), str) or not given["name"].strip():
        raise ValueError('"name" is missing: the name of the project, a text.')
    if not isinstance(given.get("description", ""), str):
        raise ValueError('"description" has to be a text.')
    for name, (low, high) in Settings.bounds().items():
        value = given.get(name, low)
        if type(value) is not int or not low <= value <= high:
            raise ValueError(f'"{name}" has to be a whole number from {low} to {high}.')
    return Settings(**given)
