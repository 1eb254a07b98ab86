"""HTTP to an app itself, past the door that a one-time link opens: for programs that drive apps without a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpx

from .address import Address
from .drivers import async_transport_to, transport_to
from .errors import TrameManagerError
from .instance_calls import make_link, show_instance
from .models import InstanceInfo, Link
from .plain_text import one_line
from .steps import Operation

_ANSWER_SECONDS = 60.0


@dataclass(frozen=True)
class Entrance:
    """A link, and the instance that it leads into."""

    info: InstanceInfo
    link: Link


def entrance(id: str) -> Operation[Entrance]:
    """A fresh link to an instance that answers. Raises TrameManagerError ``instance_not_ready``."""
    info = yield from show_instance(id)
    if info.state not in ("ready", "ending"):
        raise TrameManagerError(
            f'"{one_line(info.name)}" is {info.state}, so its app cannot be asked.',
            code="instance_not_ready",
            hint="wait() waits until it is ready; restart() starts one that has ended.",
        )
    return Entrance(info, (yield from make_link(id, None, None)))


def open_http(to: Entrance, address: Address) -> httpx.Client:
    """A client of the app; the link has been used up. Raises TrameManagerError ``link_refused``."""
    settings = _settings(to, address)
    # Another one than the caller's, whose `with` takes none that was used.
    with httpx.Client(transport=transport_to(address), **settings) as visitor:
        _check(visitor.get(_whole(to.link, address)))
    return httpx.Client(transport=transport_to(address), cookies=visitor.cookies, **settings)


async def open_http_async(to: Entrance, address: Address) -> httpx.AsyncClient:
    """As ``open_http``, for asyncio."""
    settings = _settings(to, address)
    async with httpx.AsyncClient(transport=async_transport_to(address), **settings) as visitor:
        _check(await visitor.get(_whole(to.link, address)))
    return httpx.AsyncClient(transport=async_transport_to(address), cookies=visitor.cookies, **settings)


def _settings(to: Entrance, address: Address) -> dict[str, Any]:
    url = _whole(to.link, address)
    # The daemon's token ends at the daemon.
    headers = {} if address.token is None else {"authorization": f"Bearer {address.token}"}
    return {
        "base_url": url[: url.index(to.info.path)] + to.info.path,
        "headers": headers,
        "timeout": httpx.Timeout(_ANSWER_SECONDS, connect=5.0),
    }


def _whole(link: Link, address: Address) -> str:
    return urljoin(address.url, link.url)


def _check(answer: httpx.Response) -> None:
    """The door answers with its cookie, and leads to the same address without the token."""
    if answer.status_code != 303:
        raise TrameManagerError(
            f"The app could not be entered (HTTP {answer.status_code}).",
            code="link_refused",
            hint="log() may say why; it may have ended meanwhile.",
            status=answer.status_code,
        )
