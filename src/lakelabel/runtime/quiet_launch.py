"""Keeps the JVM's chatter off the terminal; what it says of real trouble still comes through.

Not here: lakelabel's own logging (``logs``).
"""

from __future__ import annotations

import importlib.resources
import os
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_STDERR = 2  # the descriptor that a child process inherits

# Lines that a healthy JVM prints at start, before or beside log4j.
_NOISE = re.compile(
    rb"Using incubator modules|Using Spark's default log4j profile|Setting default log level"
    rb"|To adjust logging level|JNI_OnLoad: dlopen|::|Ivy Default Cache|The jars for the packages stored"
    rb"|Picked up JAVA_TOOL_OPTIONS|^\s*$"
)


def log_settings(conf: Mapping[str, str]) -> dict[str, str]:
    """Gives the settings that make Spark's log quiet, in front of the user's own JVM options.

    Args:
        conf: The user's Spark configuration; `spark.log.level` in it takes these loggers back.

    Returns:
        Spark configuration.
    """
    options = []
    properties = Path(str(importlib.resources.files("lakelabel.runtime") / "log4j2.properties"))
    if properties.is_file() and "spark.log.level" not in conf:  # no file inside a zip
        options.append(f"-Dlog4j2.configurationFile={properties.as_uri()}")
    if given := conf.get("spark.driver.extraJavaOptions"):
        options.append(given)
    return {"spark.driver.extraJavaOptions": " ".join(options)}


@contextmanager
def quiet_launch() -> Iterator[None]:
    """Filters what a JVM started inside the block writes to standard error, for as long as it lives.

    The JVM inherits a pipe as its standard error; a daemon thread passes on every line that is not known
    noise.
    """
    try:
        saved = os.dup(_STDERR)
    except OSError:  # no standard error to guard
        yield
        return
    read, write = os.pipe()
    os.dup2(write, _STDERR)
    os.close(write)
    threading.Thread(target=_pass_on, args=(read, os.dup(saved)), daemon=True, name="jvm-stderr").start()
    try:
        yield
    finally:
        os.dup2(saved, _STDERR)
        os.close(saved)


def _pass_on(source: int, target: int) -> None:
    with os.fdopen(source, "rb") as lines, os.fdopen(target, "wb", buffering=0) as out:
        for line in lines:
            if not _NOISE.search(line):
                out.write(line)
