"""Waits until an instance or a ParaView server is ready, or has ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from .asking import Patience
from .errors import (
    InstanceFailed,
    InstanceNotFound,
    ServerFailed,
    ServerNotFound,
    TrameManagerError,
    WaitTimeout,
)
from .models import InstanceInfo, ServerInfo
from .plain_text import LogText
from .progress import Progress
from .steps import Operation, Pause
from .words import in_words, quoted

Info = TypeVar("Info", bound=InstanceInfo | ServerInfo)

_DAEMON_AWAY_SECONDS = 60.0
_FIRST_GAP_SECONDS = 0.1
_LONGEST_GAP_SECONDS = {"queued": 5.0, "lost": 5.0}
_TAIL_LINES = 20


@dataclass(frozen=True)
class Awaited(Generic[Info]):
    """What is waited for, and how it is asked."""

    look: Callable[[Patience], Operation[Info]]
    log: Callable[[int], Operation[LogText]]


def until_ready(
    awaited: Awaited[Info], progress: Progress, timeout: float | None, earlier_run: datetime | None = None
) -> Operation[Info]:
    """Waits until it is ready; ``earlier_run`` is the start of the run that is being ended for this one.

    Raises InstanceFailed or ServerFailed where it ends before, WaitTimeout after ``timeout`` seconds.
    """
    began = time.monotonic()
    gap = _FIRST_GAP_SECONDS
    info: Info | None = None
    patience = Patience(_DAEMON_AWAY_SECONDS, lambda: progress.show_away(time.monotonic() - began))
    try:
        while True:
            info = yield from awaited.look(patience)
            waited = time.monotonic() - began
            if _is_ready(info, earlier_run):
                progress.end(info, f"ready after {in_words(waited)}")
                return info
            if info.state in ("stopped", "failed"):
                raise (yield from _failure(info, awaited))
            if timeout is not None and waited >= timeout:
                raise _too_long(info, waited)
            progress.show(info, waited)
            yield Pause(gap if timeout is None else min(gap, max(0.0, timeout - waited)))
            gap = min(gap * 1.3, _LONGEST_GAP_SECONDS.get(info.state, 1.0))
    except BaseException as error:
        progress.end(info, _last_words(error))
        raise


def until_ended(awaited: Awaited[Info], timeout: float) -> Operation[Info | None]:
    """Waits until it has ended, and gives how; None: it was removed. Raises WaitTimeout."""
    began = time.monotonic()
    gap = 0.05
    while True:
        try:
            info = yield from awaited.look(Patience())
        except (InstanceNotFound, ServerNotFound):
            return None
        waited = time.monotonic() - began
        if info.state in ("stopped", "failed"):
            return info
        if waited >= timeout:
            raise _too_long(info, waited)
        yield Pause(min(gap, max(0.0, timeout - waited)))
        gap = min(gap * 1.3, 1.0)


def _is_ready(info: InstanceInfo | ServerInfo, earlier_run: datetime | None) -> bool:
    if info.state == "ready":
        return earlier_run is None or info.started_at != earlier_run
    # It answers, and the time of its job is nearly over.
    ends_soon = info.state == "ending" and info.ready_at is not None and info.ends_at is not None
    return ends_soon and info.started_at != earlier_run


def _failure(info: Info, awaited: Awaited[Info]) -> Operation[TrameManagerError]:
    tail = info.log_tail
    if not tail:
        try:
            tail = tuple((yield from awaited.log(_TAIL_LINES)).splitlines())
        except TrameManagerError:
            tail = ()
    kind = InstanceFailed if isinstance(info, InstanceInfo) else ServerFailed
    code = kind.default_code if info.state == "failed" else kind.default_code.replace("failed", "stopped")
    reason = f": {info.state_reason}" if info.state_reason else "."
    what = "failed" if info.state == "failed" else "ended before it was ready"
    return kind(f"{quoted(info.name)} {what}{reason}", code=code, hint=info.hint, log_tail=tail)


def _too_long(info: InstanceInfo | ServerInfo, waited: float) -> WaitTimeout:
    reason = f" ({info.state_reason})" if info.state_reason else ""
    return WaitTimeout(
        f"{quoted(info.name)} is still {info.state}{reason} after {in_words(waited)}.",
        hint="It goes on by itself: wait() waits again, log() shows what it does, stop() ends it.",
    )


def _last_words(error: BaseException) -> str:
    if isinstance(error, TrameManagerError):
        return error.code.replace("_", " ")
    return "no longer waited for; it goes on"
