"""The entry of group ``jupyter_serverproxy_servers``: how jupyter-server-proxy starts and shows the daemon."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Any

from . import daemon_command


def server_process() -> dict[str, Any]:
    """The settings of jupyter-server-proxy's ``ServerProcess``.

    jupyter-server-proxy puts the values of ``{unix_socket}`` and ``{base_url}`` into the words of the command and of the
    environment with ``str.format``. The base URL begins and ends with a slash and comes as the browser sees it, with its
    percent escapes: "/hubs/user/alice%20b/".
    """
    return {
        "command": [
            *map(_literal, [*_own_session(), *daemon_command.command()]),
            "serve",
            "--socket",
            "{unix_socket}",
            "--base-url",
            "{base_url}trame-manager/",
        ],
        "environment": {
            name: _literal(value)
            for name, value in {
                **daemon_command.environment(),
                "PATH": _path_with_this_python(),
                # The daemon ends with this Jupyter, also where that is killed while the daemon starts.
                "TRAME_MANAGER_PARENT": str(os.getpid()),
            }.items()
        },
        "unix_socket": True,
        "absolute_url": False,
        "timeout": 30,
        "new_browser_tab": True,
        "launcher_entry": {
            "enabled": True,
            "title": "Trame Manager",
            "icon_path": str(daemon_command.ICON),
            # JupyterLab shows an entry's own icon in the categories of kernels only, "Notebook" and "Console".
            "category": "Notebook",
        },
    }


def _own_session() -> list[str]:
    """Keeps Ctrl-C in Jupyter's terminal from the daemon.

    A terminal sends it to the whole process group. Jupyter asks whether to end, and may go on; a daemon that ended with
    exit code 0 would not be started anew. setsid (util-linux) becomes the daemon, with the same process id.
    """
    setsid = shutil.which("setsid")
    return [] if setsid is None else [setsid]


def _path_with_this_python() -> str:
    """An app's ``python`` is Jupyter's own, also where its environment was not activated before Jupyter was started."""
    directories = os.environ.get("PATH", os.defpath).split(os.pathsep)
    own = os.path.dirname(sys.executable)
    return os.pathsep.join(directories if own in directories else [own, *directories])


def _literal(text: str) -> str:
    """Protects braces, which may be in a path, from ``str.format``."""
    return text.replace("{", "{{").replace("}", "}}")
