"""Fetching a source's file: once, by one process, checked, and only then given its name.

Not here: getting its bytes (``transfer``), and which sources a configuration names (``sources``).
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from pathlib import Path

from rich.filesize import decimal

from lakelabel.data.archive import extract
from lakelabel.data.part_file import Part
from lakelabel.data.transfer import complete_part
from lakelabel.errors import SourceError
from lakelabel.runtime.lock import file_lock
from lakelabel.runtime.logs import redact
from lakelabel.runtime.progress import duration

_log = logging.getLogger(__name__)
_LOCK_SECONDS = 3600.0  # how long to wait while another process fetches the same file


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
    part = Part(target.with_name(f"{target.name}.part"), url)
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


def _fetch(part: Part, target: Path, sha256: str | None, member: str | None) -> None:
    begin = time.monotonic()
    complete_part(part, target)
    if member is None:
        _finish(part.path, part, target, sha256)
    else:
        extracted = part.path.with_name(f"{part.path.name}.member")
        try:
            extract(part, member, extracted)
            _finish(extracted, part, target, sha256)
        finally:
            extracted.unlink(missing_ok=True)
    part.discard()
    size, took = decimal(target.stat().st_size), duration(time.monotonic() - begin)
    _log.info("fetched %s: %s (%s)", target.name, size, took)


def _finish(done: Path, part: Part, target: Path, sha256: str | None) -> None:
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
