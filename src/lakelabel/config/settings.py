"""The whole configuration as one frozen object.

Not here: the sections (one module each) and how files become this object (``loading``).
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from lakelabel.config.columns import Columns
from lakelabel.config.contract import Contract
from lakelabel.config.pipeline import Pipeline
from lakelabel.config.problem import Problem
from lakelabel.config.section import Section
from lakelabel.config.sources import Source
from lakelabel.config.spark import Spark
from lakelabel.config.split import Split
from lakelabel.config.tables import Tables
from lakelabel.config.tracking import Mlflow, Registry


class Settings(Section):
    """One text classifier: its data, its pipeline, its tables, its place in MLflow."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")
    """Names the project: its tables, experiment and model carry it by default."""
    problem: Problem = Problem()
    data_dir: str = "data"
    """Where downloads are kept, and what `${data_dir}` stands for in paths."""
    sources: tuple[Source, ...] = Field(min_length=1)
    """Where the labelled documents come from; all together."""
    columns: Columns = Columns()
    contract: Contract = Contract()
    split: Split = Split()
    pipeline: Pipeline = Pipeline()
    tables: Tables = Tables()
    mlflow: Mlflow = Mlflow()
    registry: Registry = Registry()
    spark: Spark = Spark()

    @model_validator(mode="after")
    def _belongs_together(self) -> Self:
        titles = [source.title for source in self.sources]
        for title in titles:
            if titles.count(title) > 1:
                raise ValueError(f"two sources are called {title!r}; give each a `name`")
        if self.split.by == "source" and (missing := [s.title for s in self.sources if s.split is None]):
            raise ValueError(f"`split.by: source` needs the split of every source; {missing[0]!r} has none")
        if self.split.by == "time" and self.columns.event_time is None:
            raise ValueError("`split.by: time` needs `columns.event_time`")
        return self
