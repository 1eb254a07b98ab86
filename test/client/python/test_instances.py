"""Launching, waiting, stopping and all else that is done with instances, against a real daemon."""

from __future__ import annotations

import os
import urllib.request
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from conftest import Daemon

from trame_manager import (
    AppBroken,
    AppNotFound,
    Instance,
    InstanceFailed,
    InstanceNotFound,
    InvalidParameters,
    Manager,
    TrameManagerError,
    WaitTimeout,
    connect,
)


def test_launch_wait_log_link_stop_remove(manager: Manager, shared: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    data = shared.home / "notebooks" / "run 7"
    data.mkdir(parents=True)
    # Not where the daemon was started.
    monkeypatch.chdir(data.parent)
    run = manager.launch("web", data=Path("run 7"), name="first", resolution=12, title="it's $(id)")
    assert isinstance(run, Instance) and run.name == "first" and run.app == "web"
    assert run.wait() is run and run.state == "ready"
    info = run.info
    assert info.data_directory == str(data) and info.parameters["resolution"] == 12
    assert info.parameters["title"] == "it's $(id)"
    assert isinstance(info.created_at, datetime) and info.created_at.tzinfo == timezone.utc
    assert run.log().splitlines() == [f"serving 12 {data}"]
    assert run.log(tail=0) == ""
    link = run.link(expires_in_seconds=5, note="test")
    assert link.url.startswith("/user/a/trame-manager/proxy/") and link.expires_at > info.created_at
    assert urllib.request.urlopen(f"http://127.0.0.1:{info.port}/").read() == b"here"
    assert run.rename("second").name == "second"
    assert manager.instances["second"].id == run.id == manager.instances.get(run.id).id
    assert [instance.id for instance in manager.instances.list(state="ready", app="web")] == [run.id]
    assert run.stop().state == "stopped" and run.info.ended_at is not None
    run.remove()
    run.remove()
    with pytest.raises(InstanceNotFound):
        run.refresh()


def test_a_failure_raises_with_the_end_of_the_log_and_a_hint(manager: Manager) -> None:
    run = manager.launch("failing", name="fails")
    with pytest.raises(InstanceFailed) as caught:
        run.wait()
    error = caught.value
    assert error.code == "instance_failed"
    assert error.log_tail == ("reading", "ModuleNotFoundError: No module named 'nowhere'")
    assert error.hint and "nowhere" in error.hint
    text = str(error)
    assert '"fails" failed' in text and "exit code 3" in text and error.hint in text and "    reading" in text
    run.remove()


def test_waiting_can_be_limited_and_ends_without_the_instance(manager: Manager, shared: Daemon) -> None:
    run = manager.launch("gated")
    with pytest.raises(WaitTimeout) as caught:
        run.wait(timeout=0.2)
    assert isinstance(caught.value, TimeoutError) and "starting" in str(caught.value)
    assert run.refresh().state == "starting"
    (shared.home / "gate").touch()
    assert run.wait().state == "ready"
    (shared.home / "gate").unlink()
    run.remove()


def test_one_that_is_stopped_before_it_is_ready_says_so(manager: Manager) -> None:
    run = manager.launch("gated")
    manager.instances[run.name].stop(wait=False)
    with pytest.raises(InstanceFailed) as caught:
        run.wait()
    assert caught.value.code == "instance_stopped"
    run.remove()


def test_a_restart_is_waited_for_and_not_what_it_ends(manager: Manager) -> None:
    run = manager.launch("web").wait()
    before = run.info
    assert run.restart().wait().state == "ready"
    assert run.info.started_at > before.started_at and run.info.pid != before.pid and run.id == before.id
    run.remove()


def test_a_with_block_stops_it_also_after_an_error(manager: Manager) -> None:
    with manager.launch("web") as run:
        run.wait()
    assert run.state == "stopped"
    with pytest.raises(ZeroDivisionError), manager.launch("web") as other:
        _ = 1 / 0
    assert other.state == "stopped"
    with manager.launch("web") as gone:
        gone.remove()
    run.remove()
    other.remove()


def test_names_that_are_not_known_get_the_nearest(manager: Manager) -> None:
    with pytest.raises(AppNotFound, match='Did you mean "web"') as caught:
        manager.launch("wbe")
    assert isinstance(caught.value, LookupError)
    with pytest.raises(AppNotFound, match='There are: "failing", "gated"'):
        manager.launch("zzzzzzzz")
    with pytest.raises(AppBroken, match=r"broken/app\.yml, line 2") as broken:
        manager.launch("broken")
    assert broken.value.hint and "command" in broken.value.hint
    with manager.launch("Web service", name="by its name") as run, pytest.raises(InstanceNotFound, match="by its name"):
        manager.instances["by it name"]
    run.remove()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"resolutoin": 3}, 'no parameter "resolutoin". Did you mean "resolution"?'),
        ({"zzz": 3}, 'There are: "resolution", "method", "scale", "shaded", "title".'),
        ({"data_dir": "x"}, 'Did you mean "data"?'),
        ({"resolution": 99}, "Resolution has to be at most 64."),
        ({"resolution": 0}, "Resolution has to be at least 1."),
        ({"resolution": 1.5}, "Resolution has to be a whole number."),
        ({"resolution": True}, "Resolution has to be a whole number."),
        ({"resolution": "12"}, "Resolution has to be a whole number."),
        ({"scale": float("nan")}, "Scale has to be a number."),
        ({"method": "slow"}, 'Method has to be one of "fast", "exact".'),
        ({"shaded": 1}, "Shaded has to be True or False."),
        ({"title": 5}, "Title has to be a text."),
        ({"title": "a\0b"}, "Title cannot hold a NUL character."),
        ({"title": "\udcff"}, "Title holds bytes that are no UTF-8."),
    ],
)
def test_wrong_values_are_refused_before_anything_is_sent(
    manager: Manager, values: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    request = manager._driver._client.request

    def note(**call: Any) -> object:
        sent.append(call["method"])
        return request(**call)

    monkeypatch.setattr(manager._driver._client, "request", note)
    with pytest.raises(InvalidParameters) as caught:
        manager.launch("web", parameters=values)
    assert message in str(caught.value) and isinstance(caught.value, ValueError)
    assert sent == ["GET"]


def test_all_mistakes_are_told_at_once_with_their_places(manager: Manager) -> None:
    with pytest.raises(InvalidParameters) as caught:
        manager.launch("picky", mehs="x")
    assert [error.path for error in caught.value.errors] == ["/parameters/mehs", "/parameters/mesh", "/data_directory"]
    assert "needs a data directory" in str(caught.value) and "Mesh needs a value" in str(caught.value)
    with pytest.raises(InvalidParameters, match="takes no data directory"):
        manager.launch("gated", data="/tmp")


def test_values_of_other_kinds_become_what_is_sent(manager: Manager, shared: Daemon) -> None:
    class OfNumpy:
        def __init__(self, value: object) -> None:
            self._value = value

        def item(self) -> object:
            return self._value

    run = manager.launch("web", resolution=OfNumpy(7), scale=2, shaded=OfNumpy(False), method=None)
    assert run.info.parameters == {"resolution": 7, "method": "fast", "scale": 2, "shaded": False, "title": ""}
    run.remove()
    given = {"mesh": Path("mesh.vtu"), "name": "of the app"}
    picky = manager.launch("picky", data="~", name="of the card", parameters=given)
    assert picky.name == "of the card"
    assert picky.info.parameters == {"mesh": os.path.abspath("mesh.vtu"), "name": "of the app"}
    assert picky.info.data_directory == str(shared.home)
    picky.remove()


def test_what_the_daemon_refuses_is_the_same_error(manager: Manager) -> None:
    with pytest.raises(InvalidParameters) as caught:
        manager.launch("web", data="/no/such/directory")
    assert (caught.value.code, caught.value.status) == ("invalid_data_directory", 422)
    assert caught.value.errors[0].path == "/data_directory"
    with pytest.raises(InvalidParameters) as named:
        manager.launch("web", name="a\nb")
    assert named.value.code == "invalid_parameters"
    with manager.launch("web") as run:
        with pytest.raises(TrameManagerError) as refused:
            run.connect(host="127.0.0.1", port=11111)
        assert refused.value.code == "no_remote_control" and refused.value.status == 409
        with pytest.raises(InvalidParameters, match="either a server, or a host and a port"):
            run.connect()
    run.remove()


def test_any_call_of_the_rest_api(manager: Manager) -> None:
    answer = manager.call("GET", "jobs")
    assert answer == {"scheduler": None, "jobs": []}
    assert manager.call("PUT", "favourites/apps/web", {}) is not False
    assert manager.call("DELETE", "favourites/apps/web") is not False
    with pytest.raises(TrameManagerError) as caught:
        manager.call("GET", "nothing")
    assert caught.value.code == "not_found"


def test_a_closed_manager_leaves_instances_alone(manager: Manager, shared: Daemon) -> None:
    with connect(socket=shared.socket) as other:
        run = other.launch("web").wait()
    assert manager.instances[run.name].state == "ready"
    manager.instances[run.name].remove()
