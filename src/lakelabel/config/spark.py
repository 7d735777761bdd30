"""The Spark session that a run starts, where none is there."""

from __future__ import annotations

from pydantic import Field

from lakelabel.config.section import Section


class Spark(Section):
    """Master, jars and any configuration key; a session that is there already is taken as it is."""

    master: str | None = Field(
        default=None, pattern=r"^(local(\[[^\]]+\])?|spark://.+|sc://.+|yarn|k8s://.+)$"
    )
    """local[*] where null; sc://host:port for Spark Connect."""
    jars: tuple[str, ...] = ()
    """Delta's jars as files, for machines that cannot reach a package repository."""
    conf: dict[str, str | bool | int | float] = Field(default_factory=dict)
    """Spark configuration; wins over what lakelabel would choose."""
