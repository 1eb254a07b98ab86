"""What the surroundings of this process can show: a notebook, a terminal, or nothing."""

from __future__ import annotations

import sys
from typing import Any


def shell() -> Any:
    """IPython's shell that this code runs in; None outside of IPython, which is not imported for that."""
    module = sys.modules.get("IPython")
    return None if module is None else module.get_ipython()


def is_notebook() -> bool:
    """Whether what is displayed reaches a page: the code runs in a kernel."""
    return getattr(shell(), "kernel", None) is not None


def display(text: str, html: str) -> Any:
    """Shows something in the cell's output, and gives the handle by which ``update`` changes it."""
    return sys.modules["IPython"].display.display(_bundle(text, html), raw=True, display_id=True)


def update(handle: Any, text: str, html: str) -> None:
    """Puts something else in place of what was shown."""
    handle.update(_bundle(text, html), raw=True)


def _bundle(text: str, html: str) -> dict[str, str]:
    return {"text/plain": text, "text/html": html}
