"""Offers the known name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from .plain_text import one_line


def did_you_mean(name: str, known: Iterable[str], nothing: str = "") -> str:
    """``Did you mean "resolution"?``; else all known names, or ``nothing`` where there are none."""
    names = list(known)
    plain = {_plain(candidate): candidate for candidate in names}
    close = get_close_matches(_plain(name[:100]), plain, n=1)
    if close:
        return f'Did you mean "{one_line(plain[close[0]])}"?'
    if not names:
        return nothing
    shown = ", ".join(f'"{one_line(candidate)}"' for candidate in names[:20])
    return f"There are: {shown}{', …' if len(names) > 20 else ''}."


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("", "", "-_ "))
