"""Where a run comes from: git commit, package versions.

Not here: logging them (``run``).
"""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess

from lakelabel import __version__

_PACKAGES = ("pyspark", "delta-spark", "mlflow", "mlflow-skinny", "numpy", "pandas", "pyarrow", "pydantic")


def git_state() -> dict[str, str]:
    """Gives commit and dirty flag of the repository around the working directory.

    Returns:
        `git.commit` and `git.dirty`; empty outside a repository, or without git.
    """
    commit = _git("rev-parse", "HEAD")
    if commit is None:
        return {}
    changes = _git("status", "--porcelain")
    return {"git.commit": commit, "git.dirty": str(bool(changes)).lower()}


def versions() -> dict[str, str]:
    """Gives the versions of Python, lakelabel and the packages that matter, where installed."""
    found = {"python": platform.python_version(), "lakelabel": __version__}
    for package in _PACKAGES:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def _git(*arguments: str) -> str | None:
    program = shutil.which("git")
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [program, *arguments], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
