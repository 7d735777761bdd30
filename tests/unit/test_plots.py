from lakelabel.model.metrics import from_counts
from lakelabel.report.plots import class_balance, confusion_matrix


def test_the_class_balance_names_every_class_with_its_rows_smallest_lowest() -> None:
    axes = class_balance({"ham": 1200, "spam": 7}, "Rows").axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["spam", "ham"]
    assert [text.get_text().strip() for text in axes.texts] == ["7", "1,200"]
    assert [bar.get_width() for bar in axes.patches] == [7, 1200]


def test_the_confusion_matrix_shows_shares_of_the_true_class_and_numbers_of_rows() -> None:
    metrics = from_counts({"a": {"a": 3, "b": 1}, "b": {"b": 5}}, surprise=1.0, auc=None, pr_auc=None)
    axes = confusion_matrix(metrics, "Test").axes[0]
    assert axes.images[0].get_array().tolist() == [[0.75, 0.25], [0.0, 1.0]]
    assert [text.get_text() for text in axes.texts] == ["3", "1", "5"]


def test_a_long_label_is_shortened() -> None:
    axes = class_balance({"x" * 50: 1, "y": 2}, "Rows").axes[0]
    assert axes.get_yticklabels()[0].get_text() == "x" * 31 + "…"
