"""Every metric of a classifier on a split, from one pass over its predictions.

The pass counts rows by true label, predicted label and, for two classes, by score; the rest is arithmetic on
these counts. Not here: predicting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from pyspark.ml.functions import vector_to_array
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from lakelabel.results import ClassMetrics, Metrics
from lakelabel.schema import LABEL, PREDICTED_LABEL, PROBABILITY, RAW_PREDICTION

# A probability of zero would make the log loss infinite; scikit-learn clips likewise.
LEAST_PROBABILITY = 1e-15
# Scores (log-odds) are told apart to 0.001 and cut off at ±50, so at most 100,001 of them reach the driver.
SCORE_DECIMALS, SCORE_LIMIT = 3, 50.0

Array = npt.NDArray[np.float64]


def measure(predictions: DataFrame, labels: Sequence[str]) -> Metrics:
    """Measures a model's predictions, all rows, in one Spark pass.

    Args:
        predictions: Rows with `label`, `predicted_label`, `probability` and `rawPrediction`.
        labels: The model's labels, in the order of its probabilities; of two, the second is the positive one.

    Returns:
        The metrics. A true label that the model does not know counts as wrong, at the least probability.
    """
    place = F.array_position(F.array(*map(F.lit, labels)), F.col(LABEL))
    of_true = F.when(place > 0, F.element_at(vector_to_array(F.col(PROBABILITY)), place.cast("int")))
    surprise = -F.log(F.greatest(F.coalesce(of_true, F.lit(0.0)), F.lit(LEAST_PROBABILITY)))
    score = F.lit(0.0)
    if len(labels) == 2:
        raw = F.element_at(vector_to_array(F.col(RAW_PREDICTION)), 2)
        score = F.round(F.greatest(F.least(raw, F.lit(SCORE_LIMIT)), F.lit(-SCORE_LIMIT)), SCORE_DECIMALS)
    groups = predictions.groupBy(LABEL, PREDICTED_LABEL, score.alias("score")).agg(
        F.count("*").alias("rows"), F.sum(surprise).alias("surprise")
    )
    confusion: dict[str, dict[str, int]] = {}
    total_surprise, scores = 0.0, []
    for row in groups.collect():
        cells = confusion.setdefault(row[LABEL], {})
        cells[row[PREDICTED_LABEL]] = cells.get(row[PREDICTED_LABEL], 0) + row["rows"]
        total_surprise += row["surprise"]
        scores.append((row["score"], row["rows"], row[LABEL] == labels[-1]))
    auc, pr_auc = areas(scores) if len(labels) == 2 else (None, None)
    return from_counts(confusion, total_surprise, auc, pr_auc)


def from_counts(
    confusion: Mapping[str, Mapping[str, int]], surprise: float, auc: float | None, pr_auc: float | None
) -> Metrics:
    """Computes the metrics from counts; a class that is never predicted has precision 0.

    Args:
        confusion: Rows by true label, then predicted label.
        surprise: Sum over rows of -ln(probability of the true label).
        auc: Area under the ROC curve.
        pr_auc: Area under the precision-recall curve.
    """
    names = sorted({*confusion, *(label for cells in confusion.values() for label in cells)})
    matrix = np.array([[confusion.get(t, {}).get(p, 0) for p in names] for t in names], dtype=np.float64)
    hits, true, predicted = np.diag(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
    rows = float(true.sum())
    precision, recall = _ratio(hits, predicted), _ratio(hits, true)
    f1 = _ratio(2 * hits, true + predicted)
    share = true / rows
    return Metrics(
        rows=int(rows),
        accuracy=float(hits.sum() / rows),
        macro_f1=float(f1.mean()),
        weighted_f1=float(f1 @ share),
        macro_precision=float(precision.mean()),
        macro_recall=float(recall.mean()),
        weighted_precision=float(precision @ share),
        weighted_recall=float(recall @ share),
        log_loss=surprise / rows,
        auc=auc,
        pr_auc=pr_auc,
        classes={
            name: ClassMetrics(float(precision[i]), float(recall[i]), float(f1[i]), int(true[i]))
            for i, name in enumerate(names)
        },
        confusion={t: dict(sorted(confusion[t].items())) for t in names if t in confusion},
    )


def areas(scores: Sequence[tuple[float, int, bool]]) -> tuple[float | None, float | None]:
    """Computes the areas under the ROC and the precision-recall curve.

    ROC by the trapezoidal rule, so ties count half (Fawcett 2006); precision-recall as average precision,
    the sum over scores of precision · gain in recall, as scikit-learn's `average_precision_score`.

    Args:
        scores: (score, rows, positive) of each group of rows.

    Returns:
        Both areas; null if there are only positive or only negative rows.
    """
    by_score: dict[float, list[int]] = {}
    for score, rows, positive in scores:
        by_score.setdefault(score, [0, 0])[positive] += rows
    counts = np.array([by_score[score] for score in sorted(by_score, reverse=True)], dtype=np.float64)
    if not len(counts) or (counts.sum(axis=0) == 0).any():
        return None, None
    false, true = np.cumsum(counts[:, 0]), np.cumsum(counts[:, 1])
    fpr, tpr = np.concatenate([[0], false / false[-1]]), np.concatenate([[0], true / true[-1]])
    roc = np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2)
    return float(roc), float(np.sum(np.diff(tpr) * true / (true + false)))


def _ratio(part: Array, whole: Array) -> Array:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
