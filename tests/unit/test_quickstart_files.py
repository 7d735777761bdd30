"""The quickstart's files: round trips, atomic writing, reuse of an earlier run, unwritable folders."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lakelabel.errors import ConfigError, SourceError
from lakelabel.quickstart import (
    QuickstartFiles,
    benchmark_documents,
    write_csv,
    write_parquet,
    write_quickstart,
)
from lakelabel.quickstart.folder import GENERATION

AWKWARD = ['say "hi", please', "two\nlines", "", None, "Zoë 🙏", "a,b;c\ttab", '"', "  "]
WRITERS = [write_csv, write_parquet]


def _small(folder: Path, **arguments: int) -> QuickstartFiles:
    return write_quickstart(folder, **{"rows": 40, "batches": 3, "batch_rows": 10, **arguments})


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _failing(error: Exception) -> Iterator[pa.RecordBatch]:
    yield pa.record_batch({"text": ["new"]})
    raise error


def test_csv_reads_back_with_quotes_newlines_and_accents(tmp_path: Path) -> None:
    table = pa.table({"id": list(range(len(AWKWARD))), "text": AWKWARD})
    assert write_csv(table, tmp_path / "a.csv") == 8
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["id", "text"]
    assert [text for _, text in rows[1:]] == [text or "" for text in AWKWARD]


def test_csv_doubles_quotes_and_tells_null_from_empty(tmp_path: Path) -> None:
    write_csv(pa.table({"id": [1, 2, 3], "text": ['a "b"', "", None]}), tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text() == '"id","text"\n1,"a ""b"""\n2,""\n3,\n'


def test_parquet_reads_back_what_the_generator_yields(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "documents.parquet"
    assert write_parquet(benchmark_documents(300), path) == 300
    assert pq.read_table(path).equals(pa.Table.from_batches(benchmark_documents(300)))


@pytest.mark.parametrize("write", WRITERS)
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, write: Callable[..., int]
) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(RuntimeError, match="power cut"):
        write(_failing(RuntimeError("power cut")), path)
    assert _contents(tmp_path) == {"file": b"old"}


@pytest.mark.parametrize("write", WRITERS)
def test_a_full_disk_is_an_error_that_names_the_folder(tmp_path: Path, write: Callable[..., int]) -> None:
    with pytest.raises(SourceError, match="No space left on device") as caught:
        write(_failing(OSError(28, "No space left on device")), tmp_path / "file")
    assert str(tmp_path) in str(caught.value)
    assert _contents(tmp_path) == {}


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_to_write_is_refused(tmp_path: Path, write: Callable[..., int]) -> None:
    with pytest.raises(ConfigError, match="there are no rows to write"):
        write([], tmp_path / "file")
    assert _contents(tmp_path) == {}


def test_the_quickstart_writes_these_files(tmp_path: Path) -> None:
    files = _small(tmp_path / "new" / "folder")
    assert sorted(_contents(files.folder)) == [
        "feedback/2026-01.csv",
        "feedback/2026-02.csv",
        "feedback/2026-03.csv",
        "later/2026-01.csv",
        "later/2026-02.csv",
        "later/2026-03.csv",
        "messages.csv",
        "quickstart.json",
    ]
    assert (files.rows, files.batch_rows, files.reused) == (40, 10, False)
    with pytest.raises(FrozenInstanceError):
        files.reused = True  # type: ignore[misc]


def test_the_files_hold_as_many_rows_as_the_result_says(tmp_path: Path) -> None:
    files = _small(tmp_path)
    counts = []
    for path in (files.messages, *files.later, *files.feedback):
        with path.open(encoding="utf-8", newline="") as lines:
            counts.append(sum(1 for _ in csv.DictReader(lines)))
    assert counts == [40, 10, 10, 10, 10, 10, 10]
    assert '\n"m-0000041",' in files.later[0].read_text(encoding="utf-8")


def test_two_folders_of_one_seed_are_the_same_to_the_byte(tmp_path: Path) -> None:
    assert _contents(_small(tmp_path / "a").folder) == _contents(_small(tmp_path / "b").folder)


def test_a_complete_folder_is_reused_and_says_so(tmp_path: Path) -> None:
    _small(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert _small(tmp_path).reused is True
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("arguments", [{"seed": 8}, {"rows": 41}, {"batch_rows": 11}, {"batches": 2}])
def test_other_arguments_write_the_files_anew(tmp_path: Path, arguments: dict[str, int]) -> None:
    _small(tmp_path / "used")
    assert _small(tmp_path / "used", **arguments).reused is False
    assert _contents(tmp_path / "used") == _contents(_small(tmp_path / "fresh", **arguments).folder)


@pytest.mark.parametrize(
    "damage", ["missing", "altered", "no manifest", "broken manifest", "older generation"]
)
def test_an_incomplete_or_altered_folder_is_written_anew(tmp_path: Path, damage: str) -> None:
    files = _small(tmp_path)
    complete, manifest = _contents(tmp_path), tmp_path / "quickstart.json"
    if damage == "missing":
        files.feedback[1].unlink()
    elif damage == "altered":
        files.messages.write_text("id,text\n")
    elif damage == "no manifest":
        manifest.unlink()
    elif damage == "broken manifest":
        manifest.write_text("{")
    else:
        known = json.loads(manifest.read_text())
        manifest.write_text(json.dumps({**known, "asked": {**known["asked"], "generation": GENERATION - 1}}))
    assert _small(tmp_path).reused is False
    assert _contents(tmp_path) == complete


def test_a_folder_that_cannot_be_written_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(SourceError, match="the quickstart data cannot be written") as caught:
        _small(tmp_path / "file" / "folder")
    assert f"where: {tmp_path / 'file' / 'folder'}" in str(caught.value)
    assert "seen:  Not a directory" in str(caught.value)
    assert "do:    choose another folder" in str(caught.value)


def test_a_number_too_small_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="batch_rows is too small"):
        _small(tmp_path, batch_rows=0)
    assert _contents(tmp_path) == {}
