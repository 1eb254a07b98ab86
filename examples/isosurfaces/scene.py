"""What is to be seen: an isosurface in the outline of its data, or a surface."""

import vtkmodules.vtkInteractionStyle  # noqa: F401  (VTK finds implementations in the modules that are loaded)
import vtkmodules.vtkRenderingFreeType  # noqa: F401
import vtkmodules.vtkRenderingOpenGL2  # noqa: F401
from data import scalar_range
from vtkmodules.vtkCommonDataModel import vtkPolyData
from vtkmodules.vtkFiltersCore import vtkContourFilter
from vtkmodules.vtkFiltersModeling import vtkOutlineFilter
from vtkmodules.vtkIOImage import vtkPNGWriter
from vtkmodules.vtkIOXML import vtkXMLPolyDataWriter
from vtkmodules.vtkRenderingCore import (
    vtkActor,
    vtkColorTransferFunction,
    vtkPolyDataMapper,
    vtkRenderer,
    vtkRenderWindow,
    vtkRenderWindowInteractor,
    vtkWindowToImageFilter,
)

# Colours in equal steps from the lowest to the highest value.
COLORMAPS = {
    "Cool to warm": ["#3b4cc0", "#8db0fe", "#dddddd", "#f49a7b", "#b40426"],
    "Viridis": ["#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"],
    "Plasma": ["#0d0887", "#7e03a8", "#cc4778", "#f89540", "#f0f921"],
    "Grey": ["#222222", "#888888", "#eeeeee"],
}


class Scene:
    """A render window and the pipeline that fills it."""

    def __init__(self):
        self.contour = vtkContourFilter()
        self.colors = vtkColorTransferFunction()
        self.outline = vtkOutlineFilter()
        self.mapper = vtkPolyDataMapper()
        self.mapper.SetLookupTable(self.colors)
        self.mapper.SetScalarModeToUsePointFieldData()
        self.actor = vtkActor()
        self.actor.SetMapper(self.mapper)

        outline_mapper = vtkPolyDataMapper()
        outline_mapper.SetInputConnection(self.outline.GetOutputPort())
        self.outline_actor = vtkActor()
        self.outline_actor.SetMapper(outline_mapper)
        self.outline_actor.GetProperty().SetColor(0.6, 0.6, 0.6)

        self.renderer = vtkRenderer()
        self.renderer.SetBackground(0.11, 0.13, 0.16)
        self.renderer.AddActor(self.actor)
        self.renderer.AddActor(self.outline_actor)
        self.window = vtkRenderWindow()
        self.window.OffScreenRenderingOn()
        self.window.AddRenderer(self.renderer)
        interactor = vtkRenderWindowInteractor()
        interactor.SetRenderWindow(self.window)
        interactor.GetInteractorStyle().SetCurrentStyleToTrackballCamera()

    def show(self, data):
        """Takes another data set and looks at it from the front, a little from above."""
        self.data = data
        self.outline.SetInputData(data)
        if isinstance(data, vtkPolyData):
            self.mapper.SetInputDataObject(data)
        else:
            self.contour.SetInputDataObject(data)
            self.mapper.SetInputConnection(self.contour.GetOutputPort())
        camera = self.renderer.GetActiveCamera()
        camera.SetFocalPoint(0, 0, 0)
        camera.SetPosition(0.6, -1, 0.45)
        camera.SetViewUp(0, 0, 1)
        self.outline.Update()
        # The bounds are given, because the renderer's own are those of the isosurface, which changes.
        self.renderer.ResetCamera(data.GetBounds())

    def set_isovalue(self, array, value):
        self.contour.SetInputArrayToProcess(0, 0, 0, 0, array)  # 0: an array of the points
        self.contour.SetValue(0, value)

    def set_colors(self, array, colormap):
        """Colours by a point array, over its whole range, so that colours mean the same for each isovalue."""
        low, high = scalar_range(self.data, array)
        steps = COLORMAPS[colormap]
        self.colors.RemoveAllPoints()
        for index, color in enumerate(steps):
            rgb = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
            self.colors.AddRGBPoint(low + (high - low) * index / (len(steps) - 1), *rgb)
        self.mapper.SelectColorArray(array)
        self.mapper.SetScalarRange(low, high)

    def set_opacity(self, opacity):
        self.actor.GetProperty().SetOpacity(opacity)

    def surface_file(self):
        """The surface as the bytes of a .vtp file."""
        self.mapper.Update()
        writer = vtkXMLPolyDataWriter()
        writer.SetInputData(self.mapper.GetInput())
        writer.WriteToOutputStringOn()
        writer.Write()
        return writer.GetOutputString().encode("latin-1")

    def picture_file(self):
        """The picture as the bytes of a .png file; only where this machine can render."""
        picture = vtkWindowToImageFilter()
        picture.SetInput(self.window)
        writer = vtkPNGWriter()
        writer.SetInputConnection(picture.GetOutputPort())
        writer.WriteToMemoryOn()
        writer.Write()
        return bytes(writer.GetResult())
