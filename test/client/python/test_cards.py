"""What notebooks and terminals show of things."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from trame_manager import Manager, TrameManagerError
from trame_manager.client import cards
from trame_manager.client.app_models import AppInfo, AppListing, Parameter
from trame_manager.client.card_style import DARK, DRAWINGS, LIGHT, TONES
from trame_manager.client.decode import decode
from trame_manager.client.models import InstanceInfo, ServerInfo
from trame_manager.client.plain_text import LogText, one_line, plain
from trame_manager.client.progress import TerminalProgress, choose_progress
from trame_manager.client.words import in_words, size

HOSTILE = "<img src=x onerror=alert(1)> \x1b]8;;http://evil.example\x07 \u202etxt\n\"'&"
TIME = "2026-05-09T07:29:33Z"


class Elements(HTMLParser):
    """The names of all elements, and all text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.names.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def instance(**changes: Any) -> InstanceInfo:
    told = {"id": "a", "app": "web", "state": "ready", "host": "n1", "path": "/proxy/1/", "created_at": TIME}
    return decode(InstanceInfo, {"name": HOSTILE, "started_at": TIME, **told, **changes})


def all_pages() -> list[str]:
    job = {"id": HOSTILE, "phase": "queued", "reason": HOSTILE, "partition": HOSTILE, "nodes": 2}
    failed = instance(state="failed", hint=HOSTILE, signal=HOSTILE, log_tail=[HOSTILE], state_reason=HOSTILE)
    connection = {"state": HOSTILE, "host": HOSTILE, "reason": HOSTILE}
    shown = instance(state=HOSTILE, parameters={HOSTILE: HOSTILE}, data_directory=HOSTILE, app_name=HOSTILE, job=job)
    server = decode(
        ServerInfo,
        {
            "id": "p",
            "name": HOSTILE,
            "kind": "job",
            "state": "failed",
            "version": HOSTILE,
            "log_tail": [HOSTILE],
            "job": job,
        },
    )
    parameter = Parameter(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, None, None, (HOSTILE,))
    app = AppInfo(HOSTILE, HOSTILE, "web", "required", (parameter,), description=HOSTILE)
    return [
        cards.instance_card(failed),
        cards.instance_card(shown),
        cards.instance_card(instance(connection=connection)),
        cards.instance_table([failed, shown]),
        cards.server_card(server),
        cards.server_table([server]),
        cards.app_card(app),
        cards.app_table(AppListing((app,), (), ())),
        cards.progress_html(HOSTILE, HOSTILE, is_over=False),
    ]


def test_what_others_wrote_is_text_in_every_card() -> None:
    for page in all_pages():
        elements = Elements(page)
        assert "img" not in elements.names and "script" not in elements.names
        assert "<img src=x onerror=alert(1)>" in elements.text
        assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", page)


def test_cards_have_the_launcher_pages_colours_and_drawings() -> None:
    styles = ROOT / "src" / "web" / "styles"
    for colours, sheet in ((LIGHT, "tokens.css"), (DARK, "dark.css")):
        text = (styles / sheet).read_text()
        assert colours == {name: re.search(rf"--tm-{name}: (#\w+);", text)[1] for name in colours}  # type: ignore[index]
    badge = (ROOT / "src" / "web" / "components" / "tm-state-badge.ts").read_text()
    icons = (ROOT / "src" / "web" / "icons.ts").read_text()
    looks = re.findall(r"(\w+): \{ icon: '(\w+)', tone: '(\w+)' \}", badge)
    assert {state: tone for state, _, tone in looks} == TONES
    for state, icon, _ in looks:
        drawing = re.search(rf"\b{icon}: svg`(.*)`,", icons)
        assert drawing and drawing[1].replace(' class="turns"', "") == DRAWINGS[state]


def test_a_card_is_asked_for_anew_and_survives_a_silent_daemon(
    manager: Manager, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = manager.launch("web", name="shown")
    manager.instances[run.id].stop()
    page = Elements(run._repr_html_())
    assert "shown" in page.text and "stopped" in page.text and run.state == "stopped"
    run.remove()
    assert "stopped" in run._repr_html_()
    assert repr(run) == f'<Instance "shown" ({run.id}): stopped>'


def test_lists_show_as_tables(manager: Manager) -> None:
    assert "There are no instances." in Elements(cards.instance_table([])).text
    with manager.launch("web", name="listed") as run:
        assert "listed" in Elements(manager.instances._repr_html_()).text
    run.remove()
    page = Elements(manager.apps._repr_html_())
    assert "Web service" in page.text and "broken/app.yml" in page.text and "Answers <b>here</b>" in page.text
    one = Elements(manager.apps["web"]._repr_html_()).text
    assert "integer, 1 to 64" in one and "one of fast, exact" in one and "Points along an edge" in one


def test_text_for_terminals_has_no_escapes() -> None:
    assert plain("a\x1b[31mb\x1b[0m\x07\u202e\tc\n") == "ab\\u0007\\u202e\tc\n"
    assert plain("\x1b]0;title\x07x\x1b]8;;http://e\x1b\\y\x1b(z") == "xy\\u001b(z"
    assert one_line("a\nb\tc") == "a\\nb\\tc"
    log = LogText("\x1b[2Jgone\x1b]0;x\x07\n")

    class Printer:
        text = staticmethod(lambda text: seen.append(text))

    seen: list[str] = []
    log._repr_pretty_(Printer(), False)
    assert seen == ["gone\n"] and log == "\x1b[2Jgone\x1b]0;x\x07\n"
    assert (
        str(TrameManagerError("a\x1b[31m", hint="\x1b]0;x\x07b", log_tail=["\x1b[2Jc"]))
        == "a\nb\nThe end of its log:\n    c"
    )


def test_progress_on_a_terminal_is_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    file = tmp_path / "terminal"
    with file.open("w") as stream:
        progress = TerminalProgress(stream)
        progress.show(instance(name="n" * 100, state="starting"), 3.0)
        progress.show_away(70)
        progress.end(instance(name="run"), "ready after 4 s")
    lines = file.read_bytes().decode().split("\r")[1:]
    assert [len(line.split("\x1b")[0]) <= 40 for line in lines] == [True] * 3
    assert lines[-1] == '"run": ready after 4 s\x1b[K\n' and "\n" not in lines[0]
    assert type(choose_progress(False)).__name__ == "Progress"


def test_times_and_sizes_in_words() -> None:
    assert [in_words(seconds) for seconds in (0.44, 42, 200, 7500)] == ["0.4 s", "42 s", "3 min 20 s", "2 h 5 min"]
    assert [size(count) for count in (0, 999, 2_100_000, 210_000_000, 3 * 10**15)] == [
        "0 B",
        "999 B",
        "2.1 MB",
        "210 MB",
        "3000 TB",
    ]


def test_progress_in_a_notebook_stays_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    class Handle:
        def update(self, bundle: dict[str, str], *, raw: bool) -> None:
            shown.append(bundle["text/html"])

    def display(text: str, html: str) -> Handle:
        displayed.append(html)
        shown.append(html)
        return Handle()

    shown: list[str] = []
    displayed: list[str] = []
    monkeypatch.setattr("trame_manager.client.notebook.display", display)
    monkeypatch.setattr("trame_manager.client.notebook.is_notebook", lambda: True)
    progress = choose_progress(True)
    job = {"id": "7", "phase": "queued", "reason": "Other jobs are ahead", "expected_start_at": "2100-01-02T03:04:00Z"}
    progress.show(instance(name="run", state="queued", job=job), 3.0)
    progress.show(instance(name="run", state="starting"), 70.0)
    progress.end(instance(name="run"), "ready after 1 min 11 s")
    texts = [Elements(page).text for page in shown]
    assert len(displayed) == 1 and len(shown) == 3
    assert "Other jobs are ahead · expected to start at 2100-" in texts[0] and "1 min 10 s" in texts[1]
    assert ["<progress" in page for page in shown] == [True, True, False] and '"run": ready after 1 min 11 s' in texts[
        2
    ]
