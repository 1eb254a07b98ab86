"""Daemons that die, and people who lose their patience."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import Daemon, environment, until

from trame_manager import DaemonUnreachable, Instance, TrameManagerError, connect
from trame_manager.client import asking
from trame_manager.client.progress import Progress


class Watched(Progress):
    """Tells a test how far the waiting is."""

    def __init__(self) -> None:
        self.waits = threading.Event()
        self.away = threading.Event()
        self.ended: list[str] = []

    def show(self, info: object, waited: float) -> None:
        self.waits.set()

    def show_away(self, waited: float) -> None:
        self.away.set()

    def end(self, info: object, words: str) -> None:
        self.ended.append(words)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    progress = Watched()
    monkeypatch.setattr("trame_manager.client.instance.choose_progress", lambda _wanted: progress)
    return progress


def waiting(run: Instance) -> tuple[threading.Thread, list[object]]:
    outcome: list[object] = []

    def wait() -> None:
        try:
            outcome.append(run.wait())
        except TrameManagerError as error:
            outcome.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread, outcome


def test_a_daemon_that_is_killed_in_a_wait_is_followed_by_the_next(
    start_daemon: Callable[..., Daemon], home: Path, watched: Watched
) -> None:
    first = start_daemon("first")
    run = connect().launch("gated")
    thread, outcome = waiting(run)
    assert watched.waits.wait(60)
    first.kill()
    assert watched.away.wait(60)
    start_daemon("second")
    (home / "gate").touch()
    thread.join(60)
    assert outcome == [run] and run.state == "ready"
    assert run.stop().state == "stopped"


def test_where_no_daemon_comes_back_the_wait_says_that_the_instance_goes_on(
    start_daemon: Callable[..., Daemon], home: Path, watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trame_manager.client.waiting._DAEMON_AWAY_SECONDS", 0.3)
    first = start_daemon("first")
    run = connect().launch("gated")
    thread, outcome = waiting(run)
    assert watched.waits.wait(60)
    first.kill()
    thread.join(60)
    assert isinstance(outcome[0], DaemonUnreachable) and "go on without it" in str(outcome[0])
    assert watched.ended == ["daemon unreachable"]
    start_daemon("second")
    assert run.refresh().state == "starting"


def test_a_launch_whose_answer_is_lost_happens_once(
    start_daemon: Callable[..., Daemon], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_daemon()
    manager = connect()
    client = manager._driver._client
    request = client.request
    lost: list[str] = []

    def lose(**call: Any) -> object:
        answer = request(**call)
        if call["method"] == "POST" and not lost:
            lost.append("once")
            raise httpx.ReadError("lost")
        return answer

    monkeypatch.setattr(client, "request", lose)
    run = manager.launch("web")
    assert lost and [instance.id for instance in manager.instances] == [run.id]
    lost.clear()
    with pytest.raises(DaemonUnreachable, match="is not known"):
        run.restart()


def test_ctrl_c_ends_the_waiting_and_nothing_else(start_daemon: Callable[..., Daemon], home: Path) -> None:
    start_daemon()
    script = """
from trame_manager import connect
manager = connect()
run = manager.launch("gated", name="slow")
print("waiting", flush=True)
try:
    run.wait()
except KeyboardInterrupt:
    print("interrupted", run.refresh().state, manager.instances["slow"].id == run.id, flush=True)
    print(run.stop().state)
"""
    child = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**environment(home), "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout and child.stdout.readline() == "waiting\n"
    stat = Path(f"/proc/{child.pid}/stat")
    until(lambda: stat.read_text().rsplit(")")[-1].split()[0] == "S", "the wait")
    child.send_signal(signal.SIGINT)
    out, _ = child.communicate(timeout=60)
    assert out == "interrupted starting True\nstopped\n"
    assert child.returncode == 0


def test_a_gateways_own_words_are_no_answer(
    start_daemon: Callable[..., Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    from trame_manager.client.steps import Answer, Call, ConnectionBroken, Find, Pause

    operation = asking.ask(Call("GET", "api/v1/apps"))
    assert isinstance(next(operation), Call)
    assert isinstance(operation.send(Answer(503, {"content-type": "text/html"}, b"<html>")), Pause)
    assert isinstance(operation.send(Answer()), Find)
    assert isinstance(operation.send(Answer()), Call)
    assert isinstance(operation.throw(ConnectionBroken("gone", was_sent=False)), Pause)
    problem = b'{"code": "scheduler_unavailable", "detail": "Slurm is silent", "hint": "Later.", "status": 503}'
    assert isinstance(operation.send(Answer()), Find)
    assert isinstance(operation.send(Answer()), Call)
    with pytest.raises(TrameManagerError) as caught:
        operation.send(Answer(503, {"content-type": "application/problem+json"}, problem))
    assert (caught.value.code, caught.value.hint) == ("scheduler_unavailable", "Later.")
