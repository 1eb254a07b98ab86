"""Programs that were launched as apps themselves, such as dashboards: they find the daemon that launched them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Daemon

from trame_manager import SeveralDaemons, connect


def test_an_app_finds_the_daemon_that_launched_it(
    home: Path, start_daemon: Callable[..., Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = start_daemon("one", base="/user/a/"), start_daemon("two", base="/user/b/")
    # Apps are not told where the daemon keeps its state.
    monkeypatch.delenv("TRAME_MANAGER_STATE_DIR")
    session = home / "state" / "sessions" / "k3"
    for name, value in {"INSTANCE_ID": "k3", "SESSION_DIR": str(session)}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SeveralDaemons):
        connect()
    for base, daemon in (("/user/a/", first), ("/user/b/", second)):
        monkeypatch.setenv("BASE_URL", f"{base}proxy/40123/")
        with connect() as manager:
            assert str(daemon.socket) in manager.address


def test_what_looks_like_an_app_and_is_none_changes_nothing(
    start_daemon: Callable[..., Daemon], monkeypatch: pytest.MonkeyPatch
) -> None:
    daemon = start_daemon()
    monkeypatch.setenv("BASE_URL", "/elsewhere/proxy/1/")
    monkeypatch.setenv("SESSION_DIR", "/tmp/k3")
    with connect() as manager:
        assert str(daemon.socket) in manager.address
