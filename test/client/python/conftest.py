"""Daemons of the checkout, each with a home of its own, for the tests of the Python client."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from trame_manager import Manager, connect

ROOT = Path(__file__).parents[3]
NODE = os.environ["TRAME_MANAGER_TEST_NODE"]

SERVE = """import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"here")
    def log_message(self, *words):
        pass
print("serving", os.environ.get("PARAM_RESOLUTION"), os.environ.get("DATA_DIRECTORY"), flush=True)
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""

APPS = {
    "web": """name: Web service
kind: web
description: Answers <b>here</b>
data_directory: optional
command: exec python3 $APP_DIRECTORY/serve.py
parameters:
  - {name: resolution, label: Resolution, type: integer, min: 1, max: 64, default: 24, help: Points along an edge}
  - {name: method, label: Method, type: choice, choices: [fast, exact], default: fast}
  - {name: scale, label: Scale, type: number, default: 1}
  - {name: shaded, label: Shaded, type: boolean, default: true}
  - {name: title, label: Title, type: string, default: ""}
""",
    "gated": """name: Gated
kind: web
data_directory: none
command: |
  until [ -e $HOME/gate ]; do sleep 0.05; done
  exec python3 $APP_DIRECTORY/serve.py
""",
    "failing": """name: Failing
kind: web
data_directory: none
command: |
  echo "reading"
  echo "ModuleNotFoundError: No module named 'nowhere'" >&2
  exit 3
""",
    "picky": """name: Picky
kind: web
data_directory: required
command: exec python3 $APP_DIRECTORY/serve.py
parameters:
  - {name: mesh, label: Mesh, type: file}
  - {name: name, label: Name, type: string, default: ""}
""",
    "broken": "name: Broken\ncommnad: true\n",
}

SITE = """title: Test
scheduler: none
instances: {stop_grace_seconds: 2}
paraview:
  start: local
  known: []
  fields:
    - {name: processes, label: Processes, type: integer, min: 1, max: 8, default: 1}
    - {name: outcome, label: Outcome, type: choice, choices: [listens, fails], default: listens}
  command: |
    if [ "$PARAM_OUTCOME" = fails ]; then echo "no display"; exit 4; fi
    exec python3 -c 'import os, socket, time; s = socket.create_server(("127.0.0.1", int(os.environ["PORT"]))); time.sleep(600)'
"""


class Daemon:
    """A daemon process on a socket, or on TCP, below a home."""

    def __init__(self, home: Path, name: str = "d", *, base: str = "/user/a/trame-manager/", tcp: bool = False) -> None:
        self.home = home
        self.socket = home / f"{name}.sock"
        self._log = home / f"{name}.log"
        where = ["--host", "127.0.0.1", "--port", "0"] if tcp else ["--socket", str(self.socket)]
        with self._log.open("a") as log:
            self.process = subprocess.Popen(
                [NODE, str(ROOT / "src" / "main.ts"), "serve", *where, "--base-url", base],
                env={
                    **environment(home),
                    "TRAME_MANAGER_CONFIGURATION": str(home / "site.yml"),
                    # What takes longest in a test is to load the daemon's sources.
                    "NODE_COMPILE_CACHE": str(ROOT / ".cache" / "compiled"),
                },
                cwd=home,
                stdout=log,
                stderr=log,
            )

    @property
    def file(self) -> Path:
        """Where it tells clients of itself."""
        return next(iter((self.home / "state" / "daemons").glob(f"*-{self.process.pid}.json")), Path("/nonexistent"))

    def ready(self) -> Daemon:
        """Waits until clients can find it."""
        until(lambda: self.file.exists() or self.process.poll() is not None, "the daemon's file")
        assert self.process.poll() is None, f"the daemon ended: {self.log}"
        return self

    def manager(self) -> Manager:
        """A manager of just this daemon."""
        told = json.loads(self.file.read_text())
        return connect(told["url"], token=told["token"]) if told["url"] else connect(socket=told["socket"])

    @property
    def log(self) -> str:
        return self._log.read_text()

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)


def environment(home: Path) -> dict[str, str]:
    """Nothing of the user who runs the tests is seen or written."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "JUPYTER_PATH": str(home / "jupyter"),
        "TRAME_MANAGER_STATE_DIR": str(home / "state"),
    }


def until(condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    """Asks again and again until ``condition`` holds; a machine may be busy with other tests."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)


def make_home() -> Path:
    # Short, as paths of sockets have to be.
    home = Path(tempfile.mkdtemp(prefix="tm-client-", dir="/tmp"))
    for name, text in APPS.items():
        directory = home / "jupyter" / "trame" / name
        directory.mkdir(parents=True)
        (directory / "app.yml").write_text(text)
        (directory / "serve.py").write_text(SERVE)
    (home / "site.yml").write_text(SITE)
    return home


def remove_home(home: Path, daemons: list[Daemon]) -> None:
    """Ends what runs below it, and removes it."""
    alive = [daemon for daemon in daemons if daemon.process.poll() is None]
    if alive:
        with alive[-1].manager() as manager:
            for instance in manager.instances:
                instance.remove()
            for server in manager.servers:
                server.remove()
    for daemon in daemons:
        daemon.end()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def shared() -> Iterator[Daemon]:
    """One daemon for all tests that leave it as it was."""
    home = make_home()
    daemon = Daemon(home).ready()
    yield daemon
    remove_home(home, [daemon])


@pytest.fixture
def manager(shared: Daemon) -> Iterator[Manager]:
    with shared.manager() as manager:
        yield manager


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of the test's own, which is this process's, too; ``start_daemon`` starts daemons in it."""
    made = make_home()
    for name in ("TRAME_MANAGER_TOKEN", "XDG_STATE_HOME", "JPY_PARENT_PID", "JUPYTERHUB_API_TOKEN", "SERVER_SOFTWARE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(made))
    monkeypatch.setenv("TRAME_MANAGER_STATE_DIR", str(made / "state"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def start_daemon(home: Path) -> Iterator[Callable[..., Daemon]]:
    daemons: list[Daemon] = []

    def start(name: str = "d", *, tcp: bool = False, base: str = "/user/a/trame-manager/") -> Daemon:
        daemons.append(Daemon(home, name, tcp=tcp, base=base))
        return daemons[-1].ready()

    yield start
    remove_home(home, daemons)
