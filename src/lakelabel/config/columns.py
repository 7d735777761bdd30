"""Which columns of the sources hold what."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from lakelabel.config.section import Section

# The names that the corpus gives its own columns; a slice of that name would stand in their way.
RESERVED = ("id", "text", "label", "event_time", "split", "source")


class Columns(Section):
    """Names of the columns in the sources."""

    text: str = "text"
    """The document."""
    label: str = "label"
    """Its class."""
    id: str | None = None
    """A unique key; a hash of the text where there is none."""
    event_time: str | None = None
    """When it was written; needed to split by time."""
    slices: tuple[str, ...] = ()
    """Columns whose values are looked at one by one in evaluation and monitoring."""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        if len(set(self.slices)) != len(self.slices):
            raise ValueError("a slice column is named twice")
        if taken := sorted(set(self.slices) & set(RESERVED)):
            raise ValueError(
                f"slice column {taken[0]!r} has the name of a column of the corpus ({', '.join(RESERVED)})"
            )
        return self
