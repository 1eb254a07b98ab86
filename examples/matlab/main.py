"""matlab-proxy on the unix socket of its instance, and on 127.0.0.1 instead of all addresses of the machine.

It asks itself over its port how MATLAB is, so there has to be one; on it, it goes on asking for its token. Who comes by the
socket is the user. Written for matlab-proxy 0.35; with a version that lacks one of the names used here it ends at once.
"""

import os
import socket
from urllib.parse import unquote

from aiohttp import web
from matlab_proxy import app, util
from matlab_proxy.util.mwi import token_auth

ask_for_token = token_auth.authenticate_request
prepare_port = util.prepare_site


async def authenticate_request(request: web.Request) -> bool:
    connection = request.transport and request.transport.get_extra_info("socket")
    return (connection and connection.family == socket.AF_UNIX) or await ask_for_token(request)


def prepare_site(application: web.Application, runner: web.AppRunner) -> web.TCPSite:
    application["settings"]["host_interface"] = "127.0.0.1"
    unix_site = web.UnixSite(runner, os.environ["UNIX_SOCKET"])
    util.get_event_loop().run_until_complete(unix_site.start())
    return prepare_port(application, runner)


# It escapes the prefix itself.
os.environ["MWI_BASE_URL"] = unquote(os.environ["BASE_URL"])
token_auth.authenticate_request = authenticate_request
util.prepare_site = prepare_site
app.main()
