"""The quickstart folder: which files it holds, and when those of an earlier run can be used again.

Not here: what the messages say, and how a single file is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lakelabel.quickstart.arguments import at_least
from lakelabel.quickstart.batches import later_batches, months
from lakelabel.quickstart.files import replacing, write_csv, writing_in
from lakelabel.quickstart.messages import labelled_messages

# Raise it whenever the same arguments give other messages: files of an older generator are then written anew.
GENERATION = 1


@dataclass(frozen=True)
class QuickstartFiles:
    """The files of a quickstart folder, all of them CSV.

    Args:
        folder: The folder.
        messages: The labelled messages: ``id, text, topic, created_at, channel``.
        later: The unlabelled batches, oldest first: ``id, text, created_at, channel``.
        feedback: The batches' true labels, in the same order: ``id, true_label, labelled_at``.
        rows: How many labelled messages.
        batch_rows: How many messages, and true labels, in each batch.
        reused: Whether complete files of an earlier run were left as they are.
    """

    folder: Path
    messages: Path
    later: tuple[Path, ...]
    feedback: tuple[Path, ...]
    rows: int
    batch_rows: int
    reused: bool


def write_quickstart(
    folder: Path, rows: int = 20_000, seed: int = 7, batches: int = 6, batch_rows: int = 2_000
) -> QuickstartFiles:
    """Write the quickstart's files, or find them complete from an earlier run with the same arguments.

    Files are compared with the digests of the manifest, which is written last: one that is missing or was
    altered has all of them written again. Batches of an earlier run that are not asked for are removed.

    Args:
        folder: Where to write; it is made if needed.
        rows: How many labelled messages.
        seed: The same seed gives the same files.
        batches: How many monthly batches.
        batch_rows: How many messages each.

    Returns:
        The files, and whether they were there already.

    Raises:
        SourceError: If the folder cannot be written.
        ConfigError: If a number is too small.
    """
    at_least(1, rows=rows, batch_rows=batch_rows)
    at_least(0, seed=seed, batches=batches)
    folder = Path(folder)
    asked = {
        "generation": GENERATION,
        "rows": rows,
        "seed": seed,
        "batches": batches,
        "batch_rows": batch_rows,
    }
    names = months(batches)
    files = QuickstartFiles(
        folder=folder,
        messages=folder / "messages.csv",
        later=tuple(folder / "later" / f"{month}.csv" for month in names),
        feedback=tuple(folder / "feedback" / f"{month}.csv" for month in names),
        rows=rows,
        batch_rows=batch_rows,
        reused=False,
    )
    manifest = folder / "quickstart.json"
    with writing_in(folder):
        if _complete(files, asked, manifest):
            return replace(files, reused=True)
        manifest.unlink(missing_ok=True)
        _remove_other_batches(files)
    write_csv(labelled_messages(rows, seed), files.messages)
    drifting = later_batches(batches, batch_rows, seed, first_number=rows + 1)
    for batch, later, feedback in zip(drifting, files.later, files.feedback, strict=True):
        write_csv(batch.messages, later)
        write_csv(batch.feedback, feedback)
    with replacing(manifest) as sink:
        sink.write(json.dumps({"asked": asked, "sha256": _digests(files)}, indent=2).encode() + b"\n")
    return files


def _complete(files: QuickstartFiles, asked: Mapping[str, int], manifest: Path) -> bool:
    try:
        return bool(json.loads(manifest.read_bytes()) == {"asked": asked, "sha256": _digests(files)})
    except (FileNotFoundError, ValueError):  # no manifest, no such file, or not JSON
        return False


def _digests(files: QuickstartFiles) -> dict[str, str]:
    return {
        path.relative_to(files.folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (files.messages, *files.later, *files.feedback)
    }


def _remove_other_batches(files: QuickstartFiles) -> None:
    """Remove what a longer run left: ``later/*.csv`` must hold the batches asked for and no others."""
    for path in (*files.folder.glob("later/????-??.csv"), *files.folder.glob("feedback/????-??.csv")):
        if path not in (*files.later, *files.feedback):
            path.unlink()
