"""A real server on the loopback, which misbehaves in every way a server can, and the bodies it serves.

Not here: tests.
"""

from __future__ import annotations

import hashlib
import io
import random
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

BODY = random.Random(7).randbytes(300_000)
OTHER = random.Random(8).randbytes(300_000)


@dataclass
class Request:
    """What the server saw of one request, and how many bytes of the body it sent."""

    range: str | None
    if_range: str | None
    encoding: str | None
    sent: int = 0


@dataclass
class Site:
    """A server with one file, and how it misbehaves."""

    body: bytes = BODY
    etag: str | None = '"v1"'
    last_modified: str | None = None
    ranges: bool = True  # honours Range
    if_range: bool = True  # honours If-Range
    length: bool = True  # sends Content-Length; if not, a whole file comes in chunks
    encoding: str | None = None
    content_range: str | None = None  # sent in place of the right one
    longest_range: int = 10**9  # cuts a longer range short, and says so
    statuses: list[int] = field(default_factory=list)  # answers of the first requests
    cuts: list[int] = field(default_factory=list)  # after how many bytes the first answers break off
    pause: float = 0.0  # after each piece of 10,000 bytes
    after_request: Callable[[Site], None] | None = None
    requests: list[Request] = field(default_factory=list)
    url: str = ""


class Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site, h = self.site, self.headers
        self.close_connection = True
        request = Request(h.get("Range"), h.get("If-Range"), h.get("Accept-Encoding"))
        site.requests.append(request)
        if site.statuses and (status := site.statuses.pop(0)) != 200:
            self.send_error(status)
            return
        start, status = 0, 200
        same = request.if_range in (None, site.etag, site.last_modified) or not site.if_range
        if request.range and site.ranges and same:
            start, status = int(request.range.removeprefix("bytes=").rstrip("-")), 206
        if start >= len(site.body) and status == 206:
            self.send_error(416)
            return
        body = site.body[start : start + site.longest_range] if status == 206 else site.body
        chunked = status == 200 and not site.length
        self.send_response(status)
        whole = f"bytes {start}-{start + len(body) - 1}/{len(site.body)}"
        for name, value in {
            "ETag": site.etag,
            "Last-Modified": site.last_modified,
            "Content-Encoding": site.encoding,
            "Content-Range": (site.content_range or whole) if status == 206 else None,
            "Content-Length": None if chunked else str(len(body)),
            "Transfer-Encoding": "chunked" if chunked else None,
            "Connection": "close",
        }.items():
            if value is not None:
                self.send_header(name, value)
        self.end_headers()
        cut = site.cuts.pop(0) if site.cuts else None
        self.send_body(body[:cut], request, chunked)
        if chunked and cut is None:
            self.wfile.write(b"0\r\n\r\n")
        if site.after_request:
            site.after_request(site)

    def send_body(self, body: bytes, request: Request, chunked: bool) -> None:
        try:
            for at in range(0, len(body), 10_000):
                piece = body[at : at + 10_000]
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
                request.sent += len(piece)
                time.sleep(self.site.pause)
        except OSError:  # the client was killed
            pass

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers on the loopback, asked without a proxy."""
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}/data/train.csv"
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NO_PROXY", "127.0.0.1")
            yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def beside(target: Path) -> list[str]:
    """Everything in the folder of the target."""
    return sorted(path.name for path in target.parent.iterdir())


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()
