"""A lock that processes and threads hold one at a time, and that dies with its holder."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lakelabel.errors import SetupError
from lakelabel.runtime.lock import file_lock

HOLD = """
import pathlib, sys, time
from lakelabel.runtime.lock import file_lock
with file_lock(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    """Starts a process that holds the lock until its stdin is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_lock_is_free_again_after_its_block_and_leaves_no_file(tmp_path: Path) -> None:
    for _ in range(2):
        with file_lock(tmp_path / "lock", timeout=0):
            assert (tmp_path / "lock").exists()
    assert list(tmp_path.iterdir()) == []


def test_the_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), file_lock(tmp_path / "lock"):
        raise ZeroDivisionError
    with file_lock(tmp_path / "lock", timeout=0):
        pass


def test_a_lock_held_by_another_process_is_named_with_its_holder(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    process = hold(path)
    begin = time.monotonic()
    with pytest.raises(SetupError) as caught, file_lock(path, timeout=0.2, what="the scoring of orders"):
        pass
    assert 0.2 <= time.monotonic() - begin < 2
    message = str(caught.value)
    assert "more than 0.2 s" in message
    assert f"where: {path}" in message
    assert "waited for: the scoring of orders" in message
    assert f"held by: process {process.pid} on " in message
    process.communicate()


def test_a_lock_is_taken_as_soon_as_the_other_process_gives_it_back(tmp_path: Path) -> None:
    process = hold(tmp_path / "lock")
    threading.Timer(0.2, process.communicate).start()
    with file_lock(tmp_path / "lock", timeout=20):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    process = hold(tmp_path / "lock")
    process.kill()
    process.communicate()
    assert (tmp_path / "lock").exists()  # its file stays, and holds nobody up
    with file_lock(tmp_path / "lock", timeout=0):
        pass


def test_threads_of_one_process_exclude_each_other(tmp_path: Path) -> None:
    inside, most, rounds = 0, 0, 0

    def work() -> None:
        nonlocal inside, most, rounds
        for _ in range(5):
            with file_lock(tmp_path / "lock", timeout=20):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                rounds += 1
                inside -= 1

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, rounds) == (1, 30)


def test_processes_exclude_each_other_though_each_removes_the_lock_file(tmp_path: Path) -> None:
    count = tmp_path / "count"
    count.write_text("0")
    code = """
import pathlib, sys
import lakelabel.runtime.lock as lock
lock._POLL_SECONDS = 0.0005
folder = pathlib.Path(sys.argv[1])
for _ in range(100):
    with lock.file_lock(folder / "lock"):
        (folder / "count").write_text(str(int((folder / "count").read_text()) + 1))
"""
    processes = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) for _ in range(4)]
    assert [process.wait() for process in processes] == [0] * 4
    assert count.read_text() == "400"


def test_a_lock_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "lock"
    expected = rf"(?s)cannot be opened.*{path}.*No such file.*choose a folder"
    with pytest.raises(SetupError, match=expected), file_lock(path):
        pass


def test_no_handle_is_left_open_by_an_attempt_that_fails(tmp_path: Path) -> None:
    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    with file_lock(tmp_path / "lock"):
        before = len(os.listdir("/proc/self/fd"))
        with pytest.raises(SetupError), file_lock(tmp_path / "lock", timeout=0.2):
            pass
        assert len(os.listdir("/proc/self/fd")) == before
