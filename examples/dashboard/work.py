"""The work of the steps, each in a process of its own: python work.py prepare|simulate DIRECTORY.

A step tells how it stands in <project>/.steps/<step>.json, so that every dashboard sees it, also one that was opened later.
"""

from __future__ import annotations

import json
import os
import sys
from base64 import b64encode
from pathlib import Path

import numpy as np
from projects import Settings, read_project

PREPARED = "start.npy"
RESULT = "result.vti"
TOLD_EVERY = 20  # steps of the simulation


def prepare(directory: Path, settings: Settings) -> None:
    """Where it is hot at first."""
    spots = np.random.default_rng(7).uniform(0.2, 0.8, size=(settings.spots, 3))
    axis = np.linspace(0, 1, settings.points)
    z, y, x = np.meshgrid(axis, axis, axis, indexing="ij")
    heat = sum(np.exp(-((z - c) ** 2 + (y - b) ** 2 + (x - a) ** 2) / 0.01) for a, b, c in spots)
    np.save(directory / PREPARED, np.asarray(heat, dtype=np.float32))


def simulate(directory: Path, settings: Settings) -> None:
    """How the heat spreads; the borders stay cold."""
    heat = np.load(directory / PREPARED)
    for step in range(settings.steps):
        inner = heat[1:-1, 1:-1, 1:-1]
        around = heat[:-2, 1:-1, 1:-1] + heat[2:, 1:-1, 1:-1] + heat[1:-1, :-2, 1:-1] + heat[1:-1, 2:, 1:-1]
        around = around + heat[1:-1, 1:-1, :-2] + heat[1:-1, 1:-1, 2:]
        heat[1:-1, 1:-1, 1:-1] = inner + 0.15 * (around - 6 * inner)
        if step % TOLD_EVERY == 0:
            tell(directory, "simulate", "in progress", f"{100 * step // settings.steps} %")
    write_image(directory / RESULT, heat / heat.max())


def write_image(file: Path, values: np.ndarray) -> None:
    """VTK's XML format for regular grids: the bytes of the array behind their number."""
    array = b64encode(np.uint32(values.nbytes).tobytes() + np.ascontiguousarray(values, np.float32).tobytes()).decode()
    extent = " ".join(f"0 {count - 1}" for count in reversed(values.shape))
    text = (
        '<VTKFile type="ImageData" version="0.1" byte_order="LittleEndian">'
        f'<ImageData WholeExtent="{extent}" Origin="0 0 0" Spacing="1 1 1"><Piece Extent="{extent}">'
        f'<PointData Scalars="heat"><DataArray type="Float32" Name="heat" format="binary">{array}</DataArray></PointData>'
        "</Piece></ImageData></VTKFile>"
    )
    write_whole(file, text)


def tell(directory: Path, step: str, state: str, text: str = "", what_to_do: str = "") -> None:
    """How a step stands: "in progress", "done" or "error"."""
    told = {"state": state, "text": text, "what_to_do": what_to_do, "pid": os.getpid()}
    write_whole(directory / ".steps" / f"{step}.json", json.dumps(told))


def write_whole(file: Path, text: str) -> None:
    """Nobody reads a half."""
    file.parent.mkdir(exist_ok=True)
    new = file.with_name(f"{file.name}.{os.getpid()}")
    new.write_text(text)
    new.replace(file)


def main() -> None:
    step, directory = sys.argv[1], Path(sys.argv[2])
    tell(directory, step, "in progress")
    project = read_project(directory)
    if project.settings is None:
        raise SystemExit(f"{project.problem}")
    try:
        {"prepare": prepare, "simulate": simulate}[step](directory, project.settings)
    except MemoryError:
        tell(
            directory,
            step,
            "error",
            "The memory of this machine is not enough.",
            'Make "points" in project.json smaller.',
        )
    except OSError as error:
        tell(
            directory,
            step,
            "error",
            f"{error}.",
            "Look at the space and the permissions there, and press the button again.",
        )
    else:
        tell(directory, step, "done")


if __name__ == "__main__":
    main()
