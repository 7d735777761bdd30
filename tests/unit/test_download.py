"""Fetching files from a real server on the loopback, which misbehaves in every way a server can."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from lakelabel.data import download
from lakelabel.data.download import fetch, verify_sha256
from lakelabel.errors import DownloadError, SetupError, SourceError

BODY = random.Random(7).randbytes(300_000)
OTHER = random.Random(8).randbytes(300_000)
DATE = "Wed, 01 Jan 2025 00:00:00 GMT"


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


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    handler = type("SiteHandler", (Handler,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}/data/train.csv"
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "data" / "train.csv"


@pytest.fixture(autouse=True)
def _quick_and_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "_BACKOFF_SECONDS", 0.001)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def beside(target: Path) -> list[str]:
    """Everything in the folder of the target."""
    return sorted(path.name for path in target.parent.iterdir())


def leave_a_part(site: Site, target: Path, size: int) -> None:
    """Runs a fetch in which every attempt fails, the first after some bytes, and forgets its requests."""
    site.cuts, site.statuses = [size], [200] + [503] * download._RETRIES
    with pytest.raises(DownloadError):
        fetch(site.url, target)
    assert (target.with_name("train.csv.part")).stat().st_size == size
    site.requests.clear()


# a fetch that goes well


def test_a_file_is_fetched_and_nothing_else_is_left_beside_it(site: Site, target: Path) -> None:
    assert fetch(site.url, target, sha256=digest(BODY)) == target
    assert target.read_bytes() == BODY
    assert beside(target) == ["train.csv"]


def test_the_server_is_asked_for_the_file_as_it_is(site: Site, target: Path) -> None:
    fetch(site.url, target)
    assert site.requests == [Request(range=None, if_range=None, encoding="identity", sent=len(BODY))]


def test_a_file_of_unknown_length_is_fetched(site: Site, target: Path) -> None:
    site.length = False
    fetch(site.url, target)
    assert target.read_bytes() == BODY


def test_an_empty_file_is_fetched(site: Site, target: Path) -> None:
    site.body = b""
    assert fetch(site.url, target).read_bytes() == b""
    assert beside(target) == ["train.csv"]


def test_a_file_that_is_there_is_not_fetched_again(site: Site, target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(BODY)
    fetch(site.url, target)
    fetch(site.url, target, sha256=digest(BODY).upper())
    assert site.requests == []


def test_one_line_says_what_was_fetched(site: Site, target: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lakelabel"):
        fetch(site.url, target)
    assert [m.split(" (")[0] for m in caplog.messages] == ["fetched train.csv: 300.0 kB"]


# answers that break off


def test_a_cut_download_goes_on_from_the_bytes_that_came(site: Site, target: Path) -> None:
    site.cuts = [100_000, 50_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None, "bytes=100000-", "bytes=150000-"]
    assert [r.if_range for r in site.requests] == [None, '"v1"', '"v1"']
    assert sum(r.sent for r in site.requests) == len(BODY)  # no byte came twice


def test_a_cut_download_of_unknown_length_is_noticed_and_goes_on(site: Site, target: Path) -> None:
    site.length, site.cuts = False, [100_000, 50_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None, "bytes=100000-", "bytes=150000-"]


def test_a_cut_download_without_any_validator_starts_again(site: Site, target: Path) -> None:
    site.etag, site.cuts = None, [100_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None, None]
    assert sum(r.sent for r in site.requests) == 100_000 + len(BODY)


def test_a_date_guards_the_rest_where_the_tag_is_weak(site: Site, target: Path) -> None:
    site.etag, site.last_modified, site.cuts = 'W/"v1"', DATE, [100_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.if_range for r in site.requests] == [None, DATE]


def test_an_answer_that_always_breaks_off_is_reported_with_the_bytes_that_came(
    site: Site, target: Path
) -> None:
    site.cuts = [20_000] * 5
    with pytest.raises(DownloadError) as caught:
        fetch(site.url, target)
    message = str(caught.value)
    assert "failed 5 times" in message
    assert f"where: {site.url}" in message
    assert "the connection was cut" in message
    assert "100,000 of 300,000 bytes came" in message
    assert "the next run goes on from there" in message
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


def test_the_message_does_not_promise_to_go_on_where_nothing_guards_the_rest(
    site: Site, target: Path
) -> None:
    site.etag, site.cuts = None, [20_000] * 5
    with pytest.raises(DownloadError, match=r"20,000 of 300,000 .*\n.*starts from the beginning"):
        fetch(site.url, target)


def test_retries_are_told_and_wait_longer_each_time(
    site: Site, target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.statuses = [503] * 4
    with caplog.at_level(logging.INFO, "lakelabel"):
        fetch(site.url, target)
    reason = "train.csv: the server answered HTTP 503"
    assert caplog.messages[:-1] == [
        f"{reason}; retry 1 of 4 in 0.001 s",
        f"{reason}; retry 2 of 4 in 0.002 s",
        f"{reason}; retry 3 of 4 in 0.004 s",
        f"{reason}; retry 4 of 4 in 0.008 s",
    ]


# a part left by an earlier run


def test_the_next_run_goes_on_from_the_part(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [("bytes=120000-", 180_000)]
    assert beside(target) == ["train.csv"]


def test_a_part_starts_again_where_the_server_ignores_ranges(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.ranges = False
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [("bytes=120000-", 300_000)]


def test_a_part_starts_again_where_the_file_has_changed(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.body, site.etag = OTHER, '"v2"'
    assert fetch(site.url, target).read_bytes() == OTHER
    assert [r.if_range for r in site.requests] == ['"v1"']


def test_a_file_that_changes_between_two_attempts_is_not_pieced_together(site: Site, target: Path) -> None:
    def change(site: Site) -> None:
        site.body, site.etag = OTHER, '"v2"'

    site.cuts, site.after_request = [120_000], change
    assert fetch(site.url, target).read_bytes() == OTHER


def test_a_changed_file_is_noticed_where_the_server_does_not_know_if_range(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.body, site.etag, site.if_range = OTHER, '"v2"', False
    assert fetch(site.url, target).read_bytes() == OTHER
    assert [r.range for r in site.requests] == ["bytes=120000-", None]


def test_a_file_that_became_shorter_than_the_part_starts_again(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.body, site.if_range = OTHER[:1000], False  # the server answers 416
    assert fetch(site.url, target).read_bytes() == OTHER[:1000]
    assert [r.range for r in site.requests] == ["bytes=120000-", None]


@pytest.mark.parametrize("content_range", ["bytes 5-299999/300000", "bytes */300000", "nonsense"])
def test_a_range_other_than_the_one_asked_for_is_not_used(
    site: Site, target: Path, content_range: str
) -> None:
    leave_a_part(site, target, 120_000)
    site.content_range = content_range
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == ["bytes=120000-", None]


def test_a_server_that_sends_ranges_in_pieces_is_asked_for_the_next_one(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.longest_range = 100_000
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == ["bytes=120000-", "bytes=220000-"]


def test_a_complete_part_costs_one_byte(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    target.with_name("train.csv.part").write_bytes(BODY)  # killed just before the final move
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [("bytes=299999-", 1)]


@pytest.mark.parametrize("note", [None, "", "[1]", "{"])
def test_a_part_whose_note_is_lost_starts_again(site: Site, target: Path, note: str | None) -> None:
    leave_a_part(site, target, 120_000)
    path = target.with_name("train.csv.part.json")
    path.unlink() if note is None else path.write_text(note)
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None]


def test_a_part_of_another_address_starts_again(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    fetch(site.url + "?version=2", target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None]


def test_a_part_goes_on_with_a_renewed_token_and_its_note_holds_no_secret(site: Site, target: Path) -> None:
    plain = site.url
    site.url = f"{plain}?token=canary1"
    leave_a_part(site, target, 120_000)
    note = target.with_name("train.csv.part.json").read_text()
    assert "canary1" not in note
    assert set(json.loads(note)) == {"source", "etag", "last_modified", "total"}
    fetch(f"{plain}?token=canary2", target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == ["bytes=120000-"]


# refusals


@pytest.mark.parametrize(
    ("status", "advice"),
    [(404, "correct the url"), (403, "wants credentials"), (401, "wants credentials"), (400, "browser")],
)
def test_a_refusal_names_the_status_and_what_to_do(
    site: Site, target: Path, status: int, advice: str
) -> None:
    site.statuses = [status]
    with pytest.raises(DownloadError, match=rf"(?s)refused.*{site.url}.*HTTP {status}.*{advice}"):
        fetch(site.url, target)
    assert len(site.requests) == 1  # asking again would not help
    assert beside(target) == []


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_fault_of_the_server_is_retried(site: Site, target: Path, status: int) -> None:
    site.statuses = [status, status]
    fetch(site.url, target, sha256=digest(BODY))
    assert len(site.requests) == 3


def test_a_server_that_stays_at_fault_is_reported(site: Site, target: Path) -> None:
    site.statuses = [500] * 5
    with pytest.raises(DownloadError, match=r"(?s)failed 5 times.*the server answered HTTP 500.*run again"):
        fetch(site.url, target)
    assert len(site.requests) == 5
    assert beside(target) == []


def test_a_refusal_keeps_the_part_of_an_earlier_run(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.statuses = [404]
    with pytest.raises(DownloadError, match="HTTP 404"):
        fetch(site.url, target)
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


def test_a_compressed_answer_is_refused(site: Site, target: Path) -> None:
    site.encoding = "gzip"
    with pytest.raises(DownloadError, match=r"(?s)compressed.*Content-Encoding: gzip"):
        fetch(site.url, target)
    assert beside(target) == []


def test_a_host_that_does_not_answer_is_reported_without_its_secrets(
    target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(DownloadError) as caught:
        fetch("http://me:canary1@127.0.0.1:1/train.csv?v=1&access_token=canary2", target)
    message = str(caught.value)
    assert "failed 5 times" in message
    assert "where: http://***@127.0.0.1:1/train.csv?v=1&access_token=***" in message
    assert "no answer" in message
    assert "Connection refused" in message
    assert "canary" not in message + caplog.text
    assert caught.value.__cause__ is None
    assert len(caplog.messages) == 4  # the retries


@pytest.mark.parametrize(
    "url", ["ftp://me:canary@127.0.0.1/x", "http://me:can/ary@[", "train.csv?key=canary"]
)
def test_an_address_that_is_none_is_refused_at_once(url: str, target: Path) -> None:
    with pytest.raises(DownloadError, match="cannot be asked for a file") as caught:
        fetch(url, target)
    assert "ary" not in str(caught.value)
    assert beside(target) == []


def test_a_server_that_cannot_be_trusted_is_refused_at_once(site: Site, target: Path) -> None:
    url = site.url.replace("http:", "https:")
    with pytest.raises(DownloadError, match=rf"(?s)cannot be asked.*{url}.*SSL"):
        fetch(url, target)


def test_a_missing_bundle_of_certificates_is_not_taken_for_a_full_disk(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(DownloadError, match=r"(?s)cannot be asked.*CA certificate.*/nowhere/ca\.pem"):
        fetch("https://127.0.0.1:1/train.csv", target)


# digests


def test_a_wrong_digest_keeps_nothing(site: Site, target: Path) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(site.url, target, sha256="0" * 64)
    message = str(caught.value)
    assert f"where: {site.url}" in message
    assert f"seen:  {digest(BODY)}" in message
    assert f"valid: {'0' * 64}" in message
    assert beside(target) == []


def test_a_file_that_is_there_with_another_digest_is_named_and_left_alone(site: Site, target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(OTHER)
    with pytest.raises(
        SourceError, match=rf"(?s){target}.*{digest(OTHER)}.*{digest(BODY)}.*delete the file.*sha256"
    ):
        fetch(site.url, target, sha256=digest(BODY))
    assert target.read_bytes() == OTHER
    assert site.requests == []


def test_verify_accepts_the_right_digest_in_either_case(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(BODY)
    verify_sha256(path, digest(BODY))
    verify_sha256(path, digest(BODY).upper())


def test_verify_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=rf"(?s)cannot be read.*{tmp_path / 'none'}.*No such file"):
        verify_sha256(tmp_path / "none", "0" * 64)


# members of zip files


def zipped(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def test_a_member_of_a_zip_file_becomes_the_target(site: Site, target: Path) -> None:
    site.body = zipped({"readme": b"hello", "data/train.csv": BODY})
    fetch(site.url, target, member="data/train.csv", sha256=digest(BODY))
    assert target.read_bytes() == BODY
    assert beside(target) == ["train.csv"]


def test_a_wrong_digest_of_a_member_keeps_nothing(site: Site, target: Path) -> None:
    site.body = zipped({"train.csv": BODY})
    with pytest.raises(SourceError, match=digest(BODY)):
        fetch(site.url, target, member="train.csv", sha256=digest(site.body))
    assert beside(target) == []


def test_a_missing_member_is_answered_with_those_there_are(site: Site, target: Path) -> None:
    site.body = zipped(
        {"folder/": b""} | {f"folder/m{i}.csv": b"x" for i in range(12)} | {"f/train.csv": b"y"}
    )
    with pytest.raises(SourceError) as caught:
        fetch(site.url, target, member="train.csv")
    message = str(caught.value)
    assert "seen:  train.csv" in message
    assert "valid: folder/m0.csv, folder/m1.csv" in message
    assert "folder/m9.csv and 3 more" in message
    assert "did you mean 'f/train.csv'?" in message
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


def test_the_zip_file_is_not_fetched_again_for_a_corrected_member(site: Site, target: Path) -> None:
    site.body = zipped({"train.csv": BODY})
    with pytest.raises(SourceError, match=r"did you mean 'train\.csv'"):
        fetch(site.url, target, member="trian.csv")
    fetch(site.url, target, member="train.csv", sha256=digest(BODY))
    assert [r.sent for r in site.requests] == [len(site.body), 1]


@pytest.mark.parametrize("damage", ["no zip file", "a damaged member"])
def test_what_is_no_sound_zip_file_is_refused_and_not_kept(site: Site, target: Path, damage: str) -> None:
    if damage != "no zip file":
        body = bytearray(zipped({"train.csv": BODY}))
        body[5_000:5_100] = bytes(100)
        site.body = bytes(body)
    with pytest.raises(SourceError, match=rf"(?s)not a sound zip file.*{site.url}.*leave member out"):
        fetch(site.url, target, member="train.csv")
    assert beside(target) == []


def test_a_member_with_a_password_is_refused(site: Site, target: Path) -> None:
    body = bytearray(zipped({"train.csv": b"x"}))
    body[6] |= 1  # the flag of encryption, in the member's header and in the directory
    body[body.index(b"PK\x01\x02") + 8] |= 1
    site.body = bytes(body)
    with pytest.raises(SourceError, match=r"(?s)cannot be unpacked.*member train\.csv.*password"):
        fetch(site.url, target, member="train.csv")
    assert not target.exists()


# folders and disks


def test_a_folder_that_cannot_be_made_is_named(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SourceError, match=rf"(?s)cannot be written.*{tmp_path}/file/data.*Not a directory"):
        fetch(site.url, tmp_path / "file" / "data" / "train.csv")
    assert site.requests == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that not even root may write to")
def test_a_folder_that_cannot_be_written_to_is_named(site: Site) -> None:
    with pytest.raises(SourceError, match=r"(?s)cannot be written.*where: /proc/self\b"):
        fetch(site.url, Path("/proc/self/train.csv"))
    assert site.requests == []


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow beyond 150,000 bytes: to the program, what a full disk is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_is_reported_and_the_part_kept(site: Site, target: Path) -> None:
    with pytest.raises(SourceError, match=rf"(?s)cannot be written.*{target.parent}.*make room.*is kept"):
        fetch(site.url, target)
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


@pytest.mark.usefixtures("small_disk")
def test_a_disk_too_small_for_the_member_leaves_no_half_member(site: Site, target: Path) -> None:
    site.body = zipped({"train.csv": bytes(1_000_000)})
    with pytest.raises(SourceError, match="make room"):
        fetch(site.url, target, member="train.csv")
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


# processes


FETCH = """
import pathlib, sys
from lakelabel.data.download import fetch
fetch(sys.argv[1], pathlib.Path(sys.argv[2]))
"""


def start(url: str, target: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", FETCH, url, str(target)], stderr=subprocess.PIPE)


def wait_for_bytes(target: Path, size: int) -> None:
    part, deadline = target.with_name("train.csv.part"), time.monotonic() + 20
    while not part.exists() or part.stat().st_size < size:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_process_ended_in_the_middle_leaves_a_part_that_the_next_run_completes(
    site: Site, target: Path, number: int
) -> None:
    site.pause = 0.02
    process = start(site.url, target)
    wait_for_bytes(target, 60_000)
    os.kill(process.pid, number)
    process.communicate()
    assert process.returncode != 0
    assert not target.exists()
    kept = target.with_name("train.csv.part").stat().st_size
    assert 60_000 <= kept < len(BODY)

    site.pause = 0.0
    site.requests.clear()
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [(f"bytes={kept}-", len(BODY) - kept)]
    assert beside(target) == ["train.csv"]


def test_a_second_process_waits_for_the_first_and_takes_its_file(
    site: Site, target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.pause = 0.02
    process = start(site.url, target)
    wait_for_bytes(target, 1)
    with caplog.at_level(logging.INFO, "lakelabel"):
        fetch(site.url, target, sha256=digest(BODY))
    process.communicate()
    assert process.returncode == 0
    assert len(site.requests) == 1
    assert caplog.messages == ["waiting for another process: the download of train.csv"]
    assert beside(target) == ["train.csv"]


def test_a_second_process_that_waits_too_long_is_told_for_what(
    site: Site, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_LOCK_SECONDS", 0.05)
    site.pause = 0.02
    process = start(site.url, target)
    wait_for_bytes(target, 1)
    with pytest.raises(
        SetupError, match=rf"(?s)\.train\.csv\.lock.*download of train\.csv.*process {process.pid} "
    ):
        fetch(site.url, target)
    process.communicate()
    assert target.read_bytes() == BODY
