"""What an operation consists of: generators that yield these steps and are sent answers, whoever runs them."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Call:
    """One request below ``<base>/``."""

    method: str
    path: str
    body: object = None
    """To be sent as JSON; None: no body."""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    answer_seconds: float = 60.0
    """For how long an answer may stay away."""
    repeatable: bool = True
    """Whether it does no more when it is sent twice, since nobody knows whether the first one arrived."""


@dataclass(frozen=True)
class Pause:
    """Wait so long."""

    seconds: float


@dataclass(frozen=True)
class Find:
    """Look for the daemon again: another one may have taken its place."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""

    @property
    def text(self) -> str:
        """The body; bytes that are no text show as �."""
        return self.content.decode("utf-8", errors="replace")


Step = Call | Pause | Find
Operation = Generator[Step, Answer, T]


class ConnectionBroken(Exception):
    """There is no connection, or it ended before the whole answer came; ``was_sent``: the request may have arrived."""

    def __init__(self, reason: str, *, was_sent: bool) -> None:
        super().__init__(reason)
        self.was_sent = was_sent


def pause(seconds: float) -> Operation[None]:
    """Waits so long."""
    yield Pause(seconds)
