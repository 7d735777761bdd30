"""Writers of single files, CSV and Parquet: chunk by chunk, and never half a file under its final name.

Not here: which files the quickstart consists of (see ``folder``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias
from uuid import uuid4

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from lakelabel.errors import ConfigError, SourceError

Chunks: TypeAlias = pa.Table | Iterable[pa.RecordBatch]


def write_csv(chunks: Chunks, path: Path) -> int:
    """Write a CSV file as RFC 4180 has it: text in quotes, quotes doubled, newlines kept inside the quotes.

    A null is an empty field without quotes; an empty text is one with quotes.

    Args:
        chunks: A table, or record batches of one schema; they are written as they come.
        path: The file; its folder is made, an existing file is replaced once the new one is complete.

    Returns:
        How many rows were written.

    Raises:
        SourceError: If the folder cannot be written.
        ConfigError: If there is no chunk, and thus no header to write.
    """
    return _write(chunks, path, pv.CSVWriter)


def write_parquet(chunks: Chunks, path: Path) -> int:
    """Write a Parquet file, a row group for each chunk.

    Args:
        chunks: A table, or record batches of one schema; they are written as they come.
        path: The file; its folder is made, an existing file is replaced once the new one is complete.

    Returns:
        How many rows were written.

    Raises:
        SourceError: If the folder cannot be written.
        ConfigError: If there is no chunk, and thus no schema to write.
    """
    return _write(chunks, path, pq.ParquetWriter)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its final name only when the block ends without an error.

    Args:
        path: The final name; its folder is made.

    Yields:
        The file, under a hidden name in the same folder.

    Raises:
        SourceError: If the folder cannot be written.
    """
    partial = path.with_name(f".{path.name}.{uuid4().hex}.partial")
    with writing_in(path.parent):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with partial.open("xb") as sink:
                yield sink
                sink.flush()
                os.fsync(sink.fileno())
            os.replace(partial, path)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """Turn an operating system's error in the block into one that names the folder and what to do.

    Args:
        folder: The folder that is written.

    Raises:
        SourceError: If the block raised an ``OSError``.
    """
    try:
        yield
    except OSError as error:
        raise SourceError(
            "the quickstart data cannot be written",
            where=str(folder),
            seen=error.strerror or type(error).__name__,
            valid="a folder you may write to, with room left on the disk",
            fix="choose another folder, or correct this one's permissions, and run it again",
        ) from error


def _write(chunks: Chunks, path: Path, open_writer: Callable[[BinaryIO, pa.Schema], Any]) -> int:
    batches = iter(chunks.to_batches() if isinstance(chunks, pa.Table) else chunks)
    first = next(batches, None)
    if first is None:
        raise ConfigError("there are no rows to write", where=str(path), valid="one chunk or more")
    rows = 0
    with replacing(path) as sink, open_writer(sink, first.schema) as writer:
        for batch in chain([first], batches):
            writer.write(batch)
            rows += batch.num_rows
    return rows
