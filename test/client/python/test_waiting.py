"""When waiting ends, by what the daemon says of an instance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from trame_manager import InstanceFailed
from trame_manager.client.asking import Patience
from trame_manager.client.decode import decode
from trame_manager.client.models import InstanceInfo
from trame_manager.client.plain_text import LogText
from trame_manager.client.progress import Progress
from trame_manager.client.steps import Answer, Operation, Pause, pause
from trame_manager.client.waiting import Awaited, until_ready

FIRST, SECOND = "2026-05-09T07:00:00Z", "2026-05-09T08:00:00Z"


def info(state: str, **changes: Any) -> InstanceInfo:
    told = {"id": "a", "name": "run", "app": "web", "host": "n1", "path": "/proxy/1/", "created_at": FIRST}
    return decode(InstanceInfo, {**told, "state": state, "started_at": FIRST, **changes})


def states_seen(infos: list[InstanceInfo], earlier_run: datetime | None = None) -> list[str]:
    """The states until the waiting ended."""
    seen: list[str] = []
    told = iter(infos)

    def look(_patience: Patience) -> Operation[InstanceInfo]:
        now = next(told)
        seen.append(now.state)
        yield from pause(0)
        return now

    def log(_lines: int) -> Operation[LogText]:
        yield from pause(0)
        return LogText("last\nlines")

    steps = until_ready(Awaited(look, log), Progress(), None, earlier_run)
    for step in answered(steps):
        assert isinstance(step, Pause)
    return seen


def answered(operation: Operation[Any]) -> Iterator[object]:
    yield next(operation)
    while True:
        try:
            yield operation.send(Answer())
        except StopIteration:
            return


def test_through_the_queue_and_while_nobody_can_be_asked() -> None:
    infos = [info(state) for state in ("queued", "lost", "queued", "starting", "dreaming", "ready", "stopped")]
    assert states_seen(infos) == ["queued", "lost", "queued", "starting", "dreaming", "ready"]


def test_a_job_whose_time_is_nearly_over_answers() -> None:
    assert states_seen([info("ending", ready_at=FIRST, ends_at=SECOND)]) == ["ending"]
    assert states_seen([info("ending"), info("ending", ends_at=SECOND), info("ready")]) == ["ending", "ending", "ready"]


def test_the_run_before_a_restart_is_not_the_one_that_is_waited_for() -> None:
    before = datetime(2026, 5, 9, 7, tzinfo=timezone.utc)
    ending, later = info("ending", ready_at=FIRST, ends_at=SECOND), info("ready", started_at=SECOND)
    infos = [info("ready"), ending, info("starting", started_at=SECOND), later]
    assert states_seen(infos, before) == ["ready", "ending", "starting", "ready"]


def test_an_end_without_a_log_of_its_own_gets_the_end_of_the_file() -> None:
    with pytest.raises(InstanceFailed) as caught:
        states_seen([info("starting"), info("stopped", state_reason="Ended by itself")])
    assert caught.value.log_tail == ("last", "lines")
    assert '"run" ended before it was ready: Ended by itself' in str(caught.value)
