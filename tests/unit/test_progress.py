"""What a person at a terminal sees of a long step, and what a log gets."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from lakelabel.runtime.progress import duration, progress, stage


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _logger_at_info() -> Iterator[None]:
    logger = logging.getLogger("lakelabel")
    level = logger.level
    logger.setLevel(logging.INFO)
    yield
    logger.setLevel(level)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Terminal]:
    """Makes stderr a terminal; called by the test itself, since pytest sets stderr again before each."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "150")
    monkeypatch.setenv("NO_COLOR", "1")
    for name in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)

    def start() -> Terminal:
        monkeypatch.setattr(sys, "stderr", terminal := Terminal())
        return terminal

    return start


def test_bytes_are_shown_with_share_size_speed_and_time_left(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    with progress("downloading train.csv", total=4_000_000, unit="bytes") as step:
        for _ in range(3):
            step(1_000_000)
            time.sleep(0.15)
    shown = terminal.getvalue()
    assert "downloading train.csv" in shown
    assert "75%" in shown
    assert "3.0/4.0 MB" in shown
    assert "MB/s" in shown
    assert "0:00:0" in shown


def test_other_units_are_counted(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    with progress("searching", total=8, unit="trials") as step:
        for _ in range(4):
            step(1)
            time.sleep(0.06)
    shown = terminal.getvalue()
    assert "50%" in shown
    assert "4/8 trials" in shown
    assert "trials/s" in shown


def test_an_unknown_total_shows_no_share(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    with progress("reading", unit="rows") as step:
        step(7)
    assert "7/? rows" in terminal.getvalue()
    assert "%" not in terminal.getvalue()


def test_what_was_done_before_counts_for_the_share(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    with progress("downloading", total=100, unit="bytes", start=90):
        pass
    assert "90%" in terminal.getvalue()


def test_words_in_brackets_are_not_taken_for_markup(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    with progress("reading [bold]a[/bold].csv", total=1), stage("x"):
        pass
    assert "[bold]a[/bold].csv" in terminal.getvalue()


def test_a_log_line_comes_out_whole_above_the_bar(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    handler = logging.StreamHandler()
    with progress("reading", total=10):
        handler.setStream(sys.stderr)
        handler.emit(logging.makeLogRecord({"msg": "a line [of] log"}))
    assert "a line [of] log\n" in terminal.getvalue()


def test_stdout_stays_empty(watch: Callable[[], Terminal], capsys: pytest.CaptureFixture[str]) -> None:
    terminal = watch()
    with progress("reading", total=10) as step:
        step(1)
        sys.stdout.write('{"rows": 10}\n')
    assert capsys.readouterr().out == '{"rows": 10}\n'
    assert "rows" not in terminal.getvalue().replace("/10 rows", "")


def test_nothing_is_shown_on_a_quiet_run(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    logging.getLogger("lakelabel").setLevel(logging.WARNING)
    with progress("reading", total=10) as step, stage("searching"):
        step(5)
    assert terminal.getvalue() == ""


def test_nothing_is_shown_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("reading", total=10) as step:
        step(5)
    assert capsys.readouterr() == ("", "")


def test_where_nothing_is_shown_rich_is_not_even_imported() -> None:
    code = """
import logging, sys
logging.getLogger("lakelabel").setLevel("INFO")
from lakelabel.runtime.progress import progress, stage
with progress("x", total=1) as step, stage("y"):
    step(1)
print("rich" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_one_bar_is_drawn_at_a_time(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    with progress("outer", total=10), progress("inner", total=10) as step:
        step(1)
    assert "outer" in terminal.getvalue()
    assert "inner" not in terminal.getvalue()
    with progress("next", total=10):
        pass
    assert "next" in terminal.getvalue()


def test_the_screen_is_given_back_after_an_error(watch: Callable[[], Terminal]) -> None:
    terminal = watch()
    with pytest.raises(ZeroDivisionError), progress("first", total=10):
        raise ZeroDivisionError
    with progress("second", total=10):
        pass
    assert "second" in terminal.getvalue()
    assert sys.stderr is terminal


def test_a_stage_is_shown_with_its_time_and_then_logged(
    watch: Callable[[], Terminal], caplog: pytest.LogCaptureFixture
) -> None:
    terminal = watch()
    with stage("prepare: read 3 sources"):
        time.sleep(0.15)
    assert "prepare: read 3 sources 0:00:00" in terminal.getvalue().replace("⠋ ", "")
    (message,) = caplog.messages
    assert re.fullmatch(r"prepare: read 3 sources \(\d\.[1-9] s\)", message)


def test_a_stage_without_a_terminal_is_one_line_of_log(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with stage("prepare: read 3 sources"):
        assert caplog.messages == []
    assert caplog.messages == ["prepare: read 3 sources (0.0 s)"]
    assert caplog.records[0].levelno == logging.INFO
    assert capsys.readouterr().err == ""


def test_a_stage_that_fails_is_not_logged_as_done(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ZeroDivisionError), stage("prepare"):
        raise ZeroDivisionError
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (2.12, "2.1 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 0 s"),
        (185, "3 min 5 s"),
        (3599.6, "1 h 0 min"),
        (4800, "1 h 20 min"),
    ],
)
def test_spans_of_time_are_told_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words
