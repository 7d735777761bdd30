"""Where messages go: the log on stderr, quiet third parties, and no credentials in either.

Not here: progress bars (``lakelabel.runtime.progress``).
"""

from __future__ import annotations

import logging
import os
import re
import sys
import warnings
from typing import TextIO

_LOGGER = "lakelabel"

# What these say below the level concerns their makers, not somebody who runs a step.
_THIRD_PARTIES = {
    "alembic": logging.WARNING,  # one line for each migration of MLflow's database
    "matplotlib": logging.ERROR,  # building the font cache, fonts not found
    "mlflow": logging.WARNING,
    "py4j": logging.ERROR,  # the JVM closes a connection
    "pyspark.sql.connect": logging.ERROR,
    "urllib3": logging.ERROR,  # every retry of a request, with the whole address
}

# MLflow is imported late and then sets its own level, from here; its links on stdout would break --json.
_ENVIRONMENT = {"MLFLOW_LOGGING_LEVEL": "WARNING", "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true"}

# Also a password with a bare / ? or #: such an address is wrong, but it is still a password. A port is none.
_USER_INFO = re.compile(r"""([A-Za-z][\w+.-]*://)(?:[^/\s?#:@'"<>]*:(?!\d*[/?#])[^\s'"<>]*|[^/\s?#'"<>]*)@""")
_PARAMETER = re.compile(r"""([?&;#])([^=?&;#\s'"<>]+)=([^&#\s'"<>]+)""")
_SECRET_NAME = re.compile(r"token|key|secret|sig|pass|pwd|credential|auth", re.IGNORECASE)


def redact(text: str) -> str:
    """Hides the credentials of every address in a text.

    Args:
        text: A message, which may hold addresses.

    Returns:
        The text with ``***`` for user names and passwords before a host, and for the values of query
        parameters whose names look like those of a secret.
    """
    return _PARAMETER.sub(_hide_secret, _USER_INFO.sub(r"\1***@", text))


def _hide_secret(match: re.Match[str]) -> str:
    mark, name, _ = match.groups()
    return f"{mark}{name}=***" if _SECRET_NAME.search(name) else match[0]


class _Formatter(logging.Formatter):
    """Hides credentials in the whole record: its message, its values and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


class _StderrHandler(logging.StreamHandler[TextIO]):
    """Writes to what is stderr at the moment: a progress bar stands in for it while it is drawn."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def configure_logging(quiet: bool = False) -> None:
    """Sends lakelabel's messages to stderr and quiets the libraries it uses. May be called again.

    For commands and jobs; a program that uses lakelabel as a library configures logging itself.

    Args:
        quiet: Warnings and errors only.
    """
    logger = logging.getLogger(_LOGGER)
    handler = next((h for h in logger.handlers if isinstance(h, _StderrHandler)), None)
    if handler is None:
        handler = _StderrHandler()
        logger.addHandler(handler)
    # a person at a terminal knows the time; whoever reads a job's log later does not
    terse = sys.stderr.isatty()
    handler.setFormatter(_Formatter("%(message)s" if terse else "%(asctime)s %(levelname)s %(message)s"))
    logger.setLevel(logging.WARNING if quiet else logging.INFO)
    # MLflow's migrations may give the root logger a handler: every message would come twice
    logger.propagate = False
    _quiet_third_parties()


def _quiet_third_parties() -> None:
    for name, level in _THIRD_PARTIES.items():
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, level))
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    if sys.warnoptions:  # whoever gave -W or PYTHONWARNINGS wants to see them
        return
    # one for each static setting of a Connect session: Spark cannot change them, and nothing is lost
    warnings.filterwarnings("ignore", r"Failed to set .* due to", UserWarning, r"pyspark\.sql\.connect\.")
    warnings.filterwarnings("ignore", "Hint: Inferred schema contains integer column", UserWarning)
    # pandas warns the callers of what it will change: these callers are not ours to mend
    warnings.filterwarnings("ignore", "", FutureWarning, r"(mlflow|pyspark)\.")
