"""Shows an app inside a notebook."""

from __future__ import annotations

import json
import os
import uuid
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from . import notebook
from .address import Address
from .errors import TrameManagerError
from .instance_calls import make_link, show_instance
from .models import InstanceInfo
from .plain_text import one_line
from .steps import Operation

_VOILA_LINK_SECONDS = 600
"""Voila may show a page only when all its cells have run."""


def show(info: InstanceInfo, address: Address, height: int) -> Operation[None]:
    """Displays the app of an instance in the cell's output.

    What the notebook's file keeps of it is a note and a script, no link and no token. The script puts the app in the note's place,
    each time that the notebook is opened in the JupyterLab or Notebook 7 that the daemon belongs to, and trusted there.

    Raises TrameManagerError ``no_notebook`` outside of a notebook, ``invalid_height`` for a height that is none,
    ``instance_not_running`` for an instance that has ended.
    """
    if not notebook.is_notebook():
        raise TrameManagerError(
            "show() displays the app in a notebook, and this is none.",
            code="no_notebook",
            hint="link() gives a link that opens it in a browser, once.",
        )
    if isinstance(height, bool) or not isinstance(height, int) or not 1 <= height <= 10_000:
        raise TrameManagerError("The height has to be a whole number of pixels, 1 to 10000.", code="invalid_height")
    info = yield from show_instance(info.id)
    if info.state in ("stopped", "failed"):
        reason = f": {one_line(info.state_reason)}" if info.state_reason else ""
        raise TrameManagerError(
            f'"{one_line(info.name)}" has {"ended" if info.state == "stopped" else "failed"}{reason}.',
            code="instance_not_running",
            hint="restart() starts it again with the same values; log() shows what it wrote.",
        )
    base = yield from _base(info, address)
    if is_inside_app(base):
        # From its page links are refused to scripts; and nobody keeps what it shows.
        link = yield from make_link(info.id, _VOILA_LINK_SECONDS, None)
        html = frame_html(info.name, urljoin(base, link.url), height)
    else:
        html = asking_html(info, base, height)
    notebook.display(_in_words(info), html)


def is_inside_app(base: str) -> bool:
    """Whether Voila runs this notebook, and is itself an app of this daemon, so that its page lies below ``proxy/``."""
    if not os.environ.get("SERVER_SOFTWARE", "").lower().startswith("voila"):
        return False
    return os.environ.get("BASE_URL", "").startswith(f"{urlsplit(base).path}proxy/")


def asking_html(info: InstanceInfo, base: str, height: int) -> str:
    """A note, and a script that puts the app in its place where the page is one of the daemon's own origin.

    base: where browsers see the daemon, a path on Jupyter's origin or a whole URL; ends with a slash.
    """
    place = f"tm-{uuid.uuid4().hex}"
    to = {
        "place": place,
        "instance": f"{base}api/v1/instances/{quote(info.id, safe='')}",
        "origin": None if base.startswith("/") else "/".join(base.split("/")[:3]),
        "name": one_line(info.name),
        "height": height,
    }
    note = f"{escape(one_line(info.name))} was shown here. {_HOW_TO_SEE}"
    return f'<div id="{place}"><p>{note}</p></div>\n<script>({_script()})({in_script(to)});</script>'


def frame_html(name: str, url: str, height: int) -> str:
    """A frame with an address that lets one browser in."""
    look = f"display:block;width:100%;border:0;height:{height}px"
    title = escape(one_line(name))
    return f'<iframe src="{escape(url)}" title="{title}" style="{look}" allow="fullscreen"></iframe>'


def in_script(value: object) -> str:
    """JSON in which nothing can end the script that it stands in."""
    text = json.dumps(value)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


_HOW_TO_SEE = "To see it, run this cell again, in the JupyterLab that runs it. If it has ended, run the cell that launches it first."


def _in_words(info: InstanceInfo) -> str:
    return f"The app {one_line(info.name)} is shown by JupyterLab, Notebook 7 and Voila. link() opens it elsewhere."


@cache
def _script() -> str:
    """The function in ``embedded-view.js``, without what only its readers need."""
    text = Path(__file__).with_name("embedded-view.js").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line and not line.startswith("//")).removesuffix(";")


def _base(info: InstanceInfo, address: Address) -> Operation[str]:
    """Where browsers see the daemon. On a socket without a file nobody but the daemon knows: its links tell."""
    if address.base_path is not None or address.socket is None:
        return address.base_path or address.url
    link = yield from make_link(info.id, 1, None)
    return link.url[: link.url.index("proxy/")]
