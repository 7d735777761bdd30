"""The frozen results that steps hand on.

Not here: how they are computed. Everything in them turns into JSON.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import Any


def to_json(result: Any) -> str:
    """Gives a result as one JSON object.

    Args:
        result: A result dataclass.
    """
    return json.dumps(dataclasses.asdict(result), ensure_ascii=False, default=str)


@dataclass(frozen=True)
class Lengths:
    """Lengths of texts, in characters.

    Attributes:
        shortest: The shortest.
        mean: The mean.
        longest: The longest.
        histogram: Rows by lower edge of the length.
    """

    shortest: int
    mean: float
    longest: int
    histogram: dict[int, int]


@dataclass(frozen=True)
class DataProfile:
    """What incoming rows are like.

    Attributes:
        rows: Rows read.
        kept: Good rows; `rows = kept + sum(refused)`.
        refused: Refused rows by reason.
        sources: Rows by source.
        classes: Good rows by label.
        splits: Good rows by split, then label.
        lengths: Lengths of good texts.
        top_tokens: The most frequent tokens with their counts (lower case, divided by blanks).
    """

    rows: int
    kept: int
    refused: dict[str, int]
    sources: dict[str, int]
    classes: dict[str, int]
    splits: dict[str, dict[str, int]]
    lengths: Lengths
    top_tokens: dict[str, int]


@dataclass(frozen=True)
class PrepareResult:
    """What prepare did.

    Attributes:
        corpus: The table.
        version: Its version now.
        inserted: New rows.
        updated: Changed rows.
        profile: What came in.
    """

    corpus: str
    version: int
    inserted: int
    updated: int
    profile: DataProfile


@dataclass(frozen=True)
class ClassMetrics:
    """Metrics of one class.

    Attributes:
        precision: Of the rows predicted as this class, the share that is.
        recall: Of the rows of this class, the share predicted as it.
        f1: Their harmonic mean.
        rows: Rows of this class.
    """

    precision: float
    recall: float
    f1: float
    rows: int


@dataclass(frozen=True)
class Metrics:
    """Metrics of a model on a split.

    Attributes:
        rows: Rows it was measured on.
        accuracy: Share of rows predicted right.
        macro_f1: Mean F1 of the classes.
        weighted_f1: Mean F1 weighted by rows of the class.
        macro_precision: Mean precision of the classes.
        macro_recall: Mean recall of the classes.
        weighted_precision: Mean precision weighted by rows of the class.
        weighted_recall: Mean recall weighted by rows of the class; equals accuracy.
        log_loss: Mean of -ln(probability of the true label), in nats.
        auc: Area under the ROC curve; null for more than two classes.
        pr_auc: Area under the precision-recall curve; null for more than two classes.
        classes: Metrics by label.
        confusion: Rows by true label, then predicted label; absent pairs are zero.
    """

    rows: int
    accuracy: float
    macro_f1: float
    weighted_f1: float
    macro_precision: float
    macro_recall: float
    weighted_precision: float
    weighted_recall: float
    log_loss: float
    auc: float | None
    pr_auc: float | None
    classes: dict[str, ClassMetrics]
    confusion: dict[str, dict[str, int]]

    def scalars(self) -> dict[str, float]:
        """Gives the numbers about the whole, by name."""
        fields = dataclasses.asdict(self)
        return {name: float(value) for name, value in fields.items() if isinstance(value, int | float)}


@dataclass(frozen=True)
class TrainResult:
    """What train made.

    Attributes:
        run_id: The MLflow run.
        model_name: The registered model.
        model_version: Its new version.
        alias: The alias that points at it.
        corpus: The table it learned from.
        corpus_version: The table's version.
        fingerprint: Digest of the rows it learned from and is measured on.
        rows: Rows of the final fit.
        iterations: Iterations of the final fit.
        validation: Metrics on the validation split of a model that did not see it; null without that split.
    """

    run_id: str
    model_name: str
    model_version: int
    alias: str
    corpus: str
    corpus_version: int
    fingerprint: str
    rows: int
    iterations: int
    validation: Metrics | None


@dataclass(frozen=True)
class EvaluateResult:
    """What evaluate measured.

    Attributes:
        model_name: The registered model.
        model_version: The version.
        run_id: The MLflow run that trained it, where the metrics are kept.
        corpus: The table.
        corpus_version: The table's version.
        split: The split.
        metrics: The metrics.
    """

    model_name: str
    model_version: int
    run_id: str
    corpus: str
    corpus_version: int
    split: str
    metrics: Metrics


@dataclass(frozen=True)
class PipelineResult:
    """What the steps of one pipeline run gave.

    Attributes:
        prepare: Of prepare.
        train: Of train.
        evaluate: Of evaluate.
    """

    prepare: PrepareResult
    train: TrainResult
    evaluate: EvaluateResult
