"""A lock between processes (and threads) on a file, freed by the operating system when its holder dies.

Not here: what is done while it is held (downloads, table writes).
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from lakelabel.errors import SetupError

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.05


@contextlib.contextmanager
def file_lock(path: Path, *, timeout: float = 600.0, what: str = "a step of another run") -> Iterator[None]:
    """Holds an exclusive advisory lock while its block runs.

    The lock belongs to the open file, so threads of one process exclude each other too. It is not reentrant:
    a thread that asks for a lock it already holds waits until the timeout.

    Args:
        path: The lock file. It is made when needed and removed afterwards; its folder must exist.
        timeout: How many seconds to wait for another holder.
        what: What the lock guards, for messages.

    Yields:
        Nothing; the lock is held.

    Raises:
        SetupError: The lock cannot be had: another holder keeps it, or the file cannot be opened or locked.
    """
    handle = _acquire(path, timeout, what)
    try:
        yield
    finally:
        # removed while still held: whoever opened it meanwhile notices that its file is gone and opens anew
        with contextlib.suppress(OSError):  # Windows does not remove an open file: it stays, harmless
            path.unlink()
        with contextlib.suppress(OSError):
            _unlock(handle)
        os.close(handle)


def _acquire(path: Path, timeout: float, what: str) -> int:
    deadline = time.monotonic() + timeout
    told = False
    while True:
        handle = _try(path)
        if handle is not None:
            return handle
        if time.monotonic() >= deadline:
            raise SetupError(
                f"Another process has held a lock for more than {timeout:g} s.",
                where=str(path),
                seen=f"waited for: {what}; held by: {_holder(path)}",
                fix="wait until the other run ends, or end it: the lock goes with its process",
            )
        if not told:
            _log.info("waiting for another process: %s", what)
            told = True
        time.sleep(_POLL_SECONDS)


def _try(path: Path) -> int | None:
    """Opens and locks the file; None when another holds it, or has just removed it."""
    handle: int | None = None
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        if _lock(handle) and _is_still(handle, path):
            os.ftruncate(handle, 0)
            os.write(handle, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
            kept, handle = handle, None
            return kept
    except OSError as error:
        raise SetupError(
            "A lock file cannot be opened or locked.",
            where=str(path),
            seen=error.strerror or type(error).__name__,
            fix="choose a folder that this user may write to, on a disk that has file locks",
        ) from error
    finally:
        if handle is not None:
            os.close(handle)
    return None


def _is_still(handle: int, path: Path) -> bool:
    """Whether the path still names the file that was locked, and not a newer one or none."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _holder(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip() or "unknown"
    except OSError:
        return "unknown"


if sys.platform == "win32":
    import msvcrt

    # a byte far behind the content: locked bytes cannot be read by others on Windows
    _BYTE = 1 << 30

    def _lock(handle: int) -> bool:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
        return True

    def _unlock(handle: int) -> None:
        os.lseek(handle, _BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
