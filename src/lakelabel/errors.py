"""The exception tree: every error a user can cause, with the exit code it ends a command with.

Not here: anything that catches or prints them (see ``lakelabel.cli``).
"""

from __future__ import annotations


class LakelabelError(Exception):
    """Base of every error that a user can cause or act on.

    The message always answers the same questions, one on each line: what is wrong, where, which value was
    seen, what would be valid, what to do now.

    Args:
        what: One sentence: what is wrong.
        where: The file, key path, table or address it concerns.
        seen: The value that was found. Never text content, never a secret.
        valid: The valid choices.
        fix: What to do.
    """

    exit_code = 1

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        seen: object = None,
        valid: object = None,
        fix: str | None = None,
    ) -> None:
        self.what = what
        lines = [what]
        for name, value in (("where", where), ("seen", seen), ("valid", valid), ("do", fix)):
            if value is not None:
                lines.append(f"  {name + ':':<6} {value}")
        super().__init__("\n".join(lines))


class ConfigError(LakelabelError):
    """Raised when the configuration, or a command's arguments, cannot be used as they are."""

    exit_code = 2


class SetupError(LakelabelError):
    """Raised when the machine lacks what a session needs: Java, Delta's jars, a reachable master."""

    exit_code = 2


class SourceError(LakelabelError):
    """Raised when a source cannot be read: a missing, unreadable, empty or altered file or table."""

    exit_code = 2


class DownloadError(LakelabelError):
    """Raised when a source's address cannot be fetched; nothing is left under the file's final name."""


class TableError(LakelabelError):
    """Raised when one of lakelabel's own Delta tables cannot be read or written as it should be."""

    exit_code = 2


class ContractError(LakelabelError):
    """Raised when the data break their contract; nothing has been written to the corpus."""

    exit_code = 3


class TrackingError(LakelabelError):
    """Raised when MLflow cannot be reached, or does not hold the run, model or version asked for."""
