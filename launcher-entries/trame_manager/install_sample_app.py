"""``python -m trame_manager.install_sample_app`` copies the sample app to where Trame Manager finds apps."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from jupyter_core.paths import ENV_JUPYTER_PATH, jupyter_data_dir, prefer_environment_over_user

SAMPLE_APPS = Path(__file__).parent / "sample-apps"


def main() -> None:
    """Copies the app; one that is there already is only replaced on request."""
    arguments = _parse_arguments()
    target = (arguments.directory or _default_directory(arguments.user)) / arguments.app
    if target.exists() and not arguments.replace:
        raise SystemExit(f"{target} exists already. To replace it, and all changes made there, add --replace.")
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(SAMPLE_APPS / arguments.app, target, ignore=shutil.ignore_patterns("__pycache__"))
    print(f"The sample app is in {target}")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m trame_manager.install_sample_app",
        description="Copies a sample app to where Trame Manager finds apps.",
        epilog="isosurfaces needs: pip install trame trame-vuetify trame-vtk vtk. The app.yml of each says what it needs.",
    )
    names = sorted(path.name for path in SAMPLE_APPS.iterdir() if (path / "app.yml").is_file())
    parser.add_argument("app", nargs="?", choices=names, default="isosurfaces", help="which one (default: %(default)s)")
    parser.add_argument("--user", action="store_true", help="for you, not for this Python environment")
    parser.add_argument("--directory", type=Path, help="a directory of apps to copy it to, instead")
    parser.add_argument("--replace", action="store_true", help="replace it where it exists")
    return parser.parse_args()


def _default_directory(user: bool) -> Path:
    in_environment = prefer_environment_over_user() and not user
    return Path(ENV_JUPYTER_PATH[0] if in_environment else jupyter_data_dir()) / "trame"


if __name__ == "__main__":
    main()
