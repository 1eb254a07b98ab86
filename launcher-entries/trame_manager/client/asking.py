"""One request and its answer: sent again where the daemon was started anew meanwhile, and errors made exceptions."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .decode import Mismatch, decode
from .errors import (
    DaemonElsewhere,
    DaemonNotFound,
    DaemonUnreachable,
    FieldError,
    SeveralDaemons,
    TrameManagerError,
    Unauthorized,
    VersionMismatch,
    error_of,
)
from .plain_text import plain
from .steps import Answer, Call, ConnectionBroken, Find, Operation, Pause

T = TypeVar("T")


@dataclass(frozen=True)
class Patience:
    """For how long a daemon may be away. Jupyter starts one that was killed anew within some seconds."""

    seconds: float = 10.0
    tell: Callable[[], None] | None = None
    """Is called while nothing answers."""


SHORT = Patience()


def ask(call: Call, patience: Patience = SHORT) -> Operation[Answer]:
    """Sends a call and gives its answer, a success.

    Where the daemon is gone, its successor is looked for and asked. Raises DaemonUnreachable where none came in time, and the
    exception of what the daemon refused.
    """
    answer = yield from _send(call, patience)
    if not 200 <= answer.status < 300:
        raise refusal(answer)
    return answer


def fetch(kind: type[T], call: Call, patience: Patience = SHORT) -> Operation[T]:
    """As ``ask``, with the answer's JSON made a dataclass. Raises VersionMismatch where it is of another shape."""
    answer = yield from ask(call, patience)
    try:
        return decode(kind, json.loads(answer.text))
    except (Mismatch, ValueError) as error:
        raise VersionMismatch(
            f"The daemon's answer to {call.method} {call.path} was not understood: {error}.",
            hint="Daemon and client may be of different versions: update the older one, and restart this kernel.",
            status=answer.status,
        ) from None


def _send(call: Call, patience: Patience) -> Operation[Answer]:
    deadline: float | None = None
    pause = 0.02
    while True:
        try:
            answer = yield call
            if not _is_of_a_gateway(answer):
                return answer
            broken = ConnectionBroken(f"Jupyter answered {answer.status}", was_sent=True)
        except ConnectionBroken as error:
            broken = error
        if broken.was_sent and not call.repeatable:
            raise _unreachable(broken, "Whether it did what it was asked is not known: look at the list.") from None
        now = time.monotonic()
        if deadline is None:
            # Another daemon may be there already: however short the patience is, it is looked for once.
            deadline = now + patience.seconds
        elif now >= deadline:
            raise _unreachable(
                broken, "Instances go on without it. Click the Trame Manager tile to start it."
            ) from None
        if patience.tell is not None:
            patience.tell()
        yield Pause(pause)
        pause = min(pause * 1.6, 1.0)
        yield from _find_again()


def _find_again() -> Operation[None]:
    """No daemon, or too many, is what may change in a moment."""
    with contextlib.suppress(DaemonNotFound, SeveralDaemons, DaemonElsewhere):
        yield Find()


def _unreachable(broken: ConnectionBroken, hint: str) -> DaemonUnreachable:
    return DaemonUnreachable(f"The daemon does not answer: {broken}.", hint=hint)


def _is_of_a_gateway(answer: Answer) -> bool:
    """Where Jupyter stands before the daemon: its own words for one that does not answer. 599 is jupyter-server-proxy's."""
    return answer.status in (500, 502, 503, 504, 599) and not _is_problem(answer)


def _is_problem(answer: Answer) -> bool:
    return "problem+json" in answer.headers.get("content-type", "")


def refusal(answer: Answer) -> TrameManagerError:
    """The exception of an answer that is no success."""
    problem = _problem(answer) if _is_problem(answer) else None
    if problem is not None:
        return error_of(
            str(problem.get("code", "error")),
            plain(str(problem.get("detail") or problem.get("title") or f"HTTP status {answer.status}")),
            hint=str(problem["hint"]) if problem.get("hint") else None,
            errors=_field_errors(problem.get("errors")),
            status=answer.status,
        )
    if answer.status in (301, 302, 303, 307, 308, 401, 403):
        return Unauthorized(
            "Jupyter asks for a login: the token is missing, wrong or out of date.",
            hint="Give the token that `jupyter server list` shows: connect(url, token=…).",
            status=answer.status,
        )
    return no_daemon(answer)


def no_daemon(answer: Answer) -> TrameManagerError:
    """The error of an address at which something else answers."""
    return TrameManagerError(
        f"No daemon of Trame Manager answered, but something else, with HTTP status {answer.status}.",
        code="no_daemon",
        hint="The URL has to end with the daemon's base, such as http://127.0.0.1:8888/trame-manager/.",
        status=answer.status,
    )


def _problem(answer: Answer) -> Mapping[str, Any] | None:
    try:
        value = json.loads(answer.text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _field_errors(errors: object) -> list[FieldError]:
    entries = [entry for entry in errors if isinstance(entry, dict)] if isinstance(errors, list) else []
    return [FieldError(str(entry.get("path", "")), str(entry.get("message", ""))) for entry in entries]
