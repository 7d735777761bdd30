"""Pictures: of the data (balance, lengths, slices, telling words) and of a model (confusion matrix).

Not here: logging them. Drawn without a display and without matplotlib's global state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lakelabel.results import Lengths, Metrics
from lakelabel.schema import TEST, TRAIN, VALIDATION

_MOST_NAMED = 40  # more labels than this cannot be read on an axis
_MOST_NUMBERED = 15
_BLUE, _PALE, _ORANGE, _GREY = "#2b6cb0", "#90cdf4", "#dd6b20", "#4a5568"
_SPLIT_COLOURS = {TRAIN: _BLUE, VALIDATION: _PALE, TEST: _ORANGE}
_PANELS_ABREAST = 3


def class_balance(classes: Mapping[str, int], title: str) -> Figure:
    """Draws the rows of each class, largest first.

    Args:
        classes: Rows by label.
        title: Above the picture.
    """
    return _bars_by_class({"": classes}, {"": _BLUE}, title)


def split_balance(splits: Mapping[str, Mapping[str, int]], title: str) -> Figure:
    """Draws the rows of each class, largest first, divided by split.

    Args:
        splits: Rows by split, then label.
        title: Above the picture.
    """
    there = {split: colour for split, colour in _SPLIT_COLOURS.items() if split in splits}
    figure = _bars_by_class(splits, there, title)
    figure.legend(loc="outside lower center", ncols=len(_SPLIT_COLOURS), frameon=False)
    return figure


def _bars_by_class(parts: Mapping[str, Mapping[str, int]], colours: Mapping[str, str], title: str) -> Figure:
    """Draws a bar for each class, made of one piece for each part that has a colour."""
    totals: dict[str, int] = {}
    for part in colours:
        for label, rows in parts[part].items():
            totals[label] = totals.get(label, 0) + rows
    ordered = sorted(totals, key=lambda label: totals[label])
    figure = Figure(figsize=(8, max(2.5, min(14.0, 0.28 * len(ordered) + 1))), layout="constrained")
    axes = figure.add_subplot()
    left = np.zeros(len(ordered), dtype=int)
    bars = None
    for part, colour in colours.items():
        rows_of = np.array([parts[part].get(label, 0) for label in ordered], dtype=int)
        bars = axes.barh(range(len(ordered)), rows_of, left=left, color=colour, label=part or None)
        left += rows_of
    if bars is not None and len(ordered) <= _MOST_NAMED:
        axes.bar_label(bars, [f" {totals[label]:,}" for label in ordered], fontsize=8)
    _name_ticks(axes, "y", ordered)
    axes.set_xlabel("rows")
    _finish(axes, title)
    axes.margins(x=0.1, y=0.01)
    return figure


def length_histogram(lengths: Lengths, edges: Sequence[int], title: str) -> Figure:
    """Draws how many texts are how long; the bins grow with the length, their edges are named.

    Args:
        lengths: The lengths.
        edges: Lower edges of all bins, also of those that no text fell into.
        title: Above the picture.
    """
    rows = lengths.histogram
    inside = [edge for edge in sorted({*edges, *rows}) if min(rows, default=0) <= edge <= lengths.longest]
    figure = Figure(figsize=(8, 3.2), layout="constrained")
    axes = figure.add_subplot()
    axes.bar(
        range(len(inside)), [rows.get(edge, 0) for edge in inside], width=0.94, align="edge", color=_BLUE
    )
    beyond = next((edge for edge in sorted(edges) if edge > lengths.longest), lengths.longest + 1)
    bounds = [*inside, beyond]
    axes.set_xticks(range(len(bounds)), [f"{edge:,}" for edge in bounds], fontsize=8)
    axes.axvline(float(np.interp(lengths.mean, bounds, range(len(bounds)))), color=_ORANGE, linestyle="--")
    axes.set_xlim(0, len(inside))
    axes.set_xlabel("characters, from … to below")
    axes.set_ylabel("texts")
    summary = f"shortest {lengths.shortest:,}, mean {lengths.mean:,.0f} (dashed), longest {lengths.longest:,}"
    _finish(axes, f"{title}\n{summary}", fontsize=11)
    return figure


def slice_shares(slices: Mapping[str, Mapping[str, int]], title: str) -> Figure:
    """Draws the share of each class within each slice.

    Args:
        slices: Rows by slice, then label.
        title: Above the picture.
    """
    names = list(slices)
    labels = sorted({label for rows in slices.values() for label in rows})
    rows = np.array([[slices[name].get(label, 0) for name in names] for label in labels], dtype=float)
    totals = rows.sum(axis=0)
    shares = np.divide(rows, totals, out=np.zeros_like(rows), where=totals > 0)
    size = (max(5.0, min(16.0, 1.25 * len(names) + 3)), max(2.5, min(14.0, 0.3 * len(labels) + 1.5)))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    image = axes.imshow(shares, cmap="Blues", vmin=0, aspect="auto")
    figure.colorbar(image, ax=axes, label="share of the slice", format="{x:.0%}")
    if max(len(names), len(labels)) <= _MOST_NAMED:
        for i, j in np.argwhere(rows > 0):
            colour = "white" if shares[i, j] > 0.6 * shares.max() else "black"
            axes.text(j, i, f"{shares[i, j]:.0%}", ha="center", va="center", color=colour, fontsize=8)
    _name_ticks(axes, "y", labels)
    below = [f"{fill(_short(name), 18)}\n{int(n):,}" for name, n in zip(names, totals, strict=True)]
    axes.set_xticks(range(len(names)), below, fontsize=8, parse_math=False)
    axes.set_title(title, parse_math=False)
    return figure


def telling_words_by_class(words: Mapping[str, Sequence[tuple[str, float]]], title: str) -> Figure:
    """Draws a small chart of the most telling words for each class.

    Args:
        words: Words with their scores by label, the most telling first.
        title: Above the picture.
    """
    abreast = max(1, min(_PANELS_ABREAST, len(words)))
    lines = max(1, -(-len(words) // abreast))
    longest = max((len(scored) for scored in words.values()), default=0) or 1
    figure = Figure(figsize=(3 * abreast, lines * (0.2 * longest + 0.6) + 0.6), layout="constrained")
    panels = figure.subplots(lines, abreast, sharex=True, squeeze=False)
    for axes, (label, scored) in zip(panels.flat, words.items(), strict=False):
        axes.barh(range(len(scored)), [score for _, score in scored], color=_BLUE, height=0.7)
        _name_ticks(axes, "y", [word for word, _ in scored])
        axes.set_ylim(longest - 0.5, -0.5)  # the first on top, bars of one height
        _finish(axes, _short(label), fontsize=10)
    for axes in panels.flat[len(words) :]:
        axes.set_axis_off()
    figure.suptitle(title, parse_math=False)
    figure.supxlabel("z-score of the log-odds against all other classes", fontsize=9)
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
    axes.set_title(title, parse_math=False)
    return figure


def _finish(axes: Axes, title: str, fontsize: float | None = None) -> None:
    axes.set_title(title, fontsize=fontsize, parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)


def _short(label: str) -> str:
    return label if len(label) <= 32 else label[:31] + "…"


def _name_ticks(axes: Axes, axis: str, labels: list[str]) -> None:
    small = 8 if len(labels) <= _MOST_NAMED else 5
    short = [_short(label) for label in labels]
    # a label with two dollar signs is no formula
    if axis == "x":
        axes.set_xticks(range(len(labels)), short, rotation=90, fontsize=small, parse_math=False)
    else:
        axes.set_yticks(range(len(labels)), short, fontsize=small, parse_math=False)
