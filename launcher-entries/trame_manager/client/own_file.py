"""Reads files that decide where this client sends what it is told: they have to be the user's alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_LONGEST_BYTES = 65_536


def read_own_file(path: Path) -> str:
    """The text of a small file of mode 0600 (or stricter). Follows no link, waits for no pipe.

    Raises OSError, or ValueError with the reason where it is another user's, or open to others.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, encoding="utf-8") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST_BYTES:
            raise ValueError("it is no plain file, or far too long")
        if found.st_uid != os.geteuid():
            raise ValueError("it belongs to another user")
        if found.st_mode & 0o077:
            raise ValueError("others may read or change it (its mode has to be 600)")
        return file.read()
