"""Which processes run, and on which machine this one does, as the kernel tells it (Linux's /proc)."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

# PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h: the machine's own processes, no container's.
_INITIAL_NAMESPACE = "pid:[4026531836]"


@dataclass(frozen=True)
class Place:
    """A machine (in a container: the container) and its current boot: elsewhere a pid means nothing."""

    host: str
    boot_id: str
    booted_at: datetime | None


def this_place() -> Place:
    """Where this process runs."""
    boot = _read("/proc/sys/kernel/random/boot_id").strip()
    try:
        namespace = os.readlink("/proc/self/ns/pid")
    except OSError:
        namespace = _INITIAL_NAMESPACE
    inside = "" if namespace == _INITIAL_NAMESPACE else f"/{namespace}"
    return Place(socket.gethostname(), f"{boot}{inside}", _booted_at())


def start_ticks(pid: int) -> int | None:
    """When a process was started, in clock ticks since the boot; None: it does not run. A pid alone may be another's by now."""
    fields = _stat(pid)
    return int(fields[19]) if fields else None


def ancestors(environment: Mapping[str, str]) -> tuple[int, ...]:
    """The pids of this process's ancestors, the nearest first; before them the Jupyter that started a kernel (``JPY_PARENT_PID``)."""
    declared = environment.get("JPY_PARENT_PID", "")
    return (*([int(declared)] if declared.isdecimal() else []), *_parents(os.getpid()))


def _parents(pid: int) -> Iterator[int]:
    while (fields := _stat(pid)) and (pid := int(fields[1])) > 1:
        yield pid


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/<pid>/stat from the third on, the state; None where nothing runs any more (a zombie does not)."""
    text = _read(f"/proc/{pid}/stat")
    # The command in parentheses may hold anything, a parenthesis too.
    fields = text[text.rfind(")") + 2 :].split()
    return None if len(fields) < 20 or fields[0] in ("Z", "X") else fields


def _booted_at() -> datetime | None:
    for line in _read("/proc/stat").splitlines():
        if line.startswith("btime "):
            return datetime.fromtimestamp(int(line[6:]), timezone.utc)
    return None


def _read(path: str) -> str:
    try:
        with open(path, encoding="latin-1") as file:
            return file.read()
    except OSError:
        return ""
