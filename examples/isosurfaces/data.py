"""Data sets: one that is made here, and those in files."""

from pathlib import Path

import numpy as np
from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
from vtkmodules.vtkCommonDataModel import vtkDataSet, vtkImageData
from vtkmodules.vtkFiltersCore import vtkCellDataToPointData

# Suffix -> module and class of VTK that reads it.
READERS = {
    ".stl": ("vtkIOGeometry", "vtkSTLReader"),
    ".vti": ("vtkIOXML", "vtkXMLImageDataReader"),
    ".vtk": ("vtkIOLegacy", "vtkGenericDataObjectReader"),
    ".vtp": ("vtkIOXML", "vtkXMLPolyDataReader"),
    ".vtr": ("vtkIOXML", "vtkXMLRectilinearGridReader"),
    ".vts": ("vtkIOXML", "vtkXMLStructuredGridReader"),
    ".vtu": ("vtkIOXML", "vtkXMLUnstructuredGridReader"),
}


def make_orbital(points_per_axis):
    """Two 3d states of the hydrogen atom at once, on a grid from -18 to 18 Bohr radii.

    Arrays: "density" and "real part" of the wave function, both scaled to a highest value of 1.
    """
    axis = np.linspace(-18.0, 18.0, points_per_axis)
    z, y, x = np.meshgrid(axis, axis, axis, indexing="ij")  # VTK's order: x runs fastest
    r = np.sqrt(x**2 + y**2 + z**2)
    wave = np.exp(-r / 3) * ((3 * z**2 - r**2) / np.sqrt(12) + 1j * x * z)
    density = np.abs(wave) ** 2

    image = vtkImageData()
    image.SetDimensions(points_per_axis, points_per_axis, points_per_axis)
    image.SetOrigin(axis[0], axis[0], axis[0])
    image.SetSpacing(*[axis[1] - axis[0]] * 3)
    _add_array(image, "density", density / density.max())
    _add_array(image, "real part", wave.real / np.abs(wave.real).max())
    return image


def list_files(directory):
    """Names of the files in this directory that can be read, in order."""
    try:
        return sorted(path.name for path in Path(directory).iterdir() if path.suffix.lower() in READERS and path.is_file())
    except OSError:
        return []


def read_file(path):
    """The data set in a file, with at least one array to colour by. Raises ValueError with a sentence for the user."""
    path = Path(path)
    module, name = READERS[path.suffix.lower()]
    # The modules of VTK's readers take a while to load: only when one is needed.
    reader = getattr(__import__(f"vtkmodules.{module}", fromlist=[name]), name)()
    reader.SetFileName(str(path))
    reader.Update()
    data = reader.GetOutputDataObject(0)
    if not isinstance(data, vtkDataSet) or data.GetNumberOfPoints() == 0:
        raise ValueError(f"{path.name} holds no points that could be read. The log says more.")
    return _with_point_arrays(data)


def scalar_names(data):
    """Names of the point arrays that hold one number for each point."""
    arrays = [data.GetPointData().GetArray(index) for index in range(data.GetPointData().GetNumberOfArrays())]
    return [array.GetName() for array in arrays if array and array.GetName() and array.GetNumberOfComponents() == 1]


def scalar_range(data, name):
    """Lowest and highest value of a point array, as Python numbers."""
    low, high = data.GetPointData().GetArray(name).GetRange()
    return float(low), float(high)


def _with_point_arrays(data):
    if data.GetCellData().GetNumberOfArrays() > 0:
        to_points = vtkCellDataToPointData()
        to_points.SetInputData(data)
        to_points.Update()
        data = to_points.GetOutput()
    for index in range(data.GetPointData().GetNumberOfArrays()):
        array = data.GetPointData().GetArray(index)
        if array and array.GetName() and array.GetNumberOfComponents() == 3:
            _add_array(data, f"|{array.GetName()}|", np.linalg.norm(vtk_to_numpy(array), axis=1))
    if not scalar_names(data):
        _add_array(data, "z", np.array([data.GetPoint(index)[2] for index in range(data.GetNumberOfPoints())]))
    return data


def _add_array(data, name, values):
    array = numpy_to_vtk(np.ascontiguousarray(values, dtype=np.float32).ravel(), deep=True)
    array.SetName(name)
    data.GetPointData().AddArray(array)
