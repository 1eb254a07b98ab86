"""NEST Desktop and the NEST Server that it simulates with, as one web service below one prefix.

By itself NEST Desktop looks for the server on a port of the machine that the browser runs on.
"""

import json
from pathlib import Path

import nest_desktop
from nest.server import app as nest_server
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

# Beside the page: a relative address holds below any prefix.
backends = {"nest": {"url": "nest-server", "enabled": True}, "insite": {"enabled": False}, "nestml": {"enabled": False}}

answers = {
    "/": redirect("index.html"),
    "/assets/workspaces/nest/config/backends.json": Response(json.dumps(backends), content_type="application/json"),
    # A service worker would stay in the browser, and serve whatever gets the number of this instance next.
    "/registerSW.js": Response("", content_type="text/javascript"),
}


def small_answers(environ, start_response):
    answer = answers.get(environ["PATH_INFO"])
    return (answer or files)(environ, start_response)


files = SharedDataMiddleware(
    Response("There is no such file.", status=404),
    {"/": str(Path(nest_desktop.__file__).parent / "app")},
)
# To see whether the server is there, the page asks for its relative address below that address.
servers = {"/nest-server": nest_server, "/nest-server/nest-server": nest_server}
application = DispatcherMiddleware(small_answers, servers)
