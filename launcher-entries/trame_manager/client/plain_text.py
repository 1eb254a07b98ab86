"""Text of others (names, messages, logs) made harmless for a terminal or a page."""

from __future__ import annotations

import re
from typing import Any

# Unicode's marks, embeddings, overrides and isolates turn the order of letters around: a line reads as something else than it says.
_TURNING = "\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"(?![\\n\\t])[\\x00-\\x1f\\x7f-\\x9f]|[{_TURNING}]")
# CSI (colours, cursor) and OSC (titles, links), as ECMA-48 writes them.
_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|\x1b[@-Z\\^_]")


def plain(text: str) -> str:
    """Text without colours; what else would move a cursor or turn letters around is shown as an escape. Line ends and tabs stay.

    >>> plain("a\\x1b[31mb\\x07")
    'ab\\\\u0007'
    """
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", _SEQUENCE.sub("", text))


def one_line(text: str) -> str:
    """As ``plain``, for what has to stay on one line."""
    return plain(text).replace("\n", "\\n").replace("\t", "\\t")


class LogText(str):
    """The text of a log: a ``str`` with all that the app wrote, which notebooks and prompts show as lines, without escapes."""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(plain(self))
