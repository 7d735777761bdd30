"""Installing a package with apt-get, where that and root are at hand.

Not here: which packages, and whether it is allowed (``java``).
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence

_log = logging.getLogger(__name__)

_APT_SECONDS = 900  # generous: apt-get stopped halfway leaves its database in need of repair


def is_there(environ: Mapping[str, str]) -> bool:
    """Tells whether there is an apt-get.

    Args:
        environ: Environment variables.
    """
    return shutil.which("apt-get", path=environ.get("PATH", "")) is not None


def install_first(packages: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """Installs the first of some packages that there is.

    Args:
        packages: Names of packages, the best first.
        environ: Environment variables.

    Returns:
        What went wrong; None where it went well.
    """
    package = _first_known(packages, environ)
    if package is None:  # a fresh container has no package lists
        failure = _update(environ)
        package = _first_known(packages, environ)
        if package is None:
            return failure or "neither package is in the package lists"
    _log.info("installing %s", package)
    install = ("install", "-y", "--no-install-recommends", package)
    if _apt(environ, *install) is None:
        return None
    # old package lists name files that the server no longer has
    return _update(environ) or _apt(environ, *install)


def _first_known(packages: Sequence[str], environ: Mapping[str, str]) -> str | None:
    return next((name for name in packages if _apt(environ, "install", "--simulate", name) is None), None)


def _update(environ: Mapping[str, str]) -> str | None:
    _log.info("fetching apt's package lists")
    return _apt(environ, "update")


def _apt(environ: Mapping[str, str], *arguments: str) -> str | None:
    """Runs apt-get without questions; gives the last line that it said when it failed, else None."""
    # a new machine often updates itself at first: wait for it
    command = [str(shutil.which("apt-get", path=environ.get("PATH"))), "-qq", "-o", "DPkg::Lock::Timeout=120"]
    quiet = {**environ, "DEBIAN_FRONTEND": "noninteractive"}
    well, said = run([*command, *arguments], quiet, _APT_SECONDS)
    return None if well else (said.splitlines() or ["apt-get failed and said nothing"])[-1]


def run(command: Sequence[str], environ: Mapping[str, str], seconds: int) -> tuple[bool, str]:
    """Runs a command to its end.

    Args:
        command: The program and its arguments.
        environ: Environment variables on top of this process's own.
        seconds: How long it may take.

    Returns:
        Whether it went well, and what it said.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the commands are our own, and no shell reads them
            command,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, **environ},
            timeout=seconds,
        )
    except OSError as error:
        return False, str(error)
    except subprocess.TimeoutExpired:
        return False, f"no end within {seconds} s"
    return done.returncode == 0, f"{done.stdout}\n{done.stderr}".strip()
