"""Fetching a file: its digest, the folder and disk it goes to, and processes that end or meet there.

Not here: a server's faults (``test_transfer``), members of zip files (``test_archive``).
"""

from __future__ import annotations

import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback import BODY, OTHER, Request, Site, beside, digest, zipped

from lakelabel.data import download
from lakelabel.data.download import fetch, verify_sha256
from lakelabel.errors import SetupError, SourceError

# a fetch that goes well


def test_a_file_is_fetched_and_nothing_else_is_left_beside_it(site: Site, target: Path) -> None:
    assert fetch(site.url, target, sha256=digest(BODY)) == target
    assert target.read_bytes() == BODY
    assert beside(target) == ["train.csv"]


def test_the_server_is_asked_for_the_file_as_it_is(site: Site, target: Path) -> None:
    fetch(site.url, target)
    assert site.requests == [Request(range=None, if_range=None, encoding="identity", sent=len(BODY))]


def test_a_file_of_unknown_length_is_fetched(site: Site, target: Path) -> None:
    site.length = False
    fetch(site.url, target)
    assert target.read_bytes() == BODY


def test_an_empty_file_is_fetched(site: Site, target: Path) -> None:
    site.body = b""
    assert fetch(site.url, target).read_bytes() == b""
    assert beside(target) == ["train.csv"]


def test_a_file_that_is_there_is_not_fetched_again(site: Site, target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(BODY)
    fetch(site.url, target)
    fetch(site.url, target, sha256=digest(BODY).upper())
    assert site.requests == []


def test_one_line_says_what_was_fetched(site: Site, target: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lakelabel"):
        fetch(site.url, target)
    assert [m.split(" (")[0] for m in caplog.messages] == ["fetched train.csv: 300.0 kB"]


# digests


def test_a_wrong_digest_keeps_nothing(site: Site, target: Path) -> None:
    with pytest.raises(SourceError) as caught:
        fetch(site.url, target, sha256="0" * 64)
    message = str(caught.value)
    assert f"where: {site.url}" in message
    assert f"seen:  {digest(BODY)}" in message
    assert f"valid: {'0' * 64}" in message
    assert beside(target) == []


def test_a_file_that_is_there_with_another_digest_is_named_and_left_alone(site: Site, target: Path) -> None:
    target.parent.mkdir()
    target.write_bytes(OTHER)
    with pytest.raises(
        SourceError, match=rf"(?s){target}.*{digest(OTHER)}.*{digest(BODY)}.*delete the file.*sha256"
    ):
        fetch(site.url, target, sha256=digest(BODY))
    assert target.read_bytes() == OTHER
    assert site.requests == []


def test_verify_accepts_the_right_digest_in_either_case(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(BODY)
    verify_sha256(path, digest(BODY))
    verify_sha256(path, digest(BODY).upper())


def test_verify_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=rf"(?s)cannot be read.*{tmp_path / 'none'}.*No such file"):
        verify_sha256(tmp_path / "none", "0" * 64)


# folders and disks


def test_a_folder_that_cannot_be_made_is_named(site: Site, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SourceError, match=rf"(?s)cannot be written.*{tmp_path}/file/data.*Not a directory"):
        fetch(site.url, tmp_path / "file" / "data" / "train.csv")
    assert site.requests == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that not even root may write to")
def test_a_folder_that_cannot_be_written_to_is_named(site: Site) -> None:
    with pytest.raises(SourceError, match=r"(?s)cannot be written.*where: /proc/self\b"):
        fetch(site.url, Path("/proc/self/train.csv"))
    assert site.requests == []


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file may grow beyond 150,000 bytes: to the program, what a full disk is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_is_reported_and_the_part_kept(site: Site, target: Path) -> None:
    with pytest.raises(SourceError, match=rf"(?s)cannot be written.*{target.parent}.*make room.*is kept"):
        fetch(site.url, target)
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


@pytest.mark.usefixtures("small_disk")
def test_a_disk_too_small_for_the_member_leaves_no_half_member(site: Site, target: Path) -> None:
    site.body = zipped({"train.csv": bytes(1_000_000)})
    with pytest.raises(SourceError, match="make room"):
        fetch(site.url, target, member="train.csv")
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


# processes


FETCH = """
import pathlib, sys
from lakelabel.data.download import fetch
fetch(sys.argv[1], pathlib.Path(sys.argv[2]))
"""


def start(url: str, target: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", FETCH, url, str(target)], stderr=subprocess.PIPE)


def wait_for_bytes(target: Path, size: int) -> None:
    part, deadline = target.with_name("train.csv.part"), time.monotonic() + 20
    while not part.exists() or part.stat().st_size < size:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_process_ended_in_the_middle_leaves_a_part_that_the_next_run_completes(
    site: Site, target: Path, number: int
) -> None:
    site.pause = 0.02
    process = start(site.url, target)
    wait_for_bytes(target, 60_000)
    os.kill(process.pid, number)
    process.communicate()
    assert process.returncode != 0
    assert not target.exists()
    kept = target.with_name("train.csv.part").stat().st_size
    assert 60_000 <= kept < len(BODY)

    site.pause = 0.0
    site.requests.clear()
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [(f"bytes={kept}-", len(BODY) - kept)]
    assert beside(target) == ["train.csv"]


def test_a_second_process_waits_for_the_first_and_takes_its_file(
    site: Site, target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.pause = 0.02
    process = start(site.url, target)
    wait_for_bytes(target, 1)
    with caplog.at_level(logging.INFO, "lakelabel"):
        fetch(site.url, target, sha256=digest(BODY))
    process.communicate()
    assert process.returncode == 0
    assert len(site.requests) == 1
    assert caplog.messages == ["waiting for another process: the download of train.csv"]
    assert beside(target) == ["train.csv"]


def test_a_second_process_that_waits_too_long_is_told_for_what(
    site: Site, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "_LOCK_SECONDS", 0.05)
    site.pause = 0.02
    process = start(site.url, target)
    wait_for_bytes(target, 1)
    with pytest.raises(
        SetupError, match=rf"(?s)\.train\.csv\.lock.*download of train\.csv.*process {process.pid} "
    ):
        fetch(site.url, target)
    process.communicate()
    assert target.read_bytes() == BODY
