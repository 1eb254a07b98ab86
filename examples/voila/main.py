"""Voila on the unix socket of its instance: by itself it listens on a port, which every user of the machine can reach."""

import os

from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_unix_socket
from voila.app import Voila


class VoilaOnUnixSocket(Voila):
    def listen(self) -> None:
        server = HTTPServer(self.app)
        server.add_socket(bind_unix_socket(os.environ["UNIX_SOCKET"], mode=0o600))
        self.ioloop = IOLoop.current()
        try:
            self.ioloop.start()
        finally:
            self.stop()


VoilaOnUnixSocket.launch_instance()
