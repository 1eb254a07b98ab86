"""ParaView servers: a program that only listens stands for pvserver."""

from __future__ import annotations

from datetime import timedelta

import pytest

from trame_manager import InvalidParameters, Manager, ServerFailed, ServerNotFound
from trame_manager.client.steps import Call


def test_start_wait_log_stop_restart_remove(manager: Manager) -> None:
    assert [field.name for field in manager.servers.form()] == ["processes", "outcome"]
    server = manager.servers.start(name="mine", processes=2).wait()
    assert server.state == "ready" and server.info.port and server.info.values["processes"] == 2
    assert manager.servers["mine"].id == server.id
    assert "mine" in server._repr_html_() and f":{server.info.port}" in server._repr_html_()
    assert isinstance(server.log(), str)
    assert server.pvsc().lstrip().startswith("<")
    assert server.stop().state in ("stopped", "failed")
    again = server.restart()
    assert again.id != server.id and again.wait().state == "ready"
    with again:
        pass
    assert again.state in ("stopped", "failed")
    for each in (server, again):
        each.remove()
    with pytest.raises(ServerNotFound, match=r"There are no ParaView servers|There is no"):
        manager.servers["mine"]


def test_a_failure_raises_with_the_end_of_the_log(manager: Manager) -> None:
    server = manager.servers.start(outcome="fails")
    with pytest.raises(ServerFailed) as caught:
        server.wait()
    assert caught.value.code == "server_failed" and "no display" in "\n".join(caught.value.log_tail)
    server.remove()


def test_wrong_fields_are_refused_by_name(manager: Manager) -> None:
    with pytest.raises(InvalidParameters) as caught:
        manager.servers.start(processes=99, nodse=1)
    assert {error.path for error in caught.value.errors} == {"/processes", "/nodse"}


def test_lengths_of_time_are_sent_in_seconds() -> None:
    from trame_manager.client.server_calls import start_server

    call = next(start_server({"time_limit": timedelta(hours=1), "nodes": 2}))
    assert isinstance(call, Call) and call.body == {"time_limit": 3600, "nodes": 2}
    assert call.headers["idempotency-key"]
