"""Runs operations: what a generator asks for is sent by httpx, with and without asyncio."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from .address import Address
from .errors import TrameManagerError
from .steps import Answer, Call, ConnectionBroken, Operation, Pause, Step
from .version import warn_of_other_version

T = TypeVar("T")

_CONNECT_SECONDS = 5.0
_LOOPBACK = ("localhost", "127.0.0.1", "::1", "0.0.0.0")


class Driver:
    """Runs operations in the caller's thread. Threads may share one."""

    def __init__(self, address: Address, locate: Callable[[], Address]) -> None:
        self.address = address
        self._locate = locate
        self._client = httpx.Client(transport=transport_to(address), **_settings(address))

    def run(self, operation: Operation[T]) -> T:
        """Runs an operation to its end. What interrupts it (Ctrl-C) is raised inside of it first, so that it can tidy up."""
        try:
            step = next(operation)
            while True:
                try:
                    answer = self._perform(step)
                except BaseException as error:
                    step = operation.throw(error)
                else:
                    step = operation.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result

    def close(self) -> None:
        """Closes its connections."""
        self._client.close()

    def _perform(self, step: Step) -> Answer:
        if isinstance(step, Call):
            return self._send(step)
        if isinstance(step, Pause):
            time.sleep(step.seconds)
        else:
            self._move(self._locate())
        return Answer()

    def _send(self, call: Call) -> Answer:
        _refuse_gone(self.address)
        try:
            response = self._client.request(**_request(call))
        except httpx.HTTPError as error:
            raise _broken(error) from error
        return _answer(response)

    def _move(self, address: Address) -> None:
        if address == self.address:
            return
        _compare_versions(self.address, address)
        before, self._client = self._client, httpx.Client(transport=transport_to(address), **_settings(address))
        self.address = address
        before.close()


class AsyncDriver:
    """Runs operations in asyncio's loop."""

    def __init__(self, address: Address, locate: Callable[[], Address]) -> None:
        self.address = address
        self._locate = locate
        self._client = httpx.AsyncClient(transport=async_transport_to(address), **_settings(address))

    async def run(self, operation: Operation[T]) -> T:
        """As ``Driver.run``; a cancellation is raised inside of the operation, too."""
        try:
            step = next(operation)
            while True:
                try:
                    answer = await self._perform(step)
                except BaseException as error:
                    step = operation.throw(error)
                else:
                    step = operation.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return result

    async def close(self) -> None:
        """Closes its connections."""
        await self._client.aclose()

    async def _perform(self, step: Step) -> Answer:
        if isinstance(step, Call):
            return await self._send(step)
        if isinstance(step, Pause):
            await asyncio.sleep(step.seconds)
        else:
            # It reads files, which a network file system may keep waiting.
            await self._move(await asyncio.to_thread(self._locate))
        return Answer()

    async def _send(self, call: Call) -> Answer:
        _refuse_gone(self.address)
        try:
            response = await self._client.request(**_request(call))
        except httpx.HTTPError as error:
            raise _broken(error) from error
        return _answer(response)

    async def _move(self, address: Address) -> None:
        if address == self.address:
            return
        _compare_versions(self.address, address)
        client = httpx.AsyncClient(transport=async_transport_to(address), **_settings(address))
        before, self._client = self._client, client
        self.address = address
        await before.aclose()


def transport_to(address: Address) -> httpx.HTTPTransport | None:
    """On this machine no proxy of the environment is asked; elsewhere httpx's own."""
    if address.socket is not None:
        return httpx.HTTPTransport(uds=address.socket)
    return httpx.HTTPTransport() if _is_here(address) else None


def async_transport_to(address: Address) -> httpx.AsyncHTTPTransport | None:
    """As ``transport_to``."""
    if address.socket is not None:
        return httpx.AsyncHTTPTransport(uds=address.socket)
    return httpx.AsyncHTTPTransport() if _is_here(address) else None


def _is_here(address: Address) -> bool:
    return urlsplit(address.url).hostname in _LOOPBACK


def _settings(address: Address) -> dict[str, Any]:
    headers = {} if address.token is None else {"authorization": f"Bearer {address.token}"}
    return {"base_url": address.url, "headers": {"accept": "application/json", **headers}}


def _request(call: Call) -> dict[str, Any]:
    return {
        "method": call.method,
        "url": call.path,
        "json": call.body,
        "params": dict(call.query) or None,
        "headers": dict(call.headers),
        "timeout": httpx.Timeout(call.answer_seconds, connect=_CONNECT_SECONDS),
    }


def _answer(response: httpx.Response) -> Answer:
    return Answer(
        response.status_code, {name.lower(): value for name, value in response.headers.items()}, response.content
    )


def _compare_versions(before: Address, after: Address) -> None:
    """Jupyter may have been updated meanwhile."""
    if before.file is not None and after.file is not None and before.file.version != after.file.version:
        warn_of_other_version(after.file.version)


def _refuse_gone(address: Address) -> None:
    if address.is_gone():
        raise ConnectionBroken("it has ended", was_sent=False)


def _broken(error: httpx.HTTPError) -> Exception:
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)):
        return ConnectionBroken("nothing answers there", was_sent=False)
    if isinstance(error, httpx.TimeoutException):
        return ConnectionBroken("it took too long", was_sent=True)
    if isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError)):
        return ConnectionBroken("the connection ended", was_sent=True)
    return TrameManagerError(f"The request could not be sent: {error}.", code="invalid_url")
