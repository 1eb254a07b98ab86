"""The ``trame-manager`` command."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from . import daemon_command


def main() -> NoReturn:
    """Becomes the daemon's program, so that signals and the exit code are its own."""
    try:
        command = [*daemon_command.command(), *sys.argv[1:]]
    except FileNotFoundError as error:
        sys.exit(f"trame-manager: {error}")
    os.execve(command[0], command, {**os.environ, **daemon_command.environment()})
