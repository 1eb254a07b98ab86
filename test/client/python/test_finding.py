"""How ``connect()`` finds the daemon that is meant, and what it says where it does not."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Daemon, until

from trame_manager import (
    DaemonElsewhere,
    DaemonNotFound,
    DaemonUnreachable,
    SeveralDaemons,
    TrameManagerError,
    Unauthorized,
    VersionMismatch,
    VersionWarning,
    connect,
)
from trame_manager.client.asking import Patience, ask
from trame_manager.client.lookup import find_daemon
from trame_manager.client.processes import start_ticks, this_place
from trame_manager.client.steps import Call

Write = Callable[..., Path]


@pytest.fixture
def sleepers() -> Iterator[Callable[[], int]]:
    """Processes that stand for daemons."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> int:
        started.append(subprocess.Popen(["sleep", "600"]))
        return started[-1].pid

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def write(home: Path, sleepers: Callable[[], int]) -> Write:
    """Writes a runtime file; without a pid, that of a process that runs."""

    def write_file(mode: int = 0o600, **changes: Any) -> Path:
        place = this_place()
        pid = changes.pop("pid", None) or sleepers()
        told = {
            "layout": 1,
            "version": "0.1.0",
            "pid": pid,
            "start_ticks": start_ticks(pid),
            "host": place.host,
            "boot_id": place.boot_id,
            "socket": f"/run/{pid}.sock",
            "url": None,
            "token": None,
            "base_path": f"/user/{pid}/",
            "jupyter_pid": None,
            "started_at": "2026-01-02T03:04:05.678Z",
            **changes,
        }
        directory = home / "state" / "daemons"
        directory.mkdir(parents=True, exist_ok=True)
        path = directory / f"{told['host']}-{pid}.json"
        path.write_text(json.dumps(told))
        path.chmod(mode)
        return path

    return write_file


def test_the_only_daemon_is_found_and_its_file_says_where(start_daemon: Callable[..., Daemon], home: Path) -> None:
    daemon = start_daemon()
    told = json.loads(daemon.file.read_text())
    assert oct(daemon.file.stat().st_mode & 0o777) == "0o600"
    assert oct(daemon.file.parent.stat().st_mode & 0o777) == "0o700"
    assert told["socket"] == str(daemon.socket) and told["base_path"] == "/user/a/trame-manager/"
    assert told["token"] is None and told["url"] is None and told["jupyter_pid"] is None
    with connect() as manager:
        assert manager.system().home == str(home)
        assert manager.address == f"/user/a/trame-manager/ on the socket {daemon.socket}"
        assert [app.info.id for app in manager.apps] == ["failing", "gated", "picky", "web"]
    file = daemon.file
    daemon.end()
    assert not file.exists()


def test_without_a_daemon_it_says_how_to_start_one(home: Path) -> None:
    with pytest.raises(DaemonNotFound) as caught:
        connect()
    assert caught.value.code == "daemon_not_found"
    assert "tile" in str(caught.value) and "connect(start=True)" in str(caught.value)


def test_a_stale_file_is_none_and_the_next_daemon_removes_it(
    start_daemon: Callable[..., Daemon], write: Write, home: Path
) -> None:
    stale = write(start_ticks=1)
    foreign = write(host="n17", start_ticks=1)
    with pytest.raises(DaemonElsewhere):
        connect()
    foreign.unlink()
    with pytest.raises(DaemonNotFound) as caught:
        connect()
    assert "has ended" in str(caught.value)
    earlier = write(boot_id="another", started_at="2001-01-01T00:00:00.000Z")
    foreign = write(host="n17", start_ticks=1)
    running = write()
    start_daemon()
    until(lambda: not stale.exists() and not earlier.exists(), "the removal")
    assert foreign.exists() and running.exists()


def test_of_two_daemons_none_is_guessed(write: Write) -> None:
    first, second = write(), write(socket=None, url="http://127.0.0.1:9/", token="s3cret")
    with pytest.raises(SeveralDaemons) as caught:
        connect()
    text = str(caught.value)
    for path in (first, second):
        assert json.loads(path.read_text())["base_path"] in text or "http://127.0.0.1:9/" in text
    assert "connect(socket=…) or connect(url, token=…)" in text
    assert "s3cret" not in text and "s3cret" not in repr(find_files())


def find_files() -> object:
    from trame_manager.client.runtime_file import read_runtime_files, state_directory

    return read_runtime_files(state_directory(os.environ))


def test_the_daemon_of_this_kernels_jupyter_wins(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write()
    write(jupyter_pid=os.getppid(), base_path="/mine/")
    assert find_daemon().base_path == "/mine/"
    write(jupyter_pid=987654, base_path="/declared/")
    monkeypatch.setenv("JPY_PARENT_PID", "987654")
    write(jupyter_pid=987654, base_path="/newer/", started_at="2026-02-02T00:00:00Z")
    assert find_daemon().base_path == "/newer/"


def test_a_daemon_on_another_machine_is_told_by_name(write: Write) -> None:
    write(host="n17")
    with pytest.raises(DaemonElsewhere, match='"n17"'):
        connect()
    here = write()
    assert find_daemon().pid == json.loads(here.read_text())["pid"]


def test_one_of_the_same_name_in_another_container_too(write: Write) -> None:
    write(boot_id="another", started_at="2100-01-01T00:00:00Z")
    with pytest.raises(DaemonElsewhere, match="another machine or container named"):
        connect()


@pytest.mark.parametrize("mode", [0o640, 0o606])
def test_a_file_that_others_may_touch_is_not_believed(write: Write, mode: int) -> None:
    path = write(mode)
    with pytest.raises(DaemonNotFound, match="others may read or change it"):
        connect()
    path.chmod(0o600)
    assert find_daemon()


def test_nor_one_that_is_no_file_of_ones_own(write: Write, home: Path) -> None:
    path = write()
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
        with pytest.raises(DaemonNotFound, match="belongs to another user"):
            connect()
        os.chown(path, 0, 0)
    moved = home / "elsewhere.json"
    path.rename(moved)
    path.symlink_to(moved)
    with pytest.raises(DaemonNotFound):
        connect()
    path.unlink()
    path.write_text("{")
    path.chmod(0o600)
    with pytest.raises(DaemonNotFound, match="was left out"):
        connect()


def test_a_newer_layout_says_what_to_update(write: Write) -> None:
    write(layout=2, version="9.0.0")
    with pytest.raises(VersionMismatch, match=r"9\.0\.0.*newer than this client") as caught:
        connect()
    assert "restart the kernel" in str(caught.value)


@pytest.mark.parametrize(
    ("daemon", "own", "warned"),
    [("0.2.0", "0.1.0", True), ("0.1.7", "0.1.0", False), ("2.0.0", "1.4.0", True), ("1.9.0", "1.4.0", False)],
)
def test_another_version_is_said_with_what_to_do(daemon: str, own: str, warned: bool) -> None:
    from trame_manager.client.version import warn_of_other_version

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn_of_other_version(daemon, own)
    assert [warning.category for warning in caught] == ([VersionWarning] if warned else [])
    if warned:
        assert f"jupyter-trame-manager=={daemon}" in str(caught[0].message)


def test_the_version_is_looked_at_when_connecting(shared: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trame_manager.client.version.own_version", lambda: "7.0.0")
    with pytest.warns(VersionWarning, match=r"this client 7\.0\.0"):
        connect(socket=shared.socket).close()


def test_over_tcp_with_the_token_and_not_without(start_daemon: Callable[..., Daemon]) -> None:
    daemon = start_daemon(tcp=True)
    told = json.loads(daemon.file.read_text())
    with connect() as manager:
        assert manager.system().version == told["version"]
        assert told["token"] not in repr(manager) and told["token"] not in repr(manager._driver.address)
    printed = re.search(r"ready at (\S+)", daemon.log)
    assert printed
    connect(printed[1]).close()
    with connect(told["url"], token=told["token"]) as manager:
        link = manager.launch("web").link()
        assert link.url.startswith(told["url"] + "proxy/") and "launch_token" not in repr(link)
    for wrong in (None, "wrong"):
        with pytest.raises(Unauthorized) as caught:
            connect(told["url"], token=wrong)
        assert caught.value.status == 401 and isinstance(caught.value, PermissionError)
    assert told["token"] not in daemon.log.replace(printed[1], "")


def test_an_address_at_which_nothing_or_something_else_answers(shared: Daemon, home: Path) -> None:
    with pytest.raises(DaemonUnreachable):
        connect(socket=home / "none.sock")
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
    with pytest.raises(DaemonUnreachable):
        connect(f"http://127.0.0.1:{port}/")
    for url in ("127.0.0.1:8000", "file:///etc/passwd", "http://", ""):
        with pytest.raises(TrameManagerError) as caught:
            connect(url)
        assert caught.value.code == "invalid_url"
    with pytest.raises(TrameManagerError, match="not both"):
        connect("http://127.0.0.1:1/", socket=shared.socket)


def test_a_daemon_that_is_gone_is_not_told_the_token(start_daemon: Callable[..., Daemon], home: Path) -> None:
    daemon = start_daemon(tcp=True)
    port = int(str(json.loads(daemon.file.read_text())["url"]).split(":")[2].split("/")[0])
    with connect() as manager:
        daemon.kill()
        with socket.create_server(("127.0.0.1", port)) as thief:
            thief.settimeout(0)
            with pytest.raises(DaemonUnreachable):
                manager._driver.run(ask(Call("POST", "api/v1/apps/web/instances", {}), Patience(0.2)))
            with pytest.raises(BlockingIOError):
                thief.accept()
