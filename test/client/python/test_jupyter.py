"""``connect(start=True)``: Jupyter is asked to start the daemon. (With a real JupyterLab: test/e2e/notebook-view.test.ts)"""

from __future__ import annotations

import http.server
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Daemon

from trame_manager import DaemonElsewhere, DaemonNotStarted, connect
from trame_manager.client import jupyter

TOKEN = "of-jupyter"


class Jupyter:
    """What answers as a Jupyter does, on a port of its own; ``on_start`` is called when it is to start the daemon."""

    def __init__(self) -> None:
        self.on_start: Callable[[], object] = lambda: None
        self.status = 200
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                authorized = self.headers.get("authorization") in (f"token {TOKEN}", f"Bearer {TOKEN}")
                asked = self.path == "/user/a%20b/trame-manager/healthz"
                status = outer.status if asked and authorized else 404 if authorized else 302
                if status == 200:
                    outer.on_start()
                body = b'{"status": "ok"}' if status == 200 else b""
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_words: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def write_file(self, runtime: Path, *, pid: int, token: str = TOKEN) -> Path:
        """The file that a Jupyter server keeps while it runs."""
        runtime.mkdir(parents=True, exist_ok=True)
        path = runtime / f"jpserver-{pid}.json"
        url = f"http://127.0.0.1:{self.server.server_port}/user/a%20b/"
        told = {"url": url, "base_url": "/user/a%20b/", "token": token, "pid": pid, "sock": "", "secure": False}
        path.write_text(json.dumps(told))
        path.chmod(0o600)
        return path


@pytest.fixture
def server(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Jupyter]:
    for name in ("JUPYTER_DATA_DIR", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "JUPYTERHUB_SERVICE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(home / "runtime"))
    jupyter = Jupyter()
    yield jupyter
    jupyter.server.shutdown()
    jupyter.server.server_close()


def test_jupyter_starts_it_and_it_is_found_by_its_file(
    server: Jupyter, home: Path, start_daemon: Callable[..., Daemon]
) -> None:
    server.write_file(home / "runtime", pid=os.getppid())
    server.on_start = start_daemon
    with connect(start=True) as manager:
        assert manager.system().home == str(home)
        assert str(home) in manager.address
    server.status = 500
    with connect(start=True) as again:
        assert again.apps["web"], "one that runs is not asked for"


def test_a_daemon_without_a_file_is_reached_through_jupyter(
    server: Jupyter, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jupyter, "_FILE_SECONDS", 0.1)
    server.write_file(home / "runtime", pid=os.getppid())
    with connect(start=True) as manager:
        assert manager.address == f"http://127.0.0.1:{server.server.server_port}/user/a%20b/trame-manager/"
        assert TOKEN not in repr(manager)


def test_in_a_hub_its_token_is_taken_and_its_word_where_there_is_no_file(
    server: Jupyter, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jupyter, "_FILE_SECONDS", 0.1)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", TOKEN)
    file = server.write_file(home / "runtime", pid=os.getppid(), token="")
    connect(start=True).close()
    file.unlink()
    with pytest.raises(DaemonNotStarted):
        connect(start=True)
    monkeypatch.setenv("JUPYTERHUB_SERVICE_URL", f"http://127.0.0.1:{server.server.server_port}/user/a%20b/")
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/a%20b/")
    connect(start=True).close()


@pytest.mark.parametrize(
    ("status", "token", "message"),
    [
        (
            404,
            TOKEN,
            "does not know Trame Manager.*\n.*Install jupyter-trame-manager in the environment that JupyterLab",
        ),
        (500, TOKEN, "HTTP status 500.*\n.*tile"),
        (200, "wrong", "asks for a login"),
    ],
)
def test_why_jupyter_did_not_start_it_is_said(
    server: Jupyter, home: Path, status: int, token: str, message: str
) -> None:
    server.status = status
    server.write_file(home / "runtime", pid=os.getppid(), token=token)
    with pytest.raises(DaemonNotStarted, match=message) as caught:
        connect(start=True)
    assert TOKEN not in str(caught.value)


def test_a_jupyter_that_is_gone_and_one_that_is_none_of_ours(server: Jupyter, home: Path) -> None:
    file = server.write_file(home / "runtime", pid=os.getppid())
    server.server.shutdown()
    server.server.server_close()
    with pytest.raises(DaemonNotStarted, match="does not answer"):
        connect(start=True)
    file.chmod(0o644)
    with pytest.raises(DaemonNotStarted, match="not started by a Jupyter server"):
        connect(start=True)
    file.unlink()
    server.write_file(home / "runtime", pid=2**22 - 1)
    with pytest.raises(DaemonNotStarted, match="trame-manager serve"):
        connect(start=True)


def test_it_is_asked_also_where_one_runs_elsewhere(server: Jupyter, home: Path) -> None:
    directory = home / "state" / "daemons"
    directory.mkdir(parents=True)
    told = {"version": "0", "pid": 1, "start_ticks": 1, "host": "n17", "boot_id": "x", "base_path": "/"}
    file = directory / "n17-1.json"
    file.write_text(json.dumps({**told, "layout": 1, "socket": "/x", "started_at": "2026-01-01T00:00:00Z"}))
    file.chmod(0o600)
    with pytest.raises(DaemonElsewhere):
        connect()
    with pytest.raises(DaemonNotStarted):
        connect(start=True)


@pytest.mark.parametrize(
    ("url", "base", "joined"),
    [
        ("http://127.0.0.1:8888/", "/", "http://127.0.0.1:8888/"),
        ("http://127.0.0.1:8888/user/a", "/user/a/", "http://127.0.0.1:8888/user/a/"),
        ("https://hub:443/x", "user/ada", "https://hub:443/user/ada/"),
    ],
)
def test_addresses_of_jupyter(url: str, base: str, joined: str) -> None:
    assert jupyter._joined(url, base) == joined
