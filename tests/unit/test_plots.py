import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lakelabel.model.metrics import from_counts
from lakelabel.report.plots import (
    class_balance,
    confusion_matrix,
    length_histogram,
    slice_shares,
    split_balance,
    telling_words_by_class,
)
from lakelabel.results import Lengths


def bars(axes: Axes) -> list[tuple[float, float]]:
    """Start and length of each horizontal bar."""
    return [(bar.get_x(), bar.get_width()) for bar in axes.patches]


def ticks(axes: Axes, axis: str) -> list[str]:
    return [label.get_text() for label in getattr(axes, f"get_{axis}ticklabels")()]


def draw(figure: Figure) -> None:
    figure.savefig(io.BytesIO())


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


def test_a_label_with_dollar_signs_is_no_formula() -> None:
    label = r"$\no$ formula$"
    draw(class_balance({label: 1, "y": 2}, label))
    draw(slice_shares({label: {label: 1}}, label))
    draw(telling_words_by_class({label: [("word", 1.0)]}, label))


def test_the_balance_by_split_stacks_the_splits_and_says_the_sum() -> None:
    figure = split_balance({"test": {"ham": 20}, "train": {"ham": 80, "spam": 1_500}}, "Rows")
    (axes,) = figure.axes
    assert ticks(axes, "y") == ["ham", "spam"]
    assert bars(axes) == [(0, 80), (0, 1_500), (80, 20), (1_500, 0)]
    assert [text.get_text().strip() for text in axes.texts] == ["100", "1,500"]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["train", "test"]
    draw(figure)


def test_the_lengths_keep_their_empty_bins_and_the_mean_stands_inside_its_bin() -> None:
    lengths = Lengths(shortest=9, mean=20.0, longest=40, histogram={8: 3, 32: 1})
    (axes,) = length_histogram(lengths, (1, 8, 16, 32, 64), "Lengths").axes
    assert ticks(axes, "x") == ["8", "16", "32", "64"]
    assert [bar.get_height() for bar in axes.patches] == [3, 0, 1]
    assert list(axes.lines[0].get_xdata()) == [1.25, 1.25]
    assert axes.get_title() == "Lengths\nshortest 9, mean 20 (dashed), longest 40"


def test_a_text_longer_than_all_edges_ends_the_last_bin() -> None:
    lengths = Lengths(shortest=70, mean=75.0, longest=79, histogram={64: 2})
    (axes,) = length_histogram(lengths, (32, 64), "Lengths").axes
    assert ticks(axes, "x") == ["64", "80"]


def test_each_slice_shows_the_shares_of_its_own_rows() -> None:
    axes = slice_shares({"chat": {"ham": 3, "spam": 1}, "email": {"ham": 1_000}}, "Shares").axes[0]
    assert axes.images[0].get_array().tolist() == [[0.75, 1.0], [0.25, 0.0]]
    assert (ticks(axes, "y"), ticks(axes, "x")) == (["ham", "spam"], ["chat\n4", "email\n1,000"])
    assert [text.get_text() for text in axes.texts] == ["75%", "100%", "25%"]


def test_the_long_name_of_a_slice_is_wrapped_and_keeps_its_rows() -> None:
    axes = slice_shares({"spoken on the telephone": {"ham": 7}}, "Shares").axes[0]
    assert ticks(axes, "x") == ["spoken on the\ntelephone\n7"]


def test_each_class_has_a_panel_with_its_most_telling_word_on_top() -> None:
    words = {"ham": [("me", 3.5), ("my", 3.0)], "spam": [("call", 8.0)], "a": [], "b": []}
    figure = telling_words_by_class(words, "Words")
    assert [axes.get_title() for axes in figure.axes if axes.axison] == ["ham", "spam", "a", "b"]
    ham, spam = figure.axes[:2]
    assert (ticks(ham, "y"), bars(ham)) == (["me", "my"], [(0, 3.5), (0, 3.0)])
    assert (ticks(spam, "y"), bars(spam)) == (["call"], [(0, 8.0)])
    assert ham.get_ylim() == spam.get_ylim() == (1.5, -0.5)
    draw(figure)
