"""The check every public function makes of its numbers.

Not here: anything about files.
"""

from __future__ import annotations

from lakelabel.errors import ConfigError


def at_least(smallest: int, **arguments: int) -> None:
    """Raise unless every argument, named as the caller names it, is at least ``smallest``.

    Args:
        smallest: The smallest valid value.
        arguments: Names and values.

    Raises:
        ConfigError: If a value is smaller; it names the argument.
    """
    for name, value in arguments.items():
        if value < smallest:
            raise ConfigError(
                f"{name} is too small for the quickstart generator",
                where=name,
                seen=value,
                valid=f"an integer of {smallest} or more",
            )
