"""Where log lines go, what is quiet, and which words never come out."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator

import pytest

from lakelabel.runtime import logs
from lakelabel.runtime.logs import configure_logging, redact


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in logs._ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    loggers = [logging.getLogger(name) for name in ("lakelabel", *logs._THIRD_PARTIES)]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate, logger.handlers = propagate, handlers
    for name in logs._ENVIRONMENT:
        os.environ.pop(name, None)


def test_a_log_file_gets_time_and_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    logging.getLogger("lakelabel.steps").info("read %d rows", 3)
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"\d{4}-\d\d-\d\d [\d:,]+ INFO read 3 rows\n", err)


def test_a_terminal_gets_the_message_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    configure_logging()
    logging.getLogger("lakelabel.steps").info("read 3 rows")
    assert terminal.getvalue() == "read 3 rows\n"


def test_quiet_leaves_warnings_only(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(quiet=True)
    logging.getLogger("lakelabel").info("read 3 rows")
    logging.getLogger("lakelabel").warning("the table is empty")
    assert capsys.readouterr().err.endswith("WARNING the table is empty\n")
    assert not logging.getLogger("lakelabel").isEnabledFor(logging.INFO)


def test_configuring_again_changes_the_level_and_adds_no_second_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for quiet in (True, False, False):
        configure_logging(quiet)
    logging.getLogger("lakelabel").info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_lines_go_to_what_stderr_is_at_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    configure_logging()
    monkeypatch.setattr(sys, "stderr", later := io.StringIO())
    logging.getLogger("lakelabel").info("later")
    assert later.getvalue().endswith("later\n")


def test_the_root_logger_is_left_alone_and_a_handler_it_gets_does_not_repeat_our_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = logging.getLogger()
    before = (root.level, root.handlers[:])
    configure_logging()
    assert (root.level, root.handlers) == before
    handler = logging.StreamHandler()
    root.addHandler(handler)
    logging.getLogger("lakelabel").warning("once")
    root.removeHandler(handler)
    assert capsys.readouterr().err.count("once") == 1


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("mlflow.tracking", logging.WARNING),
        ("alembic.runtime.migration", logging.WARNING),
        ("py4j.clientserver", logging.ERROR),
        ("pyspark.sql.connect.client", logging.ERROR),
        ("matplotlib.font_manager", logging.ERROR),
        ("urllib3.connectionpool", logging.ERROR),
    ],
)
def test_third_parties_speak_from_a_level_on(name: str, level: int) -> None:
    configure_logging()
    assert logging.getLogger(name).isEnabledFor(level)
    assert not logging.getLogger(name).isEnabledFor(level - 1)


def test_a_third_party_that_was_quieter_stays_so() -> None:
    logging.getLogger("mlflow").setLevel(logging.CRITICAL)
    configure_logging()
    assert logging.getLogger("mlflow").level == logging.CRITICAL


def test_the_level_that_somebody_chose_for_mlflow_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_LOGGING_LEVEL", "ERROR")
    configure_logging()
    assert os.environ["MLFLOW_LOGGING_LEVEL"] == "ERROR"


def run(code: str, *options: str) -> str:
    """Runs code in a fresh process and gives what it prints."""
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_mlflow_stays_quiet_though_it_is_imported_later() -> None:
    pytest.importorskip("mlflow")
    code = """
import logging
from lakelabel.runtime.logs import configure_logging
configure_logging()
import mlflow
print([logging.getLogger(n).isEnabledFor(logging.INFO) for n in ("mlflow", "alembic.runtime.migration")])
"""
    assert run(code) == "[False, False]"


def test_warnings_about_what_nobody_can_change_are_hidden_and_others_are_not() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        configure_logging()
        for message, category, module in [
            ("Failed to set spark.driver.memory to 4g due to", UserWarning, "pyspark.sql.connect.conf"),
            ("Hint: Inferred schema contains integer column(s). …", UserWarning, "mlflow.types.utils"),
            ("is_sparse is deprecated", FutureWarning, "mlflow.types.schema"),
            ("Failed to set the clock due to", UserWarning, "somebody"),
            ("is_sparse is deprecated", FutureWarning, "somebody"),
        ]:
            warnings.warn_explicit(message, category, "file.py", 1, module=module)
    assert [str(w.message) for w in caught] == ["Failed to set the clock due to", "is_sparse is deprecated"]


def test_whoever_asks_python_for_warnings_gets_them_all() -> None:
    code = """
import warnings
before = warnings.filters[:]
from lakelabel.runtime.logs import configure_logging
configure_logging()
print(warnings.filters == before)
"""
    assert run(code) == "False"
    assert run(code, "-W", "default") == "True"


def test_importing_changes_nothing() -> None:
    code = """
import logging, os, warnings
before = dict(os.environ), warnings.filters[:]
import lakelabel.runtime.lock, lakelabel.runtime.logs, lakelabel.runtime.progress
assert before == (dict(os.environ), warnings.filters)
import lakelabel.data.download
assert before[0] == dict(os.environ)
ours = logging.getLogger("lakelabel")
print(logging.getLogger().handlers, ours.handlers, ours.level)
"""
    assert run(code) == "[] [] 0"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("https://me:canary@host/a", "https://***@host/a"),
        ("https://canary@host/a", "https://***@host/a"),
        ("postgresql+psycopg://me:canary@db:5432/x", "postgresql+psycopg://***@db:5432/x"),
        ("https://me:can@ary@host/a", "https://***@host/a"),
        ("https://me:can/ary?#@host/a", "https://***@host/a"),
        ("https://host/a?token=canary&v=1", "https://host/a?token=***&v=1"),
        ("https://host/a?v=1&X-Amz-Signature=canary", "https://host/a?v=1&X-Amz-Signature=***"),
        ("https://host/a?sv=1&sig=can%2Fary%3D", "https://host/a?sv=1&sig=***"),
        ("https://host/a?API_KEY=canary", "https://host/a?API_KEY=***"),
        ("https://host/a?client_secret=canary", "https://host/a?client_secret=***"),
        ("https://host/a?password=canary", "https://host/a?password=***"),
        ("https://host/a#access_token=canary", "https://host/a#access_token=***"),
        ("exceeded with url: /a?token=canary (Caused by x)", "exceeded with url: /a?token=*** (Caused by x)"),
        ("'https://a:canary@h' or 'https://b:canary@h'", "'https://***@h' or 'https://***@h'"),
    ],
)
def test_credentials_in_addresses_are_hidden(text: str, clean: str) -> None:
    assert redact(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "nothing to hide",
        "https://host:8080/a/b@1.0/c?v=1&page=2",
        "https://host:8080?a=b@c",
        "https://cdn.host/npm/package@1.0/file.csv",
        "https://host/a and somebody@example.org",
        "sqlite:///lakehouse/mlflow.db",
        "what? key of the table = value",
    ],
)
def test_addresses_without_credentials_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


def test_no_log_line_holds_credentials_not_even_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging()
    try:
        raise ValueError("https://me:canary@host")
    except ValueError:
        logging.getLogger("lakelabel").exception("at %s", "https://host/?token=canary")
    err = capsys.readouterr().err
    assert "https://***@host" in err
    assert "canary" not in err.replace('"https://me:canary@host"', "")  # the line of this very file
