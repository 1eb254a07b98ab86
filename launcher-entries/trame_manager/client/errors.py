"""What can go wrong, as exceptions: each has a code to compare, and says what happened and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .plain_text import plain


@dataclass(frozen=True)
class FieldError:
    """One wrong value: ``path`` is a JSON pointer into the request (``/parameters/iso``), ``message`` a sentence."""

    path: str
    message: str


class TrameManagerError(Exception):
    """The base of all errors of this package; also an error of the daemon that has no class of its own.

    ``code`` never changes and is what scripts compare: one of the daemon's catalogue (docs/errors.md), or of this client
    (docs/notebooks.md). ``detail`` says what happened, ``hint`` what to do about it (None: the detail says it all), ``log_tail`` has the
    last lines of the log of what failed, ``errors`` each wrong value, ``status`` the HTTP status (None: nothing was asked).
    """

    default_code = "error"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        hint: str | None = None,
        log_tail: Sequence[str] = (),
        errors: Sequence[FieldError] = (),
        status: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.code = code or self.default_code
        self.detail = detail
        self.hint = hint
        self.log_tail = tuple(log_tail)
        self.errors = tuple(errors)
        self.status = status

    def __str__(self) -> str:
        parts = [self.detail]
        parts += [f"  {error.path}: {error.message}" for error in self.errors if error.message not in self.detail]
        if self.hint and self.hint not in self.detail:
            parts.append(self.hint)
        if self.log_tail:
            parts += ["The end of its log:", *(f"    {line}" for line in self.log_tail)]
        return plain("\n".join(parts))


class DaemonNotFound(TrameManagerError):
    """No daemon of yours runs here."""

    default_code = "daemon_not_found"


class SeveralDaemons(TrameManagerError):
    """More than one daemon of yours runs here, and none belongs to the Jupyter of this kernel."""

    default_code = "several_daemons"


class DaemonElsewhere(TrameManagerError):
    """A daemon of yours was started on another machine, or in another container, than this kernel runs in."""

    default_code = "daemon_elsewhere"


class DaemonNotStarted(TrameManagerError):
    """Jupyter could not be asked to start the daemon, or did not."""

    default_code = "daemon_not_started"


class DaemonUnreachable(TrameManagerError, ConnectionError):
    """The daemon does not answer, or the connection broke before its answer came."""

    default_code = "daemon_unreachable"


class Unauthorized(TrameManagerError, PermissionError):
    """The token is missing or wrong."""

    default_code = "unauthorized"


class VersionMismatch(TrameManagerError):
    """Daemon and client do not understand each other, since they are of different versions."""

    default_code = "client_version_mismatch"


class VersionWarning(UserWarning):
    """Daemon and client are of different versions, and understand each other so far."""


class AppNotFound(TrameManagerError, LookupError):
    """There is no such app; the detail offers the nearest name."""

    default_code = "app_not_found"


class AppBroken(TrameManagerError):
    """The file of the app has an error, so that it cannot be launched."""

    default_code = "app_broken"


class InvalidParameters(TrameManagerError, ValueError):
    """A value is missing, unknown, of the wrong type or out of bounds; ``errors`` names each. Nothing was started."""

    default_code = "invalid_parameters"


class InstanceNotFound(TrameManagerError, LookupError):
    """There is no such instance, or no longer."""

    default_code = "instance_not_found"


class ServerNotFound(TrameManagerError, LookupError):
    """There is no such ParaView server, or no longer."""

    default_code = "server_not_found"


class InstanceFailed(TrameManagerError):
    """The instance ended before it was ready; ``log_tail`` has the end of its log."""

    default_code = "instance_failed"


class ServerFailed(TrameManagerError):
    """The ParaView server ended before it listened; ``log_tail`` has the end of its log."""

    default_code = "server_failed"


class WaitTimeout(TrameManagerError, TimeoutError):
    """What was waited for did not come in the time that was given; it goes on by itself."""

    default_code = "wait_timeout"


_OF_THE_DAEMON: dict[str, type[TrameManagerError]] = {
    "app_broken": AppBroken,
    "app_not_found": AppNotFound,
    "instance_not_found": InstanceNotFound,
    "invalid_data_directory": InvalidParameters,
    "invalid_parameters": InvalidParameters,
    "server_not_found": ServerNotFound,
    "unauthorized": Unauthorized,
}


def error_of(
    code: str, detail: str, *, hint: str | None, errors: Sequence[FieldError], status: int | None
) -> TrameManagerError:
    """The exception of a code of the daemon's catalogue."""
    kind = _OF_THE_DAEMON.get(code, TrameManagerError)
    return kind(detail, code=code, hint=hint, errors=errors, status=status)
