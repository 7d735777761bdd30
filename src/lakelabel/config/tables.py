"""Where lakelabel's own Delta tables lie."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from lakelabel.config.section import Section

_IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_]*$"


class Tables(Section):
    """A folder, or a schema of a catalog, and the names of the tables in it."""

    root: str = "lakehouse/${name}"
    """The folder of the tables; `schema` takes its place where given."""
    catalog: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$")
    """Unity Catalog."""
    schema_: str | None = Field(default=None, alias="schema", pattern=r"^[A-Za-z_][A-Za-z0-9_-]*$")
    """The schema of the catalog."""
    corpus: str = Field(default="corpus", pattern=_IDENTIFIER)
    """The table of good documents."""
    quarantine: str = Field(default="quarantine", pattern=_IDENTIFIER)
    """The table of refused rows."""

    @model_validator(mode="after")
    def _whole_name(self) -> Self:
        if self.catalog is not None and self.schema_ is None:
            raise ValueError("a catalog needs a schema")
        if self.corpus.lower() == self.quarantine.lower():
            raise ValueError("corpus and quarantine have the same name")
        return self
