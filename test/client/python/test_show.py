"""What ``show()`` puts into a notebook."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from conftest import Daemon

from trame_manager import Manager, TrameManagerError, connect
from trame_manager.client.show import asking_html, frame_html, in_script

HOSTILE = "</script><script>alert(1)</script> \"'&<b> \u2028\u202e"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a notebook would show."""
    pages: list[str] = []
    monkeypatch.setattr("trame_manager.client.notebook.is_notebook", lambda: True)
    monkeypatch.setattr("trame_manager.client.notebook.display", lambda _text, html: pages.append(html))
    return pages


def told(html: str) -> dict[str, Any]:
    """What the script is told."""
    found = re.search(r"\}\)\((\{.*\})\);</script>", html)
    assert found
    return dict(json.loads(found[1]))


def test_a_notebook_keeps_a_note_and_a_script_without_a_link(manager: Manager, shown: list[str]) -> None:
    with manager.launch("web", name="it's <b>") as run:
        run.wait(progress=False).show(height=321)
        page = shown[0]
        assert "<iframe" not in page and "launch_token" not in page and "src=" not in page
        assert "it&#x27;s &lt;b&gt; was shown here" in page and "run this cell again" in page
        base = "/user/a/trame-manager/"
        assert told(page) == {
            "place": re.search(r'id="(tm-[0-9a-f]{32})"', page)[1],  # type: ignore[index]
            "instance": f"{base}api/v1/instances/{run.id}",
            "origin": None,
            "name": "it's <b>",
            "height": 321,
        }
        run.show()
        assert told(shown[1])["place"] != told(page)["place"] and told(shown[1])["height"] == 600
    run.remove()


def test_the_base_is_asked_for_where_no_file_tells_it(shared: Daemon, shown: list[str], home: object) -> None:
    with connect(socket=shared.socket) as manager, manager.launch("web") as run:
        assert manager._driver.address.base_path is None
        run.show()
        assert told(shown[0])["instance"] == f"/user/a/trame-manager/api/v1/instances/{run.id}"
        assert "launch_token" not in shown[0]
        run.remove()


def test_in_a_voila_that_is_an_app_the_kernel_makes_the_link(
    manager: Manager, shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    monkeypatch.setenv("BASE_URL", "/user/a/trame-manager/proxy/40000/")
    with manager.launch("web") as run:
        run.show()
        assert re.search(r'<iframe src="/user/a/trame-manager/proxy/\d+/\?launch_token=[\w-]+" title="', shown[0])
        monkeypatch.delenv("BASE_URL")
        run.show()
        assert "launch_token" not in shown[1]
    run.remove()


def test_an_instance_that_has_ended_is_not_shown(manager: Manager, shown: list[str]) -> None:
    run = manager.launch("web").wait(progress=False).stop()
    with pytest.raises(TrameManagerError, match=r"(?s)has ended.*restart\(\)") as caught:
        run.show()
    assert caught.value.code == "instance_not_running" and shown == []
    run.remove()


def test_nothing_in_a_name_ends_the_script_or_an_attribute(manager: Manager) -> None:
    assert "<" not in in_script(HOSTILE) and json.loads(in_script(HOSTILE)) == HOSTILE
    run = manager.launch("web", name="plain")
    object.__setattr__(run.info, "name", HOSTILE)
    for base in ("/a/", "http://127.0.0.1:8500/"):
        page = asking_html(run.info, base, 600)
        assert page.count("<script>") == page.count("</script>") == 1 and "alert(1)</script>" not in page
    assert told(page)["origin"] == "http://127.0.0.1:8500" and told(page)["instance"].startswith(base)
    frame = frame_html(HOSTILE, "/proxy/1/?a=1&b=2", 600)
    assert frame.count("<") == 2 and 'src="/proxy/1/?a=1&amp;b=2"' in frame
    run.remove()


def test_outside_of_a_notebook_it_offers_a_link(manager: Manager) -> None:
    with manager.launch("web") as run:
        with pytest.raises(TrameManagerError) as caught:
            run.show()
        assert caught.value.code == "no_notebook" and "link()" in str(caught.value)
    run.remove()


@pytest.mark.parametrize("height", [0, -1, 1.5, "600", True, 10_001])
def test_a_height_is_a_number_of_pixels(manager: Manager, shown: list[str], height: Any) -> None:
    run = manager.launch("gated")
    with pytest.raises(TrameManagerError, match="pixels"):
        run.show(height)
    run.remove()
