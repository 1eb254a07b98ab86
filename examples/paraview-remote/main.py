"""A cone that ParaView draws: in this app, or on a ParaView server that the app is connected to.

Run by Trame Manager (see app.yml), or by hand with a Python that finds ParaView and trame: python main.py
"""

import asyncio
import sys

from paraview import servermanager, simple
from trame.app import get_server
from trame.ui.vuetify3 import SinglePageLayout
from trame.widgets import html, paraview, vuetify3 as v

# Not by way of trame.modules: that of trame-remote-control 0.1.1 looks for itself under a wrong name.
from trame_remote_control.modules import remote_control

HERE = [0.7, 0.7, 0.7]
REMOTE = [1.0, 0.5, 0.1]

WHO_AM_I = """
import os, socket
from vtkmodules.vtkCommonCore import vtkStringArray
names = vtkStringArray()
names.SetName("process")
names.InsertNextValue(f"{os.getpid()} on {socket.gethostname()}")
self.GetOutput().AddColumn(names)
"""

simple._DisableFirstRenderCameraReset()
server = get_server(client_type="vue3")
state = server.state
# Takes the requests that Trame Manager sends to $REMOTE_CONTROL_ENDPOINT.
server.enable_module(remote_control)


class Scene:
    """What is drawn. It belongs to ParaView's session: after each connect and disconnect it is made anew."""

    def __init__(self):
        self.session = None
        self.view = None
        self.cone = None

    def is_current(self):
        """False after a connect, after a disconnect, and when the server is gone."""
        return self.session is not None and self.session == session_id()

    def rebuild(self):
        if session_id() is None:
            # A disconnect, or a connect that failed, leaves ParaView without any session.
            simple.Connect()
        self.session = session_id()
        # Pictures come from the server however small the data.
        simple.GetSettingsProxy("RenderViewSettings").RemoteRenderThreshold = 0
        self.view = simple.CreateRenderView()
        self.view.Background = [0.2, 0.22, 0.27]
        self.view.UseColorPaletteForBackground = 0
        self.cone = simple.Cone(Resolution=int(state.resolution))
        shown = simple.Show(self.cone, self.view)
        shown.DiffuseColor = shown.AmbientColor = REMOTE if is_remote() else HERE
        simple.Show(simple.Text(Text=renderer()), self.view)
        simple.ResetCamera(self.view)


def session_id():
    connection = servermanager.ActiveConnection
    return connection.ID if connection else None


def is_remote():
    connection = servermanager.ActiveConnection
    return bool(connection and connection.IsRemote())


def renderer():
    """The process that computes and draws, as it says itself: the script runs where ParaView's session is."""
    table = servermanager.Fetch(simple.ProgrammableSource(OutputDataSetType="vtkTable", Script=WHO_AM_I))
    where = "a ParaView server" if is_remote() else "this app"
    return f"Drawn by {where}" + (f", process {table.GetColumn(0).GetValue(0)}" if table.GetNumberOfColumns() else "")


def show():
    """Makes the scene for the session that there is now, and tells the page."""
    scene.rebuild()
    with state:
        state.connected = is_remote()
        state.renderer = renderer()
        view.replace_view(scene.view)
        server.controller.view_update()
    tell(state.renderer)


def tell(text):
    """ParaView can put a stream of its own in place of sys.stdout, which keeps what is printed to itself for a while. (It also
    puts numpy's names into this module, once it ran a script in it: "log" would be the logarithm.)"""
    print(text, file=sys.__stdout__, flush=True)


async def follow_session():
    """The remote control tells nobody that it connected or disconnected: so look."""
    while True:
        await asyncio.sleep(0.25)
        if not scene.is_current():
            await show_patiently()


async def show_patiently():
    """A server that has just started may fail at first; one that has ended always does, and the next session comes later."""
    for _ in range(3):
        try:
            return show()
        except Exception as error:
            tell(f"The scene cannot be drawn: {error!r}")
        await asyncio.sleep(1)


@state.change("resolution")
def on_resolution(resolution, **_):
    if scene.is_current():
        scene.cone.Resolution = int(resolution)
        server.controller.view_update()


state.trame__title = "ParaView cone"
state.resolution = 12
scene = Scene()
scene.rebuild()
state.connected = False
state.renderer = renderer()

with SinglePageLayout(server) as layout:
    layout.title.set_text("ParaView cone")
    layout.footer.hide()
    with layout.toolbar:
        v.VSpacer()
        v.VSlider(v_model=("resolution",), min=3, max=60, step=1, label="Resolution", hide_details=True)
        v.VChip("{{ connected ? 'Connected' : 'Not connected' }}", color=("connected ? 'success' : 'default'",), classes="mx-4")
    with layout.content:
        html.Div("{{ renderer }}", classes="pa-2 text-caption")
        with v.VContainer(fluid=True, classes="pa-0", style="height: calc(100% - 2.5rem)"):
            view = paraview.VtkRemoteView(scene.view)
            server.controller.view_update = view.update
            server.controller.view_reset_camera = view.reset_camera
            server.controller.on_server_ready.add(lambda **_: view.update())


@server.controller.add("on_server_ready")
def follow(**_):
    asyncio.create_task(follow_session())


if __name__ == "__main__":
    server.start()
