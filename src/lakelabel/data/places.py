"""Paths of the configuration: which are addresses of a file system, which lie on this machine.

Not here: reading or writing them (``readers``, ``tables``).
"""

from __future__ import annotations

import os
import re


def has_scheme(path: str) -> bool:
    """Tells whether a path names its file system, as s3://bucket/folder or dbfs:/folder do.

    Args:
        path: The path.
    """
    return re.match(r"^[A-Za-z][A-Za-z0-9+.-]+:", path) is not None


def absolute(path: str) -> str:
    """Gives a path for Spark, whose working folder may be another than Python's.

    Args:
        path: A path; one with a scheme stays as it is.
    """
    return path if has_scheme(path) else os.path.abspath(path)
