"""Isosurfaces of a wave function, or of your own VTK files: a trame app to start from.

Run by Trame Manager (see app.yml), or by hand: python main.py --data ~/my-data
"""

import os
from pathlib import Path

from rendering import RenderingTrial

trial = RenderingTrial()  # first of all: it runs while the modules below are loaded

from data import list_files, make_orbital, read_file, scalar_names, scalar_range  # noqa: E402
from scene import COLORMAPS, Scene  # noqa: E402
from trame.app import TrameApp  # noqa: E402
from trame.decorators import change, trigger  # noqa: E402
from trame.ui.vuetify3 import SinglePageWithDrawerLayout  # noqa: E402
from trame.widgets import html, vtk, vuetify3 as v  # noqa: E402

MADE_HERE = "Hydrogen atom (made here)"


class Isosurfaces(TrameApp):
    """The state's variables are what the page shows and what its user changes; see `self.state` below."""

    def __init__(self):
        super().__init__(client_type="vue3")
        # trame reads its own flags (--port, --authKeyFile, ...) from the command line; --data is added to them.
        self.server.cli.add_argument("--data", default=os.environ.get("DATA_DIRECTORY", "."), help="directory of data files")
        arguments, _ = self.server.cli.parse_known_args()
        self.data_directory = Path(arguments.data).resolve()
        self.scene = Scene()

        # Parameters of app.yml. The defaults are for a start by hand.
        self.resolution = int(os.environ.get("PARAM_RESOLUTION", 64))
        self.first_iso = float(os.environ.get("PARAM_ISO", 0.2))
        rendering = os.environ.get("PARAM_RENDERING", "Automatic")

        self.can_render = trial.succeeded()
        self.state.trame__title = "Isosurfaces"
        self.state.server_rendering = self.can_render and rendering != "In the browser"
        self.state.note = "" if self.can_render else "This machine cannot render: your browser draws the picture."
        self.state.colormap = os.environ.get("PARAM_COLORMAP", "Cool to warm")
        self.state.opacity = 1.0
        self.state.message = ""
        self.state.data_directory = str(self.data_directory)
        self.refresh_files()
        self.open(MADE_HERE)
        first_file = os.environ.get("PARAM_FILE", "")
        if first_file:
            self.open(first_file)
        self.build_page()

    # --- what the page's user does ---

    def refresh_files(self):
        self.state.files = [MADE_HERE, *list_files(self.data_directory)]

    @change("file")
    def on_file(self, file, **_):
        if file != self.shown_file:
            self.open(file)
            self.update_view(reset_camera=True)

    @change("iso", "contour_by", "color_by", "colormap", "opacity")
    def on_look(self, **_):
        self.apply_look()
        self.update_view()

    @change("contour_by")
    def on_contour_by(self, **_):
        self.set_iso_range()

    @trigger("save_surface")
    def save_surface(self):
        return self.server.protocol.addAttachment(self.scene.surface_file())

    @trigger("save_picture")
    def save_picture(self):
        return self.server.protocol.addAttachment(self.scene.picture_file())

    # --- what then happens ---

    def open(self, name):
        """Shows a data set. Only names in the list are opened: the page cannot ask for other files."""
        try:
            if name not in self.state.files:
                raise ValueError(f"{name} is not in the data directory.")
            data = make_orbital(self.resolution) if name == MADE_HERE else read_file(self.data_directory / name)
        except ValueError as error:
            self.state.message = str(error)
            self.state.file = self.shown_file
            return
        self.scene.show(data)
        self.shown_file = name
        arrays = scalar_names(data)
        self.state.update({"message": "", "file": name, "arrays": arrays, "is_surface": data.IsA("vtkPolyData")})
        self.state.update({"contour_by": arrays[0], "color_by": arrays[-1]})
        self.set_iso_range()
        self.apply_look()

    def set_iso_range(self):
        low, high = scalar_range(self.scene.data, self.state.contour_by)
        step = (high - low) / 200 or 1.0
        self.state.update({"iso_min": low, "iso_max": high, "iso_step": step})
        self.state.iso = low + self.first_iso * (high - low)

    def apply_look(self):
        state = self.state
        self.scene.set_isovalue(state.contour_by, float(state.iso))
        self.scene.set_colors(state.color_by, state.colormap)
        self.scene.set_opacity(float(state.opacity))

    def update_view(self, reset_camera=False):
        self.ctrl.view_update()
        if reset_camera:
            self.ctrl.view_reset_camera()

    # --- the page ---

    def build_page(self):
        with SinglePageWithDrawerLayout(self.server) as layout:
            layout.title.set_text("Isosurfaces")
            layout.footer.hide()
            with layout.toolbar:
                v.VSpacer()
                v.VBtn(icon="mdi-crop-free", title="Reset the camera", click=self.ctrl.view_reset_camera)
                v.VBtn(
                    icon="mdi-camera",
                    title="Save the picture",
                    v_if=("server_rendering",),
                    click="utils.download('isosurface.png', trigger('save_picture'), 'image/png')",
                )
                v.VBtn(
                    icon="mdi-download",
                    title="Save the surface as a .vtp file",
                    click="utils.download('isosurface.vtp', trigger('save_surface'), 'application/octet-stream')",
                )
            with layout.drawer, v.VContainer():
                self.build_controls()
            with layout.content:
                v.VAlert("{{ note }}", v_if=("note",), type="info", density="compact", rounded=0)
                v.VAlert("{{ message }}", v_if=("message",), type="error", density="compact", rounded=0)
                with v.VContainer(fluid=True, classes="pa-0 fill-height"):
                    self.build_view()

    def build_controls(self):
        style = {"density": "compact", "variant": "outlined", "hide_details": True, "classes": "mb-4"}
        with v.VSelect(v_model=("file",), items=("files",), label="Data set", **style), v.Template(v_slot_append=True):
            v.VBtn(icon="mdi-refresh", title="Look for files again", size="small", click=self.refresh_files)
        html.Div("Files are looked for in {{ data_directory }}", classes="text-caption mb-4", style="word-break: break-all")
        with html.Div(v_if=("!is_surface",)):
            v.VSelect(v_model=("contour_by",), items=("arrays",), label="Isosurface of", **style)
            html.Div("Isovalue: {{ Number(iso).toPrecision(3) }}", classes="text-caption")
            v.VSlider(
                v_model=("iso",),
                min=("iso_min",),
                max=("iso_max",),
                step=("iso_step",),
                name="Isovalue",  # becomes its aria-label
                hide_details=True,
                classes="mx-1 mb-4",
            )
        v.VSelect(v_model=("color_by",), items=("arrays",), label="Coloured by", **style)
        v.VSelect(v_model=("colormap",), items=("colormaps", list(COLORMAPS)), label="Colour map", **style)
        html.Div("Opacity", classes="text-caption")
        v.VSlider(v_model=("opacity",), min=0.1, max=1, step=0.05, name="Opacity", hide_details=True, classes="mx-1")

    def build_view(self):
        # A remote view receives pictures; a local one receives the surface and draws it with WebGL.
        view_class = vtk.VtkRemoteView if self.state.server_rendering else vtk.VtkLocalView
        view = view_class(self.scene.window)
        self.ctrl.view_update = view.update
        self.ctrl.view_reset_camera = view.reset_camera
        self.ctrl.on_server_ready.add(view.update)


if __name__ == "__main__":
    Isosurfaces().server.start()
