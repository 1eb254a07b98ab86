"""The magic and tab completion, in a real IPython."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest
from conftest import Daemon
from IPython.core.completer import provisionalcompleter
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell

from trame_manager import Manager, connect
from trame_manager.client.app_models import Parameter
from trame_manager.client.completion import completions, offer_completion
from trame_manager.client.magic import TrameMagic, typed


@pytest.fixture(scope="module")
def shell(shared: Daemon) -> Iterator[Any]:
    shell = InteractiveShell.instance()
    with connect(socket=shared.socket) as manager:
        shell.user_ns["manager"] = manager
        yield shell
    InteractiveShell.clear_instance()


@pytest.fixture
def here(shared: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the magic connects to by itself is the shared daemon."""
    monkeypatch.setenv("TRAME_MANAGER_STATE_DIR", str(shared.home / "state"))


def completed(shell: Any, line: str) -> set[str]:
    """What the tabulator offers at the end of a line."""
    with provisionalcompleter():
        return {each.text for each in shell.Completer.completions(line, len(line))}


def test_the_magic_launches_lists_logs_and_stops(shell: Any, here: None, shared: Daemon) -> None:
    shell.run_line_magic("load_ext", "trame_manager")
    apps = shell.run_line_magic("trame", "apps")
    assert (
        "web      Web service" in repr(apps) and "resolution=24" in repr(apps) and "Web service" in apps._repr_html_()
    )
    run = shell.run_line_magic("trame", "launch web data=/tmp 'name=of the magic' resolution=8 scale=0.5 shaded=no")
    assert run.state == "ready" and run.name == "of the magic" and run.info.data_directory == "/tmp"
    assert run.info.parameters == {"resolution": 8, "method": "fast", "scale": 0.5, "shaded": False, "title": ""}
    assert re.search(r"^of the magic +web  ready", repr(shell.run_line_magic("trame", "list")), re.MULTILINE)
    assert "serving 8" in shell.run_line_magic("trame", "log 'of the magic' 5")
    assert "'of the magic'" in completed(shell, "%trame stop ")
    assert shell.run_line_magic("trame", "stop 'of the magic'").state == "stopped"
    run.remove()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("dance", 'no "%trame dance"'),
        ("launch", "needs an app"),
        ("launch wbe", 'Did you mean "web"'),
        ("launch web resolution", "no PARAMETER=VALUE"),
        ("launch web resolution=many", "Resolution has to be a whole number"),
        ("launch web shaded=perhaps", "Shaded has to be True or False"),
        ("stop", "needs one name"),
        ("stop nobody", 'no instance "nobody"'),
        ("log a b", "takes a number"),
        ("launch 'web", "cannot be read"),
    ],
)
def test_the_magic_says_what_is_wrong_in_a_line(shell: Any, here: None, line: str, message: str) -> None:
    shell.run_line_magic("load_ext", "trame_manager")
    with pytest.raises(UsageError) as caught:
        shell.run_line_magic("trame", line)
    assert message in str(caught.value)


def test_the_magic_finds_the_next_daemon(start_daemon: Any) -> None:
    magic = TrameMagic()
    first = start_daemon("first")
    assert "web" in repr(magic.run("apps"))
    first.kill()
    start_daemon("second")
    assert "web" in repr(magic.run("apps"))


@pytest.mark.parametrize(
    ("line", "awaited"),
    [
        ("%trame ", {"apps", "launch", "list", "log", "show", "stop"}),
        ("%trame la", {"launch"}),
        ("%trame launch ", {"web", "picky"}),
        ("%trame launch w", {"web"}),
        ("%trame launch web ", {"data=", "name=", "resolution=", "method="}),
        ("%trame launch web res", {"resolution="}),
        ('manager.launch("', {"web", "picky"}),
        ('manager.launch("w', {"web"}),
        ('run = manager.launch("web", res', {"resolution="}),
        ('manager.launch("web", resolution=3, ', {"method=", "data=", "connect_to="}),
        ('manager.launch("web", method="', {"fast", "exact"}),
        ("manager.apps.", {"web", "picky", "list"}),
        ("manager.apps.web.launch(me", {"method="}),
        ('manager.apps["', {"web"}),
        ('manager.apps["web"].launch(me', {"method="}),
    ],
)
def test_tab_completion(shell: Any, here: None, line: str, awaited: set[str]) -> None:
    shell.run_line_magic("load_ext", "trame_manager")
    found = completed(shell, line)
    assert awaited <= {text.strip("\"']") for text in found} | found, found
    if "resolution=3" in line:
        assert "resolution=" not in found


def test_completion_is_offered_once_and_leaves_the_rest_alone(shell: Any) -> None:
    before = len(shell.Completer.custom_matchers)
    offer_completion()
    offer_completion()
    assert len(shell.Completer.custom_matchers) - before <= 1
    assert completions("print(", shell.user_ns) is None
    assert completions('other.launch("', {"other": 5}) is None
    assert completions('manager.launch("nothing", ', shell.user_ns) is None


def test_launch_of_an_app_has_its_parameters_in_signature_and_help(manager: Manager) -> None:
    launch = manager.apps.web.launch
    signature = inspect.signature(launch)
    assert list(signature.parameters)[:3] == ["resolution", "method", "scale"]
    assert signature.parameters["resolution"].default == 24 and signature.parameters["resolution"].annotation is int
    assert "Points along an edge" in (launch.__doc__ or "")
    assert list(inspect.signature(manager.apps["picky"].launch).parameters)[:2] == ["mesh", "data"]
    run = launch(resolution=5)
    assert run.info.parameters["resolution"] == 5
    run.remove()
    with pytest.raises(AttributeError):
        _ = manager.apps.nothing
    assert {"web", "picky", "list"} <= set(dir(manager.apps))


def test_words_become_values_of_their_parameters() -> None:
    def parameter(kind: str) -> Parameter:
        return Parameter("p", "P", kind)

    assert typed(parameter("integer"), "12") == 12 and typed(parameter("number"), "1e3") == 1000.0
    assert typed(parameter("boolean"), "Yes") is True and typed(parameter("boolean"), "0") is False
    assert typed(parameter("integer"), "x") == "x" and typed(parameter("string"), "12") == "12"
    assert typed(None, "12") == "12"
