"""Launch, connect and share trame apps and ParaView servers from JupyterLab.

The work is done by a daemon, a Node.js program that this package carries (``daemon/``). Python says where it is
(``jupyter_entry`` to jupyter-server-proxy, ``command_line`` to a shell), and asks it from notebooks and scripts::

    from trame_manager import connect

    manager = connect()
    run = manager.launch("cone", resolution=24).wait()

The client is loaded when it is first used, so that Jupyter, which asks for the tile alone, need not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client.apps import App as App
    from .client.async_instance import AsyncInstance as AsyncInstance
    from .client.async_manager import AsyncManager as AsyncManager
    from .client.async_servers import AsyncServer as AsyncServer
    from .client.connect import connect as connect
    from .client.connect import connect_async as connect_async
    from .client.errors import AppBroken as AppBroken
    from .client.errors import AppNotFound as AppNotFound
    from .client.errors import DaemonElsewhere as DaemonElsewhere
    from .client.errors import DaemonNotFound as DaemonNotFound
    from .client.errors import DaemonNotStarted as DaemonNotStarted
    from .client.errors import DaemonUnreachable as DaemonUnreachable
    from .client.errors import FieldError as FieldError
    from .client.errors import InstanceFailed as InstanceFailed
    from .client.errors import InstanceNotFound as InstanceNotFound
    from .client.errors import InvalidParameters as InvalidParameters
    from .client.errors import ServerFailed as ServerFailed
    from .client.errors import ServerNotFound as ServerNotFound
    from .client.errors import SeveralDaemons as SeveralDaemons
    from .client.errors import TrameManagerError as TrameManagerError
    from .client.errors import Unauthorized as Unauthorized
    from .client.errors import VersionMismatch as VersionMismatch
    from .client.errors import VersionWarning as VersionWarning
    from .client.errors import WaitTimeout as WaitTimeout
    from .client.instance import Instance as Instance
    from .client.manager import Manager as Manager
    from .client.servers import Server as Server

    __version__: str

_HOMES = {
    "apps": ("App",),
    "connect": ("connect", "connect_async"),
    "errors": (
        "AppBroken",
        "AppNotFound",
        "DaemonElsewhere",
        "DaemonNotFound",
        "DaemonNotStarted",
        "DaemonUnreachable",
        "FieldError",
        "InstanceFailed",
        "InstanceNotFound",
        "InvalidParameters",
        "ServerFailed",
        "ServerNotFound",
        "SeveralDaemons",
        "TrameManagerError",
        "Unauthorized",
        "VersionMismatch",
        "VersionWarning",
        "WaitTimeout",
    ),
    "async_instance": ("AsyncInstance",),
    "async_manager": ("AsyncManager",),
    "async_servers": ("AsyncServer",),
    "instance": ("Instance",),
    "manager": ("Manager",),
    "servers": ("Server",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME_OF)


# Type checkers know the names from above, and others not at all.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name == "__version__":
            return import_module(".client.version", __name__).own_version()
        if name not in _HOME_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f".client.{_HOME_OF[name]}", __name__), name)


def __dir__() -> list[str]:
    return [*globals(), "__version__", *_HOME_OF]


def load_ipython_extension(shell: Any) -> None:
    """``%load_ext trame_manager``: the line magic ``%trame``."""
    import_module(".client.magic", __name__).load(shell)
