"""Heat that spreads over a plate, as a web service: GET picture.png and result.json, POST steps {"count": 100}.

Its page is for people; programs ask the same.
"""

from __future__ import annotations

import json
import os
import socketserver
import struct
import zlib
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np

PAGE = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Hot plate</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;margin:1.5rem} img{width:min(90vw,24rem);image-rendering:pixelated}</style>
<h1>Hot plate</h1>
<p><img id="picture" src="picture.png" alt="The plate: dark is cold, bright is hot"></p>
<p><button id="more">200 steps more</button> <output id="result"></output></p>
<script>
const show = (result) => {
  document.getElementById('result').textContent = `${result.steps} steps, ${result.mean.toFixed(3)} on average`;
  document.getElementById('picture').src = `picture.png?${result.steps}`;
};
document.getElementById('more').onclick = async () =>
  show(await (await fetch('steps', { method: 'POST', body: '{"count": 200}' })).json());
fetch('result.json').then((answer) => answer.json()).then(show);
</script>
"""


class Plate:
    """Its left edge is kept at 1, the others at 0."""

    def __init__(self, resolution: int, diffusivity: float) -> None:
        self.heat = np.zeros((resolution, resolution))
        self.heat[:, 0] = 1.0
        self.diffusivity = diffusivity
        self.steps = 0

    def advance(self, count: int) -> None:
        heat = self.heat
        for _ in range(count):
            inner = heat[1:-1, 1:-1]
            around = heat[:-2, 1:-1] + heat[2:, 1:-1] + heat[1:-1, :-2] + heat[1:-1, 2:]
            heat[1:-1, 1:-1] = inner + self.diffusivity * (around - 4 * inner)
        self.steps += count

    def result(self) -> dict[str, float]:
        return {"diffusivity": self.diffusivity, "steps": self.steps, "mean": float(self.heat[1:-1, 1:-1].mean())}

    def picture(self) -> bytes:
        """The plate as a grey PNG, a pixel a point."""
        rows, columns = self.heat.shape
        grey = (self.heat * 255).astype(np.uint8)
        lines = np.hstack([np.zeros((rows, 1), np.uint8), grey]).tobytes()  # each line begins with its filter: none
        header = struct.pack(">IIBBBBB", columns, rows, 8, 0, 0, 0, 0)
        parts = [(b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")]
        chunks = (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in parts
        )
        return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


class Handler(BaseHTTPRequestHandler):
    plate: Plate

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/":
            self.answer(200, "text/html; charset=utf-8", PAGE)
        elif path == "/result.json":
            self.answer_json(200, self.plate.result())
        elif path == "/picture.png":
            self.answer(200, "image/png", self.plate.picture())
        else:
            self.answer_json(404, {"error": "There are /, /result.json and /picture.png."})

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 10_000))
        try:
            count = json.loads(body)["count"]
            if self.path != "/steps" or type(count) is not int or not 0 < count <= 100_000:
                raise ValueError
        except (ValueError, KeyError, TypeError):
            self.answer_json(400, {"error": 'POST /steps takes {"count": 1 to 100000}.'})
            return
        self.plate.advance(count)
        self.answer_json(200, self.plate.result())

    def answer_json(self, status: int, value: dict[str, object] | dict[str, float]) -> None:
        self.answer(status, "application/json", json.dumps(value).encode())

    def answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def address_string(self) -> str:
        return "browser"  # a unix socket has no address to log


if __name__ == "__main__":
    os.umask(0o077)
    Path(os.environ["UNIX_SOCKET"]).unlink(missing_ok=True)
    Handler.plate = Plate(int(os.environ.get("PARAM_RESOLUTION", 64)), float(os.environ.get("PARAM_DIFFUSIVITY", 0.2)))
    # One request at a time: they share the plate, and nothing keeps a connection open.
    socketserver.UnixStreamServer(os.environ["UNIX_SOCKET"], Handler).serve_forever()
