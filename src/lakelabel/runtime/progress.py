"""How far a long step is: a bar or a spinner on a terminal, one line in a log.

Not here: where log lines go (``lakelabel.runtime.logs``).
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, Task

_log = logging.getLogger(__name__)
_drawing = threading.Lock()

Step = Callable[[int], None]
"""Tells that so many more units are done."""


@contextlib.contextmanager
def progress(
    description: str, total: int | None = None, unit: str = "rows", *, start: int = 0
) -> Iterator[Step]:
    """Shows what is done, how far it is, how fast it goes and how long it will take.

    Drawn on stderr, only if that is a terminal and the run is not quiet; otherwise it does nothing at all.
    One is drawn at a time: inside another one, or beside one of another thread, it stays silent.

    Args:
        description: What is done, such as ``downloading train.csv``.
        total: How many units there are, where that is known.
        unit: ``bytes``, shown as kB, MB and so on, or what else is counted, in the plural.
        start: How many units were done before.

    Yields:
        A function that takes the number of further units done.
    """
    with contextlib.ExitStack() as stack:
        if not stack.enter_context(_turn_to_draw()):
            yield _ignore
            return
        bar = stack.enter_context(_bar(unit))
        task = bar.add_task(description, total=total, completed=start)
        yield lambda n: bar.advance(task, n)


@contextlib.contextmanager
def stage(description: str) -> Iterator[None]:
    """Shows that a step without a count is running, and logs how long it took.

    Args:
        description: What is done, such as ``prepare: read 3 sources``.

    Yields:
        Nothing. The line is logged when the block ends well; an error speaks for itself.
    """
    begin = time.monotonic()
    with contextlib.ExitStack() as stack:
        if stack.enter_context(_turn_to_draw()):
            stack.enter_context(_spinner()).add_task(description, total=None)
        yield
    _log.info("%s (%s)", description, duration(time.monotonic() - begin))


def duration(seconds: float) -> str:
    """Gives a span of time in words, such as ``2.1 s``, ``3 min 5 s`` or ``1 h 20 min``.

    Args:
        seconds: The span.

    Returns:
        The words.
    """
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def _ignore(n: int) -> None:
    """The step of a progress that is not drawn."""


@contextlib.contextmanager
def _turn_to_draw() -> Iterator[bool]:
    """Whether to draw: somebody is watching, and nothing else is being drawn."""
    watched = sys.stderr.isatty() and logging.getLogger("lakelabel").isEnabledFor(logging.INFO)
    # two live displays on one terminal overwrite each other, and older versions of rich refuse the second
    mine = watched and _drawing.acquire(blocking=False)
    try:
        yield mine
    finally:
        if mine:
            _drawing.release()


def _bar(unit: str) -> Progress:
    # rich is imported only where something is drawn: it takes longer than a short command
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    share = TaskProgressColumn()
    if unit == "bytes":
        return _live(BarColumn(), share, DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    count = TextColumn(unit, markup=False)
    return _live(BarColumn(), share, MofNCompleteColumn(), count, _rate_column(unit), TimeRemainingColumn())


def _spinner() -> Progress:
    from rich.progress import SpinnerColumn, TimeElapsedColumn

    return _live(SpinnerColumn(), TimeElapsedColumn())


def _rate_column(unit: str) -> ProgressColumn:
    from rich.progress import ProgressColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed:,.{0 if speed >= 10 else 1}f} {unit}/s")

    return Rate()


def _live(*columns: ProgressColumn) -> Progress:
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        *columns,
        console=Console(stderr=True),
        transient=True,  # what is worth keeping is logged
        redirect_stdout=False,  # stdout holds the result, and may be a file
    )
