"""Getting bytes over HTTP: answers that break off, parts left by an earlier run, refusals.

Not here: what becomes of a complete file (``test_download``, ``test_archive``).
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from loopback import BODY, OTHER, Site, beside, digest

from lakelabel.data import transfer
from lakelabel.data.download import fetch
from lakelabel.errors import DownloadError

DATE = "Wed, 01 Jan 2025 00:00:00 GMT"


@pytest.fixture(autouse=True)
def _quick_and_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transfer, "_BACKOFF_SECONDS", 0.001)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def leave_a_part(site: Site, target: Path, size: int) -> None:
    """Runs a fetch in which every attempt fails, the first after some bytes, and forgets its requests."""
    site.cuts, site.statuses = [size], [200] + [503] * transfer._RETRIES
    with pytest.raises(DownloadError):
        fetch(site.url, target)
    assert (target.with_name("train.csv.part")).stat().st_size == size
    site.requests.clear()


# answers that break off


def test_a_cut_download_goes_on_from_the_bytes_that_came(site: Site, target: Path) -> None:
    site.cuts = [100_000, 50_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None, "bytes=100000-", "bytes=150000-"]
    assert [r.if_range for r in site.requests] == [None, '"v1"', '"v1"']
    assert sum(r.sent for r in site.requests) == len(BODY)  # no byte came twice


def test_a_cut_download_of_unknown_length_is_noticed_and_goes_on(site: Site, target: Path) -> None:
    site.length, site.cuts = False, [100_000, 50_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None, "bytes=100000-", "bytes=150000-"]


def test_a_cut_download_without_any_validator_starts_again(site: Site, target: Path) -> None:
    site.etag, site.cuts = None, [100_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None, None]
    assert sum(r.sent for r in site.requests) == 100_000 + len(BODY)


def test_a_date_guards_the_rest_where_the_tag_is_weak(site: Site, target: Path) -> None:
    site.etag, site.last_modified, site.cuts = 'W/"v1"', DATE, [100_000]
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.if_range for r in site.requests] == [None, DATE]


def test_an_answer_that_always_breaks_off_is_reported_with_the_bytes_that_came(
    site: Site, target: Path
) -> None:
    site.cuts = [20_000] * 5
    with pytest.raises(DownloadError) as caught:
        fetch(site.url, target)
    message = str(caught.value)
    assert "failed 5 times" in message
    assert f"where: {site.url}" in message
    assert "the connection was cut" in message
    assert "100,000 of 300,000 bytes came" in message
    assert "the next run goes on from there" in message
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


def test_the_message_does_not_promise_to_go_on_where_nothing_guards_the_rest(
    site: Site, target: Path
) -> None:
    site.etag, site.cuts = None, [20_000] * 5
    with pytest.raises(DownloadError, match=r"20,000 of 300,000 .*\n.*starts from the beginning"):
        fetch(site.url, target)


def test_retries_are_told_and_wait_longer_each_time(
    site: Site, target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site.statuses = [503] * 4
    with caplog.at_level(logging.INFO, "lakelabel"):
        fetch(site.url, target)
    reason = "train.csv: the server answered HTTP 503"
    assert caplog.messages[:-1] == [
        f"{reason}; retry 1 of 4 in 0.001 s",
        f"{reason}; retry 2 of 4 in 0.002 s",
        f"{reason}; retry 3 of 4 in 0.004 s",
        f"{reason}; retry 4 of 4 in 0.008 s",
    ]


# a part left by an earlier run


def test_the_next_run_goes_on_from_the_part(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [("bytes=120000-", 180_000)]
    assert beside(target) == ["train.csv"]


def test_a_part_starts_again_where_the_server_ignores_ranges(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.ranges = False
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [("bytes=120000-", 300_000)]


def test_a_part_starts_again_where_the_file_has_changed(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.body, site.etag = OTHER, '"v2"'
    assert fetch(site.url, target).read_bytes() == OTHER
    assert [r.if_range for r in site.requests] == ['"v1"']


def test_a_file_that_changes_between_two_attempts_is_not_pieced_together(site: Site, target: Path) -> None:
    def change(site: Site) -> None:
        site.body, site.etag = OTHER, '"v2"'

    site.cuts, site.after_request = [120_000], change
    assert fetch(site.url, target).read_bytes() == OTHER


def test_a_changed_file_is_noticed_where_the_server_does_not_know_if_range(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.body, site.etag, site.if_range = OTHER, '"v2"', False
    assert fetch(site.url, target).read_bytes() == OTHER
    assert [r.range for r in site.requests] == ["bytes=120000-", None]


def test_a_file_that_became_shorter_than_the_part_starts_again(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.body, site.if_range = OTHER[:1000], False  # the server answers 416
    assert fetch(site.url, target).read_bytes() == OTHER[:1000]
    assert [r.range for r in site.requests] == ["bytes=120000-", None]


@pytest.mark.parametrize("content_range", ["bytes 5-299999/300000", "bytes */300000", "nonsense"])
def test_a_range_other_than_the_one_asked_for_is_not_used(
    site: Site, target: Path, content_range: str
) -> None:
    leave_a_part(site, target, 120_000)
    site.content_range = content_range
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == ["bytes=120000-", None]


def test_a_server_that_sends_ranges_in_pieces_is_asked_for_the_next_one(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.longest_range = 100_000
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == ["bytes=120000-", "bytes=220000-"]


def test_a_complete_part_costs_one_byte(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    target.with_name("train.csv.part").write_bytes(BODY)  # killed just before the final move
    fetch(site.url, target, sha256=digest(BODY))
    assert [(r.range, r.sent) for r in site.requests] == [("bytes=299999-", 1)]


@pytest.mark.parametrize("note", [None, "", "[1]", "{"])
def test_a_part_whose_note_is_lost_starts_again(site: Site, target: Path, note: str | None) -> None:
    leave_a_part(site, target, 120_000)
    path = target.with_name("train.csv.part.json")
    path.unlink() if note is None else path.write_text(note)
    fetch(site.url, target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None]


def test_a_part_of_another_address_starts_again(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    fetch(site.url + "?version=2", target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == [None]


def test_a_part_goes_on_with_a_renewed_token_and_its_note_holds_no_secret(site: Site, target: Path) -> None:
    plain = site.url
    site.url = f"{plain}?token=canary1"
    leave_a_part(site, target, 120_000)
    note = target.with_name("train.csv.part.json").read_text()
    assert "canary1" not in note
    assert set(json.loads(note)) == {"source", "etag", "last_modified", "total"}
    fetch(f"{plain}?token=canary2", target, sha256=digest(BODY))
    assert [r.range for r in site.requests] == ["bytes=120000-"]


# refusals


@pytest.mark.parametrize(
    ("status", "advice"),
    [(404, "correct the url"), (403, "wants credentials"), (401, "wants credentials"), (400, "browser")],
)
def test_a_refusal_names_the_status_and_what_to_do(
    site: Site, target: Path, status: int, advice: str
) -> None:
    site.statuses = [status]
    with pytest.raises(DownloadError, match=rf"(?s)refused.*{site.url}.*HTTP {status}.*{advice}"):
        fetch(site.url, target)
    assert len(site.requests) == 1  # asking again would not help
    assert beside(target) == []


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_fault_of_the_server_is_retried(site: Site, target: Path, status: int) -> None:
    site.statuses = [status, status]
    fetch(site.url, target, sha256=digest(BODY))
    assert len(site.requests) == 3


def test_a_server_that_stays_at_fault_is_reported(site: Site, target: Path) -> None:
    site.statuses = [500] * 5
    with pytest.raises(DownloadError, match=r"(?s)failed 5 times.*the server answered HTTP 500.*run again"):
        fetch(site.url, target)
    assert len(site.requests) == 5
    assert beside(target) == []


def test_a_refusal_keeps_the_part_of_an_earlier_run(site: Site, target: Path) -> None:
    leave_a_part(site, target, 120_000)
    site.statuses = [404]
    with pytest.raises(DownloadError, match="HTTP 404"):
        fetch(site.url, target)
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


def test_a_compressed_answer_is_refused(site: Site, target: Path) -> None:
    site.encoding = "gzip"
    with pytest.raises(DownloadError, match=r"(?s)compressed.*Content-Encoding: gzip"):
        fetch(site.url, target)
    assert beside(target) == []


def test_a_host_that_does_not_answer_is_reported_without_its_secrets(
    target: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(DownloadError) as caught:
        fetch("http://me:canary1@127.0.0.1:1/train.csv?v=1&access_token=canary2", target)
    message = str(caught.value)
    assert "failed 5 times" in message
    assert "where: http://***@127.0.0.1:1/train.csv?v=1&access_token=***" in message
    assert "no answer" in message
    assert "Connection refused" in message
    assert "canary" not in message + caplog.text
    assert caught.value.__cause__ is None
    assert len(caplog.messages) == 4  # the retries


@pytest.mark.parametrize(
    "url", ["ftp://me:canary@127.0.0.1/x", "http://me:can/ary@[", "train.csv?key=canary"]
)
def test_an_address_that_is_none_is_refused_at_once(url: str, target: Path) -> None:
    with pytest.raises(DownloadError, match="cannot be asked for a file") as caught:
        fetch(url, target)
    assert "ary" not in str(caught.value)
    assert beside(target) == []


def test_a_server_that_cannot_be_trusted_is_refused_at_once(site: Site, target: Path) -> None:
    url = site.url.replace("http:", "https:")
    with pytest.raises(DownloadError, match=rf"(?s)cannot be asked.*{url}.*SSL"):
        fetch(url, target)


def test_a_missing_bundle_of_certificates_is_not_taken_for_a_full_disk(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    with pytest.raises(DownloadError, match=r"(?s)cannot be asked.*CA certificate.*/nowhere/ca\.pem"):
        fetch("https://127.0.0.1:1/train.csv", target)
