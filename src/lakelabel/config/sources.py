"""Where labelled documents come from: files, globs, tables and addresses.

Not here: reading them (``lakelabel.data.sources``) and fetching them (``lakelabel.data.download``).
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from lakelabel.config.section import Section

Split = Literal["train", "validation", "test"]


class Source(Section):
    """One source of documents: a path (or glob), or a table; a url says where a missing file comes from."""

    name: str | None = None
    """How rows of this source are marked; the last part of its path or table by default."""
    path: str | None = None
    """A file, folder or glob."""
    table: str | None = None
    """A table of the catalog, for `format: delta`."""
    format: Literal["csv", "json", "parquet", "delta", "text"]
    """csv, json (one object a line), parquet, delta, or text (one document a line)."""
    url: str | None = Field(default=None, pattern=r"^https?://")
    """Fetched to `path` when nothing is there."""
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    """The digest that the file at `path` must have."""
    member: str | None = None
    """The member to take, where `url` gives a zip file."""
    split: Split | None = None
    """The split of every row of this source; the split rule decides where it is absent."""
    label: str | None = None
    """The label of every row of this source, where its rows carry none."""
    version: int | None = Field(default=None, ge=0)
    """The version of a Delta table to read."""
    timestamp: str | None = None
    """The moment of a Delta table to read."""
    options: dict[str, str | bool | int | float] = Field(default_factory=dict)
    """Options of Spark's reader for the format."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.path is None) == (self.table is None):
            raise ValueError("a source has either a path or a table")
        if self.table is not None and self.format != "delta":
            raise ValueError("a table is read with `format: delta`")
        if self.format != "delta" and (self.version is not None or self.timestamp is not None):
            raise ValueError("version and timestamp are for `format: delta`")
        if self.version is not None and self.timestamp is not None:
            raise ValueError("give a version or a timestamp, not both")
        if self.url is None and self.member is not None:
            raise ValueError("member names a part of the zip file that `url` gives; there is no url")
        if self.url is not None and (self.path is None or any(c in self.path for c in "*?[{")):
            raise ValueError("a source with a url needs the path of one file to keep it at")
        return self

    @property
    def title(self) -> str:
        """The name that marks the rows of this source, the same wherever the data folder lies."""
        if self.name is not None:
            return self.name
        if self.table is not None:
            return self.table
        return (self.path or "").rstrip("/").replace("\\", "/").rsplit("/", 1)[-1]
