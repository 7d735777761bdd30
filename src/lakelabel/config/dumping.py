"""Settings written out again: as YAML, and as flat parameters, without credentials.

Hidden are those in addresses, and values whose keys (of Spark or a reader) are named like secrets. References
to secrets stay, as they are none.

Not here: reading (``loading``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lakelabel.config.references import conceal
from lakelabel.config.settings import Settings
from lakelabel.config.yaml_file import to_yaml


def settings_yaml(settings: Settings) -> str:
    """Gives the resolved settings as YAML; read back, they are the same, where no credentials were hidden.

    Args:
        settings: The settings.
    """
    return to_yaml(_redacted(settings.model_dump(mode="json", by_alias=True)))


def flat_params(settings: Settings) -> dict[str, str]:
    """Gives the settings as `a.b` parameters for MLflow, without the words about the problem.

    Args:
        settings: The settings.
    """
    tree = _redacted(settings.model_dump(mode="json", by_alias=True, exclude={"problem"}))
    return {key: _text(value)[:500] for key, value in _leaves(tree) if value is not None}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _leaves(tree: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(tree, dict) and (tree or not path):
        for key, value in tree.items():
            yield from _leaves(value, f"{path}.{key}" if path else key)
    elif isinstance(tree, list) and any(isinstance(item, dict) for item in tree):
        for position, item in enumerate(tree):
            yield from _leaves(item, f"{path}.{position}")
    elif tree not in ({}, []):
        yield path, tree


def _redacted(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _redacted(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_redacted(item) for item in value]
    return conceal(value, key) if isinstance(value, str) else value
