"""Finds out whether this machine can render.

VTK uses a graphics card or Mesa's software renderer, through EGL or an X display. Where neither is installed, it ends
the whole process. So a process of its own tries.
"""

import subprocess
import sys

TRIAL = """
import vtkmodules.vtkRenderingOpenGL2
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow
renderer = vtkRenderer()
renderer.SetBackground(0, 1, 0)
window = vtkRenderWindow()
window.OffScreenRenderingOn()
window.SetSize(8, 8)
window.AddRenderer(renderer)
window.Render()
pixel = vtkUnsignedCharArray()
window.GetPixelData(4, 4, 4, 4, 1, pixel, 0)
print("green" if pixel.GetNumberOfValues() > 1 and pixel.GetValue(1) > 200 else "nothing")
"""


class RenderingTrial:
    """The trial starts at once; the answer is waited for later, so that both programs load VTK at the same time."""

    def __init__(self):
        self._process = subprocess.Popen(
            [sys.executable, "-c", TRIAL], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )

    def succeeded(self, timeout_seconds=30):
        try:
            output, _ = self._process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()
            return False
        return "green" in output
