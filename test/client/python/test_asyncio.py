"""The same with asyncio."""

from __future__ import annotations

import asyncio

import pytest
from conftest import Daemon

from trame_manager import AsyncInstance, InstanceFailed, InvalidParameters, connect_async


def test_launch_wait_stop(shared: Daemon) -> None:
    async def scenario() -> None:
        async with await connect_async(socket=shared.socket) as manager:
            assert [app.id for app in await manager.apps.list()] == ["failing", "gated", "picky", "web"]
            first, second = await asyncio.gather(manager.launch("web", resolution=3), manager.launch("web"))
            assert isinstance(first, AsyncInstance)
            await asyncio.gather(first.wait(), second.wait())
            assert first.state == second.state == "ready"
            assert (await first.log()).startswith("serving 3")
            assert (await manager.instances.get(first.name)).id == first.id
            assert (await (await first.restart()).wait()).state == "ready"
            async with second:
                pass
            assert second.state == "stopped"
            for run in (first, second):
                await run.remove()
            with pytest.raises(InvalidParameters):
                await manager.launch("web", resolution=99)
            failing = await manager.launch("failing")
            with pytest.raises(InstanceFailed):
                await failing.wait()
            await failing.remove()
            server = await (await manager.servers.start(processes=1)).wait()
            assert (await server.stop()).state in ("stopped", "failed")
            await server.remove()

    asyncio.run(scenario())


def test_cancelling_ends_the_waiting_and_nothing_else(shared: Daemon) -> None:
    async def scenario() -> None:
        async with await connect_async(socket=shared.socket) as manager:
            run = await manager.launch("gated")
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(run.wait(), 0.3)
            assert (await run.refresh()).state == "starting"
            await run.remove()

    asyncio.run(scenario())


def test_every_method_has_its_counterpart() -> None:
    from trame_manager import AsyncManager, AsyncServer, Instance, Manager, Server

    def methods(kind: type) -> set[str]:
        return {name for name in dir(kind) if not name.startswith("_")}

    for plain, other in ((Instance, AsyncInstance), (Manager, AsyncManager), (Server, AsyncServer)):
        assert methods(plain) == methods(other)
