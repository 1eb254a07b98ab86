"""The line magic ``%trame``, after ``%load_ext trame_manager``."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import Any

from .app_calls import find_app, list_apps
from .app_models import AppInfo, Parameter
from .asking import Patience
from .cards import app_table, instance_table, parameter_words
from .completion import offer_completion
from .connect import connect
from .errors import TrameManagerError
from .instance_calls import list_instances
from .manager import Manager
from .plain_text import one_line
from .tables import text_table

USAGE = """%trame apps                                the apps that can be launched
%trame launch APP [data=DIR] [name=NAME] [PARAMETER=VALUE …]
%trame list                                what runs and what ended
%trame show NAME [HEIGHT]                  the app in this cell
%trame log NAME [LINES]
%trame stop NAME"""


class Shown:
    """What a magic gives back: text in a terminal, HTML in a notebook."""

    def __init__(self, text: str, html: str) -> None:
        self._text = text
        self._html = html

    def __repr__(self) -> str:
        return self._text

    def _repr_html_(self) -> str:
        return self._html


class TrameMagic:
    """Does what the words of a line say, with one manager for all of them."""

    def __init__(self) -> None:
        self._manager: Manager | None = None

    def run(self, line: str) -> object:
        """Raises TrameManagerError, also for words that mean nothing (``usage``)."""
        try:
            command, *words = shlex.split(line) or ["help"]
        except ValueError as error:
            raise _wrong(f"The line cannot be read: {error}.") from None
        commands: dict[str, Callable[[Sequence[str]], object]] = {
            "apps": self._apps,
            "launch": self._launch,
            "list": self._list,
            "show": self._show,
            "log": self._log,
            "stop": self._stop,
            "help": lambda _words: Shown(USAGE, f"<pre>{USAGE}</pre>"),
        }
        if command not in commands:
            raise _wrong(f'There is no "%trame {one_line(command)}".')
        return commands[command](words)

    def complete(self, line: str) -> list[str]:
        """What may follow a line that ends at the cursor; quick, and nothing where no daemon answers."""
        words = line.split()
        before = words[1:] if line.endswith(" ") else words[1:-1]
        if not before:
            return ["apps", "launch", "list", "log", "show", "stop"]
        try:
            if before[0] == "launch":
                return self._complete_launch(before[1:])
            if before[0] in ("log", "show", "stop") and len(before) == 1:
                known = self._ready()._driver.run(list_instances(patience=Patience(0.0)))
                return [shlex.quote(info.name) for info in known]
        except TrameManagerError:
            pass
        return []

    def _complete_launch(self, words: Sequence[str]) -> list[str]:
        apps = self._ready()._driver.run(list_apps(Patience(0.0))).apps
        if not words:
            return [shlex.quote(app.id) for app in apps]
        given = {word.split("=")[0] for word in words}
        names = [parameter.name for app in apps if app.id == words[0] for parameter in app.parameters]
        return [f"{name}=" for name in ["data", "name", *names] if name not in given]

    def _apps(self, words: Sequence[str]) -> Shown:
        listing = self._ready()._driver.run(list_apps())
        rows = [(app.id, app.name, parameter_words(app)) for app in listing.apps]
        return Shown(text_table(("App", "Name", "Parameters"), rows), app_table(listing))

    def _launch(self, words: Sequence[str]) -> object:
        if not words:
            raise _wrong("%trame launch needs an app.")
        manager = self._ready()
        app = manager._driver.run(find_app(words[0]))
        given = dict(_assignment(word) for word in words[1:])
        own = {name: given.pop(name) for name in ("data", "name") if name in given}
        values = {name: typed(_parameter(app, name), text) for name, text in given.items()}
        return manager.launch(app.id, data=own.get("data"), name=own.get("name"), parameters=values).wait()

    def _list(self, words: Sequence[str]) -> Shown:
        infos = self._ready()._driver.run(list_instances())
        rows = [(info.name, info.app, info.state, info.host) for info in infos]
        return Shown(text_table(("Name", "App", "State", "Host"), rows), instance_table(infos))

    def _show(self, words: Sequence[str]) -> None:
        name, height = _name_and_number(words, "show", 600)
        self._ready().instances.get(name).show(height)

    def _log(self, words: Sequence[str]) -> object:
        name, lines = _name_and_number(words, "log", 200)
        return self._ready().instances.get(name).log(lines)

    def _stop(self, words: Sequence[str]) -> object:
        if len(words) != 1:
            raise _wrong("%trame stop needs one name.")
        return self._ready().instances.get(words[0]).stop()

    def _ready(self) -> Manager:
        """One manager for all lines: it finds the next daemon by itself."""
        self._manager = self._manager or connect()
        return self._manager


def typed(parameter: Parameter | None, text: str) -> object:
    """A written value in its parameter's type; the text itself where it is none, for the error to say so."""
    kind = None if parameter is None else parameter.type
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
    except ValueError:
        return text
    if kind == "boolean":
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(text.lower(), text)
    return text


def _parameter(app: AppInfo, name: str) -> Parameter | None:
    return next((parameter for parameter in app.parameters if parameter.name == name), None)


def _assignment(word: str) -> tuple[str, str]:
    name, sign, value = word.partition("=")
    if not sign or not name:
        raise _wrong(f'"{one_line(word)}" is no PARAMETER=VALUE.')
    return name, value


def _name_and_number(words: Sequence[str], command: str, standard: int) -> tuple[str, int]:
    if not 1 <= len(words) <= 2 or (len(words) == 2 and not words[1].isdecimal()):
        raise _wrong(f"%trame {command} needs a name, and takes a number.")
    return words[0], int(words[1]) if len(words) == 2 else standard


def _wrong(detail: str) -> TrameManagerError:
    return TrameManagerError(detail, code="usage", hint=USAGE)


def load(shell: Any) -> None:
    """Registers the magic and its completion."""
    magic = TrameMagic()

    def trame(line: str) -> object:
        from IPython.core.error import UsageError

        try:
            return magic.run(line)
        except TrameManagerError as error:
            # Shown without the lines of this package.
            raise UsageError(str(error)) from error

    trame.__doc__ = USAGE
    shell.register_magic_function(trame, "line", "trame")
    shell.set_hook("complete_command", lambda _shell, event: magic.complete(event.text_until_cursor), str_key="%trame")
    offer_completion()
