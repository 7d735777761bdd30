"""Pictures: class balance and confusion matrix.

Not here: logging them. Drawn without a display and without matplotlib's global state.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lakelabel.results import Metrics

_MOST_NAMED = 40  # more labels than this cannot be read on an axis
_MOST_NUMBERED = 15
_BLUE = "#2b6cb0"


def class_balance(classes: Mapping[str, int], title: str) -> Figure:
    """Draws the rows of each class, largest first.

    Args:
        classes: Rows by label.
        title: Above the picture.
    """
    ordered = sorted(classes.items(), key=lambda item: item[1])
    figure = Figure(figsize=(8, max(2.5, min(14.0, 0.28 * len(ordered) + 1))), layout="constrained")
    axes = figure.add_subplot()
    bars = axes.barh(range(len(ordered)), [rows for _, rows in ordered], color=_BLUE)
    if len(ordered) <= _MOST_NAMED:
        axes.bar_label(bars, [f" {rows:,}" for _, rows in ordered], fontsize=8)
    _name_ticks(axes, "y", [label for label, _ in ordered])
    axes.set_xlabel("rows")
    axes.set_title(title)
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.1, y=0.01)
    return figure


def confusion_matrix(metrics: Metrics, title: str) -> Figure:
    """Draws the confusion matrix; colours show the share of each true class, numbers the rows.

    Args:
        metrics: The metrics of a split.
        title: Above the picture.
    """
    labels = sorted(metrics.classes)
    rows = np.array([[metrics.confusion.get(t, {}).get(p, 0) for p in labels] for t in labels], dtype=float)
    totals = rows.sum(axis=1, keepdims=True)
    shares = np.divide(rows, totals, out=np.zeros_like(rows), where=totals > 0)
    size = max(4.5, min(14.0, 0.3 * len(labels) + 3))
    figure = Figure(figsize=(size + 1, size), layout="constrained")
    axes = figure.add_subplot()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    figure.colorbar(image, ax=axes, label="share of the true class", shrink=0.8)
    if len(labels) <= _MOST_NUMBERED:
        for i, j in np.argwhere(rows > 0):
            colour = "white" if shares[i, j] > 0.5 else "black"
            axes.text(j, i, f"{int(rows[i, j]):,}", ha="center", va="center", color=colour, fontsize=9)
    _name_ticks(axes, "x", labels)
    _name_ticks(axes, "y", labels)
    axes.set_xlabel("predicted")
    axes.set_ylabel("true")
    axes.set_title(title)
    return figure


def _name_ticks(axes: Axes, axis: str, labels: list[str]) -> None:
    small = 8 if len(labels) <= _MOST_NAMED else 5
    short = [label if len(label) <= 32 else label[:31] + "…" for label in labels]
    if axis == "x":
        axes.set_xticks(range(len(labels)), short, rotation=90, fontsize=small)
    else:
        axes.set_yticks(range(len(labels)), short, fontsize=small)
