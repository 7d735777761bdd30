"""`lakelabel quickstart`: generated data, then the pipeline."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lakelabel.commands.run_step import Step, run_step
from lakelabel.config import Settings
from lakelabel.quickstart import write_quickstart
from lakelabel.runtime.logs import configure_logging

logger = logging.getLogger(__name__)


def quickstart(
    load: Callable[[str], Step],
    settings: Settings,
    *,
    rows: int,
    data_only: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Writes the demonstration data and runs the pipeline on them.

    Args:
        load: Imports a step by its name.
        settings: The configuration.
        rows: Labelled messages.
        data_only: Write the data and stop.
        quiet: No progress.
        **options: Options of the pipeline.
    """
    configure_logging(quiet)
    files = write_quickstart(Path(settings.data_dir) / "quickstart", rows=rows)
    verb = "found" if files.reused else "generated"
    logger.info("%s %s labelled messages in %s", verb, f"{files.rows:,}", files.messages)
    if not data_only:
        run_step("pipeline", load, settings, quiet=quiet, **options)
