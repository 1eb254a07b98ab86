"""What a program that was launched as an app knows of the daemon that launched it: by the variables that each app gets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def state_of_launcher(environment: Mapping[str, str]) -> Path | None:
    """The state directory of the daemon, which holds the app's own session directory; None: this is no app."""
    session, id = environment.get("SESSION_DIR"), environment.get("INSTANCE_ID")
    if not session or not id:
        return None
    directory = Path(session)
    state = directory.parent.parent
    return state if directory.name == id and (state / "daemons").is_dir() else None


def base_of_launcher(environment: Mapping[str, str]) -> str | None:
    """The path under which browsers see the daemon; None: this is no app that knows it."""
    page = environment.get("BASE_URL", "")
    return page[: page.rindex("proxy/")] if "INSTANCE_ID" in environment and "/proxy/" in page else None
