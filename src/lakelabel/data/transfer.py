"""Getting what is missing of a part over HTTP: asked for, received, tried again after a break.

Not here: what becomes of a complete part (``lakelabel.data.download``).
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from pathlib import Path

import requests
import urllib3

from lakelabel.data.part_file import Part, continues
from lakelabel.errors import DownloadError
from lakelabel.runtime.logs import redact
from lakelabel.runtime.progress import progress

_log = logging.getLogger(__name__)
_RETRIES = 4
_BACKOFF_SECONDS = 1.0  # before the first retry; doubled before each further one
_TIMEOUT_SECONDS = (10.0, 60.0)  # to connect; between two pieces
_PIECE = 1 << 16


class _BrokeOffError(Exception):
    """A fault that may pass: worth another attempt, which goes on from the bytes that came."""


def complete_part(part: Part, target: Path) -> None:
    """Brings a part to its full length: asks for what is missing, and again after a fault that may pass.

    Args:
        part: The part; its address is asked.
        target: The file's final name, for the messages.

    Raises:
        DownloadError: The address refuses the file, or failed every time.
    """
    for retry in range(_RETRIES + 1):
        try:
            return _attempt(part, target)
        except _BrokeOffError as fault:
            reason = redact(str(fault))
        if retry < _RETRIES:
            wait = _BACKOFF_SECONDS * 2**retry
            _log.info("%s: %s; retry %d of %d in %g s", target.name, reason, retry + 1, _RETRIES, wait)
            time.sleep(wait)
    note, size = part.note(), part.size()
    total = note.get("total")
    came = f"{size:,} of {'an unknown number of' if total is None else format(total, ',')} bytes came"
    goes_on = "goes on from there" if part.resumes_at() else "starts from the beginning"
    raise DownloadError(
        f"A download failed {_RETRIES + 1} times.",
        where=redact(part.url),
        seen=f"{reason}; {came}",
        fix=f"run again later (the next run {goes_on}), or put the file at {target} by hand",
    )


def _attempt(part: Part, target: Path) -> None:
    """Asks once for what is missing, or for the whole file where there is nothing to go on from."""
    have, note = part.resumes_at(), part.note()
    headers = {"Accept-Encoding": "identity"}  # compressed on the way, its length would be another
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": note["etag"] or note["last_modified"]}
    with _get(part.url, headers) as response:
        status = response.status_code
        if status == 200:
            _check_encoding(response, part, target)
            part.begin(response)
            return _receive(response, part, target, 0)
        if not have or status not in (206, 416):
            raise _refusal(status, part, target)
        if status == 206 and continues(response, have, note):
            return _receive(response, part, target, have)
    part.discard()  # the file has changed, or the server answers a range with another one
    return _attempt(part, target)


def _get(url: str, headers: dict[str, str]) -> requests.Response:
    try:
        return requests.get(url, headers=headers, stream=True, timeout=_TIMEOUT_SECONDS)
    except (requests.ConnectionError, requests.Timeout) as error:
        if not isinstance(error, requests.exceptions.SSLError):
            raise _BrokeOffError(f"no answer: {_reason(error)}") from None
        reason = _reason(error)
    except OSError as error:  # what requests raises, and a missing bundle of certificates
        reason = _reason(error)
    # not chained: the texts of requests hold the address as it is
    raise DownloadError(
        "An address cannot be asked for a file.",
        where=redact(url),
        seen=redact(reason),
        fix="check the url in the configuration",
    )


def _reason(error: Exception) -> str:
    """The innermost text of an error; requests and urllib3 wrap theirs several times."""
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    text = str(getattr(inner, "reason", inner))
    return re.sub(r"^<[^>]*>: ", "", text)  # older versions of urllib3 begin with the address of an object


def _check_encoding(response: requests.Response, part: Part, target: Path) -> None:
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise DownloadError(
            "A server sends a file compressed, though it was asked not to.",
            where=redact(part.url),
            seen=f"Content-Encoding: {encoding}",
            fix=f"fetch it by other means and put it at {target}",
        )


def _refusal(status: int, part: Part, target: Path) -> Exception:
    if status >= 500 or status in (408, 429):
        return _BrokeOffError(f"the server answered HTTP {status}")
    if status in (401, 403):
        fix = f"the server wants credentials: use a public address, or put the file at {target} by hand"
    elif status in (404, 410):
        fix = f"there is no file at this address: correct the url, or put the file at {target} by hand"
    else:
        fix = f"look at the address with a browser, or put the file at {target} by hand"
    return DownloadError("A server refused a file.", where=redact(part.url), seen=f"HTTP {status}", fix=fix)


def _receive(response: requests.Response, part: Part, target: Path, have: int) -> None:
    total, length = part.note()["total"], response.headers.get("Content-Length", "")
    if total is None and length.isdigit():
        total = have + int(length)
    bar = progress(f"downloading {target.name}", total=total, unit="bytes", start=have)
    with part.path.open("rb+") as file, bar as step:
        file.truncate(have)
        file.seek(have)
        for piece in _pieces(response):
            file.write(piece)
            file.flush()  # what has come survives a kill
            step(len(piece))
    if total is not None and part.size() < total:
        raise _BrokeOffError("the connection was cut")


def _pieces(response: requests.Response) -> Iterator[bytes]:
    stream = response.raw.stream(_PIECE, decode_content=False)
    while True:
        try:
            piece = next(stream, b"")
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _BrokeOffError(f"the connection was cut: {type(error).__name__}") from None
        if not piece:
            return
        yield piece
