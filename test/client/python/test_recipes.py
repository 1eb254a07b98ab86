"""Recipes: saved, looked at and launched by colleagues, against a real daemon."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from conftest import Daemon

from trame_manager import AppNotFound, InvalidParameters, Manager, TrameManagerError, connect_async


def test_save_look_and_launch_changed(manager: Manager, shared: Daemon, monkeypatch: pytest.MonkeyPatch) -> None:
    (shared.home / "recipes").mkdir()
    (shared.home / "mine").mkdir()
    monkeypatch.chdir(shared.home)
    run = manager.launch("web", data=shared.home, name="run 7", resolution=12, method="exact")
    saved = run.save_recipe("recipes", description="Fine")
    assert saved.path == str(shared.home / "recipes" / "run_7.trame-recipe.yml")
    assert saved.link.startswith("/user/a/trame-manager/?recipe=")
    with pytest.raises(TrameManagerError) as taken:
        run.save_recipe(Path("recipes"))
    assert taken.value.code == "file_exists"
    assert run.save_recipe("recipes/", replace=True) == saved

    found = manager.recipe(Path("recipes/run_7.trame-recipe.yml"))
    assert found.problems == () and found.app is not None and found.app.id == "web"
    assert found.values is not None and found.values.parameters["resolution"] == 12
    other = manager.launch_recipe(saved.path, data="mine", name="run 8", resolution=13)
    assert other.name == "run 8" and other.info.data_directory == str(shared.home / "mine")
    assert (other.info.parameters["resolution"], other.info.parameters["method"]) == (13, "exact")
    assert manager.launch_recipe(saved.path).info.parameters == run.info.parameters
    for instance in manager.instances:
        instance.remove()


def test_what_cannot_be_had_is_said_unless_it_is_given_anew(manager: Manager, shared: Daemon) -> None:
    file = shared.home / "odd.trame-recipe.yml"
    recipe = {"recipe": 1, "app": "web", "data_directory": "/none", "parameters": {"resolution": 1000, "scale": 2}}
    file.write_text(json.dumps(recipe))
    before = len(list(manager.instances))
    with pytest.raises(InvalidParameters, match="no directory") as refused:
        manager.launch_recipe(file)
    assert {error.path for error in refused.value.errors} == {"/data_directory", "/parameters/resolution"}
    with pytest.raises(InvalidParameters) as left:
        manager.launch_recipe(file, data=shared.home)
    assert {error.path for error in left.value.errors} == {"/parameters/resolution"}
    assert len(list(manager.instances)) == before
    with manager.launch_recipe(file, data=shared.home, resolution=2) as run:
        assert run.info.parameters["scale"] == 2

    file.write_text("recipe: 1\napp: nowhere\n")
    with pytest.raises(AppNotFound, match='no app "nowhere"'):
        manager.launch_recipe(file)
    file.write_text("recipe: 1\napp: web\ncomand: x\n")
    with pytest.raises(InvalidParameters, match="Line 3"):
        manager.launch_recipe(file)


def test_the_same_for_asyncio(shared: Daemon) -> None:
    async def check() -> None:
        async with await connect_async(socket=str(shared.socket)) as manager:
            run = await manager.launch("gated", name="async one")
            saved = await run.save_recipe(shared.home / "a", name="other")
            assert saved.path.endswith("/a.trame-recipe.yml")
            assert (await manager.recipe(saved.path)).problems == ()
            again = await manager.launch_recipe(saved.path)
            assert again.name == "other"
            await again.remove()
            await run.remove()

    asyncio.run(check())
