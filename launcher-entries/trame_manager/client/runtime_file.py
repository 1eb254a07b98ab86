"""The files by which daemons tell where they listen: ``<state directory>/daemons/<host>-<pid>.json``."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from .decode import Mismatch, decode
from .own_app import state_of_launcher
from .own_file import read_own_file
from .processes import Place, start_ticks

LAYOUT = 1
"""The layout of the file that this client knows."""

_BOOT_SLACK = timedelta(seconds=5)
"""So far the kernel's word on its start may move with the clock."""


@dataclass(frozen=True)
class RuntimeFile:
    """What a daemon says of itself."""

    version: str
    pid: int
    start_ticks: int
    host: str
    boot_id: str
    base_path: str
    started_at: datetime
    socket: str | None = None
    url: str | None = None
    token: str | None = field(default=None, repr=False)
    jupyter_pid: int | None = None

    @property
    def where(self) -> str:
        """Its address and base in words, without the token."""
        return self.url or f"{self.base_path} on the socket {self.socket}"

    def runs(self) -> bool:
        """Whether this very process runs; only to be asked on the machine that it was started on."""
        return start_ticks(self.pid) == self.start_ticks

    def is_at(self, place: Place) -> bool:
        """Whether it was started here, in this boot."""
        return self.host == place.host and self.boot_id == place.boot_id

    def is_of_earlier_boot(self, place: Place) -> bool:
        """Whether it was started here before the machine was started anew, so that it runs no more."""
        if self.host != place.host or self.boot_id == place.boot_id or place.booted_at is None:
            return False
        return self.started_at < place.booted_at + _BOOT_SLACK


@dataclass(frozen=True)
class FoundFiles:
    """The runtime files of a state directory, and in sentences why others were left out."""

    directory: Path
    files: tuple[RuntimeFile, ...]
    newer: tuple[str, ...]
    ignored: tuple[str, ...]


def state_directory(environment: Mapping[str, str]) -> Path:
    """Where daemons keep their state, by the rules of ``trame-manager serve``."""
    given = environment.get("TRAME_MANAGER_STATE_DIR")
    if given:
        return Path(given).absolute()
    of_launcher = state_of_launcher(environment)
    if of_launcher is not None:
        return of_launcher
    home = environment.get("HOME") or str(Path.home())
    return Path(environment.get("XDG_STATE_HOME") or Path(home, ".local", "state"), "trame-manager")


def read_runtime_files(state: Path) -> FoundFiles:
    """Reads all runtime files of a state directory; never raises for what is in them."""
    directory = state / "daemons"
    files: list[RuntimeFile] = []
    newer: list[str] = []
    ignored: list[str] = []
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(".json"))
    except OSError:
        names = []
    for name in names:
        path = directory / name
        try:
            value = json.loads(read_own_file(path))
            if isinstance(value, dict) and isinstance(value.get("layout"), int) and value["layout"] > LAYOUT:
                newer.append(str(value.get("version", "unknown")))
            else:
                files.append(decode(RuntimeFile, value))
        except FileNotFoundError:
            continue
        except (OSError, ValueError, Mismatch) as error:
            ignored.append(f"{path} was left out: {error}.")
    return FoundFiles(directory, tuple(files), tuple(newer), tuple(ignored))
