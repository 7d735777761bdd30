"""What Spark's exceptions say, short enough for a message of our own.

Not here: which of our errors they become (``readers``, ``sources``, ``tables``).
"""

from __future__ import annotations

import re

from pyspark.errors import PySparkException

_LONGEST = 300
_STATE = re.compile(r"\s*SQLSTATE: \w{5}")
_CLASS_OF_EXCEPTION = re.compile(r"^(Caused by: |: )?([\w$]+\.)+[\w$]+: ")
_AFTER_THE_MESSAGE = re.compile(r"^(\s+at |\s+\.\.\. \d+ more|\s*JVM stacktrace|'|\+- )")


def condition_of(error: Exception) -> str:
    """Gives the name of Spark's error condition, empty where there is none.

    Args:
        error: What was raised.
    """
    return (error.getCondition() or "") if isinstance(error, PySparkException) else ""


def words_of(error: Exception) -> str:
    """Gives the message of an exception and that of its innermost cause, without classes, plans and frames.

    Args:
        error: What was raised.
    """
    messages: list[list[str]] = [[]]
    in_message = True
    for line in str(error).splitlines():
        if line.startswith("An error occurred while calling"):
            continue
        if line.startswith("Caused by: "):
            messages.append([])
            in_message = True
        elif _AFTER_THE_MESSAGE.match(line):
            in_message = False
        if in_message and line.strip():
            messages[-1].append(_STATE.sub("", _CLASS_OF_EXCEPTION.sub("", line)).strip())
    first, last = " ".join(messages[0]), " ".join(messages[-1])
    words = first if last in first else f"{first} {last}"
    return words[:_LONGEST] or type(error).__name__
