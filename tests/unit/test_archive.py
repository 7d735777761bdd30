"""Members of zip files.

Not here: files that are fetched as they are (``test_download``).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from loopback import BODY, Site, beside, digest, zipped

from lakelabel.data.download import fetch
from lakelabel.errors import SourceError


def test_a_member_of_a_zip_file_becomes_the_target(site: Site, target: Path) -> None:
    site.body = zipped({"readme": b"hello", "data/train.csv": BODY})
    fetch(site.url, target, member="data/train.csv", sha256=digest(BODY))
    assert target.read_bytes() == BODY
    assert beside(target) == ["train.csv"]


def test_a_wrong_digest_of_a_member_keeps_nothing(site: Site, target: Path) -> None:
    site.body = zipped({"train.csv": BODY})
    with pytest.raises(SourceError, match=digest(BODY)):
        fetch(site.url, target, member="train.csv", sha256=digest(site.body))
    assert beside(target) == []


def test_a_missing_member_is_answered_with_those_there_are(site: Site, target: Path) -> None:
    site.body = zipped(
        {"folder/": b""} | {f"folder/m{i}.csv": b"x" for i in range(12)} | {"f/train.csv": b"y"}
    )
    with pytest.raises(SourceError) as caught:
        fetch(site.url, target, member="train.csv")
    message = str(caught.value)
    assert "seen:  train.csv" in message
    assert "valid: folder/m0.csv, folder/m1.csv" in message
    assert "folder/m9.csv and 3 more" in message
    assert "did you mean 'f/train.csv'?" in message
    assert beside(target) == ["train.csv.part", "train.csv.part.json"]


def test_the_zip_file_is_not_fetched_again_for_a_corrected_member(site: Site, target: Path) -> None:
    site.body = zipped({"train.csv": BODY})
    with pytest.raises(SourceError, match=r"did you mean 'train\.csv'"):
        fetch(site.url, target, member="trian.csv")
    fetch(site.url, target, member="train.csv", sha256=digest(BODY))
    assert [r.sent for r in site.requests] == [len(site.body), 1]


@pytest.mark.parametrize("damage", ["no zip file", "a damaged member"])
def test_what_is_no_sound_zip_file_is_refused_and_not_kept(site: Site, target: Path, damage: str) -> None:
    if damage != "no zip file":
        body = bytearray(zipped({"train.csv": BODY}))
        body[5_000:5_100] = bytes(100)
        site.body = bytes(body)
    with pytest.raises(SourceError, match=rf"(?s)not a sound zip file.*{site.url}.*leave member out"):
        fetch(site.url, target, member="train.csv")
    assert beside(target) == []


def test_a_member_with_a_password_is_refused(site: Site, target: Path) -> None:
    body = bytearray(zipped({"train.csv": b"x"}))
    body[6] |= 1  # the flag of encryption, in the member's header and in the directory
    body[body.index(b"PK\x01\x02") + 8] |= 1
    site.body = bytes(body)
    with pytest.raises(SourceError, match=r"(?s)cannot be unpacked.*member train\.csv.*password"):
        fetch(site.url, target, member="train.csv")
    assert not target.exists()
