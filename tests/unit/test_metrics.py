import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from lakelabel.model.metrics import areas, from_counts
from lakelabel.results import ClassMetrics

LABELS = st.sampled_from(["a", "b", "c"])


def test_metrics_of_a_small_confusion_matrix_are_these() -> None:
    confusion = {"ham": {"ham": 8, "spam": 2}, "spam": {"ham": 1, "spam": 4}}
    metrics = from_counts(confusion, surprise=3.0, auc=0.9, pr_auc=0.8)
    assert metrics.rows == 15
    assert metrics.accuracy == pytest.approx(12 / 15)
    assert metrics.log_loss == pytest.approx(0.2)
    assert metrics.classes["spam"] == ClassMetrics(
        precision=pytest.approx(4 / 6), recall=pytest.approx(4 / 5), f1=pytest.approx(8 / 11), rows=5
    )
    assert metrics.macro_f1 == pytest.approx((16 / 19 + 8 / 11) / 2)
    assert metrics.scalars()["auc"] == 0.9
    assert metrics.confusion == confusion


def test_a_class_that_is_never_predicted_has_precision_zero() -> None:
    metrics = from_counts({"a": {"a": 3}, "b": {"a": 1}}, surprise=1.0, auc=None, pr_auc=None)
    assert metrics.classes["b"] == ClassMetrics(precision=0.0, recall=0.0, f1=0.0, rows=1)
    assert "auc" not in metrics.scalars()


@given(st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=60))
def test_averages_are_those_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    confusion: dict[str, dict[str, int]] = {}
    for true, predicted in pairs:
        cells = confusion.setdefault(true, {})
        cells[predicted] = cells.get(predicted, 0) + 1
    ours = from_counts(confusion, surprise=0.0, auc=None, pr_auc=None)
    true, predicted = zip(*pairs, strict=True)
    for average in ("macro", "weighted"):
        expected = sk.precision_recall_fscore_support(true, predicted, average=average, zero_division=0)[:3]
        found = [getattr(ours, f"{average}_{name}") for name in ("precision", "recall", "f1")]
        assert found == pytest.approx(list(expected))
    assert ours.accuracy == pytest.approx(sk.accuracy_score(true, predicted))


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 4), st.booleans()), min_size=2, max_size=40))
def test_areas_under_the_curves_are_those_of_scikit_learn(groups: list[tuple[int, int, bool]]) -> None:
    scores = np.repeat([score for score, _, _ in groups], [rows for _, rows, _ in groups])
    truth = np.repeat([positive for _, _, positive in groups], [rows for _, rows, _ in groups])
    roc, pr = areas([(float(score), rows, positive) for score, rows, positive in groups])
    if truth.all() or not truth.any():
        assert (roc, pr) == (None, None)
    else:
        assert roc == pytest.approx(sk.roc_auc_score(truth, scores))
        assert pr == pytest.approx(sk.average_precision_score(truth, scores))
