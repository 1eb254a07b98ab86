"""Finds the daemon that is meant where no address is given."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from .errors import DaemonElsewhere, DaemonNotFound, SeveralDaemons, VersionMismatch
from .own_app import base_of_launcher
from .processes import Place, ancestors, this_place
from .runtime_file import FoundFiles, RuntimeFile, read_runtime_files, state_directory


def find_daemon(environment: Mapping[str, str] | None = None) -> RuntimeFile:
    """The daemon of the Jupyter that started this kernel, or that launched this app, else the only one of this user here.

    Raises DaemonNotFound, SeveralDaemons, DaemonElsewhere, or VersionMismatch where only a newer daemon runs.
    """
    environment = os.environ if environment is None else environment
    found = read_runtime_files(state_directory(environment))
    place = this_place()
    here = [file for file in found.files if file.is_at(place) and file.runs()]
    for pid in ancestors(environment):
        own = [file for file in here if file.jupyter_pid == pid]
        if own:
            # Jupyter has one; while it is started anew, the one before may still be ending.
            return max(own, key=lambda file: file.started_at)
    base = base_of_launcher(environment)
    launchers = [file for file in here if file.base_path == base]
    if launchers:
        return max(launchers, key=lambda file: file.started_at)
    if len(here) == 1:
        return here[0]
    if here:
        raise _several(here)
    raise _none(found, place)


def find_by_socket(path: str) -> RuntimeFile | None:
    """The file of the daemon that listens on this socket; None: it has none."""
    place = this_place()
    found = read_runtime_files(state_directory(os.environ)).files
    return next((file for file in found if file.socket == path and file.is_at(place) and file.runs()), None)


def _several(files: Sequence[RuntimeFile]) -> SeveralDaemons:
    listed = "\n".join(f"  pid {file.pid}: {file.where}" for file in sorted(files, key=lambda file: file.started_at))
    how = [
        *(["connect(socket=…)"] if any(file.socket for file in files) else []),
        *(["connect(url, token=…)"] if any(file.url for file in files) else []),
    ]
    return SeveralDaemons(
        f"{len(files)} daemons of yours run here, and none belongs to the Jupyter of this kernel:\n{listed}",
        hint=f"Choose one: {' or '.join(how)}.",
    )


def _none(found: FoundFiles, place: Place) -> DaemonNotFound | DaemonElsewhere | VersionMismatch:
    elsewhere = [file for file in found.files if not file.is_at(place) and not file.is_of_earlier_boot(place)]
    if elsewhere:
        return _elsewhere(max(elsewhere, key=lambda file: file.started_at), place)
    if found.newer:
        return VersionMismatch(
            f"A daemon of version {found.newer[-1]} is newer than this client understands.",
            hint="Update jupyter-trame-manager in the environment of this kernel, and restart the kernel.",
        )
    ended = [file for file in found.files if file.is_at(place)]
    notes = [
        *(["The one that last ran here has ended; its instances go on."] if ended else []),
        *found.ignored,
    ]
    return DaemonNotFound(
        " ".join([f"No daemon of Trame Manager runs here (looked in {found.directory}).", *notes]),
        hint="Click the Trame Manager tile in JupyterLab, or let connect(start=True) ask Jupyter to start it.",
    )


def _elsewhere(file: RuntimeFile, place: Place) -> DaemonElsewhere:
    same_name = file.host == place.host
    where = f'another machine or container named "{file.host}"' if same_name else f'the machine "{file.host}"'
    return DaemonElsewhere(
        f'The daemon was started on {where}; this kernel runs on "{place.host}".',
        hint="Use a kernel on that machine, or the daemon's address: connect(url, token=…). connect(start=True) asks the Jupyter "
        "of this kernel to start one here.",
    )
