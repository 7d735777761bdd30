"""Fetching a source's file: resumed after a break, checked, and only then given its name.

Not here: which sources a configuration names, and reading them (``lakelabel.data.sources``).
"""

from __future__ import annotations

import difflib
import hashlib
import json
import logging
import lzma
import os
import re
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import urllib3
from rich.filesize import decimal

from lakelabel.errors import DownloadError, SourceError
from lakelabel.runtime.lock import file_lock
from lakelabel.runtime.logs import redact
from lakelabel.runtime.progress import duration, progress

_log = logging.getLogger(__name__)
_RETRIES = 4
_BACKOFF_SECONDS = 1.0  # before the first retry; doubled before each further one
_TIMEOUT_SECONDS = (10.0, 60.0)  # to connect; between two pieces
_LOCK_SECONDS = 3600.0  # how long to wait while another process fetches the same file
_PIECE = 1 << 16


class _BrokeOffError(Exception):
    """A fault that may pass: worth another attempt, which goes on from the bytes that came."""


@dataclass(frozen=True)
class _Part:
    """The unfinished file, and the note beside it that says which version of which file it is a part of."""

    path: Path
    url: str

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def note(self) -> dict[str, Any]:
        """What is known of the file; nothing where the part is not of this address."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) and note.get("source") == self._source() else {}

    def begin(self, response: requests.Response) -> None:
        """Empties the part, and notes what a later attempt must find again."""
        etag = response.headers.get("ETag", "")
        length = response.headers.get("Content-Length", "")
        # emptied before the note is renewed: no note ever stands beside bytes of another version
        self.path.write_bytes(b"")
        note = {
            "source": self._source(),
            # a weak tag ("W/…") does not promise equal bytes
            "etag": etag if etag.startswith('"') else None,
            "last_modified": response.headers.get("Last-Modified"),
            "total": int(length) if length.isdigit() else None,
        }
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def discard(self) -> None:
        self._note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def _source(self) -> str:
        # a digest, as an address may hold a password; without its secrets, as a token is a new one each time
        return hashlib.sha256(redact(self.url).encode()).hexdigest()


def fetch(url: str, target: Path, *, sha256: str | None = None, member: str | None = None) -> Path:
    """Fetches a file, unless it is there already.

    The bytes are kept in ``<target>.part`` until all have come and agree with the digest; a download that
    broke off is continued by the next attempt or the next run.

    Args:
        url: An http or https address.
        target: The file's final name.
        sha256: The digest that the file must have (the member's, where there is one).
        member: The member to take, where the address gives a zip file.

    Returns:
        The target.

    Raises:
        DownloadError: The address cannot be fetched.
        SourceError: What came is not the file that was asked for, or cannot be written.
    """
    part = _Part(target.with_name(f"{target.name}.part"), url)
    try:
        if not _is_there(target, sha256):
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=target.parent):
                pass  # whether the folder can be written to, asked before a lock is made in it
            lock = target.with_name(f".{target.name}.lock")
            with file_lock(lock, timeout=_LOCK_SECONDS, what=f"the download of {target.name}"):
                if not _is_there(target, sha256):  # another process may have fetched it meanwhile
                    _fetch(part, target, sha256, member)
    except OSError as error:
        raise SourceError(
            "A download cannot be written.",
            where=str(target.parent),
            seen=error.strerror or type(error).__name__,
            fix="make room or give this user the right to write there, or choose another folder; "
            "what has come is kept",
        ) from error
    return target


def verify_sha256(path: Path, expected: str) -> None:
    """Checks the digest of a file.

    Args:
        path: The file.
        expected: The SHA-256 that it must have, in hexadecimal digits.

    Raises:
        SourceError: It has another one, or cannot be read.
    """
    try:
        seen = _sha256(path)
    except OSError as error:
        raise SourceError("A file cannot be read.", where=str(path), seen=error.strerror) from error
    if seen != expected.lower():
        raise SourceError(
            "A file does not have the sha256 that it should have.",
            where=str(path),
            seen=seen,
            valid=expected.lower(),
            fix="delete the file, so that it is fetched again, or correct sha256",
        )


def _is_there(target: Path, sha256: str | None) -> bool:
    if not target.exists():
        return False
    if sha256 is not None:
        verify_sha256(target, sha256)
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(part: _Part, target: Path, sha256: str | None, member: str | None) -> None:
    begin = time.monotonic()
    _download(part, target)
    if member is None:
        _finish(part.path, part, target, sha256)
    else:
        extracted = part.path.with_name(f"{part.path.name}.member")
        try:
            _extract(part, member, extracted)
            _finish(extracted, part, target, sha256)
        finally:
            extracted.unlink(missing_ok=True)
    part.discard()
    size, took = decimal(target.stat().st_size), duration(time.monotonic() - begin)
    _log.info("fetched %s: %s (%s)", target.name, size, took)


def _finish(done: Path, part: _Part, target: Path, sha256: str | None) -> None:
    """Gives a complete file its final name, once it is known to be right and to survive a power cut."""
    with done.open("rb+") as file:
        os.fsync(file.fileno())
    if sha256 is not None and (seen := _sha256(done)) != sha256.lower():
        part.discard()
        raise SourceError(
            "A fetched file does not have the sha256 that it should have; it was not kept.",
            where=redact(part.url),
            seen=seen,
            valid=sha256.lower(),
            fix="the file at this address was changed or damaged: look at it, then correct sha256 or url",
        )
    os.replace(done, target)


def _download(part: _Part, target: Path) -> None:
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
    goes_on = "goes on from there" if _resumes_at(part) else "starts from the beginning"
    raise DownloadError(
        f"A download failed {_RETRIES + 1} times.",
        where=redact(part.url),
        seen=f"{reason}; {came}",
        fix=f"run again later (the next run {goes_on}), or put the file at {target} by hand",
    )


def _attempt(part: _Part, target: Path) -> None:
    """Asks once for what is missing, or for the whole file where there is nothing to go on from."""
    have, note = _resumes_at(part), part.note()
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
        if status == 206 and _continues(response, have, note):
            return _receive(response, part, target, have)
    part.discard()  # the file has changed, or the server answers a range with another one
    return _attempt(part, target)


def _resumes_at(part: _Part) -> int:
    """How many bytes of the part another attempt can keep."""
    note = part.note()
    if not (note.get("etag") or note.get("last_modified")):
        return 0  # nothing tells whether the file is still the same
    size, total = part.size(), note.get("total")
    # of a complete part the last byte is asked for again: the answer shows whether the file is still the same
    return size if total is None else max(min(size, total - 1), 0)


def _continues(response: requests.Response, have: int, note: dict[str, Any]) -> bool:
    """Whether a partial answer goes on where the part ends, in the same version of the file."""
    match = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
    if match is None or int(match[1]) != have:
        return False
    # a server that does not know If-Range sends a part of whatever it has now
    now = {
        "etag": response.headers.get("ETag"),
        "last_modified": response.headers.get("Last-Modified"),
        "total": None if match[2] == "*" else int(match[2]),
    }
    return all(note[key] in (None, seen) for key, seen in now.items() if seen is not None)


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


def _check_encoding(response: requests.Response, part: _Part, target: Path) -> None:
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding.lower() != "identity":
        raise DownloadError(
            "A server sends a file compressed, though it was asked not to.",
            where=redact(part.url),
            seen=f"Content-Encoding: {encoding}",
            fix=f"fetch it by other means and put it at {target}",
        )


def _refusal(status: int, part: _Part, target: Path) -> Exception:
    if status >= 500 or status in (408, 429):
        return _BrokeOffError(f"the server answered HTTP {status}")
    if status in (401, 403):
        fix = f"the server wants credentials: use a public address, or put the file at {target} by hand"
    elif status in (404, 410):
        fix = f"there is no file at this address: correct the url, or put the file at {target} by hand"
    else:
        fix = f"look at the address with a browser, or put the file at {target} by hand"
    return DownloadError("A server refused a file.", where=redact(part.url), seen=f"HTTP {status}", fix=fix)


def _receive(response: requests.Response, part: _Part, target: Path, have: int) -> None:
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


def _extract(part: _Part, member: str, to: Path) -> None:
    try:
        with zipfile.ZipFile(part.path) as archive:
            names = [info.filename for info in archive.infolist() if not info.is_dir()]
            if member not in names:
                raise _no_member(part, member, names)
            with archive.open(member) as source, to.open("wb") as file:
                shutil.copyfileobj(source, file, 1 << 20)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        part.discard()
        raise SourceError(
            "A fetched file is not a sound zip file, so no member can be taken from it; it was not kept.",
            where=redact(part.url),
            seen=str(error) or type(error).__name__,
            fix="leave member out if the address gives the file itself; else correct the url",
        ) from error
    except (RuntimeError, NotImplementedError) as error:
        raise SourceError(
            "A member of a zip file cannot be unpacked.",
            where=f"{redact(part.url)}, member {member}",
            seen=str(error),
            valid="a member without a password, stored or deflated",
            fix="unpack it by other means",
        ) from error


def _no_member(part: _Part, member: str, names: list[str]) -> SourceError:
    shown = ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    near = [name for name in names if name.endswith(f"/{member}")]
    near += difflib.get_close_matches(member, names, n=1, cutoff=0.5)
    return SourceError(
        "A zip file has no such member.",
        where=redact(part.url),
        seen=member,
        valid=shown or "none: the zip file is empty",
        fix=f"did you mean {near[0]!r}?" if near else "correct member; the zip file is kept for the next run",
    )
