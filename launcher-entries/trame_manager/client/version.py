"""The version of this client, and what it says of a daemon of another one."""

from __future__ import annotations

import sys
import warnings
from importlib.metadata import PackageNotFoundError, version

from .errors import VersionWarning
from .plain_text import one_line


def own_version() -> str:
    """The version of the installed package; "0" where it is not installed, as in a checkout."""
    try:
        return version("jupyter-trame-manager")
    except PackageNotFoundError:
        return "0"


def warn_of_other_version(daemon: str | None, own: str | None = None) -> None:
    """Warns (VersionWarning) of a daemon that may not understand all of this client, or the other way round."""
    own = own_version() if own is None else own
    if daemon is None or own == "0" or _series(daemon) == _series(own):
        return
    message = (
        f"The daemon is Trame Manager {one_line(daemon)[:40]}, this client {own}: what only one of them knows will fail. "
        f"Update the older one. For this kernel: {sys.executable} -m pip install 'jupyter-trame-manager=={one_line(daemon)[:40]}', "
        "and restart the kernel. For the daemon: the same in Jupyter's environment, and restart Jupyter."
    )
    warnings.warn(message, VersionWarning, stacklevel=2)


def _series(text: str) -> tuple[str, ...]:
    """Versions of a series understand each other: "1.4.2" -> ("1",), "0.3.1" -> ("0", "3")."""
    parts = text.split(".")
    return tuple(parts[:2]) if parts[0] == "0" else tuple(parts[:1])
