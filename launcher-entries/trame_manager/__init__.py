"""Launch, connect and share trame apps and ParaView servers from JupyterLab.

The work is done by a daemon, a Node.js program that this package carries (``daemon/``). Python only says where it is:
``jupyter_entry`` to jupyter-server-proxy, ``command_line`` to a shell.
"""

from importlib.metadata import version

__version__ = version("jupyter-trame-manager")
