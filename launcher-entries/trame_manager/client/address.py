"""Where a daemon is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit, urlunsplit

from .errors import TrameManagerError
from .runtime_file import RuntimeFile


@dataclass(frozen=True)
class Address:
    """A daemon's address."""

    url: str
    """Ends with a slash. On a socket the host means nothing."""
    socket: str | None = None
    token: str | None = field(default=None, repr=False)
    base_path: str | None = None
    """The path under which browsers see it on Jupyter's own origin; None: the URL is all that is known."""
    file: RuntimeFile | None = None
    """What it was found by."""

    @property
    def where(self) -> str:
        """In words, without the token."""
        return self.file.where if self.file else f"the socket {self.socket}" if self.socket else self.url

    def is_gone(self) -> bool:
        """Whether the daemon ended that listened here. Another program may do so now, and is not to be told anything."""
        return self.file is not None and not self.file.runs()


def address_of_file(file: RuntimeFile) -> Address:
    """The address that a runtime file tells."""
    if file.socket is not None:
        return Address("http://localhost/", socket=file.socket, base_path=file.base_path, file=file)
    return Address(file.url or "", token=file.token, file=file)


def address_of_socket(path: str) -> Address:
    """The address of a unix socket that the user named."""
    return Address("http://localhost/", socket=path)


def address_of_url(url: str, token: str | None) -> Address:
    """The address of a URL that the user gave, with the token that may stand in it, as the daemon prints it.

    Raises TrameManagerError (``invalid_url``) where it is none.
    """
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise TrameManagerError(
            f'"{plain_url(url)}" is no address of a daemon.',
            code="invalid_url",
            hint='It looks like "http://127.0.0.1:8500/", or "https://hub.example/user/ada/trame-manager/".',
        )
    given = parse_qs(parts.query).get("token")
    path = parts.path if parts.path.endswith("/") else f"{parts.path}/"
    return Address(urlunsplit((parts.scheme, parts.netloc, path, "", "")), token=token or (given[0] if given else None))


def plain_url(url: str) -> str:
    """A URL as it may be shown: without its query, where a token may stand."""
    return url.split("?")[0][:200]
