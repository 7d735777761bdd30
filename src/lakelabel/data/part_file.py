"""The part of a file that has come so far, with a note that tells whether an answer goes on from it.

Not here: asking for the rest (``lakelabel.data.transfer``).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from lakelabel.runtime.logs import redact


@dataclass(frozen=True)
class Part:
    """The unfinished file, and the note beside it that says which version of which file it is a part of."""

    path: Path
    url: str

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    def size(self) -> int:
        """How many bytes have come."""
        return self.path.stat().st_size if self.path.exists() else 0

    def note(self) -> dict[str, Any]:
        """What is known of the file; nothing where the part is not of this address."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) and note.get("source") == self._source() else {}

    def resumes_at(self) -> int:
        """How many bytes of the part another attempt can keep."""
        note = self.note()
        if not (note.get("etag") or note.get("last_modified")):
            return 0  # nothing tells whether the file is still the same
        size, total = self.size(), note.get("total")
        # of a complete part the last byte is asked for again: the answer shows whether the file is
        # still the same
        return size if total is None else max(min(size, total - 1), 0)

    def begin(self, response: requests.Response) -> None:
        """Empties the part, and notes what a later attempt must find again."""
        etag = response.headers.get("ETag", "")
        length = response.headers.get("Content-Length", "")
        # emptied before the note is renewed: no note ever stands beside bytes of another version
        self.path.write_bytes(b"")
        note = {
            "source": self._source(),
            # a weak tag ("W/…") does not promise equal bytes
            "etag": etag if etag.startswith('"') else None,
            "last_modified": response.headers.get("Last-Modified"),
            "total": int(length) if length.isdigit() else None,
        }
        self._note.write_text(json.dumps(note), encoding="utf-8")

    def discard(self) -> None:
        """Removes the part and its note."""
        self._note.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)

    def _source(self) -> str:
        # a digest, as an address may hold a password; without its secrets, as a token is a new one each time
        return hashlib.sha256(redact(self.url).encode()).hexdigest()


def continues(response: requests.Response, have: int, note: dict[str, Any]) -> bool:
    """Whether a partial answer goes on where the part ends, in the same version of the file."""
    match = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", ""))
    if match is None or int(match[1]) != have:
        return False
    # a server that does not know If-Range sends a part of whatever it has now
    now = {
        "etag": response.headers.get("ETag"),
        "last_modified": response.headers.get("Last-Modified"),
        "total": None if match[2] == "*" else int(match[2]),
    }
    return all(note[key] in (None, seen) for key, seen in now.items() if seen is not None)
