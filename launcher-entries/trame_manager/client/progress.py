"""Shows what is waited for: in a notebook's output, on a line of the terminal, or not at all."""

from __future__ import annotations

import shutil
import sys
from typing import Any, TextIO

from . import notebook
from .cards import progress_html
from .models import InstanceInfo, ServerInfo
from .words import in_words, moment, quoted

Info = InstanceInfo | ServerInfo


class Progress:
    """Shows nothing; what all others have."""

    def show(self, info: Info, waited: float) -> None:
        """Says how it stands after so many seconds."""
        self._write(info, _words(info, waited), is_over=False)

    def show_away(self, waited: float) -> None:
        """Says that nobody can be asked."""
        self._write(None, f"the daemon does not answer; waiting for it ({in_words(waited)})", is_over=False)

    def end(self, info: Info | None, words: str) -> None:
        """Says how it came out."""
        if info is not None:
            self._write(info, f"{quoted(info.name)}: {words}", is_over=True)

    def _write(self, info: Info | None, text: str, *, is_over: bool) -> None:
        pass


class NotebookProgress(Progress):
    """In the output of the cell, always in the same place."""

    def __init__(self) -> None:
        self._handle: Any = None

    def _write(self, info: Info | None, text: str, *, is_over: bool) -> None:
        html = progress_html(None if info is None else info.state, text, is_over=is_over)
        if self._handle is None:
            self._handle = notebook.display(text, html)
        else:
            notebook.update(self._handle, text, html)


class TerminalProgress(Progress):
    """On one line of a terminal, written over and over."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def _write(self, info: Info | None, text: str, *, is_over: bool) -> None:
        columns = shutil.get_terminal_size().columns
        line = text if len(text) < columns else f"{text[: columns - 2]}…"
        self._stream.write(f"\r{line}\x1b[K" + ("\n" if is_over else ""))
        self._stream.flush()


def choose_progress(wanted: bool) -> Progress:
    """What fits the surroundings; ``wanted`` False: nothing is shown."""
    if not wanted:
        return Progress()
    if notebook.is_notebook():
        return NotebookProgress()
    return TerminalProgress(sys.stderr) if sys.stderr is not None and sys.stderr.isatty() else Progress()


def _words(info: Info, waited: float) -> str:
    words = [f"{quoted(info.name)} is {info.state}"]
    job = info.job
    reason = info.state_reason or (job.reason if job and info.state == "queued" else None)
    if reason:
        words.append(reason)
    expected = job.expected_start_at if job and info.state == "queued" else None
    if expected:
        words.append(f"expected to start at {moment(expected)}")
    return " · ".join([*words, in_words(waited)])
