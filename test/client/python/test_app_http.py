"""Programs that talk to an app itself."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from conftest import Daemon

from trame_manager import Manager, TrameManagerError, connect_async


def test_it_is_let_in_and_stays_in(manager: Manager) -> None:
    with manager.launch("web").wait() as run, run.http() as app:
        for path in ("", "a/b?c=d", "/from/its/root"):
            answer = app.get(path)
            assert (answer.status_code, answer.text) == (200, "here")
            assert answer.url.path.startswith(f"/user/a/trame-manager{run.info.path}")
    run.remove()


def test_on_tcp_as_well(start_daemon: Callable[..., Daemon]) -> None:
    daemon = start_daemon(tcp=True)
    with daemon.manager() as manager, manager.launch("web").wait() as run, run.http() as app:
        assert app.get("").text == "here"


def test_with_asyncio(shared: Daemon) -> None:
    async def ask() -> str:
        async with await connect_async(socket=shared.socket) as manager:
            run = await (await manager.launch("web")).wait()
            async with await run.http() as app:
                text = (await app.get("")).text
            await run.remove()
            return text

    assert asyncio.run(ask()) == "here"


def test_an_instance_that_does_not_answer_yet_is_not_asked(manager: Manager) -> None:
    run = manager.launch("gated")
    with pytest.raises(TrameManagerError, match=r"is starting") as caught:
        run.http()
    assert caught.value.code == "instance_not_ready"
    run.remove()
