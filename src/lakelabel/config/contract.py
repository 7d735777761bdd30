"""What the data must be like before a model is trained on them."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from lakelabel.config.section import Section


class Contract(Section):
    """Limits that the incoming rows must keep; rows that break one go to quarantine."""

    min_rows: int = Field(default=100, ge=1)
    """Fewest good rows."""
    min_class_rows: int = Field(default=5, ge=1)
    """Fewest good rows of each class."""
    max_null_share: float = Field(default=0.01, ge=0, le=1)
    """Largest share of rows with no text or no label."""
    max_quarantine_share: float = Field(default=0.05, ge=0, le=1)
    """Largest share of refused rows of all kinds; repeats do not count."""
    max_chars: int = Field(default=20_000, ge=1)
    """Longest text, in characters."""
    labels: tuple[str, ...] | None = Field(default=None, min_length=2)
    """The labels there may be; any where this is null."""

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        for label in self.labels or ():
            if self.labels and self.labels.count(label) > 1:
                raise ValueError(f"label {label!r} is named twice")
        return self
