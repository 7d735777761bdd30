"""What the model is for, in the words of its owners; goes into reports and the model card."""

from __future__ import annotations

from lakelabel.config.section import Section


class Problem(Section):
    """The question that the classifier answers, and for whom."""

    question: str = ""
    """What is asked of each text."""
    value: str = ""
    """What a right answer is worth."""
    owner: str = ""
    """Who answers for the model."""
    intended_use: str = ""
    """What it may be used for, and what not."""
    success_metric: str = "macro_f1"
    """The one metric that decides."""
