"""Tab completion of apps, parameters and choices where a launch is written, in notebooks and IPython."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

from . import notebook
from .app_calls import list_apps
from .app_models import AppInfo
from .asking import Patience
from .errors import TrameManagerError
from .manager import Manager

_NAME = r"(?P<manager>[A-Za-z_]\w*)"
_APP_BEING_WRITTEN = re.compile(_NAME + r"\.launch\(\s*['\"](?P<fragment>[^'\"]*)$")
_IN_LAUNCH = re.compile(
    _NAME
    + r"\.(?:launch\(\s*['\"](?P<first>[^'\"]+)['\"]\s*,|apps\.(?P<attribute>\w+)\.launch\(|apps\[['\"](?P<key>[^'\"]+)['\"]\]\.launch\()"
    + r"(?P<arguments>(?:[^()]|\([^()]*\))*)$",
    re.DOTALL,
)
_KEYWORD_BEING_WRITTEN = re.compile(r"(?:^|,)\s*(?P<fragment>[A-Za-z_]\w*)?$")
_CHOICE_BEING_WRITTEN = re.compile(r"(?:^|,)\s*(?P<parameter>[A-Za-z_]\w*)\s*=\s*['\"](?P<fragment>[^'\"]*)$")
_OWN_KEYWORDS = ("data", "name", "resources", "connect_to", "parameters")


def completions(code: str, namespace: Mapping[str, object]) -> tuple[str, list[str]] | None:
    """What may follow ``code``, which ends at the cursor: the part of it that is replaced, and with what. None: nothing of ours."""
    writing_app = _APP_BEING_WRITTEN.search(code)
    if writing_app:
        apps = _apps(namespace.get(writing_app["manager"]))
        return None if apps is None else _starting_with(writing_app["fragment"], [app.id for app in apps])
    launching = _IN_LAUNCH.search(code)
    apps = None if launching is None else _apps(namespace.get(launching["manager"]))
    if launching is None or apps is None:
        return None
    wanted = launching["first"] or launching["attribute"] or launching["key"]
    app = next((app for app in apps if wanted in (app.id, app.name)), None)
    return None if app is None else _in_arguments(app, launching["arguments"])


def _in_arguments(app: AppInfo, arguments: str) -> tuple[str, list[str]] | None:
    writing_choice = _CHOICE_BEING_WRITTEN.search(arguments)
    if writing_choice:
        choices = [
            parameter.choices or () for parameter in app.parameters if parameter.name == writing_choice["parameter"]
        ]
        return _starting_with(writing_choice["fragment"], [choice for each in choices for choice in each])
    writing_keyword = _KEYWORD_BEING_WRITTEN.search(arguments)
    if not writing_keyword:
        return None
    given = set(re.findall(r"([A-Za-z_]\w*)\s*=(?!=)", arguments))
    names = [parameter.name for parameter in app.parameters if parameter.name.isidentifier()]
    free = [f"{name}=" for name in [*names, *_OWN_KEYWORDS] if name not in given]
    return _starting_with(writing_keyword["fragment"] or "", free)


def _starting_with(fragment: str, words: list[str]) -> tuple[str, list[str]] | None:
    found = [word for word in dict.fromkeys(words) if word.startswith(fragment)]
    return (fragment, found) if found else None


def _apps(manager: object) -> tuple[AppInfo, ...] | None:
    if not isinstance(manager, Manager):
        return None
    try:
        return manager._driver.run(list_apps(Patience(0.0))).apps
    except TrameManagerError:
        return None


def offer_completion() -> None:
    """Teaches it to the IPython that this runs in, once; elsewhere nothing happens."""
    shell = notebook.shell()
    completer = getattr(shell, "Completer", None)
    module: Any = sys.modules.get("IPython.core.completer")
    if completer is None or not hasattr(module, "context_matcher"):
        return
    if any(getattr(matcher, "matcher_identifier", None) == _IDENTIFIER for matcher in completer.custom_matchers):
        return
    completer.custom_matchers.append(_matcher(shell, module))


_IDENTIFIER = "trame_manager"


def _matcher(shell: Any, module: Any) -> Callable[[Any], dict[str, Any]]:
    def match(context: Any) -> dict[str, Any]:
        lines = context.full_text.split("\n")
        code = "\n".join([*lines[: context.cursor_line], lines[context.cursor_line][: context.cursor_position]])
        found = completions(code, shell.user_ns)
        if found is None:
            return {"completions": []}
        fragment, words = found
        return {
            "completions": [module.SimpleCompletion(text=word, type="param") for word in words],
            "matched_fragment": fragment,
            "suppress": True,
        }

    decorated: Callable[[Any], dict[str, Any]] = module.context_matcher(identifier=_IDENTIFIER, priority=100)(match)
    return decorated
