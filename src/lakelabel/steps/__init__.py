"""The steps: the order of work, nothing clever. Each is a function of a session and settings."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

NAMES = ("prepare", "train", "evaluate", "pipeline")


def function(step: str) -> Callable[..., Any]:
    """Gives the function of a step; its module, and with it Spark, is imported only now.

    Args:
        step: The step's name.
    """
    found: Callable[..., Any] = getattr(importlib.import_module(f"lakelabel.steps.{step}"), step)
    return found
