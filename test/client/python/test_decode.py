"""JSON of the daemon, of a newer one and of something else."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from trame_manager import VersionMismatch
from trame_manager.client.asking import fetch
from trame_manager.client.decode import Mismatch, decode
from trame_manager.client.models import InstanceInfo, JobUsage, ServerInfo, Usage
from trame_manager.client.steps import Answer, Call

INSTANCE = {
    "id": "a",
    "name": "run",
    "app": "web",
    "state": "ready",
    "host": "n1",
    "path": "/proxy/1/",
    "created_at": "2026-05-09T07:29:33.123Z",
    "started_at": "2026-05-09T07:29:33Z",
}


def test_times_sizes_and_what_is_not_there() -> None:
    info = decode(InstanceInfo, {**INSTANCE, "usage": {"cpu_percent": 3, "memory_bytes": 2.1e8}, "log_tail": ["a"]})
    assert info.created_at == datetime(2026, 5, 9, 7, 29, 33, 123000, tzinfo=timezone.utc)
    assert info.usage == Usage(cpu_percent=3.0, memory_bytes=210_000_000) and isinstance(info.usage.memory_bytes, int)
    assert info.log_tail == ("a",) and info.ended_at is None and info.job is None


def test_a_newer_daemon_may_say_more() -> None:
    more = {**INSTANCE, "mood": {"x": 1}, "state": "dreaming", "job": {"id": "7", "phase": "queued", "place": 3}}
    assert decode(InstanceInfo, more).state == "dreaming"
    assert decode(ServerInfo, {"id": "a", "name": "b", "kind": "job", "state": "queued", "place": 1}).values == {}


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"name": 5},
        {"created_at": "yesterday"},
        {"usage": {"cpu_percent": "a lot", "memory_bytes": 1}},
        {"usage": {"cpu_percent": 1.0}},
        {"viewers": True},
        {"log_tail": "text"},
        {"parameters": []},
        {"connection": 7},
    ],
)
def test_what_is_of_another_shape_is_told_by_its_place(change: dict[str, object]) -> None:
    with pytest.raises(Mismatch, match=f"InstanceInfo.{next(iter(change))}"):
        decode(InstanceInfo, {**INSTANCE, **change})


@pytest.mark.parametrize("content", [b"{}", b"[]", b"<html>", b'{"elapsed_seconds": "long"}', b"\xff"])
def test_such_an_answer_is_a_mismatch_of_versions(content: bytes) -> None:
    operation = fetch(InstanceInfo if content == b"{}" else JobUsage, Call("GET", "api/v1/x"))
    next(operation)
    with pytest.raises(VersionMismatch, match="different versions"):
        operation.send(Answer(200, {}, content))
