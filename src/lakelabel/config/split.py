"""How documents are divided into train, validation and test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from lakelabel.config.section import Section


class Fractions(Section):
    """Shares of the splits; they add up to 1."""

    train: float = Field(default=0.8, gt=0, le=1)
    """What models learn from."""
    validation: float = Field(default=0.1, ge=0, lt=1)
    """What settings are chosen by."""
    test: float = Field(default=0.1, ge=0, lt=1)
    """What a finished model is measured on."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = self.train + self.validation + self.test
        if abs(total - 1) > 1e-6:
            raise ValueError(f"train, validation and test add up to {total:g}, not to 1")
        return self


class Boundaries(Section):
    """First moments of the later splits, when splitting by time; UTC where they name no zone."""

    validation: datetime
    """The first moment of validation."""
    test: datetime
    """The first moment of test."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if _utc(self.test) < _utc(self.validation):
            raise ValueError("the test split begins before the validation split")
        return self


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Split(Section):
    """The rule that gives each row its split; a row keeps it for ever unless its text changes."""

    by: Literal["hash", "time", "source"] = "hash"
    """hash of `key`; order of `columns.event_time`; or the `split` of each source."""
    key: str = "text"
    """What is hashed: the normalised text, or a column of the sources whose values must stay together."""
    fractions: Fractions = Fractions()
    """Shares; by source, validation is taken from the training rows by hash (0: none)."""
    boundaries: Boundaries | None = None
    """By time: fixed moments instead of shares."""
    seed: int = Field(default=7, ge=0, lt=1 << 63)
    """Changes which rows fall into which split."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.boundaries is not None and self.by != "time":
            raise ValueError("boundaries are for `by: time`")
        return self
